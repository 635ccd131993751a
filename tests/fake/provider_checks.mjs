// Whether requests are as their vendor describes them (provider_schemas.mjs), checked strictly: nothing missing, nothing
// that is not described, types, headers and content type right.
import { OWN_HEADERS, REQUESTS } from './provider_schemas.mjs';

const show = (value) => JSON.stringify(value)?.slice(0, 100);
const lengthOf = (text) => [...text].length;
const TYPES = {
        string: (value) => typeof value === 'string',
        boolean: (value) => typeof value === 'boolean',
        integer: (value) => Number.isInteger(value),
        number: (value) => Number.isFinite(value),
        array: (value) => Array.isArray(value),
        object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

// Why the value is none of the schema (provider_schemas.mjs), or null.
function misfit(schema, value, where) {
        if (schema.anyOf !== undefined) {
                const reasons = schema.anyOf.map((one) => misfit(one, value, where));
                return reasons.includes(null) ? null : reasons.join(', and ');
        }
        if (schema.enum !== undefined) return schema.enum.includes(value) ? null : `${where} is ${show(value)}, none of ${schema.enum.join(', ')}`;
        if (!TYPES[schema.type](value)) return `${where} is ${show(value)}, no ${schema.type}`;
        if (schema.type === 'string') return misfitOfText(schema, value, where);
        if (schema.type === 'array') return misfitOfList(schema, value, where);
        if (schema.type === 'object') return misfitOfObject(schema, value, where);
        return value < schema.minimum || value > schema.maximum ? `${where} is ${value}, not within ${schema.minimum} and ${schema.maximum}` : null;
}

function misfitOfText({ pattern, minLength = 0, maxLength = Infinity }, value, where) {
        if (lengthOf(value) < minLength) return `${where} is empty`;
        if (lengthOf(value) > maxLength) return `${where} has more than ${maxLength} characters`;
        return pattern?.test(value) === false ? `${where} is ${show(value)}` : null;
}

function misfitOfList({ items, minItems, maxItems }, value, where) {
        if (value.length < minItems || value.length > maxItems) return `${where} has ${value.length} items`;
        return value.map((item, i) => misfit(items, item, `${where}[${i}]`)).find((reason) => reason !== null) ?? null;
}

function misfitOfObject(schema, value, where) {
        if (schema.open) return null;
        if (schema.kinds !== undefined)
                return Object.hasOwn(schema.kinds, value[schema.by]) ? misfit(schema.kinds[value[schema.by]], value, where) : `${where} has the ${schema.by} ${show(value[schema.by])}`;
        const missing = schema.required.find((name) => value[name] === undefined);
        if (missing !== undefined) return `${where} lacks "${missing}"`;
        for (const [name, member] of Object.entries(value)) {
                if (!Object.hasOwn(schema.properties, name)) return `${where} has "${name}", which is unknown`;
                const reason = misfit(schema.properties[name], member, `${where}.${name}`);
                if (reason !== null) return reason;
        }
        return null;
}

// Forms and queries have texts alone: what the schema calls a number or a flag is read as one. A list has a part for
// each item, which also says that nothing else comes twice.
function fromTexts(schema, texts) {
        const read = (wanted, text) => {
                if (/^(number|integer)$/.test(wanted?.type) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
                return wanted?.type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
        };
        return Object.fromEntries(Object.entries(texts).map(([name, value]) => {
                const wanted = schema.properties[name];
                return [name, wanted?.type === 'array' ? [value].flat() : read(wanted, value)];
        }));
}

function queryOf(query) {
        const texts = {};
        for (const [name, value] of new URLSearchParams(query)) texts[name] = name in texts ? [texts[name], value].flat() : value;
        return texts;
}

// Structured outputs take closed schemas alone: every object says what it has, all of it is required, and only some
// keywords are known. OpenAI's guide "Structured model outputs", Supported schemas.
const KEYWORDS = [
        'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf', 'description', '$ref', '$defs',
        'pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems',
];
const DEEPEST_SCHEMA = 10;

function misfitOfStrictSchema(schema, where, depth = 1) {
        if (!TYPES.object(schema)) return `${where} is no schema`;
        const unknown = Object.keys(schema).find((word) => !KEYWORDS.includes(word));
        if (unknown !== undefined) return `${where} has "${unknown}", which strict schemas do not know`;
        if (depth > DEEPEST_SCHEMA) return `${where} is too deep`;
        const within = Object.entries({ ...schema.properties, ...(schema.items && { '[]': schema.items }), ...schema.anyOf });
        const names = Object.keys(schema.properties ?? {});
        if ([schema.type].flat().includes('object')) {
                if (schema.additionalProperties !== false) return `${where} is not closed`;
                if (!Array.isArray(schema.required) || [...schema.required].sort().join() !== [...names].sort().join()) return `${where} does not require all that it has`;
        }
        return within.map(([name, one]) => misfitOfStrictSchema(one, `${where}.${name}`, depth + 1)).find((reason) => reason !== null) ?? null;
}

// What the descriptions say in prose. Each gives the reason for refusing, or nothing.
const FILE_NAME = /\.(flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)$/;
const RULES = {
        chat({ json }) {
                const format = json.response_format;
                if (json.stream_options !== undefined && json.stream !== true) return 'stream_options without stream';
                if (json.max_tokens !== undefined && json.max_completion_tokens !== undefined) return 'max_tokens beside max_completion_tokens';
                if (format?.type === 'json_object' && !json.messages.some((message) => /json/i.test(message.content))) return 'json_object, and no message says "JSON"';
                if (format?.type !== 'json_schema' || format.json_schema.strict !== true) return undefined;
                const schema = format.json_schema.schema;
                return schema?.type === 'object' ? misfitOfStrictSchema(schema, 'the schema') : 'the strict schema is of no object';
        },
        transcription({ fields, files }) {
                if (fields['timestamp_granularities[]'] !== undefined && fields.response_format !== 'verbose_json') return 'timestamp_granularities without verbose_json';
                return RULES.file({ files });
        },
        file({ files }) {
                const { file, ...others } = files;
                if (file === undefined) return 'the form lacks "file"';
                if (Object.keys(others).length > 0) return `the form has "${Object.keys(others)[0]}", which is unknown`;
                if (!FILE_NAME.test(file.filename)) return `the file is called ${show(file.filename)}`;
                return /^(audio|video)\//.test(file.type ?? '') ? undefined : `the file is of type ${show(file.type)}`;
        },
        messages({ json }) {
                if (json.messages[0].role !== 'user') return 'the first message is not the user\'s';
                if (json.tool_choice !== undefined && !json.tools?.some((tool) => tool.name === json.tool_choice.name)) return 'tool_choice names no tool';
                const shapeless = json.tools?.find((tool) => tool.input_schema.type !== 'object');
                return shapeless === undefined ? undefined : 'the input_schema of a tool is of no object';
        },
};
const RULE_OF = {
        openai: { llm: RULES.chat, stt: RULES.transcription }, azure: { llm: RULES.chat, stt: RULES.transcription },
        anthropic: { llm: RULES.messages }, whispercpp: { stt: RULES.file }, embedded: { stt: RULES.transcription },
};

// Whether a request is one that its vendor describes; throws with the reason. It has function, protocol, headers, query
// (a text), and json, or fields and files of a form.
export function checkRequest(request) {
        const described = REQUESTS[request.protocol]?.[request.function];
        if (described === undefined) throw new Error(`${request.protocol} has no ${request.function}`);
        const { query, headers, type, body } = described;
        const own = Object.fromEntries(OWN_HEADERS.filter((name) => name in request.headers).map((name) => [name, request.headers[name]]));
        const reason = misfit(query, fromTexts(query, queryOf(request.query)), 'the query') ??
                misfit(headers, own, 'the header') ??
                misfit({ type: 'string', pattern: type }, request.headers['content-type'], 'the content type') ??
                misfit(body, request.json === undefined ? fromTexts(body, request.fields) : request.json, 'the request') ??
                RULE_OF[request.protocol]?.[request.function]?.(request);
        if (reason) throw new Error(reason);
}
