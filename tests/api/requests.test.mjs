// Requests that no page sends: wrong paths, methods and types, JSON that is none, HTTP that is none.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Caller, assertProblem, forgetFailures, openSite, signIn } from './client.mjs';
import { head, sendRaw } from './raw.mjs';

const ID = '01900000-0000-7000-8000-000000000000';

let site;
let hr;
let guest;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
        guest = new Caller(site);
});

describe('a path', () => {
        const UNKNOWN = [
                '/api/', '/api/nothing', '/api/postings/', '/api/postings//', `/api/postings/${ID}/nothing`, '/api/postings/7',
                `/api/interviews/${ID}x`, `/api/interviews/${ID.toUpperCase().replace('A', 'G')}/report`, '/api/candidate', '/api/session/1',
                '/api/Postings', '/api/postings%2F7', '/api/%F0%9F%97%84', `/api/interviews/${ID}/report.exe`,
        ];
        for (const path of UNKNOWN) it(`that_is_unknown_is_404: ${path}`, async () => assertProblem(await hr.ask('GET', path), 404));

        const METHODS = [
                ['GET', '/api/candidate/join', 'POST'],
                ['PUT', '/api/session', 'POST, GET, DELETE'],
                ['POST', `/api/postings/${ID}`, 'GET, PATCH, DELETE'],
                ['DELETE', '/api/postings', 'GET, POST'],
                ['PATCH', `/api/interviews/${ID}`, 'GET'],
                ['GET', '/api/candidate/turns/1/answer', 'POST'],
                ['DELETE', '/healthz', 'GET'],
                ['PROPFIND', '/api/postings', 'GET, POST'],
                ['post', '/api/personas', 'GET'],
        ];
        for (const [method, path, allow] of METHODS) {
                it(`does_not_take_${method}: ${path}`, async () => {
                        const reply = await hr.ask(method, path);
                        assertProblem(reply, 405);
                        assert.deepEqual(reply.headers.get('allow').split(/, */).sort(), allow.split(', ').sort());
                });
        }

        it('answers_a_head_without_a_body', async () => {
                const reply = await hr.does(200, 'HEAD', '/api/postings');
                assert.equal(reply.body.length, 0);
                assert.equal((await guest.ask('HEAD', '/api/postings')).status, 401);
        });

        it('has_the_security_headers_once', async () => {
                for (const path of ['/api/session', '/api/nothing', '/healthz', '/']) {
                        const reply = await hr.ask('GET', path);
                        for (const [name, value] of [['x-content-type-options', 'nosniff'], ['x-frame-options', 'DENY'], ['referrer-policy', 'same-origin']])
                                assert.equal(reply.headers.get(name), value, `${path} ${name}`);
                        assert.equal(reply.headers.get('content-security-policy').match(/default-src/g).length, 1);
                }
        });

        it('knows_each_request_by_an_id_and_takes_a_clients_where_it_is_one', async () => {
                const idOf = async (headers = {}) => (await guest.ask('GET', '/healthz', { headers })).headers.get('x-request-id');
                const [one, two] = [await idOf(), await idOf()];
                assert.notEqual(one, two);
                const mine = 'a-request.of_mine-1';
                assert.equal(await idOf({ 'X-Request-Id': mine }), mine);
                for (const bad of ['short', 'x'.repeat(40), 'with spaces in it and so on', '"quoted-and-long-enough"', '{"level":"error","x":1}'])
                        assert.match(await idOf({ 'X-Request-Id': bad }), /^[0-9a-f]{32}$/);
        });
});

describe('HTTP that is none', () => {
        const BROKEN = [
                ['no Host', () => [head(site, 'GET', '/api/session', { Host: null })], 400],
                ['a broken escape in the path', () => [head(site, 'GET', '/api/%zz')], 400],
                ['a NUL in the path', () => [head(site, 'GET', '/api/%00')], 400],
                ['a path above the root', () => [head(site, 'GET', '/api/../../../../etc/passwd')], 400],
                ['a path of 40 kB', () => [head(site, 'GET', `/api/${'x'.repeat(40_000)}`)], 414],
                ['a header of 40 kB', () => [head(site, 'GET', '/api/session', { Cookie: `earshot_hr=${'x'.repeat(40_000)}` })], 431],
                ['two lengths', () => [head(site, 'POST', '/api/session', { 'Content-Length': '2\r\nContent-Length: 3' }), '{}'], 400],
                ['a length below 0', () => [head(site, 'POST', '/api/session', { 'Content-Length': '-1' })], 400],
                ['a length that is a word', () => [head(site, 'POST', '/api/session', { 'Content-Length': 'many' })], 400],
                ['a length beyond 64 bits', () => [head(site, 'POST', '/api/session', { 'Content-Length': '99999999999999999999' })], 400],
                ['length and chunks', () => [head(site, 'POST', '/api/session', { 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }), '{}'], 400],
                ['chunks that are none', () => [head(site, 'POST', '/api/session', { 'Transfer-Encoding': 'chunked' }), 'zz\r\n{}\r\n'], 400],
                ['an unknown encoding', () => [head(site, 'POST', '/api/session', { 'Transfer-Encoding': 'gzip' }), '{}'], 501],
                ['another protocol', () => ['SSH-2.0-OpenSSH_9.2\r\n\r\n'], 400],
                ['TRACE', () => [head(site, 'TRACE', '/api/session')], 405],
        ];
        for (const [name, pieces, status] of BROKEN) {
                it(`is_refused: ${name}`, async () => {
                        const { reply } = await sendRaw(site, pieces());
                        assert.ok(reply, 'it is answered');
                        assert.equal(reply.status, status, reply.text);
                        assert.match(reply.headers.get('content-type'), /^application\/problem\+json/, reply.text);
                        assert.equal(reply.json.status, status);
                        assert.equal(reply.json.request_id, reply.headers.get('x-request-id'));
                });
        }

        it('a_body_in_chunks_is_read_as_any_other', async () => {
                const body = JSON.stringify({ title: 'In chunks' });
                const chunks = [...body].map((letter) => `1\r\n${letter}\r\n`).join('');
                const { reply } = await sendRaw(site, [
                        head(site, 'POST', '/api/postings', { ...hr.headers, 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }), `${chunks}0\r\n\r\n`,
                ]);
                assert.equal(reply.status, 201, reply.text);
                assert.equal(reply.json.title, 'In chunks');
        });
});

describe('JSON', () => {
        const deep = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
        const WRONG = [
                ['an empty body', '', 400],
                ['half an object', '{"title":"x"', 400],
                ['an object and more', '{"title":"x"} {}', 400],
                ['two values without a comma', '{"title":"x" "type":"mixed"}', 400],
                ['a comma too many', '{"title":"x",}', 400],
                ['single quotes', "{'title':'x'}", 400],
                ['a comment', '{"title":"x"/* y */}', 400],
                ['NaN', '{"title":"x","limits":{"max_turns":NaN}}', 400],
                ['Infinity', '{"title":"x","limits":{"max_turns":-Infinity}}', 400],
                ['a byte order mark', '\ufeff{"title":"x"}', 400],
                ['invalid UTF-8', Buffer.from('{"title":"\xc3\x28"}', 'latin1'), 400],
                ['half a UTF-8 letter at the end', Buffer.from('{"title":"x"}\xe2\x82', 'latin1'), 400],
                ['a surrogate in UTF-8', Buffer.from('{"title":"\xed\xa0\x80"}', 'latin1'), 400],
                ['an overlong letter', Buffer.from('{"title":"\xc0\xaf"}', 'latin1'), 400],
                ['UTF-16', Buffer.from('{"title":"x"}', 'utf16le'), 400],
                ['a NUL', '{"title":"x\0y"}', 400],
                ['an escaped NUL', '{"title":"x\\u0000y"}', 400],
                ['a line break in a text', '{"title":"x\ny"}', 400],
                ['30 levels', `{"title":"x","rubric":${deep(30)}}`, 400],
                ['100,000 levels', deep(100_000), 400],
                ['more than 512 kB', `{"title":"${'x'.repeat(600_000)}"}`, 413],
                ['more than 1 MB', `{"title":"${'x'.repeat(1_100_000)}"}`, 413],
        ];
        for (const [name, body, status] of WRONG) {
                it(`is_refused: ${name}`, async () => {
                        assertProblem(await hr.ask('POST', '/api/postings', { body, headers: { 'Content-Type': 'application/json' } }), status);
                        assertProblem(await guest.ask('POST', '/api/candidate/join', { body, headers: { 'Content-Type': 'application/json' } }), status);
                });
        }

        for (const type of [null, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data; boundary=x', 'json']) {
                it(`must_be_called_so: ${type}`, async () => {
                        const body = Buffer.from('{"title":"x"}');
                        assertProblem(await hr.ask('POST', '/api/postings', { body, headers: { 'Content-Type': type } }), 415, { detail: /application\/json/ });
                });
        }

        it('may_name_its_charset_and_hold_any_letter', async () => {
                const title = 'Ingénieur·e 工程师 🙂 "quotes" \\ </script> \u2028';
                const reply = await hr.does(201, 'POST', '/api/postings', { json: { title }, headers: { 'Content-Type': 'application/json; charset=utf-8' } });
                assert.equal(reply.json.title, title);
        });

        it('with_half_a_surrogate_is_refused_or_mended_but_never_breaks', async () => {
                const reply = await hr.ask('POST', '/api/postings', { body: '{"title":"a\\ud800b"}', headers: { 'Content-Type': 'application/json' } });
                if (reply.status !== 201) assertProblem(reply, 400);
                else assert.doesNotThrow(() => new TextDecoder('utf-8', { fatal: true }).decode(reply.body));
        });

        const TYPES = [
                ['limits', '{"title":"x","limits":{"max_turns":1e3}}', 'max_turns'],
                ['limits', '{"title":"x","limits":{"max_turns":99999999999999999999}}', 'max_turns'],
                ['limits', '{"title":"x","limits":{"max_turns":"5"}}', 'max_turns'],
                ['limits', '{"title":"x","limits":{"max_turns":true}}', 'max_turns'],
                ['title', '{"title":{"en":"x"}}', 'title'],
                ['title', '{"title":["x"]}', 'title'],
                ['video', '{"title":"x","video":"no"}', 'video'],
                ['retention_days', '{"title":"x","retention_days":-1}', 'retention_days'],
        ];
        for (const [name, body, field] of TYPES) {
                it(`with_a_wrong_type_names_the_field: ${body}`, async () => {
                        const problem = assertProblem(await hr.ask('POST', '/api/postings', { body, headers: { 'Content-Type': 'application/json' } }), 422, { field });
                        assert.ok(problem.detail.includes(name) || problem.detail.includes(field), problem.detail);
                });
        }
});

describe('operations', () => {
        it('say_that_the_process_lives_and_that_all_is_ready', async () => {
                assert.deepEqual(await guest.get('/healthz'), { status: 'ok' });
                const ready = await guest.get('/readyz');
                assert.deepEqual([ready.status, ready.database, ready.storage, ready.speech], ['ready', 'ok', 'ok', 'ok']);
                assert.deepEqual(ready.providers, { stt: ['builtin'], llm: ['builtin'], tts: ['builtin'] });
                assert.deepEqual(ready.breakers, { stt: {}, llm: {}, tts: {}, embeddings: {} });
        });

        it('answer_the_preflight_of_their_own_pages_only', async () => {
                const own = await guest.does(204, 'OPTIONS', '/api/postings', { headers: { Origin: site.url } });
                assert.match(own.headers.get('access-control-allow-methods'), /POST/);
                assertProblem(await guest.ask('OPTIONS', '/api/postings', { headers: { Origin: 'https://evil.example' } }), 403);
        });
});
