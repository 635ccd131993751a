// What each vendor's own description says of the requests that may be sent, as JSON Schema of a small kind. Of what a
// vendor describes, that stands here which Earshot sends or could send without thought; what does not stand here is
// refused. Where a description's prose says more than its schema (lengths, ranges, which member needs which), so do
// the rules in provider_checks.mjs.
//
// Objects are closed: a member that is not named is unknown. `null` stands for no value where a vendor has "nullable".
const TEXT = { type: 'string', minLength: 1 };
const FLAG = { type: 'boolean' };
const COUNT = { type: 'integer', minimum: 1 };
const number = (minimum, maximum) => ({ type: 'number', minimum, maximum });
const integer = (minimum, maximum) => ({ type: 'integer', minimum, maximum });
const list = (items, minItems = 1, maxItems = Infinity) => ({ type: 'array', items, minItems, maxItems });
const object = (properties, ...required) => ({ type: 'object', properties, required });
const choice = (...values) => ({ enum: values });
const NAME = { type: 'string', pattern: /^[\w-]{1,64}$/ };
// ISO 639-1.
const LANGUAGE = { type: 'string', pattern: /^[a-z]{2}$/ };
// A JSON schema of our own; its rules are others.
const SCHEMA = { type: 'object', open: true };

// openai/openai-openapi, openapi.yaml: CreateChatCompletionRequest, ModelResponseProperties, ResponseFormat…,
// ChatCompletionStreamOptions, ChatCompletionRequest…Message.
const MESSAGE = object({ role: choice('developer', 'system', 'user', 'assistant'), content: TEXT, name: TEXT }, 'role', 'content');
const FORMATS = {
        text: object({ type: choice('text') }, 'type'),
        json_object: object({ type: choice('json_object') }, 'type'),
        json_schema: object({
                type: choice('json_schema'),
                json_schema: object({ name: NAME, description: TEXT, strict: FLAG, schema: SCHEMA }, 'name'),
        }, 'type', 'json_schema'),
};
const CHAT = {
        messages: list(MESSAGE), model: TEXT, temperature: number(0, 2), top_p: number(0, 1), max_tokens: COUNT, max_completion_tokens: COUNT,
        stream: FLAG, stream_options: object({ include_usage: FLAG, include_obfuscation: FLAG }),
        response_format: { type: 'object', by: 'type', kinds: FORMATS }, seed: { type: 'integer' }, n: integer(1, 128),
        presence_penalty: number(-2, 2), frequency_penalty: number(-2, 2), user: TEXT,
};

// The same file: CreateTranscriptionRequest, AudioResponseFormat. A list goes as a part for each item, its name with
// brackets, as in that file's examples of the call.
const TRANSCRIPTION = {
        model: TEXT, language: LANGUAGE, prompt: TEXT, temperature: number(0, 1),
        response_format: choice('json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'),
        'timestamp_granularities[]': list(choice('word', 'segment'), 1, 2), stream: FLAG, chunking_strategy: choice('auto'),
};

// The same file: CreateSpeechRequest, VoiceIdsOrCustomVoice.
const SPEECH = {
        model: TEXT, input: { ...TEXT, maxLength: 4096 }, instructions: { ...TEXT, maxLength: 4096 }, voice: TEXT,
        response_format: choice('mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'), speed: number(0.25, 4), stream_format: choice('sse', 'audio'),
};

// The same file: CreateEmbeddingRequest. No input may be empty.
const EMBEDDINGS = {
        model: TEXT, input: { anyOf: [TEXT, list(TEXT, 1, 2048)] }, encoding_format: choice('float', 'base64'), dimensions: COUNT, user: TEXT,
};

// Azure/azure-rest-api-specs, specification/cognitiveservices/data-plane/AzureOpenAI/inference/stable/2024-10-21/
// inference.yaml: createChatCompletionRequest, createTranscriptionRequest. The deployment in the path is the model;
// neither schema is closed: a model in the body, which OpenAI's own client sends there too, is passed over, and times of
// words are taken, which newer versions describe.
const API_VERSION = object({ 'api-version': { type: 'string', pattern: /^\d{4}-\d{2}-\d{2}(-preview)?$/ } }, 'api-version');

// anthropics/anthropic-sdk-python, src/anthropic/types: message_create_params.py, message_param.py, tool_param.py,
// tool_choice_tool_param.py. Equal roles may follow each other: the vendor joins them.
const MESSAGES = {
        model: TEXT, max_tokens: COUNT, system: TEXT, temperature: number(0, 1), top_p: number(0, 1), top_k: COUNT, stream: FLAG,
        stop_sequences: list(TEXT), messages: list(object({ role: choice('user', 'assistant'), content: TEXT }, 'role', 'content'), 1, 100_000),
        tools: list(object({ name: { type: 'string', pattern: /^[\w-]{1,128}$/ }, description: TEXT, input_schema: SCHEMA, type: choice('custom') }, 'name', 'input_schema')),
        tool_choice: object({ type: choice('tool'), name: TEXT, disable_parallel_tool_use: FLAG }, 'type', 'name'),
};

// elevenlabs/elevenlabs-python, src/elevenlabs/text_to_speech: raw_client.py (stream_with_timestamps), types/
// text_to_speech_stream_with_timestamps_request_output_format.py; src/elevenlabs/types/voice_settings.py.
const TIMED_SPEECH = {
        text: TEXT, model_id: TEXT, language_code: LANGUAGE, seed: integer(0, 4_294_967_295), previous_text: TEXT, next_text: TEXT,
        voice_settings: object({ stability: number(0, 1), similarity_boost: number(0, 1), style: number(0, 1), speed: { type: 'number' }, use_speaker_boost: FLAG }),
        previous_request_ids: list(TEXT, 1, 3), next_request_ids: list(TEXT, 1, 3),
        apply_text_normalization: choice('auto', 'on', 'off'), apply_language_text_normalization: FLAG,
};
const TIMED_SPEECH_QUERY = object({
        enable_logging: FLAG, optimize_streaming_latency: integer(0, 4),
        output_format: choice(
                'mp3_22050_32', 'mp3_44100_32', 'mp3_44100_64', 'mp3_44100_96', 'mp3_44100_128', 'mp3_44100_192', 'pcm_8000', 'pcm_16000', 'pcm_22050',
                'pcm_24000', 'pcm_44100', 'pcm_48000', 'ulaw_8000', 'alaw_8000', 'opus_48000_32', 'opus_48000_64', 'opus_48000_96', 'opus_48000_128', 'opus_48000_192',
        ),
});

// ggml-org/whisper.cpp, examples/server/server.cpp: get_req_parameters, and the formats of its answers. Its languages
// are two letters or, a few of them, three.
const INFERENCE = {
        language: { type: 'string', pattern: /^([a-z]{2,3}|auto)$/ }, detect_language: FLAG, translate: FLAG, prompt: TEXT, carry_initial_prompt: FLAG,
        temperature: number(0, 1), temperature_inc: number(0, 1), response_format: choice('json', 'text', 'srt', 'verbose_json', 'vtt'),
        no_timestamps: FLAG, token_timestamps: FLAG, split_on_word: FLAG, max_len: integer(0, 10_000), best_of: COUNT, beam_size: { type: 'integer' },
        suppress_nst: FLAG, no_language_probabilities: FLAG, vad: FLAG,
};

// A key that a server of one's own does not ask for may be missing; a key of another vendor's header never comes.
const BEARER = { type: 'string', pattern: /^Bearer \S+$/ };
const KEY = { type: 'string', pattern: /^\S+$/ };
const JSON_TYPE = /^application\/json(; *charset=utf-8)?$/i;
const FORM_TYPE = /^multipart\/form-data; *boundary=/i;
const NO_QUERY = object({});
const OPENAI = { query: NO_QUERY, headers: object({ authorization: BEARER }) };
const AZURE = { query: API_VERSION, headers: object({ 'api-key': KEY }, 'api-key') };
// What is embedded is asked over its socket, without a key, and is told more than OpenAI describes:
// fcgi/speech/transcribe.c and speak.c say what.
const EMBEDDED = { query: NO_QUERY, headers: object({}) };

const json = (properties, ...required) => ({ type: JSON_TYPE, body: object(properties, ...required) });
const form = (properties, ...required) => ({ type: FORM_TYPE, body: object(properties, ...required) });

// By protocol and function: { query, headers (of keys and versions), type (content type), body }.
export const REQUESTS = {
        openai: {
                llm: { ...OPENAI, ...json(CHAT, 'model', 'messages') },
                stt: { ...OPENAI, ...form(TRANSCRIPTION, 'model') },
                tts: { ...OPENAI, ...json(SPEECH, 'model', 'input', 'voice') },
                embeddings: { ...OPENAI, ...json(EMBEDDINGS, 'model', 'input') },
        },
        azure: {
                llm: { ...AZURE, ...json(CHAT, 'messages') },
                stt: { ...AZURE, ...form(TRANSCRIPTION) },
        },
        anthropic: {
                llm: {
                        query: NO_QUERY, headers: object({ 'x-api-key': KEY, 'anthropic-version': choice('2023-01-01', '2023-06-01') }, 'x-api-key', 'anthropic-version'),
                        ...json(MESSAGES, 'model', 'max_tokens', 'messages'),
                },
        },
        elevenlabs: { tts: { query: TIMED_SPEECH_QUERY, headers: object({ 'xi-api-key': KEY }, 'xi-api-key'), ...json(TIMED_SPEECH, 'text') } },
        whispercpp: { stt: { ...OPENAI, ...form(INFERENCE) } },
        embedded: {
                stt: { ...EMBEDDED, ...form({ ...TRANSCRIPTION, chunking_strategy: choice('auto', 'none'), language: TEXT }, 'model') },
                tts: { ...EMBEDDED, ...json({ ...SPEECH, language: TEXT, phones: FLAG }, 'model', 'input') },
        },
};

// Headers that carry a key or choose a version: each is described by the vendor, or it may not come.
export const OWN_HEADERS = ['authorization', 'api-key', 'x-api-key', 'xi-api-key', 'anthropic-version', 'anthropic-beta', 'openai-organization', 'openai-project'];
