// What requests of each vendor's protocol must look like, checked strictly: nothing missing, nothing that the
// vendor does not describe, types and headers right. And how each protocol streams.

const PATHS = [
        [/^\/audio\/transcriptions$/, 'stt', 'openai'],
        [/^\/audio\/speech$/, 'tts', 'openai'],
        [/^\/chat\/completions$/, 'llm', 'openai'],
        [/^\/embeddings$/, 'embeddings', 'openai'],
        [/^\/openai\/deployments\/[^/]+\/audio\/transcriptions$/, 'stt', 'azure'],
        [/^\/openai\/deployments\/[^/]+\/chat\/completions$/, 'llm', 'azure'],
        [/^\/messages$/, 'llm', 'anthropic'],
        [/^\/inference$/, 'stt', 'whispercpp'],
        [/^\/text-to-speech\/([^/]+)\/stream\/with-timestamps$/, 'tts', 'elevenlabs'],
];

export function protocolOf(path) {
        for (const [pattern, name, protocol] of PATHS) {
                const found = pattern.exec(path);
                if (found) return { function: name, protocol, voice: found[1] };
        }
        return {};
}

const isText = (value) => typeof value === 'string' && value !== '';
const isFlag = (value) => typeof value === 'boolean';
const isCount = (value) => Number.isInteger(value) && value > 0;
const between = (least, most) => (value) => typeof value === 'number' && value >= least && value <= most;
const oneOf = (...values) => (value) => values.includes(value);
const listOf = (check) => (value) => Array.isArray(value) && value.length > 0 && value.every(check);
const decimal = (least, most) => (value) => /^\d+(\.\d+)?$/.test(value) && between(least, most)(Number(value));

// {name: check}; a name with "?" may be missing.
function checkMembers(what, object, rules) {
        for (const [name, check] of Object.entries(rules)) {
                const plain = name.replace(/\?$/, '');
                if (object[plain] === undefined && name.endsWith('?')) continue;
                if (object[plain] === undefined) throw new Error(`${what}: "${plain}" is missing`);
                if (!check(object[plain])) throw new Error(`${what}: "${plain}" is ${JSON.stringify(object[plain])?.slice(0, 100)}`);
        }
        for (const name of Object.keys(object))
                if (rules[name] === undefined && rules[`${name}?`] === undefined) throw new Error(`${what}: "${name}" is unknown`);
        return true;
}

// Structured outputs take closed schemas alone: every object says what it has, and all of it is required.
function isClosedSchema(schema) {
        if (schema.type === 'array') return isClosedSchema(schema.items);
        if (schema.type !== 'object') return ['string', 'number', 'integer', 'boolean'].includes(schema.type);
        const names = Object.keys(schema.properties ?? {});
        if (schema.additionalProperties !== false || JSON.stringify(schema.required) !== JSON.stringify(names)) throw new Error('the schema is not closed');
        return names.every((name) => isClosedSchema(schema.properties[name]));
}

const isMessage = (message) => checkMembers('a message', message, { role: oneOf('system', 'user', 'assistant'), content: isText });

function isFormat(format) {
        if (format.type === 'json_object') return checkMembers('response_format', format, { type: isText });
        return checkMembers('response_format', format, {
                type: oneOf('json_schema'),
                json_schema: (value) => checkMembers('json_schema', value, { name: (name) => /^[\w-]{1,64}$/.test(name), strict: oneOf(true), schema: isClosedSchema }),
        });
}

function checkChat({ json }) {
        checkMembers('chat', json, {
                model: isText, messages: listOf(isMessage), 'temperature?': between(0, 2), 'max_tokens?': isCount,
                'max_completion_tokens?': isCount, 'stream?': isFlag, 'response_format?': isFormat,
                'stream_options?': (value) => checkMembers('stream_options', value, { include_usage: isFlag }),
        });
        if (json.stream_options !== undefined && json.stream !== true) throw new Error('stream_options without stream');
        if (json.max_tokens !== undefined && json.max_completion_tokens !== undefined) throw new Error('one of max_tokens and max_completion_tokens');
}

function checkMessages({ json, headers }) {
        if (!/^\d{4}-\d{2}-\d{2}$/.test(headers['anthropic-version'] ?? '')) throw new Error('anthropic-version: header is required');
        if (!isText(headers['x-api-key'])) throw new Error('x-api-key: header is required');
        if (headers.authorization !== undefined) throw new Error('two keys');
        checkMembers('messages', json, {
                model: isText, max_tokens: isCount, 'system?': isText, 'temperature?': between(0, 1), 'stream?': isFlag,
                messages: listOf((message) => checkMembers('a message', message, { role: oneOf('user', 'assistant'), content: isText })),
                'tools?': listOf((tool) => checkMembers('a tool', tool, {
                        name: (name) => /^[\w-]{1,64}$/.test(name), 'description?': isText, input_schema: (schema) => schema.type === 'object',
                })),
                'tool_choice?': (choice) => checkMembers('tool_choice', choice, { type: oneOf('tool'), name: (name) => json.tools.some((tool) => tool.name === name) }),
        });
        if (json.messages[0].role !== 'user') throw new Error('messages: the first is not the user');
}

function checkSpeech({ json }) {
        checkMembers('speech', json, {
                model: isText, input: isText, 'voice?': isText, 'response_format?': oneOf('mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'), 'language?': isText,
        });
        if ([...json.input].length > 4096) throw new Error('input is too long');
}

const LANGUAGE = (value) => /^[a-z]{2,3}$/.test(value);

function checkTranscription({ fields }) {
        checkMembers('transcription', fields, {
                model: isText, 'language?': LANGUAGE, 'temperature?': decimal(0, 1), 'prompt?': isText,
                'response_format?': oneOf('json', 'text', 'srt', 'verbose_json', 'vtt'),
                'timestamp_granularities[]?': (value) => [value].flat().every(oneOf('word', 'segment')),
        });
        if (fields['timestamp_granularities[]'] !== undefined && fields.response_format !== 'verbose_json') throw new Error('granularities need verbose_json');
}

function checkInference({ fields }) {
        checkMembers('inference', fields, {
                'language?': (value) => value === 'auto' || LANGUAGE(value), 'prompt?': isText, 'temperature?': decimal(0, 1), 'temperature_inc?': decimal(0, 1),
                'response_format?': oneOf('json', 'text', 'srt', 'verbose_json', 'vtt'), 'no_language_probabilities?': oneOf('true', 'false'),
        });
}

function checkElevenLabs({ json, headers, query }) {
        if (!isText(headers['xi-api-key'])) throw new Error('xi-api-key: header is required');
        if (headers.authorization !== undefined) throw new Error('two keys');
        checkMembers('the query', Object.fromEntries(new URLSearchParams(query)), { 'output_format?': (value) => /^mp3_\d+_\d+$/.test(value) });
        checkMembers('speech', json, { text: isText, 'model_id?': isText, 'language_code?': LANGUAGE });
}

function checkEmbeddings({ json }) {
        checkMembers('embeddings', json, { model: isText, input: (value) => isText(value) || listOf(isText)(value) });
}

const CHECKS = { llm: checkChat, stt: checkTranscription, tts: checkSpeech, embeddings: checkEmbeddings };

// Throws with the reason.
export function checkRequest(request) {
        if (request.protocol === 'azure') {
                if (!/^api-version=\d{4}-\d{2}-\d{2}(-preview)?$/.test(request.query)) throw new Error('no api-version');
                if (!isText(request.headers['api-key']) || request.headers.authorization !== undefined) throw new Error('no api-key');
        }
        if (request.protocol === 'openai' && request.query !== '') throw new Error('a query is unknown');
        if (request.protocol === 'anthropic') return checkMessages(request);
        if (request.protocol === 'whispercpp') return checkInference(request);
        if (request.protocol === 'elevenlabs') return checkElevenLabs(request);
        return CHECKS[request.function](request);
}

const sse = (events) => Buffer.from(events.map(([name, data]) => `${name === null ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`).join(''));
// Cut where tokens would be, also within words.
const pieces = (text) => text.match(/[^]{1,5}/gu) ?? [];

// What the fakes count as tokens: words.
export const wordCount = (text) => String(text ?? '').split(/\s+/).filter((word) => word !== '').length;

function chatStream(request, content) {
        const counts = request.json.stream_options?.include_usage === true;
        const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: request.json.model };
        const chunk = (delta, finish_reason = null) => [null, { ...head, choices: [{ index: 0, delta, finish_reason }], ...(counts ? { usage: null } : {}) }];
        const deltas = typeof content === 'string' ? pieces(content) : [content];
        const prompt_tokens = wordCount(request.said);
        const completion_tokens = wordCount(content);
        const usage = counts ? [[null, { ...head, choices: [], usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens } }]] : [];
        return sse([chunk({ role: 'assistant', content: '' }), ...deltas.map((piece) => chunk({ content: piece })), chunk({}, 'stop'), ...usage, [null, '[DONE]']]);
}

function messageStream(request, content) {
        const named = (data) => [data.type, data];
        const tool = request.json.tool_choice?.name;
        const message = { id: 'msg_1', type: 'message', role: 'assistant', model: request.json.model, content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: wordCount(request.said), cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 } };
        const block = tool === undefined ? { type: 'text', text: '' } : { type: 'tool_use', id: 'toolu_1', name: tool, input: {} };
        const before = tool === undefined ? [] : [
                { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
                { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'I will use the tool {now}.' } },
                { type: 'content_block_stop', index: 0 },
        ];
        const index = before.length === 0 ? 0 : 1;
        const deltas = pieces(content).map((piece) => ({
                type: 'content_block_delta', index, delta: tool === undefined ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece },
        }));
        return sse([
                { type: 'message_start', message }, { type: 'ping' }, ...before,
                { type: 'content_block_start', index, content_block: block }, ...deltas, { type: 'content_block_stop', index },
                { type: 'message_delta', delta: { stop_reason: tool === undefined ? 'end_turn' : 'tool_use', stop_sequence: null }, usage: { output_tokens: wordCount(content) } },
                { type: 'message_stop' },
        ].map(named));
}

// One JSON object a line: a piece of the sound, and when which character is spoken.
function speechStream({ sound, text }) {
        const characters = [...text];
        const half = Math.ceil(characters.length / 2);
        const align = (from, to) => ({
                characters: characters.slice(from, to),
                character_start_times_seconds: characters.slice(from, to).map((_, i) => (from + i) * 0.06),
                character_end_times_seconds: characters.slice(from, to).map((_, i) => (from + i + 1) * 0.06),
        });
        const cut = Math.floor(sound.length / 2);
        const lines = [[sound.subarray(0, cut), align(0, half)], [sound.subarray(cut), align(half)], [Buffer.alloc(0), null]];
        return Buffer.from(lines.map(([bytes, alignment]) => `${JSON.stringify({ audio_base64: bytes.toString('base64'), alignment, normalized_alignment: alignment })}\n`).join(''));
}

export function streamOf(request, answer) {
        if (request.protocol === 'elevenlabs') return speechStream(answer);
        return request.protocol === 'anthropic' ? messageStream(request, answer) : chatStream(request, answer);
}
