// The line before interviews: who begins, who waits, in the order in which they came; and what a request does is found by
// its id and trace, at providers and in jobs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONSENT, Caller, answer, assertProblem, createInterview, joinInterview, postAnswer, signIn, sql } from '../api/client.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { logsOf, openOwnSite } from './own_site.mjs';

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        site = await openOwnSite({
                INTERVIEWS_AT_ONCE: '1', API_PROCESSES: '2', TTS: 'none', STT: 'openai', STT_OPENAI_URL: fake.url,
                LLM: 'openai', LLM_OPENAI_URL: fake.url, LLM_OPENAI_KEY: 'sk-llm-77aa01b9',
        });
        hr = await signIn(site);
});
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

// A candidate who is ready to start: { candidate, id }.
async function ready() {
        const { interview, token } = await createInterview(hr, { posting: { question_set: [], feedback: 'none' } });
        const { candidate } = await joinInterview(site, token);
        await candidate.post('/api/candidate/consent', CONSENT);
        return { candidate, id: interview.id };
}
const start = ({ candidate }) => candidate.ask('POST', '/api/candidate/start');

function assertWaits(reply, place) {
        const problem = assertProblem(reply, 503, { detail: /place in the line/, waiting_position: place });
        assert.match(problem.type, /busy$/);
        assert.ok(Number(reply.headers.get('retry-after')) >= 1);
        assert.ok(problem.estimated_wait_seconds === undefined || problem.estimated_wait_seconds >= 1);
}
const waiting = async () => (await new Caller(site).get('/readyz')).interviews.waiting;

describe('the line before interviews', () => {
        it('lets in first who came first and holds no place for who went away', async () => {
                const [first, second, third, fourth] = [await ready(), await ready(), await ready(), await ready()];
                assert.equal((await start(first)).status, 200);
                assertWaits(await start(second), 1);
                assertWaits(await start(third), 2);
                assertWaits(await start(second), 1);
                assertWaits(await start(fourth), 3);
                assert.equal(await waiting(), 3);
                assert.equal((await hr.get('/api/today')).waiting, 3);
                // Who has begun is never refused.
                assert.equal((await start(first)).status, 200);
                await first.candidate.post('/api/candidate/end');
                // There is room for one, and that is the second.
                assertWaits(await start(third), 2);
                sql(site, `UPDATE admission SET seen_at = now() - interval '10 minutes' WHERE interview_id = '${second.id}'`);
                const [late, other] = await Promise.all([start(third), start(fourth)]);
                assert.equal(late.status, 200, late.text);
                assertWaits(other, other.json.waiting_position);
                // It stands behind those who stayed.
                assertWaits(await start(second), 2);
                await third.candidate.post('/api/candidate/end');
                assert.equal((await start(fourth)).status, 200);
                await fourth.candidate.post('/api/candidate/end');
                assert.equal((await start(second)).status, 200);
                await second.candidate.post('/api/candidate/end');
                assert.equal(await waiting(), 0);
                const { text } = await new Caller(site).does(200, 'GET', '/metrics');
                assert.match(text, /\nearshot_interview_starts_total\{outcome="limit"\} 7\n/);
                assert.match(text, /\nearshot_interview_starts_total\{outcome="admitted"\} 4\n/);
        });

        it('lets in no more at once than there is room for', async () => {
                const all = await Promise.all(Array.from({ length: 6 }, ready));
                const replies = await Promise.all(all.map(start));
                assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 503, 503, 503, 503, 503]);
                const places = replies.filter(({ status }) => status === 503).map(({ json }) => json.waiting_position).sort();
                assert.deepEqual(places, [1, 2, 3, 4, 5]);
                await all[replies.findIndex(({ status }) => status === 200)].candidate.post('/api/candidate/end');
                sql(site, 'DELETE FROM admission');
        });

        it('refuses nobody for it who could not begin anyhow', async () => {
                const { token } = await createInterview(hr);
                const { candidate } = await joinInterview(site, token);
                assertProblem(await candidate.ask('POST', '/api/candidate/start'), 409);
        });
});

describe('a request', () => {
        const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

        it('is found by its id and trace at providers and in the jobs that it queued', async () => {
                const it = await ready();
                const id = `traced-${Date.now()}-0001`;
                assert.equal((await start(it)).status, 200);
                fake.reset();
                const reply = await postAnswer(it.candidate, 1, { text: 'I added an index to the orders table, because the plan showed a scan of all rows.' },
                        { Accept: 'application/x-ndjson', 'X-Request-Id': id, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
                assert.equal(reply.headers.get('x-request-id'), id);
                // The job of the evaluation asks a model under the same id, later.
                const asked = () => fake.requests.filter((request) => request.headers['x-request-id'] === id);
                for (const end = Date.now() + 60_000; asked().length < 2 && Date.now() < end;) await sleep(100);
                const spans = asked().map((request) => {
                        const [, trace, span, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(request.headers.traceparent);
                        assert.deepEqual([trace, flags], [TRACE, '01']);
                        return span;
                });
                assert.ok(spans.length >= 2, `${spans.length} calls`);
                assert.equal(new Set(spans).size, spans.length, 'each call is a span of its own');
                const jobs = () => logsOf(site).split('\n').filter((line) => line.includes('"earshot-jobs"') && line.includes(id) && line.includes('"evaluation"'));
                for (const end = Date.now() + 120_000; jobs().length === 0 && Date.now() < end;) await sleep(100);
                assert.equal(JSON.parse(jobs()[0]).trace_id, TRACE);
                await it.candidate.post('/api/candidate/end');
        });

        it('with a trace that is none begins one', async () => {
                const it = await ready();
                assert.equal((await start(it)).status, 200);
                fake.reset();
                await answer(it.candidate.with({ traceparent: `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01` }), 1, { text: 'I measured it first and then I changed one thing at a time.' });
                const parents = fake.requests.map((request) => request.headers.traceparent);
                assert.ok(parents.length > 0);
                for (const parent of parents) {
                        assert.match(parent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
                        assert.ok(!parent.includes(TRACE));
                }
                await it.candidate.post('/api/candidate/end');
        });
});
