// Memory that cannot be had: of the allocations that one request makes, in our code and in libraries, one has none, then the next one,
// and so on to the last; or one and all behind it. So too of those that threads make which help it. That request alone fails, with a problem, or succeeds where it can do without; the same
// again succeeds; others are served beside it all the while; and nothing is left of it: no memory, no file, no connection, no thread.
// The short form takes some of each request's allocations, FAULT=long all.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONSENT, Caller, answerForm, createInterview, joinInterview, namesOf, signIn, sql, startInterview, waitForReport } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { docx } from '../api/docx.mjs';
import { PROGRAMS, startSite } from '../api/site.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { childrenOf, logsOf } from './own_site.mjs';

const isLong = process.env.FAULT === 'long';
// How many allocations of each request the short form takes.
const SOME = 6;
const THREADS = 4;
// Nobody waits longer than this: an answer that does not come is a request that hangs.
const PATIENCE_MS = 60_000;
// The others ask so often: more would take the machine from what is tried.
const BESIDE_MS = 100;
// By how much what is in use may differ between two quiet moments: what others were served with then.
const KEPT_BYTES = 64 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'earshot-memory-'));
const told = join(folder, 'told');
let fake;
let site;
let hr;
let api;

// The programs of the site, of which earshot-api has the library before it.
function layBefore() {
        const library = join(dirname(PROGRAMS), 'fault/memory_shim.so');
        const programs = join(folder, 'bin');
        mkdirSync(programs);
        for (const name of readdirSync(PROGRAMS)) if (!/^earshot(-api)?$/.test(name)) symlinkSync(join(PROGRAMS, name), join(programs, name));
        // Who it is the parent sees by where it lies.
        copyFileSync(join(PROGRAMS, 'earshot'), join(programs, 'earshot'));
        symlinkSync(join(dirname(PROGRAMS), 'share'), join(folder, 'share'));
        writeFileSync(join(programs, 'earshot-api'), `#!/bin/sh
ASAN_OPTIONS=abort_on_error=0:detect_leaks=0:verify_asan_link_order=0 LD_PRELOAD=${library} FAILING_MEMORY=${told} exec ${join(PROGRAMS, 'earshot-api')}
`, { mode: 0o755 });
        writeFileSync(told, '');
        chmodSync(folder, 0o755);
        chmodSync(told, 0o666);
        return programs;
}

before(async () => {
        const programs = layBefore();
        fake = await startProviders(0);
        site = await startSite({
                API_PROCESSES: '1', API_THREADS: String(THREADS), SPEECH_PROCESSES: '1', BREAKER_FAILURES: '0', STT: 'openai', STT_OPENAI_URL: fake.url, TTS: 'openai',
                TTS_OPENAI_URL: fake.url, LLM: 'openai', LLM_OPENAI_URL: fake.url,
        }, { programs });
        hr = await signIn(site);
        [api] = childrenOf(site.pid, 'earshot-api');
});
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        rmSync(folder, { recursive: true, force: true });
        assert.deepEqual(problems, []);
});

// Asks with allocations failing: what was said, how many allocations there were and failed, and what was in use at its end.
let marks = 0;
async function askFailing(caller, mode, at, method, path, options = {}) {
        const id = ++marks;
        const mark = `${mode}-${String(at).padStart(6, '0')}-${String(id).padStart(8, '0')}`;
        const headers = { ...caller.headers, ...options.headers, 'X-Fail-Allocation': mark };
        let body = options.body;
        if (options.json) {
                body = JSON.stringify(options.json);
                headers['Content-Type'] = 'application/json';
        }
        const fetched = await fetch(site.url + path, { method, headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
        const text = await fetched.text();
        for (const until = Date.now() + PATIENCE_MS; ; await sleep(2)) {
                const line = readFileSync(told, 'utf8').split('\n').findLast((one) => one.startsWith(`${id} `));
                if (line) {
                        const [, count, failed, bytes] = line.split(' ').map(Number);
                        return { status: fetched.status, type: fetched.headers.get('content-type') ?? '', text, count, failed, bytes };
                }
                assert.deepEqual(childrenOf(site.pid, 'earshot-api'), [api], `the process lives: ${mode} ${at} of ${method} ${path}`);
                assert.ok(Date.now() < until, `the connection is closed: ${mode} ${at} of ${method} ${path}`);
        }
}

const eventsOf = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
const isWhole = (events) => namesOf(events).at(-1) === 'done' && !namesOf(events).includes('error');
const idOf = (reply) => JSON.parse(reply.text).id;

// Each request: how it is made ready, asked (with or without failures), and what must be true when it was said to have succeeded.
const REQUESTS = {
        async join() {
                const { token } = await createInterview(hr);
                return { who: new Caller(site), ask: () => ['POST', '/api/candidate/join', { json: { token } }], async check(reply) {
                        const session = JSON.parse(reply.text).token;
                        await new Caller(site, { Authorization: `Bearer ${session}` }).get('/api/candidate/interview');
                } };
        },
        async state() {
                const { candidate } = await startInterview(hr);
                return { who: candidate, ask: () => ['GET', '/api/candidate/interview'], async check(reply) {
                        assert.equal(JSON.parse(reply.text).status, 'in_progress');
                } };
        },
        async sign_in() {
                const { hr_email: email, hr_password: password } = site.demo;
                return { who: new Caller(site, { Origin: site.url }), ask: () => ['POST', '/api/session', { json: { email, password } }], async check(reply) {
                        assert.equal(JSON.parse(reply.text).user.email, email);
                } };
        },
        async create() {
                const posting = await hr.post('/api/postings', { title: 'Backend engineer' }, 201);
                const make = (key) => ['POST', '/api/interviews', {
                        json: { posting_id: posting.id, candidate: { name: 'Ada Example', email: 'ada@example.org' } }, headers: { 'Idempotency-Key': key },
                }];
                let key;
                return { who: hr, fresh: () => { key = randomUUID(); }, ask: () => make(key), async check(reply) {
                        const again = await hr.ask(...make(key));
                        assert.deepEqual([again.status, again.json.id], [201, idOf(reply)]);
                } };
        },
        async upload() {
                const made = await startInterview(hr, { posting: { limits: { max_answer_seconds: 600 } } });
                const path = '/api/candidate/turns/1/clip';
                const piece = tone(200).audio;
                const sizeNow = async () => Number((await made.candidate.ask('HEAD', path)).headers.get('upload-offset'));
                let size = 0;
                const look = async () => { size = await sizeNow(); };
                // Whoever was not answered asks how far it is.
                return { who: made.candidate, fresh: look, again: look, ask: () => ['PATCH', path, {
                        body: piece, headers: { 'Upload-Offset': String(size), 'Content-Type': 'application/offset+octet-stream' },
                }], async check() {
                        assert.equal(await sizeNow(), size + piece.length);
                } };
        },
        async answer() {
                let made;
                let turn = 50;
                const clip = (i) => tone(1500, 300 + i);
                const rows = () => Number(sql(site, `SELECT count(*) FROM answer WHERE interview_id = '${made.interview.id}' AND turn_number = ${turn}`));
                return { isStream: true, isHelped: true, who: { get headers() { return made.candidate.headers; }, ask: (...args) => made.candidate.ask(...args) }, fresh: async () => {
                        if (turn >= 45) {
                                made = await startInterview(hr, { posting: { limits: { max_turns: 50, max_minutes: 180 } } });
                                turn = 0;
                        }
                        turn++;
                }, ask: () => ['POST', `/api/candidate/turns/${turn}/answer`, { body: answerForm(clip(turn)), headers: { Accept: 'application/x-ndjson' } }],
                async check(reply) {
                        assert.equal(rows(), 1, reply.text);
                } };
        },
        async report() {
                const made = await startInterview(hr);
                await made.candidate.does(200, 'POST', '/api/candidate/turns/1/answer', { body: answerForm({ text: 'I measured it first, then I added an index.' }) });
                await made.candidate.post('/api/candidate/end');
                await waitForReport(hr, made.interview.id);
                return { who: hr, ask: () => ['GET', `/api/interviews/${made.interview.id}/report`], async check(reply) {
                        assert.ok(JSON.parse(reply.text));
                } };
        },
        async resume() {
                const made = await createInterview(hr);
                const { candidate } = await joinInterview(site, made.token);
                await candidate.post('/api/candidate/consent', CONSENT);
                const form = () => {
                        const body = new FormData();
                        body.append('file', new Blob([docx(['Ada Example', 'Ten years of PostgreSQL and C.'])]), 'cv.docx');
                        return body;
                };
                return { who: candidate, ask: () => ['POST', '/api/candidate/resume', { body: form() }], async check() {
                        assert.equal(sql(site, `SELECT filename FROM resume WHERE interview_id = '${made.interview.id}'`), 'cv.docx');
                } };
        },
};

// From 1 to `count`: half of them among the first hundred, where nothing is committed yet, half spread over all.
function some(count, most) {
        const among = (last) => Array.from({ length: most / 2 }, (_, i) => 1 + Math.round((i * (last - 1)) / (most / 2 - 1)));
        return [...new Set([...among(Math.min(count, 100)), ...among(count)])].sort((a, b) => a - b);
}
const every = (count, step) => Array.from({ length: Math.ceil(count / step) }, (_, i) => 1 + i * step);

// What the log says of requests whose problem this text holds.
const loggedOf = (text) => [...text.matchAll(/"request_id":"([0-9a-f]+)"/g)]
        .flatMap(([, id]) => logsOf(site).split('\n').filter((line) => line.includes(id))).join('\n');

// Asks so, and once more where it failed: what came of it.
async function tryOne(name, request, mode, at) {
        const what = `${name}, ${mode} ${at}`;
        await request.fresh?.();
        const said = await askFailing(request.who, mode, at, ...request.ask());
        const isStream = said.type.startsWith('application/x-ndjson');
        const isDone = said.status < 300 && (!isStream || isWhole(eventsOf(said.text)));
        if (said.status < 300) {
                await request.check(said);
        } else {
                assert.ok([500, 502, 503].includes(said.status), `${what}: ${said.status} ${said.text}`);
                assert.match(said.type, /problem\+json/, what);
                assert.equal(JSON.parse(said.text).status, said.status, what);
        }
        if (!isDone) {
                await request.again?.();
                const once = await request.who.ask(...request.ask());
                assert.ok(once.status < 300, `${what}, once more: ${once.status} ${once.text} ${loggedOf(once.text)}`);
                assert.ok(!request.isStream || isWhole(once.events), `${what}, once more: ${once.text} ${loggedOf(once.text)}`);
                await request.check({ status: once.status, text: once.text });
        }
        return { ...said, outcome: isDone ? 'done' : said.status < 300 ? 'told' : String(said.status) };
}

// Somebody else, who is served all the while; gives what ends it, and how often it was served.
async function beside() {
        const { candidate } = await startInterview(hr);
        let isOver = false;
        let served = 0;
        const run = (async () => {
                do {
                        await candidate.get('/api/candidate/interview', { signal: AbortSignal.timeout(PATIENCE_MS) });
                        await hr.get('/api/session', { signal: AbortSignal.timeout(PATIENCE_MS) });
                        served += 2;
                        await sleep(BESIDE_MS);
                } while (!isOver);
                return served;
        })();
        run.catch(() => { isOver = true; });
        return () => { isOver = true; return run; };
}

describe('an allocation that fails', () => {
        for (const name of Object.keys(REQUESTS)) {
                it(`fails_its_request_alone: ${name}`, { timeout: isLong ? 7_200_000 : 300_000 }, async (test) => {
                        const request = await REQUESTS[name]();
                        // The first one of its kind fills what is kept for all.
                        let clean;
                        for (let i = 0; i < 2; i++) {
                                await request.fresh?.();
                                clean = await askFailing(request.who, 'not', 0, ...request.ask());
                        }
                        assert.ok(clean.status < 300 && clean.count > 20, `${clean.status}, ${clean.count} allocations`);
                        const others = await beside();
                        const seen = {};
                        const placesOf = (count, step) => isLong ? every(count, step) : some(count, SOME);
                        const modes = [['one', placesOf(clean.count, 1)], ['all', placesOf(clean.count, 10)]];
                        if (request.isHelped) {
                                await request.fresh?.();
                                const { count } = await askFailing(request.who, 'Not', 0, ...request.ask());
                                assert.ok(count > 20, `${count} allocations of threads that help`);
                                modes.push(['One', placesOf(count, 1)], ['All', placesOf(count, 10)]);
                        }
                        for (const [mode, places] of modes) {
                                for (const at of places) {
                                        const { outcome } = await tryOne(name, request, mode, at);
                                        const key = `${mode} ${outcome}`;
                                        seen[key] = (seen[key] ?? 0) + 1;
                                }
                        }
                        const served = await others();
                        assert.deepEqual(childrenOf(site.pid, 'earshot-api'), [api], 'it is the same process');
                        assert.ok(seen['all 503'] > 0 && (!request.isHelped || seen['All 503'] > 0), JSON.stringify(seen));
                        test.diagnostic(`${name}: ${clean.count} allocations; ${Object.entries(seen).map(([key, count]) => `${key} ${count}`).join(', ')}; beside them ${served} requests of others, all served`);
                });
        }
});

// What the process holds: files and the like, connections to the database, threads.
function heldNow() {
        const links = readdirSync(`/proc/${api}/fd`).map((fd) => {
                try {
                        return readlinkSync(`/proc/${api}/fd/${fd}`);
                } catch {
                        return null; // closed meanwhile
                }
        });
        return {
                files: links.filter((link) => link !== null && !link.startsWith('socket:')).length,
                connections: Number(sql(site, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'earshot'")),
                threads: readdirSync(`/proc/${api}/task`).length,
        };
}

it('nothing_is_left_of_requests_that_failed', { timeout: isLong ? 3_600_000 : 300_000 }, async (test) => {
        const FAILURES = isLong ? 1000 : 60;
        const kinds = [];
        for (const name of ['state', 'create', 'upload', 'report']) {
                const request = await REQUESTS[name]();
                await request.fresh?.();
                kinds.push([name, request, (await askFailing(request.who, 'not', 0, ...request.ask())).count]);
        }
        // One of each, so that what is kept for all is there.
        const failOne = async (i) => {
                const [name, request, count] = kinds[i % kinds.length];
                return tryOne(name, request, 'one', 1 + ((i * 7919) % count));
        };
        const bytes = [];
        let before;
        for (let i = 0; i < FAILURES + FAILURES / 10; i++) {
                if (i === FAILURES / 10) before = heldNow();
                bytes.push((await failOne(i)).bytes);
        }
        const share = FAILURES / 10;
        const grown = Math.min(...bytes.slice(-share)) - Math.min(...bytes.slice(share, 2 * share));
        assert.ok(grown <= KEPT_BYTES, `${grown} bytes more after ${FAILURES} failures`);
        // Connections that were dropped are opened by the next who need them, and threads that help when there is work.
        const after = heldNow();
        assert.ok(after.files <= before.files && after.connections <= before.connections && after.threads <= before.threads + THREADS, JSON.stringify({ before, after }));
        // Metrics themselves hold one.
        for (const until = Date.now() + PATIENCE_MS; ; await sleep(20)) {
                const page = await (await fetch(`${site.url}/metrics`)).text();
                const busy = /^earshot_(threads|database_connections)_busy \d+$/gm;
                if (page.match(busy).join() === 'earshot_threads_busy 0,earshot_database_connections_busy 1') break;
                assert.ok(Date.now() < until, page.match(busy).join());
        }
        await Promise.all(Array.from({ length: 4 * THREADS }, () => hr.get('/api/session')));
        assert.deepEqual(childrenOf(site.pid, 'earshot-api'), [api], 'it is the same process');
        test.diagnostic(`${FAILURES} failures: memory in use grew by ${grown} bytes; before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
});

it('each_failure_is_logged_once', () => {
        const told = new Map();
        for (const line of logsOf(site).split('\n').filter((one) => one.includes('"request failed"'))) {
                const { request_id: id } = JSON.parse(line);
                told.set(id, (told.get(id) ?? 0) + 1);
        }
        assert.ok(told.size > 0);
        assert.deepEqual([...told].filter(([, count]) => count !== 1), []);
});
