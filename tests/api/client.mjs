// What the API tests say to a site: HR and candidates, whole interviews, problems, sound.
//
//   const site = openSite();                     the site that EARSHOT_DEMO_JSON names
//   const hr = await signIn(site);               a Caller with the cookie and the Origin of the pages
//   const it = await startInterview(hr, { posting: { feedback: "live" } });
//   const { events } = await answer(it.candidate, 1, { audio: clip("wav", TEXT), type: "audio/wav" });
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertContract, assertContractOfRequest } from './contract.mjs';

const TITLES = {
        400: 'Bad Request',
        401: 'Unauthorized',
        403: 'Forbidden',
        404: 'Not Found',
        405: 'Method Not Allowed',
        409: 'Conflict',
        413: 'Content Too Large',
        415: 'Unsupported Media Type',
        416: 'Range Not Satisfiable',
        422: 'Unprocessable Content',
        429: 'Too Many Requests',
        502: 'Bad Gateway',
        503: 'Service Unavailable',
};

// Where the tests ask: { url, demo, dataDir }.
export function openSite() {
        const path = process.env.EARSHOT_DEMO_JSON;
        assert.ok(path, 'EARSHOT_DEMO_JSON names the demo.json of a running site');
        const demo = JSON.parse(readFileSync(path, 'utf8'));
        return { url: demo.base_url, demo, dataDir: dirname(path) };
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// Debian's own `psql` is a script that looks for the newest one each time, which takes longer than most questions.
const VERSIONS = '/usr/lib/postgresql';
const PSQL = (existsSync(VERSIONS) ? readdirSync(VERSIONS) : []).sort((one, other) => other - one)
        .map((version) => join(VERSIONS, version, 'bin/psql')).find(existsSync) ?? 'psql';
// More than any table of a test has.
const ROWS_MOST_BYTES = 256 * 1024 * 1024;

// One row a line, columns divided by |, as the owner of the site's private database sees them.
export function sql(site, text) {
        return execFileSync(
                PSQL,
                ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', join(site.dataDir, 'run'), '-U', 'earshot_owner', '-d', 'earshot'],
                { input: text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: ROWS_MOST_BYTES },
        ).trim();
}

// Nobody is held up by the failed tries of the test before.
export const forgetFailures = (site) => sql(site, 'DELETE FROM failed_attempt');

export class Reply {
        constructor(status, headers, body) {
                this.status = status;
                this.headers = headers;
                this.body = body;
        }

        get text() {
                return this.body.toString('utf8');
        }

        get json() {
                return JSON.parse(this.text);
        }

        // The events of an NDJSON stream; the empty lines that keep it awake are left out.
        get events() {
                assert.match(this.headers.get('content-type'), /^application\/x-ndjson/, this.text);
                assert.ok(this.text.endsWith('\n'), 'the last event ends its line');
                return this.text
                        .split('\n')
                        .filter((line) => line !== '')
                        .map((line) => JSON.parse(line));
        }
}

// Somebody who asks: `headers` go with every request.
export class Caller {
        constructor(site, headers = {}) {
                this.site = site;
                this.headers = headers;
        }

        with(headers) {
                return new Caller(this.site, { ...this.headers, ...headers });
        }

        // `json` is sent as JSON, `body` as it is; a header of null is left out.
        async ask(method, path, { json, body, headers = {}, signal } = {}) {
                const all = { ...this.headers, ...headers };
                if (json !== undefined) {
                        all['Content-Type'] ??= 'application/json';
                        body = JSON.stringify(json);
                }
                for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
                const reply = await fetch(this.site.url + path, { method, headers: all, body, signal, redirect: 'manual' });
                const bytes = Buffer.from(await reply.arrayBuffer());
                assert.match(reply.headers.get('x-request-id') ?? '', /^\S{16,}$/, `${method} ${path} has a request id`);
                assertContract({ method, path, status: reply.status, headers: reply.headers, bytes });
                if (reply.ok && json !== undefined) assertContractOfRequest({ method, path, json });
                return new Reply(reply.status, reply.headers, bytes);
        }

        // The same, and it must succeed with this status.
        async does(status, method, path, options) {
                const reply = await this.ask(method, path, options);
                assert.equal(reply.status, status, `${method} ${path}: ${reply.text.slice(0, 2000)}`);
                return reply;
        }

        async get(path, options) {
                return (await this.does(200, 'GET', path, options)).json;
        }

        async post(path, json = {}, status = 200) {
                return (await this.does(status, 'POST', path, { json })).json;
        }
}

// Every error says the same things; `members` are those of this one. Gives the problem.
export function assertProblem(reply, status, { detail, field, ...members } = {}) {
        const said = `${reply.status} ${reply.text.slice(0, 1000)}`;
        assert.equal(reply.status, status, said);
        assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json(;|$)/, said);
        const problem = reply.json;
        assert.equal(typeof problem.type, 'string', said);
        assert.equal(problem.title, TITLES[status], said);
        assert.equal(problem.status, status, said);
        assert.match(problem.detail, /^[A-Z"][^\n]{8,}\.$/, said);
        assert.doesNotMatch(said, /\b(SELECT|PQ[a-z]+|libpq|fcgi\/|\.c:\d+|\/tmp\/|pthread)\b/);
        assert.equal(problem.request_id, reply.headers.get('x-request-id'), said);
        if (detail) assert.match(problem.detail, detail, said);
        if (status === 422) {
                assert.ok(Array.isArray(problem.errors), said);
                for (const one of problem.errors) {
                        assert.equal(typeof one.field, 'string', said);
                        assert.match(one.detail, /\.$/, said);
                }
        } else {
                assert.equal(problem.errors, undefined, said);
        }
        if (field) assert.deepEqual(problem.errors.map((one) => one.field), [field], said);
        for (const [name, value] of Object.entries(members)) assert.deepEqual(problem[name], value, said);
        return problem;
}

export const cookieOf = (reply) => reply.headers.get('set-cookie').split(';')[0];

// HR as the pages are: cookie and Origin.
export async function signIn(site, email = site.demo.hr_email, password = site.demo.hr_password) {
        const reply = await new Caller(site, { Origin: site.url }).does(200, 'POST', '/api/session', { json: { email, password } });
        return new Caller(site, { Origin: site.url, Cookie: cookieOf(reply) });
}

export const CONSENT = { recording: true, ai_evaluation: true, attention: false };

// A posting and an interview with it: { posting, interview, token }. Without a posting where `posting` is null.
export async function createInterview(hr, { posting = {}, interview = {} } = {}) {
        let made = null;
        const body = { candidate: { name: 'Ada Example', email: 'ada@example.org' }, ...interview };
        if (posting !== null) {
                made = await hr.post('/api/postings', { title: 'Backend engineer', ...posting }, 201);
                body.posting_id = made.id;
        }
        const created = await hr.post('/api/interviews', body, 201);
        return { posting: made, interview: created, token: created.invite_token };
}

// A candidate by Bearer token: { candidate, interview: the state }.
export async function joinInterview(site, token) {
        const joined = await new Caller(site).post('/api/candidate/join', { token });
        return { candidate: new Caller(site, { Authorization: `Bearer ${joined.token}` }), state: joined.interview };
}

// A running interview whose first question stands: { hr, posting, interview, token, candidate, turn }.
export async function startInterview(hr, options = {}) {
        const made = await createInterview(hr, options);
        const { candidate } = await joinInterview(hr.site, made.token);
        await candidate.post('/api/candidate/consent', { ...CONSENT, ...options.consent });
        const { turn } = await candidate.post('/api/candidate/start');
        return { hr, ...made, candidate, turn };
}

// The form of an answer: { audio, type, filename } or { text }; `parts` adds others.
export function answerForm({ audio, type = 'audio/webm', filename = 'answer', text, parts = [] }) {
        const form = new FormData();
        if (audio !== undefined) form.append('audio', new Blob([audio], { type }), filename);
        if (text !== undefined) form.append('text', text);
        for (const [name, value] of parts) form.append(name, value);
        return form;
}

// Posts an answer; the reply as it is.
export function postAnswer(candidate, number, what, headers = { Accept: 'application/x-ndjson' }) {
        return candidate.ask('POST', `/api/candidate/turns/${number}/answer`, { body: answerForm(what), headers });
}

// Posts an answer that must be taken: its events.
export async function answer(candidate, number, what) {
        const reply = await postAnswer(candidate, number, what);
        assert.equal(reply.status, 200, reply.text);
        return reply.events;
}

// What follows a reply that is over, such as a question's sound in one piece, is done: no thread has anything in hand.
export async function settled(site) {
        for (const until = Date.now() + 60_000; ; await sleep(20)) {
                const page = await (await fetch(`${site.url}/metrics`)).text();
                if (/^earshot_threads_busy 0$/m.test(page)) return;
                assert.ok(Date.now() < until, page);
        }
}

export const named = (events, name) => events.find((event) => event.event === name);
export const namesOf = (events) => events.map((event) => event.event);

// The report as JSON, polled as a page would; fails when it is not there in time.
export async function waitForReport(hr, id, withinMs = 120_000) {
        const until = Date.now() + withinMs;
        for (;;) {
                const reply = await hr.ask('GET', `/api/interviews/${id}/report`);
                if (reply.status === 200) return reply.json;
                assert.equal(reply.status, 202, reply.text);
                assert.match(reply.json.status, /^(queued|running)$/, reply.text);
                assert.ok(Date.now() < until, `the report is there within ${withinMs} ms: ${reply.text}`);
                await sleep(100);
        }
}

// A second organisation with a user of the role, made by SQL: { email, password }. The password's hash
// is that of the demo user, whose password therefore opens it.
export function makeOrganisation(site, { name = 'Another organisation', role = 'admin' } = {}) {
        const email = `${randomBytes(6).toString('hex')}@example.org`;
        sql(
                site,
                `WITH o AS (INSERT INTO organisation (id, name) VALUES (gen_random_uuid(), '${name}') RETURNING id)
                 INSERT INTO app_user (id, organisation_id, email, name, role, password_hash)
                 SELECT gen_random_uuid(), o.id, '${email}', 'Somebody else', '${role}', u.password_hash
                 FROM o, app_user u WHERE lower(u.email) = lower('${site.demo.hr_email}')`,
        );
        return { email, password: site.demo.hr_password };
}

// Another user of the demo user's organisation.
export function makeUser(site, role) {
        const email = `${randomBytes(6).toString('hex')}@example.org`;
        sql(
                site,
                `INSERT INTO app_user (id, organisation_id, email, name, role, password_hash)
                 SELECT gen_random_uuid(), organisation_id, '${email}', 'A colleague', '${role}', password_hash
                 FROM app_user WHERE lower(email) = lower('${site.demo.hr_email}')`,
        );
        return { email, password: site.demo.hr_password };
}

// Words of a text, folded.
export const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

// The share of the words of `said` that were heard, in any order: 1 is all.
export function shareHeard(said, heard) {
        const there = wordsOf(heard);
        const wanted = wordsOf(said);
        const found = wanted.filter((word) => {
                const at = there.indexOf(word);
                if (at >= 0) there.splice(at, 1);
                return at >= 0;
        });
        return found.length / wanted.length;
}

// Whether the words of the quote follow each other in the text.
export const standsIn = (quote, text) => ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(quote).join(' ')} `);
