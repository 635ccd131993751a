// The scripted providers as judges: what a vendor describes is answered, anything else is refused with the reason, and
// the test that sent it fails at its end. Without a site.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { start, toneWav } from '../fake/providers.mjs';

const TWO_SECONDS = toneWav(2000);
const BEARER = { authorization: 'Bearer sk-1' };
const ANTHROPIC = { 'x-api-key': 'sk-1', 'anthropic-version': '2023-06-01' };
const ELEVEN = { 'xi-api-key': 'xi-1' };
const ABOVE = { model: 'm', messages: [{ role: 'user', content: 'Say it as JSON.' }] };
const BELOW = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Say it.' }] };
const CLOSED = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const as = (schema, more = {}) => ({ type: 'json_schema', json_schema: { name: 'answer', strict: true, schema, ...more } });
const TOOL = { name: 'answer', description: 'Takes it.', input_schema: CLOSED };
const CHAT = '/v1/chat/completions';
const DEPLOYED = '/v1/openai/deployments/gpt';
const TIMED = '/v1/text-to-speech/voice1/stream/with-timestamps';
const FORM = { model: 'whisper-1', language: 'en', temperature: '0', response_format: 'verbose_json' };
const LOCAL = { language: 'auto', temperature: '0.0', temperature_inc: '0.2', response_format: 'verbose_json', no_language_probabilities: 'true' };

// [path, headers, body, reason or null where it is answered]. A body that is a list makes a form: fields, then files.
const ROWS = [
        [CHAT, BEARER, { ...ABOVE, temperature: 0.2, max_tokens: 10, stream: true, stream_options: { include_usage: true }, response_format: as(CLOSED) }, null],
        [CHAT, {}, { ...ABOVE, max_completion_tokens: 10, response_format: { type: 'json_object' } }, null],
        [CHAT, BEARER, { ...ABOVE, response_format: as({ type: 'object' }, { strict: false }) }, null],
        [CHAT, BEARER, { messages: ABOVE.messages }, /lacks "model"/],
        [CHAT, BEARER, { ...ABOVE, messages: [] }, /messages has 0 items/],
        [CHAT, BEARER, { ...ABOVE, messages: [{ role: 'robot', content: 'x' }] }, /messages\[0\]\.role is "robot"/],
        [CHAT, BEARER, { ...ABOVE, messages: [{ role: 'user', content: '' }] }, /content is empty/],
        [CHAT, BEARER, { ...ABOVE, messages: [{ role: 'user', content: 'x', mood: 'calm' }] }, /"mood", which is unknown/],
        [CHAT, BEARER, { ...ABOVE, temperature: 2.1 }, /temperature is 2\.1, not within 0 and 2/],
        [CHAT, BEARER, { ...ABOVE, temperature: '0' }, /temperature is "0", no number/],
        [CHAT, BEARER, { ...ABOVE, max_tokens: 1.5 }, /max_tokens is 1\.5, no integer/],
        [CHAT, BEARER, { ...ABOVE, max_tokens: 1, max_completion_tokens: 1 }, /beside/],
        [CHAT, BEARER, { ...ABOVE, stream_options: { include_usage: true } }, /without stream/],
        [CHAT, BEARER, { ...ABOVE, stop_words: ['x'] }, /"stop_words", which is unknown/],
        [CHAT, BEARER, { ...ABOVE, response_format: { type: 'xml' } }, /the type "xml"/],
        [CHAT, BEARER, { ...ABOVE, messages: [{ role: 'user', content: 'Say it.' }], response_format: { type: 'json_object' } }, /no message says "JSON"/],
        [CHAT, BEARER, { ...ABOVE, response_format: as(CLOSED, { name: 'an answer' }) }, /name is "an answer"/],
        [CHAT, BEARER, { ...ABOVE, response_format: as({ ...CLOSED, required: [] }) }, /does not require all/],
        [CHAT, BEARER, { ...ABOVE, response_format: as({ ...CLOSED, additionalProperties: true }) }, /is not closed/],
        [CHAT, BEARER, { ...ABOVE, response_format: as({ ...CLOSED, properties: { a: { type: 'array', items: { type: 'object', properties: {} } } } }) }, /a\.\[\] is not closed/],
        [CHAT, BEARER, { ...ABOVE, response_format: as({ ...CLOSED, oneOf: [] }) }, /"oneOf"/],
        [CHAT, BEARER, { ...ABOVE, response_format: as({ type: 'array', items: CLOSED }) }, /of no object/],
        [CHAT, { authorization: 'sk-1' }, ABOVE, /authorization is "sk-1"/],
        [CHAT, { ...BEARER, 'api-key': 'sk-1' }, ABOVE, /"api-key", which is unknown/],
        [`${CHAT}?api-version=2024-10-21`, BEARER, ABOVE, /query has "api-version"/],
        [CHAT, { ...BEARER, 'content-type': 'text/plain' }, ABOVE, /content type is "text\/plain/],
        [CHAT, BEARER, '{"model":', /JSON/],
        [`${DEPLOYED}/chat/completions?api-version=2024-10-21`, { 'api-key': 'k' }, ABOVE, null],
        [`${DEPLOYED}/chat/completions`, { 'api-key': 'k' }, ABOVE, /query lacks "api-version"/],
        [`${DEPLOYED}/chat/completions?api-version=latest`, { 'api-key': 'k' }, ABOVE, /api-version is "latest"/],
        [`${DEPLOYED}/chat/completions?api-version=2024-10-21`, BEARER, ABOVE, /lacks "api-key"/],
        ['/v1/audio/speech', BEARER, { model: 'tts-1', input: 'Hello.', voice: 'alloy', response_format: 'mp3', speed: 1 }, null],
        ['/v1/audio/speech', BEARER, { model: 'tts-1', input: 'Hello.' }, /lacks "voice"/],
        ['/v1/audio/speech', BEARER, { model: 'tts-1', input: 'é'.repeat(4096), voice: 'alloy' }, null],
        ['/v1/audio/speech', BEARER, { model: 'tts-1', input: 'é'.repeat(4097), voice: 'alloy' }, /more than 4096 characters/],
        ['/v1/audio/speech', BEARER, { model: 'tts-1', input: 'Hello.', voice: 'alloy', speed: 5 }, /speed is 5/],
        ['/v1/audio/speech', BEARER, { model: 'tts-1', input: 'Hello.', voice: 'alloy', language: 'en' }, /"language", which is unknown/],
        ['/v1/embeddings', BEARER, { model: 'e', input: ['a', 'b'], encoding_format: 'float', dimensions: 256 }, null],
        ['/v1/embeddings', BEARER, { model: 'e', input: 'a' }, null],
        ['/v1/embeddings', BEARER, { model: 'e', input: [] }, /input has 0 items/],
        ['/v1/embeddings', BEARER, { model: 'e', input: ['a', ''] }, /input\[1\] is empty/],
        ['/v1/embeddings', BEARER, { model: 'e', input: new Array(2049).fill('a') }, /2049 items/],
        ['/v1/embeddings', BEARER, { model: 'e', input: 'a', encoding_format: 'hex' }, /none of float, base64/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, system: 'Be brief.', temperature: 1, stream: true, tools: [TOOL], tool_choice: { type: 'tool', name: 'answer' } }, null],
        ['/v1/messages', { 'x-api-key': 'k' }, BELOW, /lacks "anthropic-version"/],
        ['/v1/messages', { ...ANTHROPIC, 'anthropic-version': '2023-06-02' }, BELOW, /anthropic-version is/],
        ['/v1/messages', { 'anthropic-version': '2023-06-01', ...BEARER }, BELOW, /lacks "x-api-key"/],
        ['/v1/messages', { ...ANTHROPIC, ...BEARER }, BELOW, /"authorization", which is unknown/],
        ['/v1/messages', ANTHROPIC, { model: 'm', messages: BELOW.messages }, /lacks "max_tokens"/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, temperature: 1.1 }, /temperature is 1\.1/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, messages: [{ role: 'system', content: 'x' }] }, /role is "system"/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, messages: [{ role: 'assistant', content: 'x' }] }, /not the user's/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, response_format: { type: 'json_object' } }, /"response_format", which is unknown/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, tool_choice: { type: 'tool', name: 'answer' } }, /names no tool/],
        ['/v1/messages', ANTHROPIC, { ...BELOW, tools: [{ ...TOOL, input_schema: { type: 'array' } }] }, /of no object/],
        [`${TIMED}?output_format=mp3_44100_64`, ELEVEN, { text: 'Hello.', model_id: 'eleven_flash_v2_5', language_code: 'en' }, null],
        [`${TIMED}?output_format=mp3_44100_65`, ELEVEN, { text: 'Hello.' }, /output_format is "mp3_44100_65"/],
        [`${TIMED}?output_format=mp3_44100_64&output_format=mp3_44100_64`, ELEVEN, { text: 'Hello.' }, /output_format is \[/],
        [`${TIMED}?format=mp3`, ELEVEN, { text: 'Hello.' }, /query has "format"/],
        [TIMED, BEARER, { text: 'Hello.' }, /lacks "xi-api-key"/],
        [TIMED, ELEVEN, { input: 'Hello.' }, /lacks "text"/],
        [TIMED, ELEVEN, { text: 'Hello.', language_code: 'eng' }, /language_code is "eng"/],
        [TIMED, ELEVEN, { text: 'Hello.', voice_settings: { stability: 2 } }, /voice_settings\.stability is 2/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, 'timestamp_granularities[]': ['word', 'segment'], prompt: 'Redis' }], null],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, model: undefined }], /lacks "model"/],
        ['/v1/audio/transcriptions', BEARER, [FORM, {}], /lacks "file"/],
        ['/v1/audio/transcriptions', BEARER, [FORM, { file: 'a.wav', other: 'b.wav' }], /"other", which is unknown/],
        ['/v1/audio/transcriptions', BEARER, [FORM, { file: 'answer' }], /the file is called "answer"/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, response_format: 'json', 'timestamp_granularities[]': 'word' }], /without verbose_json/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, 'timestamp_granularities[]': 'letter' }], /none of word, segment/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, language: 'eng' }], /language is "eng"/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, language: ['en', 'de'] }], /language is \["en","de"\]/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, temperature: '1.5' }], /temperature is 1\.5/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, temperature: 'low' }], /temperature is "low", no number/],
        ['/v1/audio/transcriptions', BEARER, [{ ...FORM, chunking_strategy: 'none' }], /chunking_strategy is "none"/],
        ['/v1/audio/transcriptions', BEARER, FORM, /not multipart/],
        [`${DEPLOYED}/audio/transcriptions?api-version=2024-10-21`, { 'api-key': 'k' }, [FORM], null],
        ['/v1/inference', {}, [LOCAL], null],
        ['/v1/inference', {}, [{ ...LOCAL, model: 'large' }], /"model", which is unknown/],
        ['/v1/inference', {}, [{ ...LOCAL, no_language_probabilities: 'yes' }], /no boolean/],
        ['/v1/inference', {}, [LOCAL, {}], /lacks "file"/],
];

function formOf([fields, files = { file: 'audio.wav' }]) {
        const form = new FormData();
        for (const [name, value] of Object.entries(fields))
                for (const one of [value ?? []].flat()) form.append(name, one);
        for (const [name, filename] of Object.entries(files)) form.append(name, new Blob([TWO_SECONDS], { type: 'audio/wav' }), filename);
        return form;
}

let fake;
before(async () => {
        fake = await start(0);
});
after(() => fake.stop());

function send(path, headers, body) {
        const address = new URL(path, fake.url);
        if (Array.isArray(body)) return fetch(address, { method: 'POST', headers, body: formOf(body) });
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        return fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text });
}

describe('the scripted providers', () => {
        it('answer_what_a_vendor_describes_and_refuse_the_rest_with_the_reason', async () => {
                for (const [path, headers, body, reason] of ROWS) {
                        const reply = await send(path, headers, body);
                        const text = await reply.text();
                        const row = `${path} ${JSON.stringify(headers)} ${JSON.stringify(body).slice(0, 300)}: ${text.slice(0, 300)}`;
                        const problems = fake.takeProblems();
                        assert.equal(reply.status, reason === null ? 200 : 400, row);
                        assert.equal(problems.length, reason === null ? 0 : 1, row);
                        if (reason !== null) assert.match(JSON.parse(text).error.message, reason, row);
                        if (reason !== null) assert.match(problems[0], reason, row);
                }
        });

        it('fail_the_test_whose_request_they_refused_also_when_what_came_was_forgotten', async () => {
                const other = await start(0);
                await fetch(`${other.url}/embeddings`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"model":"e"}' });
                other.reset();
                await assert.rejects(() => other.stop(), /no vendor would take:\n {2}openai \/embeddings: the request lacks "input"/);
        });
});
