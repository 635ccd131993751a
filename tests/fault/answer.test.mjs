// A process that takes answers is killed on entering a system call of the way from a posted answer to the next question, another one on
// entering the next call, and so on to the last: each time the same post again finds everything. What the disk does not keep is never
// acknowledged. The same answer posted many times at once is one answer. The short form takes some of each, FAULT=long all.
// As root alone: strace(1) looks into programs of another user.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerForm, namesOf, sha256, signIn, sql, startInterview } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { PASSING, childrenOf, openOwnSite, see } from './own_site.mjs';

const isLong = process.env.FAULT === 'long';
// How many calls of the way to 'received', and behind it, the short form takes.
const SOME = 4;
const PROCESSES = 10;
const TURNS = 49;
// Of some calls a process makes a few more or less each time: so often one is waited for.
const TRIES = 4;
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
                API_PROCESSES: String(PROCESSES), API_THREADS: '1', SPEECH_PROCESSES: '1',
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
// In the order in which they were made.
const threadsOf = (pid) => isDead(pid) ? [] : readdirSync(`/proc/${pid}/task`).map((id) => ({ id: Number(id), made: madeAt(pid, id) }))
        .sort((one, other) => one.made - other.made || one.id - other.id).map(({ id }) => id);
// In ticks since the machine's start (proc(5), stat): numbers of threads begin anew at some time.
const madeAt = (pid, thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').replace(/.*\) /, '').split(' ')[19]);

// strace(1) on these threads of the processes, and on none that they start, while `during` runs.
async function traced(pids, threads, options, during) {
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

// What a client gets to see of a post.
const post = ({ candidate, turn, clip }) =>
        see(candidate, 'POST', `/api/candidate/turns/${turn}/answer`, { body: answerForm(clip), headers: { Accept: 'application/x-ndjson' } });

const rowsOf = ({ interview, turn }) =>
        sql(site, `SELECT encode(sha256, 'hex'), stage FROM answer WHERE interview_id = '${interview}' AND turn_number = ${turn}`)
                .split('\n').filter((line) => line !== '').map((line) => line.split('|'));

async function finish(it) {
        for (const until = Date.now() + PATIENCE_MS; ;) {
                const { status, events, text } = await post(it);
                if (namesOf(events).at(-1) === 'done' && namesOf(events).at(-2) === 'next') return;
                assert.ok(status === 200 || PASSING.includes(status), `${status} ${text}`);
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

// --- processes that have served nothing yet -------------------------------------------------------

// For its first answer a process makes more calls than for those that follow. So each kill has a process of its own that has served nothing:
// one of them serves, the others stand still until it is their turn. The oldest is first: who dies too soon is made again later.
// Its threads are known by their place: the one that takes answers is made behind the main one, the one that helps it with its first answer.
const fresh = { serving: 0, waiting: [], threads: 0 };

const logged = () => readFileSync(join(site.dataDir, 'log/api.log'), 'utf8');
// Those that were made since the log was so long: another one may have had their number before.
async function newOnes(old, count, since) {
        for (const until = Date.now() + PATIENCE_MS; ; await sleep(10)) {
                const made = takers().filter((pid) => !old.includes(pid));
                const isReady = (pid) => logged().slice(since).includes(`"pid":${pid},"message":"ready"`);
                if (made.length === count && made.every(isReady)) return made;
                assert.ok(Date.now() < until, 'who was killed is made again');
        }
}

// Stands still: until all of its threads do, the kernel may still wake one of them for a post, and nobody else.
async function hold(pid) {
        process.kill(pid, 'SIGSTOP');
        const stands = (thread) => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'));
        for (const until = Date.now() + PATIENCE_MS; !threadsOf(pid).every(stands); await sleep(2)) assert.ok(Date.now() < until, 'it stands still');
}

async function makeFresh() {
        const old = takers();
        const since = logged().length;
        for (const pid of old) process.kill(pid, 'SIGKILL');
        [fresh.serving, ...fresh.waiting] = await newOnes(old, PROCESSES, since);
        fresh.threads = threadsOf(fresh.serving).length;
        for (const pid of fresh.waiting) await hold(pid);
}

// A post that a fresh process takes, or one that has served until it has a thread that helps, while strace looks at some of its threads.
// It dies of it or afterwards, and another one comes.
async function postToOne({ isFresh, threads, options }) {
        let one = await nextTurn();
        await isQuiet();
        const old = takers();
        const since = logged().length;
        const pid = fresh.waiting.shift();
        try {
                await hold(fresh.serving);
                process.kill(pid, 'SIGCONT');
                for (const until = Date.now() + PATIENCE_MS; !isFresh && threadsOf(pid).length <= fresh.threads; one = await nextTurn()) {
                        await finish(one);
                        assert.ok(Date.now() < until, 'there is a thread that helps');
                }
                await isQuiet();
                const seen = await traced([pid], threads(threadsOf(pid)), options, () => post(one));
                const isKilled = isDead(pid);
                if (!isKilled) process.kill(pid, 'SIGKILL');
                const [next] = await newOnes(old, 1, since);
                await hold(next);
                fresh.waiting.push(next);
                return { one, events: namesOf(seen.events), isKilled };
        } finally {
                process.kill(fresh.serving, 'SIGCONT');
        }
}

// Whoever stands still must have nothing in hand that others wait for.
async function isQuiet() {
        const isBusy = () => sql(site, "SELECT 1 FROM pg_stat_activity WHERE application_name = 'earshot' AND state <> 'idle' LIMIT 1") !== '';
        for (const until = Date.now() + PATIENCE_MS; isBusy(); await sleep(10)) assert.ok(Date.now() < until, 'nobody has anything to do');
}

function letAllServe() {
        for (const pid of fresh.waiting.splice(0)) process.kill(pid, 'SIGCONT');
}

const TAKER = { isFresh: true, thread: 1 };
const HELPER = { isFresh: false, thread: -1 };

// The calls that a thread of a process makes for an answer, in their order: { name, nth, line }, nth the how many-th of its name. Of some
// answers: for each the thread that helps makes the calls up to 'received', but not always speaks as many sentences, so that of its
// answers the one counts for which it made the fewest calls; of those of the other thread, which may be helped less, the most.
async function callsOf(who) {
        const answers = [];
        for (let i = 0; i < TRIES; i++) answers.push(await callsOnce(who));
        const helped = answers.filter((calls) => calls.some(isReceived));
        return (who === HELPER ? helped : answers).sort((one, other) => one.length - other.length).at(who === HELPER ? 0 : -1);
}

async function callsOnce({ isFresh, thread }) {
        const log = join(folder, 'calls');
        const { one } = await postToOne({ isFresh, threads: (all) => [all.at(thread)], options: ['-y', '-s', '200', '-o', log, '-e', 'signal=none'] });
        await finish(one);
        const counts = {};
        return readFileSync(log, 'utf8').split('\n').flatMap((line) => {
                const [, name] = /^(?:\d+ +)?(\w+)\(/.exec(line) ?? [];
                return name ? [{ name, line, nth: (counts[name] = (counts[name] ?? 0) + 1) }] : [];
        });
}

// The write that tells the client that the answer was received.
const isReceived = ({ line }) => /^(\d+ +)?write\(.*\\"event\\":\\"received\\"/.test(line);

const isWait = ({ name, line }) => name === 'futex' && /FUTEX_WAIT/.test(line);

const skip = process.getuid() !== 0 && 'only as root';

describe('a process that has served nothing yet', { skip }, () => {
        before(makeFresh);
        after(letAllServe);

        // By the thread that helps, while the other one understands it already.
        it('is_at_rest_before_received_is_said', async () => {
                const calls = await callsOf(HELPER);
                const at = (what, isIt) => {
                        const found = calls.findIndex(isIt);
                        assert.ok(found >= 0, `${what}: ${JSON.stringify(calls.map(({ line }) => line))}`);
                        return found;
                };
                const moved = at('the recording gets its name', ({ name, line }) => name === 'rename' && line.includes('/answer-'));
                const [, written, kept] = /rename\("([^"]+)", "([^"]+)"/.exec(calls[moved].line);
                const order = [
                        at('its bytes are synced', ({ name, line }) => name === 'fsync' && line.includes(`<${written}>`)),
                        moved,
                        at('its directory is synced', ({ name, line }) => name === 'fsync' && line.includes(`<${dirname(kept)}>`)),
                        at('received is said', isReceived),
                ];
                assert.deepEqual(order, order.toSorted((one, other) => one - other));
                // Between the two the database says that the row stands.
                assert.ok(calls.slice(order[2], order[3]).some(({ name, line }) => name === 'recvfrom' && line.includes('INSERT 0 1') || line.includes('SELECT 1')));
        });

        for (const [what, who] of [['the_thread_that_takes_the_answer', TAKER], ['the_thread_that_helps_it', HELPER]])
                it(`costs_nothing_when_it_dies_at_any_system_call_of_an_answer: ${what}`, { timeout: 5_400_000 }, async (t) => {
                        const calls = await callsOf(who);
                        const received = calls.findIndex(isReceived);
                        const toReceived = Math.max(0, received);
                        // Who helps waits for its next task some calls behind it; whether it or another one has that is chance.
                        const idle = calls.findIndex((call, at) => at > received && isWait(call));
                        const certain = who === HELPER && idle > 0 ? idle : calls.length;
                        const spread = (from, to) => from === to ? [] : Array.from({ length: SOME }, (_, part) =>
                                Math.floor(from + (to - from) * (part + Math.random()) / SOME));
                        const chosen = isLong ? [...calls.keys()] : [...spread(0, toReceived), ...spread(toReceived, calls.length)];
                        const figures = { kills: 0, turns: 0, before_received: 0 };
                        const spared = [];
                        for (const at of chosen) {
                                const { name, nth } = calls[at];
                                let isDone = false;
                                for (let tries = 0; tries < TRIES && !isDone; tries++) {
                                        const { one, events, isKilled } = await postToOne({
                                                isFresh: who.isFresh, threads: (all) => [all.at(who.thread)],
                                                options: ['-o', '/dev/null', '-e', `trace=${name}`, '-e', `inject=${name}:signal=SIGKILL:when=${nth}`],
                                        });
                                        figures.turns++;
                                        figures.kills += isKilled;
                                        figures.before_received += isKilled && !events.includes('received');
                                        // What was acknowledged is there before anybody asks again.
                                        if (events.includes('received')) assert.deepEqual(rowsOf(one).map(([hash]) => hash), [sha256(one.clip.audio)], `${name} ${nth}`);
                                        await finish(one);
                                        await isKeptOnce(one);
                                        isDone = isKilled;
                                }
                                if (!isDone) spared.push({ call: `${name} ${nth}`, isCertain: at < certain && name !== 'futex' });
                        }
                        const said = `${what}: killed at ${figures.kills} of ${chosen.length} system calls (of ${calls.length} that it makes for an answer), ${figures.before_received} times `
                                + `before 'received' was said, over ${figures.turns} answers: 0 lost, 0 doubled; not made again: ${spared.map(({ call }) => call).join(', ') || 'none'}`;
                        t.diagnostic(said);
                        console.log(said);
                        // Who waits for a lock depends on chance.
                        const missed = spared.filter(({ isCertain }) => isCertain);
                        assert.ok(missed.length <= chosen.length * (isLong ? 0.05 : 0.5), said);
                });
});

describe('a disk that does not keep what it was given', { skip }, () => {
        for (const call of ['fsync', 'fdatasync'])
                it(`is_never_answered_with_received: ${call}`, async (t) => {
                        const one = await nextTurn();
                        const log = join(folder, `refused-${call}`);
                        const seen = await traced(takers(), takers().flatMap(threadsOf), ['-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:error=EIO`], () => post(one));
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
