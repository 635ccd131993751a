// /metrics: what all processes counted, in both formats, of nobody; and the ids by which requests are found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, answer, assertProblem, createInterview, openSite, signIn, startInterview } from './client.mjs';
import { spoken } from './clips.mjs';

const OPENMETRICS = { Accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1' };

let site;
let guest;
let hr;
before(async () => {
        site = openSite();
        guest = new Caller(site);
        hr = await signIn(site);
});

// The samples by name and labels as they stand, and the types of the families. Fails where a line is none.
function read(text) {
        const values = new Map();
        const types = new Map();
        assert.ok(text.endsWith('\n'));
        for (const line of text.slice(0, -1).split('\n')) {
                const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
                if (type) {
                        assert.ok(!types.has(type[1]), `${type[1]} has one type`);
                        types.set(type[1], type[2]);
                        continue;
                }
                if (/^# (HELP \w+ \S|EOF$)/.test(line)) continue;
                const sample = /^(\w+(?:\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)+\})?) (\S+)$/.exec(line);
                assert.ok(sample, `a sample: ${line}`);
                assert.ok(Number.isFinite(Number(sample[2])), line);
                assert.ok(!values.has(sample[1]), `once: ${line}`);
                values.set(sample[1], Number(sample[2]));
        }
        return { values, types, of: (name) => values.get(name) ?? 0 };
}

const scrape = async () => read((await guest.does(200, 'GET', '/metrics')).text);
const requests = (method, route, status) => `earshot_requests_total{method="${method}",route="${route}",status="${status}"}`;

// Asks until it is so: what is counted at the end of a request is there a moment after its answer.
async function until(what, holds) {
        for (const end = Date.now() + 120_000; ;) {
                const page = await scrape();
                if (holds(page)) return page;
                assert.ok(Date.now() < end, what);
                await sleep(50);
        }
}

describe('metrics', () => {
        it('are_told_as_prometheus_reads_them', async () => {
                const reply = await guest.does(200, 'GET', '/metrics');
                assert.equal(reply.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
                const { values, types } = read(reply.text);
                for (const [name, type] of types) {
                        assert.match(name, /^earshot_/);
                        if (type === 'counter') assert.match(name, /_total$/);
                }
                // The buckets of a histogram never fall, and the last one is the count.
                const last = new Map();
                for (const [sample, value] of values) {
                        const bucket = /^(\w+)_bucket\{(.*?),?le="([^"]+)"\}$/.exec(sample);
                        if (!bucket) continue;
                        const key = `${bucket[1]} ${bucket[2]}`;
                        assert.ok(value >= (last.get(key) ?? 0), sample);
                        last.set(key, value);
                        if (bucket[3] === '+Inf') assert.equal(value, values.get(`${bucket[1]}_count${bucket[2] ? `{${bucket[2]}}` : ''}`), sample);
                }
                assert.ok(last.size > 10);
        });

        it('are_told_as_openmetrics_to_who_asks_for_it', async () => {
                const reply = await guest.does(200, 'GET', '/metrics', { headers: OPENMETRICS });
                assert.equal(reply.headers.get('content-type'), 'application/openmetrics-text; version=1.0.0; charset=utf-8');
                assert.match(reply.text, /\n# EOF\n$/);
                for (const [name, type] of read(reply.text).types) if (type === 'counter') assert.doesNotMatch(name, /_total$/);
                const plain = await guest.does(200, 'GET', '/metrics', { headers: { Accept: 'application/openmetrics-text;q=0, text/plain' } });
                assert.match(plain.headers.get('content-type'), /^text\/plain/);
        });

        it('are_summed_over_the_processes_by_the_template_of_the_route', async () => {
                const first = await scrape();
                await Promise.all(Array.from({ length: 40 }, () => guest.get('/healthz')));
                await guest.ask('GET', '/api/nothing/of/the/kind');
                const { interview } = await createInterview(hr);
                for (let i = 0; i < 3; i++) await hr.get(`/api/interviews/${interview.id}`);
                const name = requests('GET', '/healthz', '2xx');
                const page = await until('all are counted', (now) => now.of(name) >= first.of(name) + 40);
                const one = requests('GET', '/api/interviews/{id}', '2xx');
                assert.ok(page.of(one) >= first.of(one) + 3);
                assert.ok(page.of(requests('', '', '4xx')) > first.of(requests('', '', '4xx')));
                assert.ok(page.of('earshot_request_errors_total{kind="missing"}') > first.of('earshot_request_errors_total{kind="missing"}'));
                assert.ok(page.of('earshot_request_seconds_count{method="GET",route="/healthz"}') >= page.of(name));
        });

        it('say_nothing_of_a_person', async () => {
                const { interview, token } = await createInterview(hr, { interview: { candidate: { name: 'Zebulon Quux', email: 'zebulon@example.org' } } });
                await guest.ask('GET', `/api/interviews/${interview.id}`);
                await guest.ask('POST', '/api/candidate/join', { json: { token } });
                const { text } = await guest.does(200, 'GET', '/metrics');
                for (const secret of ['Zebulon', 'zebulon', interview.id, token, '127.0.0.1']) assert.ok(!text.includes(secret), secret);
        });

        it('tell_the_state_of_the_host_and_the_queue', async () => {
                const page = await until('a runner is at work and this very request counts as no thread in use', (now) => now.of('earshot_runners') >= 1
                        && now.of('earshot_threads_busy') === 0);
                assert.equal(page.of('earshot_threads') % 8, 0, 'those for health are not among them');
                assert.ok(page.of('earshot_database_connections') >= 1);
                assert.equal(page.of('earshot_database_up'), 1);
                assert.ok(page.of('earshot_media_free_bytes') > 0);
                assert.equal(page.types.get('earshot_jobs'), 'gauge');
                assert.equal(page.types.get('earshot_job_oldest_seconds'), 'gauge');
                assert.ok(page.of('earshot_job_runs_total{kind="retention",outcome="done"}') >= 1);
        });

        it('outlive_a_process_that_dies_and_its_gauges_end_with_it', async () => {
                const threads = (await scrape()).of('earshot_threads');
                const before = (await scrape()).of(requests('GET', '/healthz', '2xx'));
                const starts = () => readFileSync(join(site.dataDir, 'log/api.log'), 'utf8').split('\n').filter((line) => line.includes('"ready"'));
                const old = starts();
                process.kill(JSON.parse(old.at(-1)).pid, 'SIGKILL');
                for (const end = Date.now() + 120_000; starts().length === old.length;) {
                        assert.ok(Date.now() < end, 'another one starts');
                        await sleep(50);
                }
                const page = await scrape();
                assert.equal(page.of('earshot_threads'), threads);
                assert.ok(page.of(requests('GET', '/healthz', '2xx')) >= before);
                assert.ok(page.of('earshot_threads_busy') <= 8, `${page.of('earshot_threads_busy')} are busy`);
        });

        it('have_the_names_that_alerts_and_dashboard_ask_for', async () => {
                const page = await scrape();
                const dashboard = JSON.parse(readFileSync(new URL('../../deploy/grafana/earshot.json', import.meta.url), 'utf8'));
                const asked = dashboard.panels.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr)).join('\n');
                assert.ok(dashboard.panels.every(({ id }, at, all) => all.findIndex((other) => other.id === id) === at), 'each panel has its number');
                for (const text of [asked, readFileSync(new URL('../../deploy/prometheus/earshot.rules.yaml', import.meta.url), 'utf8').replace(/(summary|description|earshot:).*/g, '')]) {
                        const names = [...text.matchAll(/\bearshot_\w+/g)].map(([name]) => name);
                        assert.ok(names.length > 15);
                        for (const name of names) assert.ok(page.types.has(name) || page.types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram', name);
                }
        });

        it('are_not_told_through_a_proxy', async () => {
                for (const headers of [{ 'X-Forwarded-For': '203.0.113.7' }, { Forwarded: 'for=203.0.113.7' }, { Via: '1.1 proxy' }])
                        assertProblem(await guest.ask('GET', '/metrics', { headers }), 403);
                assert.equal((await guest.ask('POST', '/metrics')).status, 405);
        });
});

describe('the stages of a turn', () => {
        it('are_counted_and_stand_beside_the_answer', async () => {
                const counted = (page, stage) => page.of(`earshot_turn_stage_seconds_count{stage="${stage}"}`);
                const first = await scrape();
                const made = await startInterview(hr, { posting: { feedback: 'live' } });
                await answer(made.candidate, 1, spoken('I measured it and I made it faster than it was before.', 'wav'));
                const { items } = await hr.get(`/api/interviews/${made.interview.id}/transcript`);
                const { stages } = items.find(({ speaker, turn }) => speaker === 'candidate' && turn === 1);
                for (const [name, value] of Object.entries(stages)) assert.equal(typeof value, 'number', name);
                assert.ok(stages.own_ms <= stages.whole_ms && stages.stt_ms <= stages.whole_ms && stages.store_ms <= stages.whole_ms, JSON.stringify(stages));
                assert.ok(stages.own_ms <= stages.whole_ms - stages.stt_ms + stages.decode_ms + 1, 'what the recogniser takes is not our own');
                assert.ok(items.filter(({ speaker }) => speaker !== 'candidate').every((one) => one.stages === undefined));
                const page = await until('all stages are counted', (now) => Object.keys(stages).every((name) => counted(now, name.slice(0, -3)) > counted(first, name.slice(0, -3))));
                assert.ok(page.of('earshot_answers_total{outcome="done"}') > first.of('earshot_answers_total{outcome="done"}'));
                assert.ok(page.of('earshot_provider_calls_total{function="stt",provider="builtin",outcome="answered"}') > 0);
                assert.ok(page.of('earshot_sandbox_runs_total{program="clip",outcome="read"}') > 0);
        });
});

describe('the id of a request', () => {
        const idOf = async (id) => (await guest.ask('GET', '/healthz', { headers: { 'X-Request-Id': id } })).headers.get('x-request-id');

        it('is_the_one_that_the_client_gave', async () => {
                for (const id of ['0123456789abcdef', '0199c1f0-6f2e-7c31-9d0a-0123456789ab', 'ticket_4711.retry-2']) assert.equal(await idOf(id), id);
        });

        it('is_made_where_it_is_none_or_could_be_a_token', async () => {
                for (const id of ['short', 'a'.repeat(40), 'with a space in it', 'quote"quote"quote"', '{"level":"error","x":1}'])
                        assert.match(await idOf(id), /^[0-9a-f]{32}$/, id);
        });

        it('stands_in_the_log_with_the_trace', async () => {
                const id = `trace-test-${Date.now()}-x`;
                await guest.ask('GET', '/healthz', { headers: { 'X-Request-Id': id, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' } });
                const line = () => readFileSync(join(site.dataDir, 'log/api.log'), 'utf8').split('\n').find((one) => one.includes(id));
                for (const end = Date.now() + 120_000; !line() && Date.now() < end;) await sleep(50);
                assert.equal(JSON.parse(line()).trace_id, '4bf92f3577b34da6a3ce929d0e0e4736');
        });
});
