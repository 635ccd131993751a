// Those who are slow keep nobody waiting: a thousand clients that send their requests a byte at a time, or nothing, or read nothing, and a
// thousand peers at the socket of earshot-api that stop before, in or behind the head of a request, as an nginx does that has died or hangs.
// All honest requests beside them succeed, those who stand about are cut off, and all threads serve afterwards. FAULT=long prints how long
// honest requests took with and without them.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn, startInterview } from '../api/client.mjs';
import { head } from '../api/raw.mjs';
import { childrenOf, openOwnSite } from './own_site.mjs';

const isLong = process.env.FAULT === 'long';
const THREADS = 8;
const PROCESSES = 2;
const MANY = isLong ? 1000 : 200;
const HONEST = isLong ? 4000 : 150;
const AT_ONCE = 4;
// Longer than any that are cut off may stand about.
const PATIENCE_MS = 120_000;

let site;
let candidate;
before(async () => {
        site = await openOwnSite({ API_PROCESSES: String(PROCESSES), API_THREADS: String(THREADS), SPEECH_PROCESSES: '1', TTS: 'none' });
        ({ candidate } = await startInterview(await signIn(site)));
});
after(async () => {
        assert.deepEqual(await site?.stop(), []);
});

// --- FastCGI 1.0, as nginx speaks it

const record = (type, content = Buffer.alloc(0)) => Buffer.concat([Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]), content]);
const pair = (name, value) => Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
const BEGIN = record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
const PARAMS = record(4, Buffer.concat([
        pair('REQUEST_METHOD', 'POST'), pair('REQUEST_URI', '/api/session'), pair('CONTENT_TYPE', 'application/json'), pair('CONTENT_LENGTH', '1000'),
]));
const NO_MORE_PARAMS = record(4);
const HALF_BODY = record(5, Buffer.alloc(500, 0x20));
// Where a peer stops.
const STOPS = {
        nothing: [],
        half_a_header: [BEGIN.subarray(0, 5)],
        no_parameters: [BEGIN],
        half_the_parameters: [BEGIN, PARAMS.subarray(0, 40)],
        no_end_of_parameters: [BEGIN, PARAMS],
        half_an_end: [BEGIN, PARAMS, NO_MORE_PARAMS.subarray(0, 7)],
};

// A connection that sends these bytes and then nothing; `closed` when it was cut off.
async function stopper(where, pieces) {
        const socket = net.connect(where);
        const closed = new Promise((done) => { socket.on('close', done); });
        socket.on('error', () => {});
        socket.resume();
        await new Promise((done) => { socket.on('connect', done); socket.on('close', done); });
        for (const piece of pieces) socket.write(piece);
        return { socket, closed };
}

const apiSocket = () => ({ path: join(site.dataDir, 'run/api.sock') });
const nginx = () => ({ host: '127.0.0.1', port: site.port });

async function allCutOff(stoppers, what) {
        let left = stoppers.length;
        for (const one of stoppers) one.closed.then(() => { left--; });
        for (const until = Date.now() + PATIENCE_MS; left > 0; await sleep(50)) assert.ok(Date.now() < until, `${left} of ${stoppers.length} ${what} are not cut off`);
}

// --- honest ones

// So many requests, some at once: how long each took, in ms, in order. All must succeed.
async function honest(count) {
        const took = [];
        let left = count;
        await Promise.all(Array.from({ length: AT_ONCE }, async () => {
                while (left-- > 0) {
                        const began = performance.now();
                        await candidate.get('/api/candidate/interview', { signal: AbortSignal.timeout(PATIENCE_MS) });
                        took.push(performance.now() - began);
                }
        }));
        return took.sort((a, b) => a - b);
}
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function tellFigures(test, what, alone, beside) {
        test.diagnostic(`${what}: honest requests p50 ${at(alone, 0.5).toFixed(1)} ms alone, ${at(beside, 0.5).toFixed(1)} ms beside them; p99 ${at(alone, 0.99).toFixed(1)} and ${at(beside, 0.99).toFixed(1)} ms, ratio ${(at(beside, 0.99) / at(alone, 0.99)).toFixed(2)}`);
}

async function allThreadsServe() {
        for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
                const page = await (await fetch(`${site.url}/metrics`)).text();
                assert.match(page, new RegExp(`^earshot_threads ${PROCESSES * THREADS}$`, 'm'));
                if (/^earshot_threads_busy 0$/m.test(page)) break;
                assert.ok(Date.now() < until, 'no thread is held');
        }
        await Promise.all(Array.from({ length: 4 * PROCESSES * THREADS }, () => candidate.get('/api/candidate/interview')));
}

describe('peers at the socket that stop', () => {
        it('before_the_end_of_a_head_hold_no_thread_and_are_cut_off', { timeout: 300_000 }, async (test) => {
                const kinds = Object.values(STOPS);
                const alone = await honest(HONEST);
                const stoppers = await Promise.all(Array.from({ length: MANY }, (_, i) => stopper(apiSocket(), kinds[i % kinds.length])));
                const beside = await honest(HONEST);
                await allCutOff(stoppers, 'peers');
                await allThreadsServe();
                if (isLong) tellFigures(test, `${MANY} peers that stop in the head`, alone, beside);
        });

        it('in_a_body_give_their_thread_back', { timeout: 300_000 }, async () => {
                // One for each thread: honest ones wait until the first of them is cut off, and none fails.
                const stoppers = await Promise.all(Array.from({ length: PROCESSES * THREADS }, () => stopper(apiSocket(), [BEGIN, PARAMS, NO_MORE_PARAMS, HALF_BODY])));
                await honest(AT_ONCE);
                await allCutOff(stoppers, 'peers');
                await allThreadsServe();
        });

        // A read that has a deadline is interrupted by signals that are ignored, too.
        it('are_read_by_threads_that_no_signal_interrupts', () => {
                const INTERRUPTING = [['SIGHUP', 1], ['SIGUSR1', 10], ['SIGCHLD', 17], ['SIGWINCH', 28]];
                for (const pid of childrenOf(site.pid, 'earshot-api')) {
                        for (const thread of readdirSync(`/proc/${pid}/task`)) {
                                const [, blocked] = /^SigBlk:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'));
                                for (const [name, number] of INTERRUPTING)
                                        assert.ok((BigInt(`0x${blocked}`) >> BigInt(number - 1)) & 1n, `${name} is blocked in thread ${thread} of ${pid}`);
                        }
                }
        });

        it('in_a_body_while_their_process_is_stopped_are_told_to_send_it_again', async () => {
                const { socket, closed } = await stopper(apiSocket(), [BEGIN, PARAMS, NO_MORE_PARAMS, HALF_BODY]);
                let said = '';
                socket.on('data', (bytes) => { said += bytes.toString('latin1'); });
                for (const until = Date.now() + PATIENCE_MS; !/^earshot_threads_busy 1$/m.test(await (await fetch(`${site.url}/metrics`)).text()); await sleep(20))
                        assert.ok(Date.now() < until, 'its body is being read');
                for (const signal of ['SIGSTOP', 'SIGCONT']) {
                        for (const pid of childrenOf(site.pid, 'earshot-api')) process.kill(pid, signal);
                        await sleep(100);
                }
                await closed;
                assert.match(said, /Status: 503/);
                await allThreadsServe();
        });

        it('and_go_leave_nothing', { timeout: 300_000 }, async () => {
                const kinds = [...Object.values(STOPS), [BEGIN, PARAMS, NO_MORE_PARAMS, HALF_BODY]];
                const gone = await Promise.all(Array.from({ length: MANY }, (_, i) => stopper(apiSocket(), kinds[i % kinds.length])));
                for (const { socket } of gone) socket.destroy();
                await honest(AT_ONCE);
                await allThreadsServe();
        });

        it('and_talk_nonsense_are_cut_off', { timeout: 300_000 }, async () => {
                const NONSENSE = [
                        [Buffer.from('GET / HTTP/1.0\r\n\r\n')], [randomBytes(64 * 1024)], [record(9)], [PARAMS], [BEGIN, BEGIN], [BEGIN, HALF_BODY],
                        // More parameters than nginx ever sends.
                        [BEGIN, ...Array.from({ length: 3 }, () => record(4, Buffer.alloc(40_000, 1)))],
                ];
                await allCutOff(await Promise.all(NONSENSE.map((pieces) => stopper(apiSocket(), pieces))), 'peers');
                await allThreadsServe();
        });
});

describe('clients that are slow', () => {
        it('keep_nobody_waiting', { timeout: 300_000 }, async (test) => {
                const alone = await honest(HONEST);
                const asked = head(site, 'GET', '/api/candidate/interview', { ...candidate.headers });
                const posted = Buffer.concat([head(site, 'POST', '/api/candidate/turns/1/answer', {
                        ...candidate.headers, 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': '100000',
                }), Buffer.alloc(200, 0x2d)]);
                const clients = await Promise.all(Array.from({ length: MANY }, () => stopper(nginx(), [])));
                // A third sends a head, a third a body, a byte now and then; the others ask for much and read none of it.
                let sent = 0;
                const timer = setInterval(() => {
                        clients.forEach(({ socket }, i) => {
                                if (i % 3 === 2) {
                                        if (sent > 0) return;
                                        socket.pause();
                                        for (let k = 0; k < 20; k++) socket.write(head(site, 'GET', '/docs/', { Connection: 'keep-alive' }));
                                } else {
                                        const whole = i % 3 === 0 ? asked : posted;
                                        const from = i % 3 === 0 ? sent : sent === 0 ? 0 : whole.length - 200 + sent;
                                        // Without its last byte.
                                        socket.write(whole.subarray(from, Math.min(i % 3 === 1 && sent === 0 ? whole.length - 199 : from + 1, whole.length - 1)));
                                }
                        });
                        sent++;
                }, 1000);
                const beside = await honest(HONEST);
                clearInterval(timer);
                for (const { socket } of clients) socket.destroy();
                await allThreadsServe();
                if (isLong) tellFigures(test, `${MANY} slow clients`, alone, beside);
        });

        it('are_cut_off_when_their_head_does_not_end', { timeout: 300_000, skip: !isLong && 'it takes the 20 s that nginx gives a head' }, async () => {
                const silent = await Promise.all(Array.from({ length: MANY }, () => stopper(nginx(), ['GET /api/session HTTP/1.1\r\nHost: here\r\n'])));
                await allCutOff(silent, 'clients');
                await allThreadsServe();
        });
});
