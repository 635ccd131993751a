// The database goes away while it is used: killed, stopped for a while, frozen. Whoever asks is told so in time, nothing
// is lost, and when it is back nobody has to do anything.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
        Caller, answer, assertProblem, joinInterview, named, namesOf, postAnswer, sha256, signIn, sql, startInterview, waitForReport,
} from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { childrenOf, logsOf, openOwnSite } from './own_site.mjs';

const TYPED = 'I measured first, then I changed one line, and the page became twice as fast.';
// A request that meets a frozen database may wait for its answer, its connection and once more for both.
const TOLD_WITHIN_MS = 60_000;

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        site = await openOwnSite({
                API_PROCESSES: '2', API_THREADS: '8', SPEECH_PROCESSES: '1',
                STT: 'openai', STT_OPENAI_URL: fake.url, TTS: 'openai', TTS_OPENAI_URL: fake.url,
        });
        hr = await signIn(site);
});
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

const postmaster = () => Number(readFileSync(join(site.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
const send = (pids, signal) => {
        for (const pid of pids) {
                try {
                        process.kill(pid, signal);
                } catch (error) {
                        if (error.code !== 'ESRCH') throw error;
                }
        }
};

async function untilReady() {
        const guest = new Caller(site);
        const until = Date.now() + 60_000;
        while ((await guest.ask('GET', '/readyz')).status !== 200) {
                assert.ok(Date.now() < until, `it heals by itself: ${logsOf(site).slice(-3000)}`);
                await sleep(200);
        }
}

// Posts the same answer until it is done; every refusal on the way is a 503 that says that nothing is lost.
async function answerThrough(candidate, turn, what) {
        const until = Date.now() + 90_000;
        const seen = { received: 0, refused: 0 };
        for (;;) {
                const reply = await postAnswer(candidate, turn, what);
                if (reply.status === 200) {
                        const events = reply.events;
                        seen.received++;
                        assert.equal(namesOf(events)[0], 'received');
                        assert.equal(namesOf(events).at(-1), 'done', JSON.stringify(events));
                        const error = named(events, 'error');
                        if (!error) return { events, seen };
                        assert.deepEqual([error.problem.status, error.problem.title], [503, 'Service Unavailable'], JSON.stringify(error));
                } else {
                        assertProblem(reply, 503);
                        assert.ok(Number(reply.headers.get('retry-after')) > 0);
                        seen.refused++;
                }
                assert.ok(Date.now() < until, 'the answer is taken when the database is back');
                await sleep(200);
        }
}

function assertOneAnswer(made, turn, hash) {
        assert.equal(
                sql(site, `SELECT encode(sha256, 'hex'), stage, outcome FROM answer WHERE interview_id = '${made.interview.id}' AND turn_number = ${turn}`),
                `${hash}|answered|next`,
        );
}

describe('a database that dies', () => {
        for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL']) {
                it(`by_${signal}_costs_no_answer`, async () => {
                        const many = await Promise.all(Array.from({ length: 4 }, () => startInterview(hr)));
                        fake.script([{ function: 'stt', latency_ms: 400 }]);
                        const clips = many.map((_, at) => tone(1500, 300 + 10 * at));
                        const posted = many.map((made, at) => answerThrough(made.candidate, 1, at % 2 ? { text: TYPED } : clips[at]));
                        await sleep(80);
                        send([postmaster()], signal);
                        for (const [at, { events }] of (await Promise.all(posted)).entries()) {
                                assert.equal(named(events, 'next').turn, 2);
                                assertOneAnswer(many[at], 1, at % 2 ? sha256(TYPED) : sha256(clips[at].audio));
                        }
                        await untilReady();
                        await many[0].candidate.post('/api/candidate/end');
                        await waitForReport(hr, many[0].interview.id, 60_000);
                });
        }
});

describe('a database that is away for a while', () => {
        let made;
        let stopped;
        it('is_told_to_everybody_in_time', async () => {
                made = await startInterview(hr);
                const waiting = await startInterview(hr);
                fake.script([{ function: 'stt', latency_ms: 3000 }]);
                const clip = tone(1500, 700);
                const inHand = answerThrough(waiting.candidate, 1, clip);
                await sleep(700);
                stopped = postmaster();
                // It takes no connection any more, and those that were there are cut.
                send([stopped], 'SIGSTOP');
                send(childrenOf(stopped, 'postgres'), 'SIGTERM');
                await sleep(200);
                const began = Date.now();
                const guest = new Caller(site);
                assert.deepEqual(await guest.get('/healthz'), { status: 'ok' });
                assert.equal((await guest.ask('GET', '/')).status, 200, 'pages are there');
                const [ready, session, state, join_, posted] = await Promise.all([
                        guest.ask('GET', '/readyz'), hr.ask('GET', '/api/session'), made.candidate.ask('GET', '/api/candidate/interview'),
                        guest.ask('POST', '/api/candidate/join', { json: { token: made.token } }), postAnswer(made.candidate, 1, { text: TYPED }),
                ]);
                for (const reply of [session, state, join_, posted]) {
                        assertProblem(reply, 503, { detail: /Nothing was lost|very busy/ });
                        assert.ok(Number(reply.headers.get('retry-after')) > 0);
                }
                const { checks } = assertProblem(ready, 503, { detail: /database/ });
                assert.deepEqual([checks.database, checks.storage], ['failed', 'ok']);
                assert.ok(Date.now() - began < 60_000, `${Date.now() - began} ms`);
                send([stopped], 'SIGCONT');
                const { events, seen } = await inHand;
                assert.equal(named(events, 'next').turn, 2);
                assert.ok(seen.received >= 1);
                assertOneAnswer(waiting, 1, sha256(clip.audio));
        });

        it('is_forgotten_when_it_is_back', async () => {
                await untilReady();
                const { events } = await answerThrough(made.candidate, 1, { text: TYPED });
                assert.equal(named(events, 'next').turn, 2);
                assertOneAnswer(made, 1, sha256(TYPED));
                await hr.get('/api/session');
                await joinInterview(site, made.token);
        });
});

describe('a database that is frozen', () => {
        it('holds_nobody_for_ever', async () => {
                const made = await startInterview(hr);
                fake.script([{ function: 'stt', latency_ms: 1500 }]);
                const clip = tone(1500, 900);
                const inHand = answerThrough(made.candidate, 1, clip);
                await sleep(600);
                const parent = postmaster();
                const all = [parent, ...childrenOf(parent, 'postgres')];
                const began = Date.now();
                send(all, 'SIGSTOP');
                try {
                        const replies = await Promise.all(Array.from({ length: 6 }, () => hr.ask('GET', '/api/session')));
                        for (const reply of replies) assertProblem(reply, 503);
                        assert.ok(Date.now() - began < TOLD_WITHIN_MS, `${Date.now() - began} ms`);
                        assert.deepEqual(await new Caller(site).get('/healthz'), { status: 'ok' });
                } finally {
                        send(all, 'SIGCONT');
                }
                const { events } = await inHand;
                assert.equal(named(events, 'next').turn, 2);
                assertOneAnswer(made, 1, sha256(clip.audio));
                await untilReady();
                assert.equal(named(await answer(made.candidate, 2, { text: TYPED }), 'next').turn, 3);
        });
});
