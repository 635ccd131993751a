// Whole turns against scripted providers, for turn.mjs, turns_1000.mjs and wait.mjs. Where turns are timed, candidates
// and providers are programs in C (turns.c, providers.c), and this process sleeps until all is over.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOOLS, openBenchSite } from './bench.mjs';

const LATENCIES = {
        stt_least: 300, stt_per_minute: 2500, // in proportion to what it is given
        llm_first: 600, llm_whole: 4000, // streamed: the first and the last word; else the whole
        tts_first: 300, tts_whole: 1500,
};
export const sttMs = (latencies, seconds) => Math.max(latencies.stt_least, (latencies.stt_per_minute * seconds) / 60);
const now = () => performance.now();

const RATE = 16000;
// As turn_events.h says it.
const NUMBER_SAMPLES = 40;
const NUMBER_STEP = 16;

/** A recording of so many seconds whose first samples are the candidate's number. */
export function clipOf(who, seconds) {
        const count = RATE * seconds;
        const bytes = Buffer.alloc(44 + 2 * count);
        bytes.write('RIFF', 0, 'latin1');
        bytes.writeUInt32LE(36 + 2 * count, 4);
        bytes.write('WAVEfmt ', 8, 'latin1');
        for (const [value, at, size] of [[16, 16, 4], [1, 20, 2], [1, 22, 2], [RATE, 24, 4], [2 * RATE, 28, 4], [2, 32, 2], [16, 34, 2]])
                bytes.writeUIntLE(value, at, size);
        bytes.write('data', 36, 'latin1');
        bytes.writeUInt32LE(2 * count, 40);
        for (let i = 0; i < count; i++)
                bytes.writeInt16LE(Math.round(9000 * (0.5 - 0.5 * Math.cos((2 * Math.PI * 3 * i) / RATE)) * Math.sin((2 * Math.PI * 440 * i) / RATE)), 44 + 2 * i);
        for (let i = 0; i < NUMBER_SAMPLES; i++) bytes.writeInt16LE(who * NUMBER_STEP, 44 + 2 * i);
        return bytes;
}

// A program that prints lines; `ask` gives it an order and gives its lines up to an empty one. It ends when its input does.
function startTool(name, args) {
        const child = spawn(join(TOOLS, name), args, { stdio: ['pipe', 'pipe', 'inherit'] });
        process.on('exit', () => child.kill());
        const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
        const nextLine = async () => {
                const { value, done } = await lines.next();
                if (done) throw new Error(`${name} ended`);
                return value;
        };
        return {
                nextLine,
                async ask(order) {
                        child.stdin.write(order);
                        const answer = [];
                        for (let line; (line = await nextLine()) !== '';) answer.push(line.split(' '));
                        return answer;
                },
                stop: () => child.stdin.end(),
        };
}

/** Providers in a process of their own: { url, latencies, calls(), stop() }; calls() gives those since it was asked last,
 *  [{ trace, kind, from, to }], in milliseconds of the machine's monotonic clock. */
export async function openProviders(changed = {}) {
        const latencies = { ...LATENCIES, ...changed };
        const tool = startTool('providers', Object.entries(latencies).map(([name, ms]) => `${name}=${ms}`));
        const port = Number(await tool.nextLine());
        return {
                url: `http://127.0.0.1:${port}/v1`,
                latencies,
                calls: async () => (await tool.ask('\n')).map(([trace, kind, from, to]) => ({ trace, kind, from: from / 1000, to: to / 1000 })),
                stop: tool.stop,
        };
}

/** These candidates, each with a clip of so many seconds, in a process of their own: { run(), stop() }. run(turn, count,
 *  spread) has the first `count` of them answer, begun evenly over `spread` ms, and gives [{ from, to, asked, trace }], times
 *  as those of calls(). */
export function openClients(site, candidates, seconds) {
        const path = join(site.dataDir, 'bench-clip.wav');
        fs.writeFileSync(path, clipOf(0, seconds));
        const tool = startTool('turns', [new URL(site.url).port, path]);
        let tokens = `${candidates.map(({ token }) => token).join('\n')}\n\n`;
        return {
                async run(turn, count, spread) {
                        const turns = await tool.ask(`${tokens}${turn} ${count} ${Math.round(spread)}\n`);
                        tokens = '';
                        return turns.map(([from, to, asked, trace]) => ({ from: from / 1000, to: to / 1000, asked: asked === '1', trace }));
                },
                stop: tool.stop,
        };
}

export const openTurnSite = (providers, settings = {}) => openBenchSite({
        STT: 'openai', STT_OPENAI_URL: providers.url, LLM: 'openai,builtin', LLM_OPENAI_URL: providers.url, TTS: 'openai', TTS_OPENAI_URL: providers.url,
        ...settings,
});

const agent = new http.Agent({ keepAlive: true, maxSockets: 4096 });
const FORM = ['--bench\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n', '\r\n--bench--\r\n'];

/** Posts an answer; `seen` is told each event and when it came. Gives { from, to }. */
export const post = (site, token, turn, clip, seen) =>
        postBody(site, token, turn, 'multipart/form-data; boundary=bench', Buffer.concat([Buffer.from(FORM[0]), clip, Buffer.from(FORM[1])]), seen);

/** The same for a recording that was uploaded. */
export const postUploaded = (site, token, turn, bytes, seen) =>
        postBody(site, token, turn, 'application/x-www-form-urlencoded', Buffer.from(`clip=uploaded&bytes=${bytes}`), seen);

/** Uploads a recording as it is spoken: a second of it is there when it has been. */
export async function uploadSpoken(site, token, turn, bytes, seconds) {
        const step = Math.ceil(bytes.length / seconds);
        const from = now();
        for (let at = 0; at < bytes.length; at += step) {
                await sleep(Math.max(0, from + (1000 * Math.min(at + step, bytes.length)) / step - now()));
                const reply = await fetch(`${site.url}/api/candidate/turns/${turn}/clip`, {
                        method: 'PATCH', headers: { Authorization: `Bearer ${token}`, 'Upload-Offset': String(at) }, body: bytes.subarray(at, at + step),
                });
                if (reply.status !== 204) throw new Error(`PATCH: ${reply.status} ${await reply.text()}`);
        }
}

function postBody(site, token, turn, type, body, seen = () => {}) {
        return new Promise((done, fail) => {
                const from = now();
                let rest = '';
                const request = http.request(`${site.url}/api/candidate/turns/${turn}/answer`, {
                        method: 'POST', agent, headers: { Authorization: `Bearer ${token}`, Accept: 'application/x-ndjson', 'Content-Length': body.length,
                                'Content-Type': type },
                }, (reply) => {
                        reply.setEncoding('utf8');
                        reply.on('data', (text) => {
                                const lines = (rest + text).split('\n');
                                rest = lines.pop();
                                for (const event of lines.filter((one) => one !== '')) seen(JSON.parse(event), now());
                        });
                        reply.on('end', () => (reply.statusCode === 200 ? done({ from, to: now() }) : fail(new Error(`${reply.statusCode} ${rest}`))));
                });
                request.on('error', fail);
                request.end(body);
        });
}

/** When the first bytes of a sound are here. */
export function firstByte(site, token, path) {
        return new Promise((done, fail) => {
                http.get(`${site.url}${path}`, { agent, headers: { Authorization: `Bearer ${token}` } }, (reply) => {
                        if (reply.statusCode !== 200) fail(new Error(`${path}: ${reply.statusCode}`));
                        reply.once('data', () => done(now()));
                        reply.resume();
                }).on('error', fail);
        });
}

/** How much of the time from..to at least one of these calls was under way. */
function busyMs(calls, from, to) {
        let sum = 0;
        let until = from;
        for (const call of calls.filter((one) => one.to > from && one.from < to).sort((a, b) => a.from - b.from)) {
                sum += Math.max(0, Math.min(call.to, to) - Math.max(call.from, until));
                until = Math.max(until, Math.min(call.to, to));
        }
        return sum;
}

// Where a turn is when no provider is at work for it: before the first call, between two, or behind the last one.
function gapsOf(calls, from, to) {
        const gaps = { before: 0, between: 0, behind: 0 };
        let until = from;
        for (const call of [...calls].sort((a, b) => a.from - b.from)) {
                gaps[until === from ? 'before' : 'between'] += Math.max(0, call.from - until);
                until = Math.max(until, call.to);
        }
        gaps.behind = Math.max(0, to - until);
        return gaps;
}

/** A turn of the first `count` candidates, begun evenly over `spread` ms: how many failed, own milliseconds of each turn,
 *  and in which part of it. */
export async function runTurns(clients, providers, turn, count, spread) {
        await providers.calls();
        const turns = await clients.run(turn, count, spread);
        // The evaluation runs beside: it is nobody's wait.
        const ofTrace = new Map(turns.map(({ trace }) => [trace, []]));
        for (const call of await providers.calls()) {
                if (call.kind !== 'evaluation') ofTrace.get(call.trace)?.push(call);
        }
        const of = turns.map(({ trace }) => ofTrace.get(trace));
        return {
                failed: turns.filter(({ asked }) => !asked).length,
                own: turns.map(({ from, to }, i) => to - from - busyMs(of[i], from, to)),
                gaps: turns.map(({ from, to }, i) => gapsOf(of[i], from, to)),
        };
}
