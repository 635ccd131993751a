// No accepted answer is ever lost or doubled: under load processes of all kinds are killed at random, of the API, the runner, PostgreSQL,
// nginx, the sandbox and the embedded speech, while candidates answer in every way that pages know. Every answer that was acknowledged is
// there afterwards, once, byte for byte; its interview has come to its end; and nothing else is left. FAULT=long kills a thousand times.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, CONSENT, answerForm, named, sha256, signIn, sql } from '../api/client.mjs';
import { spoken } from '../api/clips.mjs';
import { PROGRAMS, sanitizerProblems } from '../api/site.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { PASSING, descendantsOf, logsOf, openOwnSite, see } from './own_site.mjs';

const isLong = process.env.FAULT === 'long';
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CANDIDATES = 8;
const TURNS = 4;
// The short form kills each kind so often; the long form so often in all, each kind with its weight. Behind each round all is looked at.
const KILLS_OF_EACH = 4;
const KILLS = 1000;
const ROUNDS = isLong ? 4 : 1;
const WEIGHTS = { api: 6, sandbox: 4, runner: 3, nginx: 3, speech: 3, postgres: 2 };
// Between two kills of the short and the long form, at most, in ms.
const PAUSE_MS = isLong ? 2500 : 500;
const BOUND_MS = isLong ? 7_200_000 : 400_000;
// How long a candidate repeats one thing before the interview counts as stuck.
const STUCK_MS = 180_000;
const SAID = 'I mended the cash desk myself, and it sold forty things more.';
const PIECES = 4;
const NEW_WITHIN_MS = 3000;
const SPEECH = [{ function: 'stt', latency_ms: 60 }, { function: 'tts', latency_ms: 30 }];
// Over the network nobody hears or speaks for some calls: the embedded speech does.
const ON_OUR_OWN = [{ function: 'stt', behave: 'status', status: 500, times: 2 }, { function: 'tts', behave: 'status', status: 500, times: 6 }, ...SPEECH];

let fake;
let site;
let hr;
let posting;
let folder;
before(async () => {
        fake = await startProviders(0);
        fake.script(SPEECH);
        folder = mkdtempSync(join(tmpdir(), 'earshot-kills-'));
        site = await openOwnSite({
                API_PROCESSES: '3', API_THREADS: '8', SPEECH_PROCESSES: '2', BREAKER_SECONDS: '1',
                STT: 'openai,builtin', STT_OPENAI_URL: fake.url, TTS: 'openai,builtin', TTS_OPENAI_URL: fake.url,
        });
        hr = await signIn(site);
        posting = await hr.post('/api/postings', { title: 'Shop assistant', type: 'behavioral', limits: { max_turns: TURNS, max_minutes: 180 } }, 201);
});
after(async () => {
        for (const pid of runners) process.kill(pid, 'SIGTERM');
        for (const until = Date.now() + STUCK_MS; runners.size > 0 && Date.now() < until;) await sleep(50);
        const problems = await site?.stop();
        await fake?.stop();
        rmSync(folder, { recursive: true, force: true });
        assert.deepEqual(problems, []);
        assert.deepEqual(livingIn(site.dataDir), [], 'no process is left');
});

// A small generator (mulberry32), so that a seed gives the same run again as far as time does.
function randomOf(seed) {
        return () => {
                seed = (seed + 0x6d2b79f5) | 0;
                let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
                value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
                return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
        };
}
const random = randomOf(SEED);
const anyOf = (list) => list[Math.floor(random() * list.length)];

// Processes that work in this directory: each of the site's does.
function livingIn(directory) {
        return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).filter((pid) => {
                try {
                        return readlinkSync(`/proc/${pid}/cwd`).startsWith(directory) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
                } catch {
                        return false;
                }
        });
}

const filesIn = (directory) => readdirSync(directory, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile()).map((entry) => relative(directory, join(entry.parentPath, entry.name)));

// --- what is killed -------------------------------------------------------------------------------

// Runners that this test started, as cron would: the parent starts one a minute.
const runners = new Set();
function startRunner() {
        const [api] = descendantsOf([site.pid]).filter(({ name }) => name === 'earshot-api');
        if (!api) return;
        const read = (name) => readFileSync(`/proc/${api.pid}/${name}`, 'utf8');
        const [uid, gid] = ['Uid', 'Gid'].map((name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read('status'))[1]));
        const environment = read('environ').split('\0').filter((one) => one !== '' && !one.startsWith('EARSHOT_'));
        const log = openSync(join(site.dataDir, 'log/runners.log'), 'a');
        const runner = spawn(join(PROGRAMS, 'earshot-jobs'), ['run', '--for', '65'], {
                env: Object.fromEntries(environment.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])),
                cwd: site.dataDir, stdio: ['ignore', log, log], ...(process.getuid() === 0 ? { uid, gid } : {}),
        });
        closeSync(log);
        runners.add(runner.pid);
        runner.on('exit', () => runners.delete(runner.pid));
}

// The processes of the kind that live now, each with the signals of which one kills it.
function targets(kind) {
        const all = descendantsOf([site.pid, ...runners]);
        const isOwn = ({ parent }) => parent === site.pid;
        const of = (name, signals = ['SIGKILL']) => all.filter((one) => one.name === name).map(({ pid }) => ({ pid, signals }));
        switch (kind) {
        case 'api':
                return all.filter((one) => isOwn(one) && one.name === 'earshot-api').map(({ pid }) => ({ pid, signals: ['SIGKILL'] }));
        case 'runner':
                return [...runners, ...all.filter((one) => isOwn(one) && one.name === 'earshot-jobs').map(({ pid }) => pid)]
                        .map((pid) => ({ pid, signals: ['SIGKILL'] }));
        case 'postgres': {
                // The postmaster, as `pg_ctl stop -m immediate` does or harder; or one of its own, which it answers by an immediate restart.
                const [master] = all.filter((one) => isOwn(one) && one.name === 'postgres');
                const backends = all.filter((one) => one.parent === master?.pid);
                return master ? [{ pid: master.pid, signals: ['SIGQUIT', 'SIGKILL'] }, ...backends.slice(0, 1).map(({ pid }) => ({ pid, signals: ['SIGKILL'] }))] : [];
        }
        case 'sandbox':
                // By name: of a program that ends, its leak detector is a child, too.
                return of('earshot-sandbox');
        default:
                return of(kind === 'speech' ? 'earshot-speech' : 'nginx');
        }
}

// Kills one as soon as there is one. In a sandbox what has a file in hand is a new process, what waits for files an old one: most of
// those that are killed are new.
async function killOne(kind) {
        const old = new Set(kind === 'sandbox' && random() < 0.7 ? targets(kind).map(({ pid }) => pid) : []);
        const anyFrom = Date.now() + NEW_WITHIN_MS;
        for (const until = Date.now() + STUCK_MS; ; await sleep(kind === 'sandbox' ? 3 : 50)) {
                assert.ok(Date.now() < until, `there is a process to kill: ${kind}`);
                if (kind === 'runner' && targets(kind).length === 0) startRunner();
                const one = anyOf(targets(kind).filter(({ pid }) => !old.has(pid) || Date.now() > anyFrom));
                if (!one) continue;
                try {
                        process.kill(one.pid, anyOf(one.signals));
                        return;
                } catch (error) {
                        if (error.code !== 'ESRCH') throw error;
                }
        }
}

// --- who answers ----------------------------------------------------------------------------------

const acknowledged = new Map(); // "interview turn sha256" -> { interview, turn, hash, length, text }
const figures = { posts: 0, uploads: 0, before_received: 0, after_received: 0, looked: 0, joined: 0, let_go: 0 };
const startedPosts = [];
const interviews = [];
let isOver = false;

// Whoever hears nothing for long enough lets go.
async function look(caller, method, path, options) {
        try {
                return await see(caller, method, path, options);
        } catch (error) {
                if (error.name !== 'TimeoutError') throw error;
                figures.let_go++;
                console.log(`no end of ${method} ${path}`);
                return { status: 0, headers: new Headers(), text: '', events: [] };
        }
}

// Asks until the answer is one of `statuses`, as a page does.
async function ask(caller, statuses, method, path, { json, ...options } = {}) {
        if (json) Object.assign(options, { body: JSON.stringify(json), headers: { ...options.headers, 'Content-Type': 'application/json' } });
        for (const until = Date.now() + STUCK_MS; ; await sleep(100 + 200 * random())) {
                const reply = await look(caller, method, path, options);
                if (statuses.includes(reply.status)) return reply;
                assert.ok(PASSING.includes(reply.status), `${method} ${path}: ${reply.status} ${reply.text}`);
                assert.ok(Date.now() < until, `${method} ${path} goes on: ${reply.status} ${reply.text}`);
        }
}
const told = async (...what) => JSON.parse((await ask(...what)).text);

// False where the interview is over: its link opens nothing more.
async function join_(it) {
        const { status, text } = await ask(new Caller(site), [200, 401], 'POST', '/api/candidate/join', { json: { token: it.token } });
        const { token, reason } = JSON.parse(text);
        if (status === 401) assert.equal(reason, 'over', text);
        else it.candidate = new Caller(site, { Authorization: `Bearer ${token}` });
        return status === 200;
}

// A running interview: one, however often it had to be asked for.
let asked = 0;
async function begin() {
        const key = `kills-${SEED}-${++asked}`;
        const made = await told(hr, [201], 'POST', '/api/interviews', {
                json: { posting_id: posting.id, candidate: { name: 'Ada Example', email: 'ada@example.org' } }, headers: { 'Idempotency-Key': key },
        });
        const it = { id: made.id, token: made.invite_token };
        interviews.push(it);
        await join_(it);
        await ask(it.candidate, [200], 'POST', '/api/candidate/consent', { json: CONSENT });
        await ask(it.candidate, [200], 'POST', '/api/candidate/start', { json: {} });
        return it;
}

// The same recording with other bytes: a chunk (WAV) or an element (WebM) behind it that says nothing.
let unlike = 0;
function recording() {
        const mark = Buffer.from(String(++unlike).padStart(16, '0'));
        if (random() < 0.5) {
                const { audio, type } = spoken(SAID, 'webm');
                return { audio: Buffer.concat([audio, Buffer.from([0xec, 0x90]), mark]), type };
        }
        const { audio, type } = spoken(SAID, 'wav');
        const head = Buffer.from('note\x10\0\0\0', 'latin1');
        const whole = Buffer.concat([audio, head, mark]);
        whole.writeUInt32LE(whole.length - 8, 4);
        return { audio: whole, type };
}

// Brings the recording up in pieces, while it is spoken; wherever that breaks, it goes on where the server is.
async function upload(it, turn, audio) {
        const path = `/api/candidate/turns/${turn}/clip`;
        const step = Math.ceil(audio.length / PIECES);
        for (let at = 0, until = Date.now() + STUCK_MS; at < audio.length;) {
                figures.uploads++;
                let reply = await look(it.candidate, 'PATCH', path, {
                        body: audio.subarray(at, at + step), headers: { 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' },
                });
                if (PASSING.includes(reply.status)) {
                        await sleep(100 + 200 * random());
                        reply = await ask(it.candidate, [200, 409], 'HEAD', path);
                }
                assert.ok([200, 204, 409].includes(reply.status), `${reply.status} ${reply.text}`);
                const offset = reply.headers.get('upload-offset');
                // The answer is taken already: it stands.
                if (offset === null) return;
                at = Number(offset);
                assert.ok(at <= audio.length && Date.now() < until, `the upload goes on: ${at} of ${audio.length}`);
        }
}

function acknowledge(it, turn, { audio, text }) {
        const bytes = audio ?? Buffer.from(text);
        const hash = sha256(bytes);
        acknowledged.set(`${it.id} ${turn} ${hash}`, { interview: it.id, turn, hash, length: bytes.length, text: text ?? null });
}

// What follows the answer: { turn } or { isEnded }, however often it has to be asked for.
async function answerOnce(it, turn) {
        const way = anyOf(['typed', 'whole', 'spoken', 'spoken']);
        const what = way === 'typed' ? { text: `${SAID} That was number ${++unlike}.` } : recording();
        const bytes = what.audio ?? Buffer.from(what.text);
        for (const until = Date.now() + STUCK_MS; ; await sleep(100 + 200 * random())) {
                if (way === 'spoken') await upload(it, turn, what.audio);
                const form = way === 'spoken' ? { parts: [['clip', 'uploaded'], ['bytes', String(bytes.length)]] } : what;
                const wantsStream = random() < 0.8;
                figures.posts++;
                startedPosts.splice(0).forEach((tell) => tell());
                const { status, text, events } = await look(it.candidate, 'POST', `/api/candidate/turns/${turn}/answer`, {
                        body: answerForm(form), headers: { Accept: wantsStream ? 'application/x-ndjson' : 'application/json' },
                        seen: (event) => {
                                if (event.event !== 'received') return;
                                assert.deepEqual([event.turn, event.bytes, event.sha256], [turn, bytes.length, sha256(bytes)]);
                                acknowledge(it, turn, what);
                        },
                });
                if (status === 200 && !wantsStream) {
                        acknowledge(it, turn, what);
                        const { ended, interviewer_response } = JSON.parse(text);
                        return ended ? { isEnded: true } : { turn: interviewer_response.turn };
                }
                const over = named(events, 'next') ?? named(events, 'asked_again') ?? named(events, 'ended');
                if (over) return over.event === 'ended' ? { isEnded: true } : { turn: over.turn };
                const isMissing = status === 409 && way === 'spoken' && /^So far/.test(JSON.parse(text).detail);
                assert.ok(isMissing || status === 200 || PASSING.includes(status), `${status} ${text}`);
                figures[named(events, 'received') ? 'after_received' : 'before_received']++;
                assert.ok(Date.now() < until, `turn ${turn} of ${it.id} goes on: ${status} ${text} ${JSON.stringify(events)}`);
                // Some come back to the page anew, some ask where the interview is and go on from there.
                if (random() < 0.2) {
                        figures.joined++;
                        if (!await join_(it)) {
                                acknowledge(it, turn, what);
                                return { isEnded: true };
                        }
                }
                if (random() < 0.3) {
                        const state = await told(it.candidate, [200], 'GET', '/api/candidate/interview');
                        if (state.status === 'in_progress' && state.current_turn <= turn) continue;
                        figures.looked++;
                        acknowledge(it, turn, what);
                        return state.status === 'in_progress' ? { turn: state.current_turn } : { isEnded: true };
                }
        }
}

// Interview after interview, each to its end, the last one when nobody kills any more.
async function candidateLoop() {
        while (!isOver) {
                const it = await begin();
                for (let next = { turn: 1 }; !next.isEnded;) next = await answerOnce(it, next.turn);
        }
}

function plan() {
        const kinds = Object.keys(WEIGHTS);
        if (!isLong) return kinds.flatMap((kind) => Array(KILLS_OF_EACH).fill(kind)).map((kind) => [random(), kind]).sort().map(([, kind]) => kind);
        const weighted = kinds.flatMap((kind) => Array(WEIGHTS[kind]).fill(kind));
        return Array.from({ length: KILLS / ROUNDS }, () => anyOf(weighted));
}

const began = Date.now();
async function killer(kills) {
        for (const kind of plan()) {
                assert.ok(Date.now() - began < BOUND_MS, `${JSON.stringify(kills)} in ${Date.now() - began} ms`);
                await sleep(PAUSE_MS * random());
                if (kind === 'speech') {
                        fake.reset();
                        fake.script(ON_OUR_OWN);
                }
                // From the first byte of an upload up to the next question's sound, most of them about the acknowledgement.
                await Promise.race([new Promise((tell) => startedPosts.push(tell)), sleep(3000)]);
                if (kind !== 'sandbox') await sleep(random() < 0.6 ? 40 * random() : 400 * random());
                await killOne(kind);
                kills[kind] = (kills[kind] ?? 0) + 1;
                if (runners.size === 0 && kind === 'runner') startRunner();
        }
        isOver = true;
}

// --- what is found afterwards ---------------------------------------------------------------------

const jobs = (...words) => new Promise((done) => {
        execFile(join(PROGRAMS, 'earshot-jobs'), words, {
                encoding: 'utf8', timeout: 900_000,
                env: { PATH: process.env.PATH, DATA_DIR: site.dataDir, LOG_LEVEL: 'error', ASAN_OPTIONS: 'detect_leaks=0' },
        }, (problem, said, complaint) => done({ status: problem ? problem.code : 0, said: said + complaint }));
});

// Until nothing is left to do. What a dead runner held waits for its lease, what failed for its next try: here their time has come.
async function drain() {
        for (let until = Date.now() + STUCK_MS, least = Infinity; ; await sleep(200)) {
                const open = tableOf('SELECT kind, state, attempts, worker, last_error FROM job WHERE finished_at IS NULL');
                if (open.length === 0) return;
                if (open.length < least) [least, until] = [open.length, Date.now() + STUCK_MS];
                assert.ok(Date.now() < until, `the queue is drained: ${JSON.stringify(open)}`);
                if (targets('runner').length === 0) startRunner();
                const living = targets('runner').map(({ pid }) => `'%:${pid}'`);
                sql(site, `UPDATE job SET run_at = now() WHERE state = 'queued' AND run_at > now();
                        UPDATE job SET lease_until = now() WHERE state = 'running' AND NOT worker LIKE ANY (ARRAY[${living}]::text[])`);
        }
}

const tableOf = (text) => sql(site, text).split('\n').filter((line) => line !== '').map((line) => line.split('|'));

async function isReady() {
        await ask(new Caller(site), [200], 'GET', '/readyz');
}

// Every interview has its report. Some of them as HR gets them; `earshot-jobs check` recomputes them all.
async function reportsVerify() {
        const path = join(folder, 'report.json');
        assert.equal(sql(site, `SELECT count(*) FROM report r JOIN interview i ON i.id = r.interview_id WHERE posting_id = '${posting.id}'`), String(interviews.length));
        for (const { id } of [anyOf(interviews), interviews.at(-1)]) {
                const { text } = await hr.does(200, 'GET', `/api/interviews/${id}/report`);
                writeFileSync(path, text);
                const { status, said } = await jobs('verify', path);
                assert.equal(status, 0, `${id}: ${said}`);
        }
}

function answersAreThereOnce() {
        const figured = { lost: 0, doubled: 0, changed: 0 };
        const rows = new Map();
        const media = join(site.dataDir, 'media');
        for (const [interview, turn, hash, length, key, text, stage, outcome, usability] of tableOf(
                `SELECT interview_id, turn_number, encode(sha256, 'hex'), size_bytes, media_key, typed_text, stage, outcome, usability FROM answer`,
        )) {
                const name = `${interview} ${turn} ${hash}`;
                rows.set(name, [...(rows.get(name) ?? []), { length, key, text }]);
                assert.ok(acknowledged.has(name), `${name} was finished, so it was acknowledged`);
                assert.deepEqual([stage, usability], ['answered', 'usable'], name);
                assert.match(outcome, /^(next|ended)$/);
        }
        for (const [name, { hash, length, text }] of acknowledged) {
                const found = rows.get(name) ?? [];
                if (found.length === 0) figured.lost++;
                if (found.length > 1) figured.doubled++;
                for (const row of found) {
                        const bytes = text === null ? readFileSync(join(media, row.key)) : Buffer.from(row.text);
                        if (createHash('sha256').update(bytes).digest('hex') !== hash || bytes.length !== length || Number(row.length) !== length) figured.changed++;
                }
        }
        return figured;
}

// Files that no row names, of a process that died between the two: the sweep takes them when they are old enough, and nothing else.
async function filesAreNamed() {
        const media = join(site.dataDir, 'media');
        // Sound of a question that was not whole when its process died has a row and no file.
        const named_ = new Set(tableOf('SELECT key FROM stored_file').flat());
        const kept = tableOf('SELECT key FROM stored_file WHERE is_whole').flat();
        const left = filesIn(media).filter((key) => !named_.has(key));
        const days_ago = Date.now() / 1000 - 2 * 24 * 3600;
        for (const key of left) utimesSync(join(media, key), days_ago, days_ago);
        for (const day of [1, 2]) {
                sql(site, `INSERT INTO job (id, kind, key) VALUES (uuid_v7(), 'sweep', 'after ${acknowledged.size}, ${day}')`);
                await drain();
                sql(site, `UPDATE orphan SET since = since - interval '1 day'`);
        }
        const found = new Set(filesIn(media));
        assert.deepEqual([...found].filter((key) => !named_.has(key)), [], 'the sweep takes what no row names');
        assert.deepEqual(kept.filter((key) => !found.has(key)), [], 'the sweep leaves what rows name');
        return left.length;
}

// One round of kills, and what is found behind it: a line that tells it.
async function round(kills) {
        const before = interviews.length;
        const killing = Date.now();
        isOver = false;
        await Promise.all([...Array.from({ length: CANDIDATES }, candidateLoop), killer(kills)]);
        const killed_s = Math.round((Date.now() - killing) / 1000);
        await isReady();
        await drain();

        const figured = answersAreThereOnce();
        const said = `seed ${SEED}: ${Object.values(kills).reduce((sum, count) => sum + count)} kills (${Object.entries(kills).map(([kind, count]) => `${kind} ${count}`).join(', ')}), `
                + `the last round in ${killed_s} s; ${interviews.length} interviews, ${figures.posts} posts, ${figures.uploads} pieces, ${figures.before_received} cut before 'received', `
                + `${figures.after_received} after it, ${figures.let_go} let go, ${figures.joined} joined again, ${figures.looked} went on by the state; `
                + `${acknowledged.size} acknowledged: ${figured.lost} lost, ${figured.doubled} doubled, ${figured.changed} changed`;
        console.log(said);
        assert.deepEqual(figured, { lost: 0, doubled: 0, changed: 0 }, said);
        assert.ok(interviews.length - before >= CANDIDATES, said);
        assert.equal(acknowledged.size, interviews.length * TURNS, 'each question has its answer');

        // Each interview was made once, came to its end with all its questions, and has its report; each job was done, once.
        assert.equal(sql(site, `SELECT count(*) FROM interview WHERE posting_id = '${posting.id}'`), String(interviews.length));
        assert.equal(sql(site, `SELECT i.id, i.status, count(*), max(number) FROM interview i JOIN turn t ON t.interview_id = i.id WHERE posting_id = '${posting.id}'
                GROUP BY 1, 2 HAVING (i.status, count(*), max(number)) <> ('completed', ${TURNS}, ${TURNS})`), '');
        assert.equal(sql(site, `SELECT count(*) FROM answer a WHERE (SELECT count(*) FROM job j WHERE j.kind = 'turn' AND j.key = a.id::text) <> 1`), '0');
        assert.equal(sql(site, `SELECT kind, key, count(*), string_agg(state::text || coalesce(last_error, ''), ', ') FROM job GROUP BY 1, 2 HAVING count(*) > 1 OR max(state) <> 'done'`), '');
        await reportsVerify();

        // An hour later nothing is wrong, and nothing is left of the dead.
        sql(site, `UPDATE answer SET received_at = received_at - interval '1 hour', answered_at = answered_at - interval '1 hour';
                UPDATE interview SET started_at = started_at - interval '1 hour', ended_at = ended_at - interval '1 hour' WHERE started_at IS NOT NULL`);
        const left = await filesAreNamed();
        const { status, said: checked } = await jobs('check');
        assert.deepEqual([status, / All is well\.$/m.test(checked)], [0, true], checked);
        assert.deepEqual(filesIn(join(site.dataDir, 'tmp')), [], 'no upload is left');
        const strays = () => descendantsOf([site.pid]).filter((one) => one.parent === site.pid && !/^(earshot-(api|jobs|speech)|nginx|postgres)$/.test(one.name));
        for (const until = Date.now() + STUCK_MS; strays().length > 0; await sleep(100)) assert.ok(Date.now() < until, JSON.stringify(strays()));
        assert.doesNotMatch(logsOf(site), /a job was given up/);
        assert.deepEqual(sanitizerProblems(site.dataDir), []);
        return `${said}, ${left} files left for the sweep`;
}

test('no_acknowledged_answer_is_lost_or_doubled_when_processes_are_killed', { timeout: BOUND_MS + 1_200_000 }, async (t) => {
        const kills = {};
        console.log(`seed ${SEED}`);
        assert.deepEqual(tableOf('SHOW fsync').concat(tableOf('SHOW synchronous_commit'), tableOf('SHOW full_page_writes')), [['on'], ['on'], ['on']]);
        startRunner();
        for (let done = 0; done < ROUNDS; done++) t.diagnostic(await round(kills));
        assert.ok(Object.keys(WEIGHTS).every((kind) => kills[kind] >= KILLS_OF_EACH), JSON.stringify(kills));
});
