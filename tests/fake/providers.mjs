// A scripted server of speech and language: OpenAI's protocol (also by Azure's paths), Anthropic's messages,
// whisper.cpp's /inference, ElevenLabs' speech with times; and, by a socket, the embedded speech. Requests are checked as
// the vendors describe them (provider_checks.mjs): one that does not fit is answered with 400 and the reason, and
// fails the test at its end. It answers soundly unless it is told to stall, hang up, trickle, refuse or talk
// nonsense. The same requests in the same order always get the same answers.
//
// From the command line, the port (and nothing else) is printed when it listens:
//   node tests/fake/providers.mjs --port 0 [--socket PATH] [--until-stdin-ends]
// From a test:
//   import { start } from "../fake/providers.mjs";
//   const fake = await start(0);            // fake.url is the base for <FUNCTION>_OPENAI_URL
//   fake.script([{ function: "llm", when: "Evaluate", content: "{...}" }]);
//   fake.requests                           // what came, oldest first
//   await fake.stop();                      // throws when a request came that its vendor would not take
//
// A step of the script: { function: "stt"|"tts"|"llm"|"embeddings", when, times, behave, ... }. The first step whose
// function fits, whose `when` stands in the request (prompt, input or messages) and which has
// `times` left (no `times`: always) decides. Without one: a sound answer. The rest of a step:
//   latency_ms, latency_per_second_ms (of sound received): waited before the answer
//   text, words, segments (stt) · format "mp3"|"wav" (tts) · content (llm; from a test also a function of
//   the request): what a sound answer says
//   behave: one of BEHAVIOURS; status, retry_after, code, message for "status"
// The same by path, for one base URL alone: /x/status,status=429,times=1,tag=a/v1 in place of /v1.
// Other processes script it by POST /_script {steps}, and read GET /_requests; POST /_reset forgets.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { checkRequest } from './provider_checks.mjs';
import { protocolOf, streamOf, wordCount } from './provider_protocols.mjs';

const MOST_BODY_BYTES = 64 * 1024 * 1024;
const HUGE_BYTES = 64 * 1024 * 1024;
const TRICKLE_MS = 50;
const SILENCE_RMS = 60;
const FUNCTIONS = ['stt', 'tts', 'llm', 'embeddings'];
const SAID = 'In my last role I designed the cache and I measured the result before and after.';
const ASKED = 'Thank you. What would you do differently today?';

// --- what a sound answer is -----------------------------------------------------------------------

// RIFF WAVE with 16-bit PCM; throws where it is not.
export function readWav(bytes) {
        if (
                bytes.length < 44 ||
                bytes.toString('latin1', 0, 4) !== 'RIFF' ||
                bytes.toString('latin1', 8, 12) !== 'WAVE'
        )
                throw new Error('not a wav file');
        let format = null;
        for (let at = 12; at + 8 <= bytes.length;) {
                const name = bytes.toString('latin1', at, at + 4);
                const size = bytes.readUInt32LE(at + 4);
                const end = at + 8 + size;
                if (end > bytes.length) throw new Error(`the ${name} chunk is cut`);
                if (name === 'fmt ')
                        format = {
                                coding: bytes.readUInt16LE(at + 8),
                                channels: bytes.readUInt16LE(at + 10),
                                rate: bytes.readUInt32LE(at + 12),
                                bits: bytes.readUInt16LE(at + 22),
                        };
                if (name === 'data') {
                        if (format === null || format.coding !== 1 || format.bits !== 16)
                                throw new Error('not 16-bit PCM');
                        let sum = 0;
                        const count = Math.floor(size / 2);
                        for (let i = 0; i < count; i++)
                                sum += bytes.readInt16LE(at + 8 + 2 * i) ** 2;
                        return {
                                ...format,
                                duration_ms: Math.round(
                                        (count / format.channels / format.rate) * 1000,
                                ),
                                rms: count === 0 ? 0 : Math.round(Math.sqrt(sum / count)),
                        };
                }
                at = end + (size % 2);
        }
        throw new Error('no data chunk');
}

// A 440 Hz tone, 16 kHz mono.
export function toneWav(duration_ms) {
        const count = Math.round(16 * duration_ms);
        const bytes = Buffer.alloc(44 + 2 * count);
        bytes.write('RIFF', 0, 'latin1');
        bytes.writeUInt32LE(36 + 2 * count, 4);
        bytes.write('WAVEfmt ', 8, 'latin1');
        bytes.writeUInt32LE(16, 16);
        bytes.writeUInt16LE(1, 20);
        bytes.writeUInt16LE(1, 22);
        bytes.writeUInt32LE(16000, 24);
        bytes.writeUInt32LE(32000, 28);
        bytes.writeUInt16LE(2, 32);
        bytes.writeUInt16LE(16, 34);
        bytes.write('data', 36, 'latin1');
        bytes.writeUInt32LE(2 * count, 40);
        for (let i = 0; i < count; i++)
                bytes.writeInt16LE(
                        Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / 16000)),
                        44 + 2 * i,
                );
        return bytes;
}

// MPEG-1 layer III, 44.1 kHz mono, 32 kbit/s: whole frames whose side information says that no
// coefficient follows, which is silence.
export function silentMp3(duration_ms) {
        const frame = Buffer.alloc(Math.floor((144 * 32000) / 44100));
        frame.set([0xff, 0xfb, 0x10, 0xc4]);
        const frames = Math.max(2, Math.ceil(duration_ms / (1152 / 44.1)));
        return Buffer.concat(Array.from({ length: frames }, () => frame));
}

// Words spread evenly over the time.
function timedWords(text, duration_ms) {
        const words = text.split(/\s+/).filter((word) => word !== '');
        const step = duration_ms / 1000 / Math.max(1, words.length);
        return words.map((word, i) => ({
                word: word.replace(/[.,!?]+$/, ''),
                start: Number((i * step).toFixed(3)),
                end: Number(((i + 0.8) * step).toFixed(3)),
        }));
}

function transcription(step, request) {
        const seconds = request.wav.duration_ms / 1000;
        const text = step.text ?? (request.wav.rms < SILENCE_RMS ? '' : SAID);
        if (request.fields.response_format !== 'verbose_json') return { text };
        const segments =
                text === ''
                        ? []
                        : [
                                  {
                                          id: 0,
                                          start: 0,
                                          end: seconds,
                                          text: ` ${text}`,
                                          avg_logprob: -0.2,
                                          no_speech_prob: 0.01,
                                  },
                          ];
        const answer = {
                task: 'transcribe',
                language: 'english',
                duration: seconds,
                text,
                segments: step.segments ?? segments,
        };
        const wanted = [request.fields['timestamp_granularities[]'] ?? []].flat();
        if (step.words !== undefined) answer.words = step.words;
        else if (wanted.includes('word') && step.segments === undefined)
                answer.words = timedWords(text, request.wav.duration_ms);
        return answer;
}

function contentOf(step, request) {
        const wants_json = request.json.response_format !== undefined || request.json.tool_choice !== undefined;
        const scripted = typeof step.content === 'function' ? step.content(request) : step.content;
        return scripted ?? (wants_json ? '{}' : ASKED);
}

function message(step, request) {
        const content = contentOf(step, request);
        const tool = request.json.tool_choice?.name;
        return {
                id: 'msg_1',
                type: 'message',
                role: 'assistant',
                model: request.json.model,
                content: [tool === undefined ? { type: 'text', text: content } : { type: 'tool_use', id: 'toolu_1', name: tool, input: JSON.parse(content) }],
                stop_reason: tool === undefined ? 'end_turn' : 'tool_use',
                stop_sequence: null,
                usage: { input_tokens: wordCount(request.said), output_tokens: wordCount(content) },
        };
}

// As whisper.cpp cuts: its "words" are tokens, and one that begins a word has a space before it.
function tokensOf(text, duration_ms) {
        const pieces = text.split(/(?= )/).flatMap((word, i) => {
                const whole = i === 0 ? ` ${word}` : word;
                return whole.length > 6 ? [whole.slice(0, 4), whole.slice(4)] : [whole];
        });
        const step = duration_ms / 1000 / Math.max(1, pieces.length);
        return pieces.map((word, i) => ({ word, start: i * step, end: (i + 1) * step, t_dtw: -1, probability: 0.9 }));
}

function inference(step, request) {
        const seconds = request.wav.duration_ms / 1000;
        const text = step.text ?? (request.wav.rms < SILENCE_RMS ? '' : SAID);
        const segment = {
                id: 0, text: ` ${text}`, start: 0, end: seconds, tokens: [1], words: tokensOf(text, request.wav.duration_ms),
                temperature: 0, avg_logprob: -0.3, no_speech_prob: 0.01,
        };
        return {
                task: 'transcribe', language: 'english', duration: seconds, text: text === '' ? '' : ` ${text}\n`,
                segments: step.segments ?? (text === '' ? [] : [segment]),
        };
}

function completion(step, request) {
        const content = contentOf(step, request);
        return {
                id: 'chatcmpl-1',
                object: 'chat.completion',
                created: 0,
                model: request.json.model,
                choices: [
                        {
                                index: 0,
                                finish_reason: 'stop',
                                message: { role: 'assistant', content },
                        },
                ],
                usage: { prompt_tokens: wordCount(request.said), completion_tokens: wordCount(content), total_tokens: wordCount(request.said) + wordCount(content) },
        };
}

// Words that mean the same to this model.
const SAME = [
        ['angry', 'furious', 'anger', 'irate', 'upset'],
        ['pager', 'on-call', 'duty', 'woken', 'night'],
        ['price', 'discount', 'cheaper', 'cost'],
];
const MEANINGS = new Map(SAME.flatMap((words, i) => words.map((word) => [word, i])));
const DIMENSIONS = 64;

// A bag of words: synonyms fall together, every other word has a place of its own by its letters.
function vector(text) {
        const numbers = new Array(DIMENSIONS).fill(0.001);
        for (const word of text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? []) {
                let place = MEANINGS.get(word);
                if (place === undefined) {
                        place = 0;
                        for (const letter of word) place = (place * 31 + letter.codePointAt(0)) % (DIMENSIONS - SAME.length);
                        numbers[SAME.length + place] += 0.3;
                } else numbers[place] += 3;
        }
        return numbers;
}

// The last vector first: whose a vector is stands in `index` alone.
function embeddings(step, request) {
        const inputs = [request.json.input].flat();
        const data = inputs.map((text, index) => ({
                object: 'embedding',
                index,
                embedding: step.embedding ?? vector(text),
        }));
        const count = inputs.reduce((sum, text) => sum + wordCount(text), 0);
        return { object: 'list', data: data.reverse(), model: request.json.model, usage: { prompt_tokens: count, total_tokens: count } };
}

function soundAnswer(step, request) {
        if (request.protocol === 'elevenlabs')
                return { type: 'application/json', body: streamOf(request, { sound: silentMp3(60 * [...request.json.text].length), text: request.json.text, timings: step.timings }) };
        if (request.json?.stream === true && step.behave !== 'whole')
                return { type: 'text/event-stream; charset=utf-8', body: streamOf(request, contentOf(step, request)) };
        if (request.function === 'tts') {
                const format = step.format ?? request.json.response_format ?? 'mp3';
                const duration_ms = 60 * [...request.json.input].length;
                // As if each letter were a phone.
                if (request.json.phones === true)
                        return { type: 'application/json', body: Buffer.from(JSON.stringify({
                                audio: silentMp3(duration_ms).toString('base64'),
                                phones: step.phones ?? [...request.json.input].map((phone, i) => ({ phone, start_ms: 60 * i, end_ms: 60 * (i + 1) })),
                        })) };
                return format === 'wav'
                        ? { type: 'audio/wav', body: toneWav(duration_ms) }
                        : { type: 'audio/mpeg', body: silentMp3(duration_ms) };
        }
        const answer =
                request.protocol === 'anthropic'
                        ? message(step, request)
                        : request.protocol === 'whispercpp'
                        ? inference(step, request)
                        : request.function === 'stt'
                        ? transcription(step, request)
                        : request.function === 'embeddings'
                          ? embeddings(step, request)
                          : completion(step, request);
        return { type: 'application/json', body: Buffer.from(JSON.stringify(answer)) };
}

// --- how it may fail ------------------------------------------------------------------------------

function send(res, status, type, body, headers = {}) {
        res.writeHead(status, { 'content-type': type, 'content-length': body.length, ...headers });
        res.end(body);
}

function refuse(res, status, message, code, headers) {
        const error = { message, type: 'invalid_request_error', param: null, code };
        send(res, status, 'application/json', Buffer.from(JSON.stringify({ error })), headers);
}

function answerSoundly(res, step, request) {
        const { type, body } = soundAnswer(step, request);
        send(res, 200, type, body);
}

// Answers with a body until the reader goes or HUGE_BYTES are out.
function pour(res) {
        const piece = Buffer.alloc(64 * 1024, ' ');
        let left = HUGE_BYTES;
        const more = () => {
                while (left > 0 && !res.destroyed) {
                        left -= piece.length;
                        if (!res.write(piece)) return res.once('drain', more);
                }
                if (!res.destroyed) res.end();
        };
        more();
}

const keyOf = ({ headers }) => headers['api-key'] ?? headers['x-api-key'] ?? headers['xi-api-key'] ?? (headers.authorization ?? '').replace(/^Bearer /, '');

const BEHAVIOURS = {
        ok: answerSoundly,
        // In one piece, though a stream was asked for.
        whole: answerSoundly,
        // A stream that ends properly in the middle of the answer.
        half_stream(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                const events = body.toString().split('\n\n');
                send(res, 200, type, Buffer.from(`${events.slice(0, Math.ceil(events.length / 2)).join('\n\n')}\n\n`));
        },
        // As OpenRouter and vLLM stream: comments that keep the line alive, CR LF, a count without a list of choices, no [DONE].
        keepalives(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                const events = body.toString().split('\n\n').filter((event) => event !== '' && !event.includes('[DONE]'))
                        .map((event) => event.replace('"choices":[],', '"choices":null,'));
                send(res, 200, type, Buffer.from(`: OPENROUTER PROCESSING\n\n${events.join('\n\n: keep-alive\n\n')}\n\n`.replaceAll('\n', '\r\n')));
        },
        error_in_stream(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                const events = body.toString().split('\n\n').slice(0, 3);
                const error = { type: 'error', error: { type: 'overloaded_error', message: `Overloaded, ${keyOf(request)}` } };
                send(res, 200, type, Buffer.from(`${events.join('\n\n')}\n\nevent: error\ndata: ${JSON.stringify(error)}\n\n`));
        },
        // Reads all, says nothing.
        stall() {},
        hang_up: (res) => res.socket.destroy(),
        // Half of what was promised.
        hang_up_mid(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                res.writeHead(200, { 'content-type': type, 'content-length': body.length });
                res.write(body.subarray(0, Math.floor(body.length / 2)), () =>
                        res.socket?.destroy(),
                );
        },
        // The same without a length: only the last chunk is missing.
        hang_up_chunked(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                res.writeHead(200, { 'content-type': type });
                res.write(body, () => res.socket?.destroy());
        },
        // The first `cut` of the answer (a share of its bytes), the rest when the promise `until` is kept. For scripts
        // of the same process.
        async gate(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                const cut = Math.floor(body.length * step.cut);
                res.writeHead(200, { 'content-type': type });
                res.write(body.subarray(0, cut));
                await step.until;
                res.end(body.subarray(cut));
        },
        trickle(res, step, request) {
                const { type, body } = soundAnswer(step, request);
                let at = 0;
                res.writeHead(200, { 'content-type': type, 'content-length': body.length });
                const timer = setInterval(() => {
                        if (res.destroyed || at === body.length) return clearInterval(timer);
                        res.write(body.subarray(at, ++at));
                        if (at === body.length) res.end();
                }, TRICKLE_MS);
        },
        // The message repeats the whole key, as a careless server would.
        status(res, step, request) {
                const key = keyOf(request);
                const headers =
                        step.retry_after === undefined ? {} : { 'retry-after': step.retry_after };
                const message = step.message ?? `Incorrect API key provided: ${key}`;
                refuse(
                        res,
                        Number(step.status ?? 500),
                        message,
                        step.code === 'key' ? key : (step.code ?? 'scripted'),
                        headers,
                );
        },
        wrong_type: (res) =>
                send(res, 200, 'text/html', Buffer.from('<!doctype html><title>Sign in</title>')),
        // Says that it is what was asked for, and is not.
        garbage(res, step, request) {
                const type = request.function === 'tts' ? 'audio/mpeg' : 'application/json';
                send(
                        res,
                        200,
                        type,
                        Buffer.from(
                                '{"text": "cut off, "choices": [[[ and no sound at all'.padEnd(
                                        200,
                                        'x',
                                ),
                        ),
                );
        },
        other_json: (res) =>
                send(
                        res,
                        200,
                        'application/json',
                        Buffer.from('{"choices": [{"message": {"content": null}}], "text": 7}'),
                ),
        empty: (res, step, request) =>
                send(
                        res,
                        200,
                        request.function === 'tts' ? 'audio/mpeg' : 'application/json',
                        Buffer.alloc(0),
                ),
        huge(res, step, request) {
                res.writeHead(200, {
                        'content-type':
                                request.function === 'tts' ? 'audio/mpeg' : 'application/json',
                });
                pour(res);
        },
        huge_promised(res) {
                res.writeHead(200, {
                        'content-type': 'application/json',
                        'content-length': HUGE_BYTES,
                });
                pour(res);
        },
        huge_headers(res) {
                const lines = Array.from(
                        { length: 4000 },
                        (_, i) => `X-Line-${i}: ${'y'.repeat(64)}\r\n`,
                ).join('');
                res.socket.end(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\n{}`);
        },
        not_http: (res) => res.socket.end('220 mail.example.org ESMTP\r\n'),
        redirect: (res, step, request) =>
                send(res, 307, 'text/plain', Buffer.alloc(0), { location: `/v1${request.path}` }),
        // 400 for what some models do not take; else a sound answer.
        refuse_verbose: (res, step, request) =>
                request.fields.response_format === 'verbose_json'
                        ? refuse(
                                  res,
                                  400,
                                  "response_format 'verbose_json' is not compatible with this model",
                                  'unsupported_value',
                          )
                        : answerSoundly(res, step, request),
        refuse_json: (res, step, request) =>
                request.json.response_format !== undefined
                        ? refuse(res, 400, 'response_format is not supported', 'unsupported_value')
                        : answerSoundly(res, step, request),
        refuse_schema: (res, step, request) =>
                request.json.response_format?.type === 'json_schema'
                        ? refuse(res, 400, "response_format of type 'json_schema' is not supported", 'unsupported_value')
                        : answerSoundly(res, step, request),
        refuse_tool: (res, step, request) =>
                request.json.tool_choice !== undefined
                        ? refuse(res, 400, 'Thinking may not be enabled when tool_choice forces tool use.', 'invalid_request_error')
                        : answerSoundly(res, step, request),
        // Counts no tokens, as older servers.
        no_usage(res, step, request) {
                delete request.json.stream_options;
                answerSoundly(res, step, request);
        },
        refuse_usage: (res, step, request) =>
                request.json.stream_options !== undefined
                        ? send(res, 422, 'application/json', Buffer.from(JSON.stringify({ detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] })))
                        : answerSoundly(res, step, request),
        refuse_voice: (res, step, request) =>
                (request.json.voice ?? request.voice) !== 'alloy'
                        ? refuse(res, 400, 'This voice is not known.', 'unknown_voice')
                        : answerSoundly(res, step, request),
        refuse_older(res, step, request) {
                if (request.json.max_tokens !== undefined)
                        return refuse(
                                res,
                                400,
                                "Use 'max_completion_tokens' instead.",
                                'unsupported_parameter',
                        );
                if (request.json.temperature !== undefined)
                        return refuse(
                                res,
                                400,
                                'Only the default temperature is supported.',
                                'unsupported_value',
                        );
                return answerSoundly(res, step, request);
        },
};

// --- reading requests -----------------------------------------------------------------------------

async function readBody(req) {
        const pieces = [];
        let length = 0;
        for await (const piece of req) {
                length += piece.length;
                if (length > MOST_BODY_BYTES) throw new Error('the request is too long');
                pieces.push(piece);
        }
        return Buffer.concat(pieces);
}

// RFC 7578, strictly: {fields: {name: text or [texts]}, files: {name: {filename, type, bytes}}}.
export function readMultipart(type, body) {
        const boundary = /^multipart\/form-data;\s*boundary="?([^";]+)"?$/i.exec(type ?? '')?.[1];
        if (boundary === undefined) throw new Error('not multipart/form-data');
        const line = Buffer.from(`--${boundary}`);
        const fields = Object.create(null);
        const files = Object.create(null);
        if (body.indexOf(line) !== 0) throw new Error('the first boundary is missing');
        for (let at = line.length; ;) {
                const after = body.toString('latin1', at, at + 2);
                if (after === '--') {
                        if (body.toString('latin1', at + 2) !== '\r\n')
                                throw new Error('something follows the last boundary');
                        return { fields, files };
                }
                if (after !== '\r\n') throw new Error('a boundary does not end its line');
                const head_end = body.indexOf('\r\n\r\n', at);
                const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), line]), head_end + 2);
                if (head_end < 0 || end < 0) throw new Error('a part does not end');
                const head = body.toString('utf8', at + 2, head_end);
                const name = /^content-disposition: form-data;.*\bname="([^"]*)"/im.exec(head)?.[1];
                const filename = /^content-disposition: form-data;.*\bfilename="([^"]*)"/im.exec(
                        head,
                )?.[1];
                const bytes = body.subarray(head_end + 4, end);
                if (name === undefined) throw new Error('a part has no name');
                if (filename !== undefined)
                        files[name] = {
                                filename,
                                type: /^content-type: (.*)$/im.exec(head)?.[1],
                                bytes,
                        };
                else
                        fields[name] =
                                name in fields
                                        ? [fields[name], bytes.toString()].flat()
                                        : bytes.toString();
                at = end + 2 + line.length;
        }
}

// What the request says, checked as its vendor describes it; throws with the reason.
function understand(request, body) {
        if (request.function !== 'stt') {
                request.json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
                checkRequest(request);
                const { input, messages, system, text } = request.json;
                request.said = [system, text, input, messages?.map((one) => one.content)].flat(2).filter((one) => one !== undefined).join('\n');
                return;
        }
        const { fields, files } = readMultipart(request.headers['content-type'], body);
        request.fields = fields;
        request.said = fields.prompt ?? '';
        checkRequest({ ...request, files });
        request.file = { filename: files.file.filename, type: files.file.type, bytes: files.file.bytes.length };
        request.wav = readWav(files.file.bytes);
}

// "/x/status,status=429,times=1/v1/audio/speech": the step that the path asks for.
function stepOfPath(name) {
        const [behave, ...settings] = decodeURIComponent(name).split(',');
        const step = { behave };
        for (const setting of settings) {
                const equals = setting.indexOf('=');
                const value = setting.slice(equals + 1);
                step[setting.slice(0, equals)] = /^\d+$/.test(value) ? Number(value) : value;
        }
        return step;
}

function checkSteps(steps) {
        if (!Array.isArray(steps)) throw new Error('steps must be a list');
        for (const step of steps) {
                if (!FUNCTIONS.includes(step.function))
                        throw new Error(`unknown function "${step.function}"`);
                if (!((step.behave ?? 'ok') in BEHAVIOURS))
                        throw new Error(`unknown behaviour "${step.behave}"`);
        }
        return steps.map((step) => ({ ...step }));
}

export class Providers {
        requests = [];
        #problems = []; // why requests were refused that no vendor would have taken
        #steps = [];
        #spent = new Map(); // how often a path's step was used
        #servers = [];
        port = 0;

        get url() {
                return `http://127.0.0.1:${this.port}/v1`;
        }

        script(steps) {
                this.#steps = checkSteps(steps);
        }

        reset() {
                this.#steps = [];
                this.#spent.clear();
                this.requests.length = 0;
        }

        // What was wrong with requests so far, which then counts no more: for tests that send such ones.
        takeProblems() {
                return this.#problems.splice(0);
        }

        // At the end of every test: a request that its vendor would refuse is a mistake, also where another provider
        // was asked instead. Throws with the reasons.
        checkProblems() {
                const problems = this.takeProblems();
                if (problems.length > 0) throw new Error(`requests that no vendor would take:\n  ${problems.join('\n  ')}`);
        }

        async listen(where) {
                const server = createServer({ maxHeaderSize: 64 * 1024 }, (req, res) => this.answer(req, res, where.path !== undefined));
                await new Promise((done, failed) =>
                        server.once('error', failed).listen(where, done),
                );
                this.#servers.push(server);
                if (where.port !== undefined) this.port = server.address().port;
        }

        // Also for servers of other kinds (tls.mjs). Behind a socket stands what is embedded.
        answer(req, res, is_embedded = false) {
                this.#serve(req, res, is_embedded).catch((error) => {
                        if (!res.headersSent && !res.destroyed) refuse(res, 400, error.message, 'invalid');
                });
        }

        async stop() {
                for (const server of this.#servers) {
                        const closed = new Promise((done) => server.close(done));
                        server.closeAllConnections();
                        await closed;
                }
                this.checkProblems();
        }

        async #serve(req, res, is_embedded) {
                const [, asked, path, query] = /^(?:\/x\/([^/]+))?\/v1(\/[^?]*)(?:\?(.*))?$/.exec(req.url) ?? [];
                if (path === undefined) return this.#control(req, res);
                const request = { ...protocolOf(path, is_embedded), path, query: query ?? '', asked, http: req.httpVersion, headers: req.headers };
                if (req.method !== 'POST' || request.function === undefined)
                        return refuse(res, 404, 'no such path', 'not_found');
                this.requests.push(request);
                const body = await readBody(req);
                try {
                        understand(request, body);
                } catch (error) {
                        request.problem = error.message;
                        this.#problems.push(`${request.protocol} ${path}: ${error.message}`);
                        process.stderr.write(`providers: refused, ${this.#problems.at(-1)}\n`);
                        throw error;
                }
                const step = this.#stepFor(request);
                const seconds = (request.wav?.duration_ms ?? 0) / 1000;
                const latency_ms =
                        (step.latency_ms ?? 0) + (step.latency_per_second_ms ?? 0) * seconds;
                if (latency_ms > 0) await new Promise((done) => setTimeout(done, latency_ms));
                if (!res.destroyed) BEHAVIOURS[step.behave ?? 'ok'](res, step, request);
        }

        #stepFor(request) {
                if (request.asked !== undefined) {
                        const step = stepOfPath(request.asked);
                        const spent = this.#spent.get(request.asked) ?? 0;
                        if (!(step.behave in BEHAVIOURS))
                                throw new Error(`unknown behaviour "${step.behave}"`);
                        this.#spent.set(request.asked, spent + 1);
                        return step.times !== undefined && spent >= step.times
                                ? { behave: 'ok' }
                                : step;
                }
                const step = this.#steps.find(
                        ({ function: wanted, when, times }) =>
                                wanted === request.function &&
                                times !== 0 &&
                                (when === undefined || request.said.includes(when)),
                );
                if (step?.times !== undefined) step.times--;
                return step ?? {};
        }

        async #control(req, res) {
                const body = await readBody(req);
                let answer = {};
                if (req.method === 'POST' && req.url === '/_script')
                        this.script(JSON.parse(body.toString()).steps);
                else if (req.method === 'POST' && req.url === '/_reset') this.reset();
                else if (req.method === 'GET' && req.url === '/_requests')
                        answer = { items: this.requests };
                else return refuse(res, 404, 'no such path', 'not_found');
                return send(res, 200, 'application/json', Buffer.from(JSON.stringify(answer)));
        }
}

export async function start(port = 0, socket = undefined) {
        const providers = new Providers();
        await providers.listen({ port, host: '127.0.0.1' });
        if (socket !== undefined) await providers.listen({ path: socket });
        return providers;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
        const args = process.argv.slice(2);
        const value = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
        const providers = await start(Number(value('--port') ?? 0), value('--socket'));
        const stop = () => providers.stop().then(() => process.exit(0), () => process.exit(1));
        process.on('SIGTERM', stop);
        process.on('SIGINT', stop);
        // Ends with the test that holds the other end of the pipe, however that one ended.
        if (args.includes('--until-stdin-ends')) process.stdin.on('end', stop).resume();
        process.stdout.write(`${providers.port}\n`);
}
