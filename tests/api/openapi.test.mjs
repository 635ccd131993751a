// The document of the API: valid OpenAPI 3.1, one with the routes of the server, its examples true, and served.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import { assertContract, assertFits, contract, operations, resolved } from './contract.mjs';
import { Caller, openSite } from './client.mjs';

const PROJECT = new URL('../../', import.meta.url);
const fromPages = createRequire(new URL('www/package.json', PROJECT));

// What the web server answers itself, from files.
const FILES = ['GET /docs/', 'GET /openapi.json'];
const ACCESS = {
        PUBLIC: { security: [], role: undefined },
        HEALTH: { security: [], role: undefined },
        CANDIDATE: { security: ['candidate_cookie', 'bearer'], role: undefined },
        CANDIDATE_BY_HANDLER: { security: ['candidate_cookie', 'bearer'], role: undefined },
        REVIEWER: { security: ['hr_cookie', 'bearer'], role: 'reviewer' },
        RECRUITER: { security: ['hr_cookie', 'bearer'], role: 'recruiter' },
        ADMIN: { security: ['hr_cookie', 'bearer'], role: 'admin' },
};

// The table of fcgi/api/route.c: { name: "GET /api/postings", access: "REVIEWER", handler }.
function routes() {
        const text = readFileSync(new URL('fcgi/api/route.c', PROJECT), 'utf8');
        const table = text.slice(text.indexOf('ROUTES[] = {'), text.indexOf('ROUTE_COUNT'));
        return [...table.matchAll(/\{"([A-Z]+)", "([^"]+)", ACCESS_([A-Z_]+),\s*([a-z_]+)\}/g)].map(([, method, path, access, handler]) => ({
                name: `${method} ${path}`, access, handler,
        }));
}

const nameOf = ({ method, path }) => `${method.toUpperCase()} ${path}`;

// Every schema and every member of one, with the way to it.
function* schemasBelow(value, way) {
        if (typeof value !== 'object' || value === null) return;
        yield [way, value];
        for (const [name, one] of Object.entries(value)) if (!['example', 'examples', 'enum', 'default'].includes(name)) yield* schemasBelow(one, `${way}/${name}`);
}

// Every { schema, example } of the document's contents.
function* examplesBelow(value, way) {
        if (typeof value !== 'object' || value === null) return;
        if (value.schema && 'example' in value) yield [way, value.schema, value.example];
        if (value.schema && value.examples) for (const [name, one] of Object.entries(value.examples)) yield [`${way}/${name}`, value.schema, one.value];
        for (const [name, one] of Object.entries(value)) yield* examplesBelow(one, `${way}/${name}`);
}

describe('the document of the API', () => {
        it('is_valid_openapi_3_1', async () => {
                const { Validator } = await import(fromPages.resolve('@seriousme/openapi-schema-validator'));
                const validator = new Validator();
                const { valid, errors } = await validator.validate(structuredClone(contract));
                assert.ok(valid, JSON.stringify(errors, null, 1));
                assert.equal(validator.version, '3.1');
        });

        it('names_exactly_the_routes_of_the_server', () => {
                const served = routes().map(({ name }) => name);
                assert.ok(served.length >= 30, 'the table of routes was read');
                assert.equal(served.length, readFileSync(new URL('fcgi/api/route.c', PROJECT), 'utf8').match(/ACCESS_[A-Z_]+,/g).length);
                assert.deepEqual(operations.map(nameOf).sort(), [...served, ...FILES].sort());
        });

        it('says_who_may_call_as_the_server_does', () => {
                for (const { name, access, handler } of routes()) {
                        const { operation } = operations.find((one) => nameOf(one) === name);
                        assert.equal(operation.operationId, handler, name);
                        assert.deepEqual(operation.security.flatMap((one) => Object.keys(one)), ACCESS[access].security, name);
                        assert.equal(operation['x-least-role'], ACCESS[access].role, name);
                        assert.equal('401' in operation.responses || ['PUBLIC', 'HEALTH'].includes(access), true, `${name} without a session`);
                }
        });

        it('resolves_every_reference_and_uses_every_component', () => {
                const used = new Set();
                for (const [way, value] of schemasBelow(contract, ''))
                        if (typeof value.$ref === 'string') {
                                assert.match(value.$ref, /^#\/components\//, way);
                                resolved(value);
                                used.add(value.$ref);
                        }
                const schemes = new Set(operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one))));
                for (const [kind, all] of Object.entries(contract.components))
                        for (const name of Object.keys(all))
                                assert.ok(kind === 'securitySchemes' ? schemes.has(name) : used.has(`#/components/${kind}/${name}`), `${kind}/${name} is used`);
        });

        it('says_what_each_thing_is_and_leaves_no_object_open', () => {
                for (const [way, schema] of schemasBelow(contract.components.schemas, '')) {
                        if (schema.properties && schema.type) assert.equal(schema.additionalProperties, false, `${way} is closed`);
                        if (schema.type && /\/properties\/[^/]+$/.test(way) && !way.includes('/oneOf/'))
                                assert.ok(schema.description, `${way} is described`);
                        if (schema.properties && schema.type)
                                for (const name of schema.required ?? []) assert.ok(name in schema.properties, `${way} has ${name}`);
                }
                for (const { method, path, operation } of operations) {
                        const tags = contract.tags.map(({ name }) => name);
                        assert.ok(operation.summary && operation.tags.every((tag) => tags.includes(tag)), `${method} ${path}`);
                        const named = (operation.parameters ?? []).map(resolved).filter((one) => one.in === 'path').map((one) => one.name);
                        assert.deepEqual(named, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name), `parameters of ${path}`);
                        for (const [status, response] of Object.entries(operation.responses))
                                assert.ok(resolved(response).headers['X-Request-Id'], `${method} ${path} ${status} has a request id`);
                }
        });

        it('has_examples_that_fit', () => {
                let count = 0;
                for (const [way, schema, example] of examplesBelow(contract, '')) {
                        assertFits(schema, example, way);
                        count++;
                }
                assert.ok(count > 40, `${count} examples`);
        });
});

describe('the judge of answers', () => {
        const headers = new Headers({ 'Content-Type': 'application/json', 'X-Request-Id': 'a'.repeat(32) });
        const judge = (status, body, more = {}) => assertContract({
                method: 'GET', path: '/healthz', status, headers: more.headers ?? headers, bytes: Buffer.from(body), ...more,
        });
        const CASES = [
                ['a status that is not named', () => judge(201, '{"status":"ok"}'), /no such status/],
                ['a field too many', () => judge(200, '{"status":"ok","more":1}'), /additional properties/],
                ['a field that is missing', () => judge(200, '{}'), /required property 'status'/],
                ['a wrong value', () => judge(200, '{"status":"well"}'), /equal to constant/],
                ['a wrong type', () => judge(200, 'ok', { headers: new Headers({ 'Content-Type': 'text/plain', 'X-Request-Id': 'a'.repeat(32) }) }), /not text\/plain/],
                ['a missing header', () => judge(200, '{"status":"ok"}', { headers: new Headers({ 'Content-Type': 'application/json' }) }), /X-Request-Id/],
                ['an address that is not there', () => judge(200, '{}', { path: '/api/nothing' }), /no such operation/],
                ['a body to HEAD', () => judge(200, '{"status":"ok"}', { method: 'HEAD' }), /no body/],
                ['a line too little', () => judge(200, '{"event":"done","turn":1}\n', {
                        method: 'POST', path: '/api/candidate/turns/1/answer', headers: new Headers({ 'Content-Type': 'application/x-ndjson', 'X-Request-Id': 'a'.repeat(32) }),
                }), /begins with received/],
        ];
        for (const [name, ask, expected] of CASES) it(`refuses_${name.replaceAll(' ', '_')}`, () => assert.throws(ask, expected));
        it('takes_what_fits', () => judge(200, '{"status":"ok"}'));
});

describe('the site', () => {
        let caller;
        before(() => {
                caller = new Caller(openSite());
        });

        it('serves_the_document_as_json', async () => {
                const reply = await caller.does(200, 'GET', '/openapi.json');
                assert.match(reply.headers.get('content-type'), /^application\/json/);
                assert.deepEqual(reply.json, contract);
                const again = await caller.ask('GET', '/openapi.json', { headers: { 'If-None-Match': reply.headers.get('etag') } });
                assert.equal(again.status, 304);
        });

        it('serves_the_page_to_read_it', async () => {
                const reply = await caller.does(200, 'GET', '/docs/');
                assert.match(reply.headers.get('content-type'), /^text\/html/);
                assert.match(reply.text, /<script type="module" src="\/assets\/docs-app-/);
                const moved = await caller.ask('GET', '/docs');
                assert.equal(moved.status, 301);
                assert.equal(moved.headers.get('location'), '/docs/');
        });
});
