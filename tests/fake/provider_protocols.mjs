// Which protocol a path is of, and how each protocol streams.

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

export function protocolOf(path, is_embedded = false) {
        for (const [pattern, name, protocol] of PATHS) {
                const found = pattern.exec(path);
                if (found) return { function: name, protocol: is_embedded ? 'embedded' : protocol, voice: found[1] };
        }
        return {};
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

// One JSON object a line: a piece of the sound, and when which character is spoken. `timings`: those of the lines instead,
// each [alignment, normalized_alignment], the sound with the first.
function speechStream({ sound, text, timings }) {
        const said = (lines) => Buffer.from(lines.map(([bytes, alignment, normalized_alignment = alignment]) =>
                `${JSON.stringify({ audio_base64: bytes.toString('base64'), alignment, normalized_alignment })}\n`).join(''));
        if (timings !== undefined) return said(timings.map((timing, i) => [i === 0 ? sound : Buffer.alloc(0), ...timing]));
        const characters = [...text];
        const half = Math.ceil(characters.length / 2);
        const align = (from, to) => ({
                characters: characters.slice(from, to),
                character_start_times_seconds: characters.slice(from, to).map((_, i) => (from + i) * 0.06),
                character_end_times_seconds: characters.slice(from, to).map((_, i) => (from + i + 1) * 0.06),
        });
        const cut = Math.floor(sound.length / 2);
        return said([[sound.subarray(0, cut), align(0, half)], [sound.subarray(cut), align(half)], [Buffer.alloc(0), null]]);
}

export function streamOf(request, answer) {
        if (request.protocol === 'elevenlabs') return speechStream(answer);
        return request.protocol === 'anthropic' ? messageStream(request, answer) : chatStream(request, answer);
}
