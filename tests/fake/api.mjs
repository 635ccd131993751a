// A scripted candidate API for working on the pages and for testing their states. It speaks the contract, keeps one interview
// in memory, and does what `behaviour` tells it to: hang up, stall, refuse, hear nothing.
//
//   node tests/fake/api.mjs [port]     serves build/www and prints the links to open
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem, readForm, sendJson, sendSound, speechLikeWav, startSite } from './site.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../build/www');

const longToken = (name) => `${name}-`.padEnd(43, 'A');
export const TOKENS = Object.fromEntries(['open', 'wrong', 'expired', 'revoked', 'finished', 'over'].map((name) => [name, longToken(name)]));

/** Bars of a waveform that looks like speech. */
const PEAKS = Array.from({ length: 240 }, (_, at) => Math.round(Math.abs(Math.sin(at / 3) * Math.sin(at / 17)) * 200));

const QUESTIONS = [
        'Tell me about a time you made a slow system faster. What did you measure, and what changed?',
        'A service answers slowly once a minute. How do you find out why?',
        'Describe a decision that you took back. What had you missed?',
];
const TRANSCRIPTS = [
        'I measured first. We took a flame graph on the same commit, before and after, and cut the build from forty minutes to nine.',
        'I would look at what happens once a minute: timers, garbage collection, log rotation. Then I compare the slow requests with the rest.',
        'I split a service in two and put it back together after a month, because the data belonged together.',
];

/** Mouth shapes of SOUND_S seconds of sound, each as long as the others; every part begins with another one. */
const SHAPES = 'XABCDEFGH';
const SOUND_S = 3;
const SHAPE_MS = 500;
export function visemesOf(part) {
        const shapes = Array.from({ length: SOUND_S * 1000 / SHAPE_MS }, (_, at) => SHAPES[(at + 3 * part) % SHAPES.length]);
        return { is_made: true, duration_ms: SOUND_S * 1000,
                visemes: shapes.map((viseme, at) => ({ start_ms: at * SHAPE_MS, end_ms: (at + 1) * SHAPE_MS, viseme })) };
}

export class FakeInterview {
        constructor(changes = {}) {
                this.reset(changes);
        }

        /** @param {object} changes fields of the interview, and `behaviour`: {answer, pace_ms, feedback_pause_ms, load} */
        reset({ behaviour = {}, ...changes } = {}) {
                this.session = '';
                this.behaviour = { answer: 'normal', pace_ms: 120, hold: new Set(), ...behaviour };
                this.sound = speechLikeWav(SOUND_S);
                /** Each sound whose mouth shapes were asked for: "1", of a part "1 0". */
                this.visemeCalls = [];
                this.answers = [];
                /** What has arrived of the answer to each turn: bytes, and what was asked of them. */
                this.clips = new Map();
                /** Each call on a clip: "PATCH 1 0 +4096". */
                this.clipCalls = [];
                this.captions = [];
                this.posts = 0;
                this.asked = [];
                this.interview = {
                        id: randomUUID(), status: 'scheduled', posting: { title: 'Backend Engineer' }, organisation: 'Harbour Software',
                        candidate: { name: 'Robin Castellan' }, language: 'en', persona: 'friendly', interviewer: 'Sasha', type: 'technical', difficulty: 'medium',
                        feedback: 'none', consent: null, resume: null, turns: [], current_turn: null, expires_at: '2031-03-01T17:00:00Z',
                        retention_days: 180, remaining_seconds: 2100, limits: { max_answer_seconds: 180, max_turns: 3, max_minutes: 35 },
                        allow: { pause: true, extra_time: true }, scheduled_at: null, paused_at: null, ended_at: null, correctable_until: null, has_experience: false,
                        speech: { questions: 'server', answers: 'server' },
                        ...changes,
                };
                return this;
        }

        /** Puts the interview at a question, as if it had been asked. */
        atTurn(number, changes = {}) {
                this.reset({ status: 'in_progress', consent: { recording: true, ai_evaluation: true, attention: false }, ...changes });
                for (let one = 1; one <= number; one++)
                        this.interview.turns.push(this.turnOf(one, one < number ? 'answered' : 'asked'));
                this.interview.current_turn = number;
                return this;
        }

        turnOf(number, status = 'asked') {
                const audio = this.behaviour.mute ? null : `/api/candidate/turns/${number}/question/audio`;
                return { number, status, question: { text: QUESTIONS[(number - 1) % QUESTIONS.length], kind: 'main', competency: 'problem_solving', difficulty: 'medium', audio },
                        answer: status === 'answered' ? { text: TRANSCRIPTS[number - 1], audio: `/api/candidate/turns/${number}/answer/audio`, duration_ms: 3000 } : null };
        }

        join(token) {
                const refusal = {
                        [TOKENS.expired]: new Problem(401, 'about:blank', 'This invitation has expired.', { reason: 'expired' }),
                        [TOKENS.revoked]: new Problem(401, 'about:blank', 'This invitation was withdrawn.', { reason: 'revoked' }),
                        [TOKENS.over]: new Problem(409, 'conflict', 'This interview has ended.'),
                }[token] ?? ([TOKENS.open, TOKENS.finished].includes(token) ? null
                        : new Problem(401, 'about:blank', 'This link is not valid.', { reason: 'unknown' }));
                if (refusal)
                        throw refusal;
                if (token === TOKENS.finished)
                        Object.assign(this.interview, { status: 'completed', ended_at: '2026-11-20T09:30:00Z' });
                this.session = randomUUID();
                return { token: this.session, interview: this.interview };
        }

        check(req) {
                if (this.behaviour.load === 'broken')
                        throw new Problem(503, 'unavailable', 'The database does not answer.');
                const cookie = /earshot_candidate=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
                if (!this.session || cookie !== this.session)
                        throw new Problem(401, 'no_session', 'Open the link from your invitation.');
        }

        readResume(part) {
                if (!part?.bytes.length)
                        throw new Problem(422, 'invalid', 'The file is empty.');
                if (!/\.(pdf|docx)$/i.test(part.filename))
                        throw new Problem(415, 'unsupported', 'This is not a PDF or Word document. Save it as PDF or DOCX and try again.');
                this.interview.resume = { filename: part.filename, mime: 'application/pdf', pages: 2, characters: 3184, sections: [],
                        text: 'Robin Castellan\nBackend engineer\n\nExperience\n2021 to 2026  Tidewater Freight, engineer\nMoved booking to PostgreSQL; cut the nightly import from 5 h to 40 min.',
                        warnings: this.behaviour.warnings ?? [] };
                return this.interview.resume;
        }

        start() {
                if (!this.interview.consent)
                        throw new Problem(409, 'no_consent', 'Give your consent first.');
                const wait = this.behaviour.waits?.shift();
                if (wait && !this.interview.current_turn)
                        throw Object.assign(new Problem(503, 'busy', 'All places are taken.', wait.more), { headers: { 'Retry-After': String(wait.after_s) } });
                if (!this.interview.current_turn) {
                        this.interview.turns.push(this.turnOf(1));
                        Object.assign(this.interview, { current_turn: 1, status: 'in_progress' });
                }
                return { turn: this.interview.turns.at(-1) };
        }

        advance() {
                const number = this.interview.current_turn + 1;
                if (number > this.interview.limits.max_turns) {
                        Object.assign(this.interview, { status: 'completed', ended_at: '2026-11-20T09:30:00Z' });
                        return null;
                }
                const turn = this.turnOf(number);
                this.interview.turns.push(turn);
                this.interview.current_turn = number;
                return turn;
        }

        /** Uploading while speaking, as `behaviour.clip` says: 'missing' (a server without it), 'broken' (502), 'deaf' (no answer at all). */
        clip({ req, res, body }, number) {
                const { clip: mode } = this.behaviour;
                const held = this.clips.get(number);
                const offset = Number(req.headers['upload-offset'] ?? 0);
                this.clipCalls.push(`${req.method} ${number}${req.method === 'PATCH' ? ` ${offset} +${body.length}` : ''}`);
                if (mode === 'deaf') {
                        req.socket.destroy();
                        return;
                }
                if (mode === 'missing')
                        throw new Problem(404, 'not_found', 'There is nothing at this address.');
                if (mode === 'broken')
                        throw new Problem(502, 'unavailable', 'The server is being restarted.');
                const size = held?.length ?? 0;
                const headers = { 'Upload-Offset': String(size) };
                if (req.method === 'DELETE') {
                        this.clips.delete(number);
                        return sendJson(res, 204, null);
                }
                if (req.method === 'HEAD')
                        return sendJson(res, held ? 204 : 404, null, headers);
                if (offset !== size)
                        return sendJson(res, 409, { type: '/problems/offset', status: 409, title: 'offset', detail: 'Go on where the recording ends.' }, headers);
                this.clips.set(number, Buffer.concat([held ?? Buffer.alloc(0), body]));
                sendJson(res, 204, null, { 'Upload-Offset': String(size + body.length) });
        }

        /** The reply to an answer, event by event; `hold` names the event before which it stops. */
        async answer({ req, res, body }, number) {
                this.posts++;
                const { behaviour } = this;
                const mode = behaviour.answer;
                if (mode === 'hang_up') {
                        req.socket.destroy();
                        return;
                }
                if (mode === 'busy')
                        throw new Problem(503, 'busy', 'The server is busy. Try again in a moment.');
                if (mode === 'cancelled') {
                        this.interview.status = 'cancelled';
                        throw new Problem(409, 'conflict', 'The interview was cancelled.');
                }
                if (mode === 'refuse')
                        throw new Problem(422, 'invalid', 'This recording could not be opened.');
                const form = readForm(req, body);
                if (form.clip?.bytes.toString() === 'uploaded') {
                        const held = this.clips.get(number) ?? Buffer.alloc(0);
                        if (held.length !== Number(form.bytes.bytes.toString()))
                                return sendJson(res, 409, { type: '/problems/length', status: 409, title: 'length', detail: 'The recording is not there yet.' },
                                        { 'Upload-Offset': String(held.length) });
                        form.audio = { bytes: held, type: 'audio/webm', isUploaded: true };
                }
                const bytes = form.audio?.bytes ?? form.text?.bytes;
                if (!bytes?.length)
                        throw new Problem(422, 'invalid', 'There is no answer in this request.');
                this.answers.push({ number, audio: form.audio, text: form.text?.bytes.toString(), browser_text: form.browser_text?.bytes.toString() });
                res.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'X-Accel-Buffering': 'no' });
                const say = async (event) => {
                        while (behaviour.hold.has(event.event))
                                await new Promise((resolve) => setTimeout(resolve, 30));
                        res.write(`${JSON.stringify(event)}\n`);
                        await new Promise((resolve) => setTimeout(resolve, behaviour.pace_ms));
                };
                const turn = this.interview.turns.find((one) => one.number === number);
                await say({ event: 'received', turn: number, bytes: bytes.length, sha256: '0'.repeat(64) });
                if (mode === 'cut') {
                        behaviour.answer = 'normal';
                        res.destroy();
                        return;
                }
                if (mode === 'question_back') {
                        behaviour.answer = 'normal';
                        const question = { ...turn.question, text: `By slow I mean slower than its users expect. ${turn.question.text}` };
                        await say({ event: 'transcript', turn: number, text: 'What do you mean by slow?', confidence: 0.9, language: 'en' });
                        await say({ event: 'asked_again', turn: number, reason: 'question_back', question });
                        res.end(`${JSON.stringify({ event: 'done', turn: number })}\n`);
                        return;
                }
                if (mode === 'silence') {
                        await say({ event: 'asked_again', turn: number, reason: 'silence', question: turn.question });
                        res.write(`${JSON.stringify({ event: 'done', turn: number })}\n`);
                        res.end();
                        return;
                }
                const text = form.text ? form.text.bytes.toString() : TRANSCRIPTS[(number - 1) % TRANSCRIPTS.length];
                if (mode === 'unheard') {
                        behaviour.answer = 'normal';
                        turn.status = 'failed';
                        const next = this.advance();
                        await say({ event: 'next', turn: next.number, question: next.question });
                        res.end(`${JSON.stringify({ event: 'done', turn: number })}\n`);
                        return;
                }
                await say({ event: 'transcript', turn: number, text, confidence: form.text ? null : 0.91, language: 'en' });
                if (form.audio)
                        await say({ event: 'voice_metrics', turn: number, duration_ms: 3000, speech_pace: 141, pause_count: 1, filler_word_count: 0,
                                filler_words: [], volume_level: 0.4, clarity_score: 7.9 });
                await say({ event: 'something_new', turn: number });
                Object.assign(turn, { status: 'answered', answer: { text, audio: form.audio ? `/api/candidate/turns/${number}/answer/audio` : null,
                        duration_ms: form.audio ? 3000 : null } });
                const next = this.interview.current_turn === number ? this.advance() : this.interview.turns.at(-1);
                if (next) {
                        for (const word of next.question.text.match(/\S+\s*/g))
                                res.write(`${JSON.stringify({ event: 'question_delta', turn: next.number, text: word })}\n\n`);
                        const parts = next.question.audio ? behaviour.parts ?? 1 : 0;
                        for (let part = 0; part < parts; part++)
                                await say({ event: 'question_audio', turn: next.number, part, last: part === parts - 1, url: `${next.question.audio}?part=${part}`, mime: 'audio/wav' });
                        await say({ event: 'next', turn: next.number, question: next.question });
                } else {
                        await say({ event: 'ended', reason: 'turns' });
                }
                res.write(`${JSON.stringify({ event: 'done', turn: number })}\n`);
                res.end();
        }

        recordings() {
                const start = Date.parse('2026-11-20T09:00:00Z');
                return { items: this.interview.turns.filter((turn) => turn.status !== 'asked').map((turn) => ({
                        turn: turn.number, asked_at: new Date(start + turn.number * 240e3).toISOString(),
                        answered_at: turn.answer ? new Date(start + turn.number * 240e3 + 95e3).toISOString() : null, question: turn.question.text,
                        question_audio: turn.question.audio, transcript: turn.answer?.text ?? null, answer_audio: turn.answer?.audio ?? null,
                        duration_ms: turn.answer?.duration_ms ?? null, original_text: turn.answer?.original_text ?? null,
                        is_correctable: Boolean(turn.answer?.audio), size_bytes: 48213, peaks: turn.answer?.audio ? PEAKS : null })) };
        }

        routes() {
                const guarded = (action) => async (call, ...groups) => {
                        this.check(call.req);
                        return action(call, ...groups);
                };
                const json = ({ body }) => JSON.parse(body.toString() || '{}');
                const sound = guarded(({ req, res }) => {
                        if (this.behaviour.sound === 'missing')
                                throw new Problem(404, 'not_found', 'There is no sound.');
                        sendSound(req, res, this.sound);
                });
                return [
                        ['POST', /^\/api\/candidate\/join$/, (call) => {
                                const joined = this.join(json(call).token);
                                sendJson(call.res, 200, joined, { 'Set-Cookie': `earshot_candidate=${joined.token}; Path=/; HttpOnly; SameSite=Strict` });
                        }],
                        ['GET', /^\/api\/candidate\/interview$/, guarded(() => this.interview)],
                        ['POST', /^\/api\/candidate\/consent$/, guarded((call) => {
                                this.interview.consent = json(call);
                                return { consent: this.interview.consent };
                        })],
                        ['POST', /^\/api\/candidate\/resume$/, guarded(({ req, body }) => this.readResume(readForm(req, body).file))],
                        ['POST', /^\/api\/candidate\/start$/, guarded(() => this.start())],
                        ['POST', /^\/api\/candidate\/turns\/(\d+)\/answer$/, guarded((call, number) => this.answer(call, Number(number)))],
                        ...['PATCH', 'HEAD', 'DELETE'].map((method) => [method, /^\/api\/candidate\/turns\/(\d+)\/clip$/,
                                guarded((call, number) => this.clip(call, Number(number)))]),
                        ['GET', /^\/api\/candidate\/turns\/(\d+)\/captions$/, guarded(({ url }) => {
                                const after = Number(url.searchParams.get('after') ?? 0);
                                return { items: this.captions.filter((item) => item.id > after) };
                        })],
                        ['POST', /^\/api\/candidate\/turns\/(\d+)\/skip$/, guarded((call, number) => {
                                this.interview.turns.find((turn) => turn.number === Number(number)).status = 'skipped';
                                const turn = this.advance();
                                return { turn, ended: turn === null };
                        })],
                        ['GET', /^\/api\/candidate\/turns\/(\d+)\/(?:question|answer)\/audio$/, sound],
                        ['GET', /^\/api\/candidate\/turns\/(\d+)\/question\/visemes$/, guarded(({ res, url }, number) => {
                                const part = url.searchParams.get('part');
                                const { visemes } = this.behaviour;
                                this.visemeCalls.push(part === null ? number : `${number} ${part}`);
                                if (visemes === 'missing')
                                        throw new Problem(404, 'not_found', 'There is no sound.');
                                if (visemes === 'broken')
                                        return res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"visemes": [') && undefined;
                                return visemes ?? visemesOf(Number(part ?? 0));
                        })],
                        ['PUT', /^\/api\/candidate\/turns\/(\d+)\/transcript$/, guarded((call, number) => {
                                const turn = this.interview.turns.find((one) => one.number === Number(number));
                                const { text } = json(call);
                                if (text.split(/\s+/).length > 80)
                                        throw new Problem(422, 'invalid', 'A correction may have at most 80 words.');
                                turn.answer = { ...turn.answer, original_text: turn.answer.original_text ?? turn.answer.text, text };
                                return { turn };
                        })],
                        ['GET', /^\/api\/candidate\/requests$/, guarded(() => ({ items: this.asked, next_cursor: null }))],
                        ['POST', /^\/api\/candidate\/requests$/, guarded((call) => {
                                if (this.behaviour.requests === 'refused')
                                        throw new Problem(409, 'conflict', 'You have asked for this already, and nobody has answered yet.');
                                this.asked = [{ id: randomUUID(), state: 'open', answer: '', created_at: '2026-11-20T09:00:00Z', answered_at: null, ...json(call) }, ...this.asked];
                                return { items: this.asked, next_cursor: null };
                        })],
                        ['POST', /^\/api\/candidate\/pause$/, guarded(() => Object.assign(this.interview, { status: 'paused', paused_at: '2026-11-20T09:00:00Z' }))],
                        ['POST', /^\/api\/candidate\/resume-interview$/, guarded(() => Object.assign(this.interview, { status: 'in_progress', paused_at: null }))],
                        ['POST', /^\/api\/candidate\/experience$/, guarded((call) => {
                                this.experience = json(call);
                                sendJson(call.res, 204, null);
                        })],
                        ['POST', /^\/api\/candidate\/network$/, guarded((call) => sendJson(call.res, 204, null))],
                        ['DELETE', /^\/api\/candidate\/data$/, guarded(() => {
                                this.interview.status = 'erased';
                                this.session = '';
                                return { status: 'erased' };
                        })],
                        ['GET', /^\/api\/candidate\/recordings$/, guarded(() => this.recordings())],
                        ['POST', /^\/api\/candidate\/end$/, guarded(() => {
                                Object.assign(this.interview, { status: 'completed', ended_at: '2026-11-20T09:30:00Z' });
                                return { status: 'completed', report_job: randomUUID() };
                        })],
                ];
        }
}

/** A site with one scripted interview behind it. */
export async function startFake({ port = 0, root = ROOT, moreRoutes = [] } = {}) {
        const fake = new FakeInterview();
        const site = await startSite({ root, port, routes: [...fake.routes(), ...moreRoutes] });
        return { ...site, fake, invite: (name = 'open') => `${site.url}/i/#${TOKENS[name]}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
        const site = await startFake({ port: Number(process.argv[2] ?? 8110) });
        for (const name of Object.keys(TOKENS))
                console.log(`${name.padEnd(9)} ${site.invite(name)}`);
}
