// A process that takes answers is killed on entering a system call of the way from a posted answer to the next question, then on
// entering the next one, and so on to the last: each time the same post again finds everything. What the disk does not keep is never
// acknowledged. The same answer posted many times at once is one answer. The short form takes some of each, FAULT=long all.
// As root alone: strace(1) looks into programs of another user.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerForm, namesOf, sha256, signIn, sql, startInterview } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { childrenOf, openOwnSite } from './own_site.mjs';

const isLong = process.env.FAULT === 'long';
// How many calls of the way to 'received', and behind it, the short form takes.
const SOME = 6;
const WAY_TO_RECEIVED = 50;
const TURNS = 49;
const SYNCS = /^(fsync|fdatasync)$/;
const PATIENCE_MS = 60_000;

let fake;
let site;
let hr;
let folder;
before(async () => {
        fake = await startProviders(0);
        folder = mkdtempSync(join(tmpdir(), 'earshot-calls-'));
        // One thread a process: the calls of a turn follow each other. Some processes: those that were killed are made again meanwhile.
        site = await openOwnSite({
                API_PROCESSES: '6', API_THREADS: '1', SPEECH_PROCESSES: '1',
                STT: 'openai', STT_OPENAI_URL: fake.url, TTS: 'openai', TTS_OPENAI_URL: fake.url,
        });
        hr = await signIn(site);
});
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        rmSync(folder, { recursive: true, force: true });
        assert.deepEqual(problems, []);
});

function isDead(pid) {
        try {
                return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
        } catch {
                return true;
        }
}

const takers = () => childrenOf(site.pid, 'earshot-api');

// strace(1) on the threads of these processes, and on no process that they start, while `during` runs.
async function traced(pids, options, during) {
        const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`));
        const tracer = spawn('strace', ['-p', threads.join(','), ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
        const ended = new Promise((done) => tracer.on('exit', done));
        let said = '';
        await new Promise((attached, failed) => {
                tracer.stderr.setEncoding('utf8');
                tracer.stderr.on('data', (text) => {
                        said += text;
                        if (/attached/.test(said)) attached();
                });
                ended.then(() => failed(new Error(`strace: ${said}`)));
        });
        // A process with threads that is killed under strace may stay half dead until strace lets go of it.
        const letGo = setInterval(() => pids.some(isDead) && tracer.kill('SIGKILL'), 50);
        try {
                return await during();
        } finally {
                clearInterval(letGo);
                tracer.kill('SIGKILL');
                await ended;
        }
}

// A turn of a running interview, each time another one.
let current = null;
let made = 0;
async function nextTurn() {
        if (current === null || current.turn === TURNS)
                current = { ...await startInterview(hr, { posting: { limits: { max_turns: TURNS + 1, max_minutes: 180 } } }), turn: 0 };
        current.turn++;
        made++;
        return { interview: current.interview.id, candidate: current.candidate, turn: current.turn, clip: tone(1200 + made, 200 + made) };
}

// What a client gets to see of a post: its events as far as they came, and the status, 0 where there is none.
async function post({ candidate, turn, clip }) {
        const events = [];
        try {
                const reply = await fetch(`${site.url}/api/candidate/turns/${turn}/answer`, {
                        method: 'POST', body: answerForm(clip), headers: { ...candidate.headers, Accept: 'application/x-ndjson' },
                        signal: AbortSignal.timeout(PATIENCE_MS),
                });
                if (reply.status !== 200) return { status: reply.status, events, text: await reply.text() };
                let rest = '';
                const decoder = new TextDecoder();
                for await (const bytes of reply.body) {
                        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
                        rest = lines.pop();
                        events.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line)));
                }
                return { status: 200, events };
        } catch (error) {
                if (error.name === 'TimeoutError') throw error;
                return { status: 0, events };
        }
}

const rowsOf = ({ interview, turn }) =>
        sql(site, `SELECT encode(sha256, 'hex'), stage FROM answer WHERE interview_id = '${interview}' AND turn_number = ${turn}`)
                .split('\n').filter((line) => line !== '').map((line) => line.split('|'));

async function finish(it) {
        for (const until = Date.now() + PATIENCE_MS; ;) {
                const { status, events, text } = await post(it);
                if (namesOf(events).at(-1) === 'done' && namesOf(events).at(-2) === 'next') return;
                assert.ok([0, 200, 502, 503, 504].includes(status), `${status} ${text}`);
                assert.ok(Date.now() < until, `turn ${it.turn} goes on: ${status} ${text} ${JSON.stringify(events)}`);
                await sleep(100);
        }
}

async function isKeptOnce(it) {
        assert.deepEqual(rowsOf(it), [[sha256(it.clip.audio), 'answered']]);
        const kept = await hr.does(200, 'GET', `/api/interviews/${it.interview}/turns/${it.turn}/answer/audio`);
        assert.equal(sha256(kept.body), sha256(it.clip.audio));
        const turns = sql(site, `SELECT string_agg(number::text, ',' ORDER BY number) FROM turn WHERE interview_id = '${it.interview}'`);
        assert.equal(turns, Array.from({ length: it.turn + 1 }, (_, at) => at + 1).join(','), 'the next question was asked once');
}

// The calls of one turn, in their order: { name, nth }, the how many-th of its name.
async function callsOfATurn() {
        const log = join(folder, 'calls');
        const it = await nextTurn();
        await traced(takers(), ['-o', log, '-e', 'signal=none'], () => finish(it));
        const threads = new Map();
        for (const line of readFileSync(log, 'utf8').split('\n')) {
                const [, thread, name] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
                if (name) threads.set(thread, [...(threads.get(thread) ?? []), name]);
        }
        const names = [...threads.values()].find((calls) => calls.some((name) => SYNCS.test(name))) ?? [];
        const counts = {};
        return names.map((name) => ({ name, nth: (counts[name] = (counts[name] ?? 0) + 1) }));
}

const skip = process.getuid() !== 0 && 'only as root';

describe('a process that dies', { skip }, () => {
        it('at_any_system_call_of_an_answer_costs_nothing', { timeout: 3_600_000 }, async (t) => {
                await finish(await nextTurn());
                const calls = await callsOfATurn();
                assert.ok(calls.length > WAY_TO_RECEIVED, JSON.stringify(calls));
                const spread = (from, to) => Array.from({ length: SOME }, (_, part) =>
                        Math.floor(from + (to - from) * (part + Math.random()) / SOME));
                const chosen = isLong ? calls.keys() : [...spread(0, WAY_TO_RECEIVED), ...spread(WAY_TO_RECEIVED, calls.length)];
                const figures = { calls: calls.length, kills: 0, passed_by: 0, after_received: 0 };
                for (const at of chosen) {
                        const { name, nth } = calls[at];
                        const one = await nextTurn();
                        const pids = takers();
                        const seen = await traced(pids, ['-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:signal=SIGKILL:when=${nth}`],
                                () => post(one));
                        figures[pids.some(isDead) ? 'kills' : 'passed_by']++;
                        // What was acknowledged is there before anybody asks again.
                        if (namesOf(seen.events).includes('received')) {
                                figures.after_received++;
                                assert.deepEqual(rowsOf(one).map(([hash]) => hash), [sha256(one.clip.audio)], `${name} ${nth}`);
                        }
                        await finish(one);
                        await isKeptOnce(one);
                }
                const said = `killed at ${figures.kills} of the ${figures.calls} system calls of an answer (${figures.passed_by} were not made again), `
                        + `${figures.after_received} times after 'received': 0 lost, 0 doubled`;
                t.diagnostic(said);
                assert.ok(figures.kills >= (isLong ? calls.length * 0.8 : SOME), said);
        });
});

describe('a disk that does not keep what it was given', { skip }, () => {
        for (const call of ['fsync', 'fdatasync'])
                it(`is_never_answered_with_received: ${call}`, async (t) => {
                        const one = await nextTurn();
                        const log = join(folder, `refused-${call}`);
                        const seen = await traced(takers(), ['-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:error=EIO`], () => post(one));
                        if (!/INJECTED/.test(readFileSync(log, 'utf8'))) {
                                t.diagnostic(`nothing is written with ${call}`);
                                assert.deepEqual(rowsOf(one).map(([hash]) => hash), [sha256(one.clip.audio)]);
                                return;
                        }
                        assert.ok([503, 507].includes(seen.status), `${seen.status} ${seen.text}`);
                        assert.deepEqual([seen.events, rowsOf(one)], [[], []]);
                        const left = execFileSync('find', [join(site.dataDir, 'media/interviews', one.interview), '-name', `answer-${one.turn}-*`], { encoding: 'utf8' });
                        assert.equal(left, '', 'half a recording is left');
                        await finish(one);
                        await isKeptOnce(one);
                });
});

it('the_same_answer_posted_many_times_at_once_is_one', { timeout: 3_600_000 }, async (t) => {
        const most = isLong ? 10_000 : 120;
        let posts = 0;
        let turns = 0;
        while (posts < most) {
                const one = await nextTurn();
                const count = 2 + turns % 15;
                const seen = await Promise.all(Array.from({ length: count }, () => post(one)));
                for (const { status, events } of seen) {
                        assert.deepEqual([status, namesOf(events)[0], namesOf(events).at(-2), namesOf(events).at(-1)], [200, 'received', 'next', 'done']);
                        assert.deepEqual(events.find(({ event }) => event === 'next'), seen[0].events.find(({ event }) => event === 'next'));
                }
                await isKeptOnce(one);
                posts += count;
                turns++;
        }
        const jobs = sql(site, `SELECT kind, key, count(*) FROM job GROUP BY 1, 2 HAVING count(*) > 1`);
        const clips = Number(sql(site, 'SELECT count(*) - count(DISTINCT media_key) FROM answer'));
        assert.deepEqual([jobs, clips], ['', 0]);
        t.diagnostic(`${posts} posts of ${turns} answers, 2 to 16 at once: ${turns} answers, no clip and no job twice`);
});
