// Scripted providers with the latencies that the benchmarks state: a process of its own. It knows whose call it is: the
// first samples of a clip hold the candidate's number, the transcript says it, and so does the question.
//   node tests/bench/providers.mjs '{"stt_per_minute": 2500, ...}'     prints its port
// GET /_calls gives [{ trace, kind, from, to }], milliseconds since 1970, and forgets them; `trace` is the id in the
// request's traceparent, so that a call is known to be of the turn that was posted with it.
import { createServer } from 'node:http';
import { silentMp3 } from '../fake/providers.mjs';

export const LATENCIES = {
        stt_least: 300, stt_per_minute: 2500, // in proportion to what it is given
        llm_first: 600, llm_whole: 4000, // streamed: the first and the last word; else the whole
        tts_first: 300, tts_whole: 1500,
};
export const sttMs = (latencies, seconds) => Math.max(latencies.stt_least, (latencies.stt_per_minute * seconds) / 60);
export const now = () => performance.timeOrigin + performance.now();

const SOUND = silentMp3(3000);
const PIECES = 8;
const WAV_HEAD = 44;
export const NUMBER_STEP = 16;
const BYTES_A_SECOND = 32000;

// Unlike each other, since a question like one that was asked is not taken.
const QUESTIONS = [
        (who) => `Which storage engine did candidate ${who} choose, and what spoke against the others?`,
        (who) => `How would candidate ${who} explain a failed deployment to a customer on the telephone?`,
        (who) => `Where do reviews help candidate ${who}, and where do they only cost time?`,
        (who) => `When did candidate ${who} last disagree with a manager about priorities?`,
        (who) => `Why might a cache make pages slower in the eyes of candidate ${who}?`,
        (who) => `Who taught candidate ${who} the most about monitoring, and by which lesson?`,
        (who) => `What would candidate ${who} measure during the first week in this team?`,
];
let asked = 0;

const after = (from, ms, act) => setTimeout(act, Math.max(0, from + ms - now()));

// Piece by piece from `first` to `whole` milliseconds after `from`.
function pour(res, from, first, whole, pieces, done) {
        pieces.forEach((piece, i) => after(from, first + ((whole - first) * i) / Math.max(1, pieces.length - 1), () => {
                res.write(piece);
                if (i === pieces.length - 1) {
                        res.end();
                        done();
                }
        }));
}

function transcribe(res, from, body, latencies, done) {
        const at = body.indexOf('RIFF');
        const sound = body.subarray(at + WAV_HEAD);
        const who = Math.round(sound.readInt16LE(20) / NUMBER_STEP);
        const seconds = sound.length / BYTES_A_SECOND;
        const text = `I am candidate ${who}. I led the work, I measured it before and after, and the cost fell by 30 percent.`;
        const words = text.split(' ').map((word, i, all) => ({ word, start: (seconds * i) / all.length, end: (seconds * (i + 0.8)) / all.length }));
        after(from, sttMs(latencies, seconds), () => {
                res.writeHead(200, { 'Content-Type': 'application/json' });
                res.end(JSON.stringify({ text, words, language: 'english', duration: seconds }));
                done('stt');
        });
}

function chat(res, from, body, latencies, done) {
        const request = JSON.parse(body);
        // The newest transcript names the candidate last.
        const who = Number([...body.toString().matchAll(/candidate (\d+)/g)].at(-1)?.[1] ?? -1);
        const isEvaluation = request.response_format !== undefined;
        // As the prompt wants it: a short sentence, then the question.
        const text = isEvaluation ? '{"claims":[]}' : `Thank you, candidate ${who}. ${QUESTIONS[asked++ % QUESTIONS.length](who)}`;
        const kind = isEvaluation ? 'evaluation' : 'question';
        if (!request.stream) {
                after(from, latencies.llm_whole, () => {
                        res.writeHead(200, { 'Content-Type': 'application/json' });
                        res.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: text } }] }));
                        done(kind);
                });
                return;
        }
        res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        const event = (delta, finish = null) => `data: ${JSON.stringify({ choices: [{ delta, finish_reason: finish }] })}\n\n`;
        // Tokens have the space before them, as those of real models.
        const words = text.split(/(?= )/).map((content) => event({ content }));
        pour(res, from, latencies.llm_first, latencies.llm_whole, [...words, `${event({}, 'stop')}data: [DONE]\n\n`], () => done(kind));
}

function speak(res, from, body, latencies, done) {
        const size = Math.ceil(SOUND.length / PIECES);
        res.writeHead(200, { 'Content-Type': 'audio/mpeg' });
        pour(res, from, latencies.tts_first, latencies.tts_whole,
                Array.from({ length: PIECES }, (_, i) => SOUND.subarray(i * size, (i + 1) * size)), () => done('tts'));
}

const PATHS = { '/v1/audio/transcriptions': transcribe, '/v1/chat/completions': chat, '/v1/audio/speech': speak };

if (process.argv[2]) {
        const latencies = { ...LATENCIES, ...JSON.parse(process.argv[2]) };
        let calls = [];
        const server = createServer((req, res) => {
                const began = now();
                const pieces = [];
                req.on('data', (piece) => pieces.push(piece));
                req.on('end', () => {
                        if (req.url === '/_calls') {
                                res.end(JSON.stringify(calls));
                                calls = [];
                                return;
                        }
                        PATHS[req.url](res, now(), Buffer.concat(pieces), latencies, (kind) => calls.push({ trace: req.headers.traceparent?.split('-')[1], kind, from: began, to: now() }));
                });
        });
        server.keepAliveTimeout = 60_000;
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.on('disconnect', () => process.exit(0));
}
