// No accepted answer is ever lost: api processes are killed 50 times while candidates answer, and every answer of which
// `received` was seen is found afterwards, once, byte for byte, and its interview has gone on.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOwnSite, childrenOf } from './own_site.mjs';
import { sha256, signIn, sql, startInterview } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { start as startProviders } from '../fake/providers.mjs';

const KILLS = 50;
const CANDIDATES = 8;
const BOUND_MS = 170_000;
// How long a candidate repeats one answer before the interview counts as stuck.
const STUCK_MS = 60_000;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        fake.script([
                { function: 'stt', latency_ms: 60 },
                { function: 'tts', latency_ms: 30 },
        ]);
        site = await openOwnSite({
                API_PROCESSES: '6', API_THREADS: '8', SPEECH_PROCESSES: '1',
                STT: 'openai', STT_OPENAI_URL: fake.url, TTS: 'openai', TTS_OPENAI_URL: fake.url,
        });
        hr = await signIn(site);
});
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
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

function formOf(part) {
        const boundary = 'earshot-accept';
        const head = part.audio
                ? `--${boundary}\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n`
                : `--${boundary}\r\nContent-Disposition: form-data; name="text"\r\n\r\n`;
        return {
                type: `multipart/form-data; boundary=${boundary}`,
                body: Buffer.concat([Buffer.from(head), part.audio ?? Buffer.from(part.text), Buffer.from(`\r\n--${boundary}--\r\n`)]),
        };
}

// One request; what was said is known line by line, also when the process dies in the middle. `seen` is called with each event.
function post(candidate, turn, part, wantsStream, seen) {
        const { type, body } = formOf(part);
        return new Promise((done) => {
                let rest = '';
                const request = http.request(
                        `${site.url}/api/candidate/turns/${turn}/answer`,
                        {
                                method: 'POST', agent: false,
                                headers: {
                                        ...candidate.headers, 'Content-Type': type, 'Content-Length': body.length,
                                        Accept: wantsStream ? 'application/x-ndjson' : 'application/json',
                                },
                        },
                        (reply) => {
                                reply.setEncoding('utf8');
                                reply.on('data', (text) => {
                                        rest += text;
                                        if (reply.statusCode !== 200 || !wantsStream) return;
                                        const lines = rest.split('\n');
                                        rest = lines.pop();
                                        for (const line of lines.filter((one) => one !== '')) seen(JSON.parse(line));
                                });
                                reply.on('end', () => done({ status: reply.statusCode, text: rest }));
                                reply.on('error', () => done({ status: 0, text: '' }));
                        },
                );
                request.on('error', () => done({ status: 0, text: '' }));
                request.setTimeout(STUCK_MS, () => request.destroy(new Error('no reply')));
                request.end(body);
        });
}

test('no_acknowledged_answer_is_lost_or_doubled_when_processes_are_killed', { timeout: BOUND_MS + 60_000 }, async (t) => {
        const random = randomOf(SEED);
        const began = Date.now();
        const acknowledged = new Map(); // "interview turn" -> { sha256, bytes, part }
        const figures = { kills: 0, posts: 0, before_received: 0, after_received: 0 };
        const startedPosts = [];
        let isOver = false;

        async function answerOnce(it, turn, part) {
                const key = `${it.interview.id} ${turn}`;
                const bytes = part.audio ?? Buffer.from(part.text);
                const until = Date.now() + STUCK_MS;
                for (;;) {
                        const wantsStream = random() < 0.8;
                        const events = [];
                        figures.posts++;
                        startedPosts.splice(0).forEach((tell) => tell());
                        const reply = await post(it.candidate, turn, part, wantsStream, (event) => {
                                events.push(event);
                                if (event.event !== 'received') return;
                                assert.deepEqual([event.turn, event.bytes, event.sha256], [turn, bytes.length, sha256(bytes)]);
                                acknowledged.set(key, { sha256: event.sha256, bytes, part });
                        });
                        if (!wantsStream && reply.status === 200) {
                                acknowledged.set(key, { sha256: sha256(bytes), bytes, part });
                                assert.equal(JSON.parse(reply.text).ended, false);
                                return;
                        }
                        const names = events.map((event) => event.event);
                        if (names.at(-1) === 'done' && !names.includes('error')) {
                                assert.deepEqual([names[0], names.at(-2)], ['received', 'next'], JSON.stringify(events));
                                return;
                        }
                        // What a client may see of a dying process: a cut stream, no reply, or that nobody is there at the moment.
                        assert.ok([0, 200, 502, 503, 504].includes(reply.status), `${reply.status} ${reply.text}`);
                        figures[events.length > 0 ? 'after_received' : 'before_received']++;
                        assert.ok(Date.now() < until, `turn ${turn} of ${it.interview.id} goes on: ${reply.status} ${reply.text} ${JSON.stringify(events)}`);
                        await sleep(100 + 200 * random());
                }
        }

        async function candidateLoop(number) {
                const turns = [];
                for (let round = 0; !isOver; round++) {
                        const it = await persistently(() => startInterview(hr, { posting: { limits: { max_turns: 50, max_minutes: 180 } } }));
                        for (let turn = 1; turn < 50 && !isOver; turn++) {
                                const isTyped = random() < 0.3;
                                const part = isTyped
                                        ? { text: `Candidate ${number}, round ${round}, turn ${turn}: I measured it, I changed it, and it became faster.` }
                                        : { audio: tone(1200 + Math.floor(800 * random()), 200 + number * 50 + turn + random()).audio };
                                await answerOnce(it, turn, part);
                                turns.push(`${it.interview.id} ${turn}`);
                        }
                }
                return turns;
        }

        // Making an interview is not what is tested: it is simply repeated.
        async function persistently(make) {
                for (let tries = 1; ; tries++) {
                        try {
                                return await make();
                        } catch (error) {
                                if (tries === 40) throw error;
                                await sleep(250);
                        }
                }
        }

        async function killer() {
                while (figures.kills < KILLS) {
                        assert.ok(Date.now() - began < BOUND_MS, `${figures.kills} kills in ${Date.now() - began} ms`);
                        await sleep(300 + 900 * random());
                        // From the first byte of the upload up to the next question's sound, most of them about the acknowledgement.
                        await Promise.race([new Promise((tell) => startedPosts.push(tell)), sleep(3000)]);
                        await sleep(random() < 0.6 ? 40 * random() : 400 * random());
                        const alive = childrenOf(site.pid, 'earshot-api');
                        for (let count = random() < 0.3 ? 2 : 1; count > 0 && alive.length > 0 && figures.kills < KILLS; count--) {
                                const [pid] = alive.splice(Math.floor(random() * alive.length), 1);
                                process.kill(pid, 'SIGKILL');
                                figures.kills++;
                        }
                }
                // What is in hand is brought to its end.
                isOver = true;
        }

        const [turns] = await Promise.all([Promise.all(Array.from({ length: CANDIDATES }, (_, number) => candidateLoop(number))), killer()]);

        const figured = { lost: 0, doubled: 0, other: 0 };
        for (const key of turns.flat()) assert.ok(acknowledged.has(key), `${key} was finished, so it was acknowledged`);
        const rows = new Map();
        for (const line of sql(site, `SELECT interview_id, turn_number, encode(sha256, 'hex'), stage, outcome, kind FROM answer`).split('\n')) {
                const [interview, turn, hash, stage, outcome, kind] = line.split('|');
                const key = `${interview} ${turn}`;
                rows.set(key, [...(rows.get(key) ?? []), { hash, stage, outcome, kind }]);
        }
        for (const [key, { sha256: hash, bytes, part }] of acknowledged) {
                const found = (rows.get(key) ?? []).filter((row) => row.hash === hash);
                if (found.length === 0) figured.lost++;
                if (found.length > 1) figured.doubled++;
                if ((rows.get(key) ?? []).length !== found.length) figured.other++;
                assert.deepEqual(found.map((row) => [row.stage, row.outcome]), [['answered', 'next']], key);
                const [interview, turn] = key.split(' ');
                if (part.audio) {
                        const file = await hr.does(200, 'GET', `/api/interviews/${interview}/turns/${turn}/answer/audio`);
                        if (sha256(file.body) !== hash) figured.lost++;
                        assert.equal(file.body.length, bytes.length);
                } else {
                        const whole = await hr.get(`/api/interviews/${interview}`);
                        if (whole.turns[turn - 1].answer.text !== part.text) figured.lost++;
                }
        }
        // The next question was asked once for each answer, and numbers have no gap.
        const gaps = sql(site, `SELECT interview_id, count(*), max(number) FROM turn GROUP BY 1 HAVING count(*) <> max(number)`);
        const said = `seed ${SEED}: ${figures.kills} kills, ${figures.posts} posts, ${figures.before_received} cut before 'received', ` +
                `${figures.after_received} after it, ${acknowledged.size} acknowledged, ${figured.lost} lost, ${figured.doubled} doubled, ` +
                `${Math.round((Date.now() - began) / 1000)} s`;
        t.diagnostic(said);
        console.log(said);
        assert.deepEqual([figured, gaps], [{ lost: 0, doubled: 0, other: 0 }, ''], said);
        assert.equal(figures.kills, KILLS);
        assert.ok(acknowledged.size >= 100, said);
        assert.ok(figures.before_received >= 5 && figures.after_received >= 5, `kills hit both sides of the acknowledgement: ${said}`);
});
