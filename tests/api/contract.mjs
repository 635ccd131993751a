// docs/openapi.yaml as a judge: whether an answer is one that the document describes. Also reads it for the tests of
// the document itself.
//
//   assertContract({ method: 'GET', path: '/api/postings?limit=1', status: 200, headers, bytes });
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const fromPages = createRequire(join(PROJECT, 'www/package.json'));
const YAML = fromPages('yaml');
const { Ajv2020 } = fromPages('ajv/dist/2020.js');
const addFormats = fromPages('ajv-formats');

// To read YAML takes longer than many a test that wants it: what was read is kept, under the digest of the document. It appears whole.
function readContract() {
        const text = readFileSync(join(PROJECT, 'docs/openapi.yaml'), 'utf8');
        const name = createHash('sha256').update(text).digest('hex');
        const kept = join(PROJECT, 'build/test-contract', `${name}.json`);
        if (!existsSync(kept)) {
                mkdirSync(dirname(kept), { recursive: true });
                writeFileSync(`${kept}.${process.pid}`, JSON.stringify(YAML.parse(text)));
                renameSync(`${kept}.${process.pid}`, kept);
        }
        return JSON.parse(readFileSync(kept, 'utf8'));
}

export const contract = readContract();

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head'];
// What the web server in front answers to any request that it cannot hand on.
const OF_THE_FRONT = [408, 411, 414, 421, 431, 501, 505];
const PROBLEM = '#/components/schemas/Problem';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true, multipleOfPrecision: 6 });
addFormats(ajv);
ajv.addFormat('password', true);
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'earshot:contract', components: contract.components });

// What `$ref` points at, or the value itself.
export function resolved(value) {
        if (value?.$ref === undefined) return value;
        const found = value.$ref.slice(2).split('/').reduce((at, name) => at?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], contract);
        assert.ok(found !== undefined, `${value.$ref} exists`);
        return found;
}

// Every operation: { path, method, operation }.
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
        METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })));

const compiled = new Map();

function compile(schema) {
        const key = JSON.stringify(schema);
        if (!compiled.has(key))
                compiled.set(key, ajv.compile(JSON.parse(key, (name, value) =>
                        name === '$ref' && typeof value === 'string' ? value.replace(/^#/, 'earshot:contract#') : value)));
        return compiled.get(key);
}

const sayAll = (errors) => errors.slice(0, 8).map(({ instancePath, message, params }) =>
        `  ${instancePath || '(whole)'} ${message} ${JSON.stringify(params)}`).join('\n');

// Fails with `what` and every place that does not fit.
export function assertFits(schema, value, what) {
        const fits = compile(schema);
        assert.ok(fits(value), `${what} does not fit the contract:\n${sayAll(fits.errors ?? [])}\n  in ${JSON.stringify(value)?.slice(0, 1500)}`);
}

const patterns = Object.keys(contract.paths).map((path) => ({
        path, expression: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

function pathOf(address) {
        let path = address.split(/[?#]/)[0];
        try {
                path = decodeURIComponent(path);
        } catch {
                // What cannot be decoded is under no address.
        }
        return patterns.find(({ expression }) => expression.test(path))?.path;
}

const mediaType = (headers) => (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();

// The content that the type falls under: its own name, or "audio/*".
const contentFor = (content, type) => content[type] ?? content[`${type.split('/')[0]}/*`];

function assertHeaders(response, headers, what) {
        for (const [name, one] of Object.entries(response.headers ?? {})) {
                const { required = false, schema } = resolved(one);
                const value = headers.get(name);
                assert.ok(value !== null || !required, `${what} has ${name}`);
                if (value !== null) assertFits(schema, schema.type === 'integer' ? Number(value) : value, `${what}: ${name}`);
        }
}

// The schema of one event: its own branch says better what is wrong than all of them.
function schemaOfEvent(schema, event) {
        const branches = resolved(schema).oneOf;
        return branches.find((branch) => resolved(branch).properties.event.const === event.event) ?? schema;
}

function assertLines(schema, text, what) {
        const lines = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
        for (const event of lines) assertFits(schemaOfEvent(schema, event), event, `${what}, event ${event.event}`);
        assert.equal(lines[0]?.event, 'received', `${what} begins with received`);
        assert.equal(lines.at(-1).event, 'done', `${what} ends with done`);
}

function assertBody(response, { headers, bytes, isHead }, what) {
        const content = response.content ?? {};
        if (Object.keys(content).length === 0) {
                assert.equal(bytes.length, 0, `${what} has no body`);
                return;
        }
        const type = mediaType(headers);
        const found = contentFor(content, type);
        assert.ok(found, `${what} is ${Object.keys(content).join(' or ')}, not ${type}`);
        if (isHead) assert.equal(bytes.length, 0, `${what} to HEAD has no body`);
        else if (type === 'application/x-ndjson') assertLines(found.schema, bytes.toString('utf8'), what);
        else if (found.schema) assertFits(found.schema, JSON.parse(bytes.toString('utf8')), what);
}

function assertProblem({ headers, bytes, isHead }, schema, what) {
        assert.equal(mediaType(headers), 'application/problem+json', what);
        if (!isHead) assertFits(schema, JSON.parse(bytes.toString('utf8')), what);
}

// An address or a method that the document does not have: pages apart, only a problem can come.
function assertUnknown(answer, item, what) {
        const { method, path, status } = answer;
        if (method === 'OPTIONS' && status === 204) return;
        if (!item && !path.startsWith('/api/')) return;
        if (item && method !== 'OPTIONS' && status === 405)
                assert.ok(answer.headers.get('allow') || !path.startsWith('/api/'), `${what} names the methods in Allow`);
        assert.ok(status >= 400, `${what}: the contract has no such operation`);
        assertProblem(answer, { $ref: PROBLEM }, what);
}

// Fails unless the document describes the answer: its status, headers and body, and each line of a stream.
export function assertContract({ method, path, status, headers, bytes }) {
        const known = pathOf(path);
        const what = `${method} ${path}: ${status}`;
        const item = contract.paths[known];
        const operation = item?.[method.toLowerCase()] ?? (method === 'HEAD' ? item?.get : undefined);
        const answer = { method, path, status, headers, bytes, isHead: method === 'HEAD' };
        if (!operation) return assertUnknown(answer, item, what);
        if (OF_THE_FRONT.includes(status)) return assertProblem(answer, { $ref: PROBLEM }, what);
        const response = resolved(operation.responses[status]);
        assert.ok(response, `${what}: the contract has no such status of ${operation.operationId}: ${bytes.toString('utf8').slice(0, 500)}`);
        assertHeaders(response, headers, what);
        assertBody(response, answer, what);
}

// What was sent and was taken is what the document says can be sent. Calls that need no body read none.
export function assertContractOfRequest({ method, path, json }) {
        const operation = contract.paths[pathOf(path)]?.[method.toLowerCase()];
        const schema = operation?.requestBody?.content['application/json']?.schema;
        if (schema) assertFits(schema, json, `the body of ${method} ${path}`);
}
