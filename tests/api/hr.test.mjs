// What HR does beside the interview: signing in, postings, lists, keys against doubles, and whose things are whose.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import {
        Caller, CONSENT, assertProblem, cookieOf, createInterview, forgetFailures, joinInterview, makeOrganisation, makeUser,
        openSite, signIn, sql, startInterview,
} from './client.mjs';

const QUESTION_SET = [
        { text: 'What is a partial index, and when did you last need one?', competency: 'Databases', difficulty: 'hard', expected: ['a condition', 'smaller'] },
        { text: 'How do you find out why a page is slow?', competency: 'Performance', difficulty: 'medium', expected: [] },
];
const RUBRIC = [
        {
                key: 'sql', name: 'SQL', description: 'Knows its database.', weight: 2, dimension: 'technical',
                indicators: [{ key: 'index', text: 'Names an index', points: 5 }, { key: 'plan', text: 'Reads the plan', points: 5 }],
                levels: [{ from: 0, text: 'Little' }, { from: 7, text: 'Much' }],
        },
];

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
});

describe('signing in', () => {
        it('gives_a_cookie_that_scripts_cannot_read', async () => {
                const { hr_email: email, hr_password: password } = site.demo;
                const reply = await new Caller(site).does(200, 'POST', '/api/session', { json: { email: email.toUpperCase(), password } });
                const cookie = reply.headers.get('set-cookie');
                assert.match(cookie, /^earshot_hr=[A-Za-z0-9_-]{43}; /);
                for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(cookie.includes(part), cookie);
                assert.ok(!cookie.includes('Secure'), 'this site is http');
                assert.equal(reply.headers.get('cache-control'), 'no-store');
                const { user, organisation } = reply.json;
                assert.deepEqual([user.email, user.role], [email, 'admin']);
                assert.ok(organisation.name);
        });

        it('refuses_a_wrong_password_and_an_unknown_address_alike', async () => {
                const guest = new Caller(site);
                const wrong = await guest.ask('POST', '/api/session', { json: { email: site.demo.hr_email, password: 'not this one' } });
                const unknown = await guest.ask('POST', '/api/session', { json: { email: 'nobody@example.org', password: 'not this one' } });
                assert.equal(assertProblem(wrong, 401).detail, assertProblem(unknown, 401).detail);
                assert.equal(wrong.headers.get('set-cookie'), null);
                forgetFailures(site);
        });

        it('is_slowed_down_after_ten_failures', async () => {
                const guest = new Caller(site);
                const json = { email: `${randomUUID()}@example.org`, password: 'guess' };
                for (let i = 0; i < 2; i++) assertProblem(await guest.ask('POST', '/api/session', { json }), 401);
                sql(site, 'INSERT INTO failed_attempt (subject) SELECT subject FROM failed_attempt CROSS JOIN generate_series(1, 4)');
                const refused = await guest.ask('POST', '/api/session', { json });
                assertProblem(refused, 429, { detail: /Try again in \d+ minutes/ });
                const wait = Number(refused.headers.get('retry-after'));
                assert.ok(wait > 60 && wait <= 900, `${wait}`);
                // The right password does not help from the same address: it would tell that it is right.
                assertProblem(await guest.ask('POST', '/api/session', { json: { email: site.demo.hr_email, password: site.demo.hr_password } }), 429);
                forgetFailures(site);
        });

        it('ends_with_signing_out', async () => {
                const other = await signIn(site);
                assert.equal((await other.get('/api/session')).user.email, site.demo.hr_email);
                const out = await other.does(204, 'DELETE', '/api/session');
                assert.match(out.headers.get('set-cookie'), /^earshot_hr=; .*Max-Age=0/);
                assertProblem(await other.ask('GET', '/api/session'), 401);
                await hr.does(200, 'GET', '/api/session');
        });

        const CHANGES = [
                ['without an Origin', { Origin: null }],
                ['from another site', { Origin: 'https://evil.example' }],
                ['from a page without one', { Origin: 'null' }],
                ['from another port', { Origin: 'http://127.0.0.1:1' }],
                ['from a longer name', (url) => ({ Origin: `${url}.evil.example` })],
        ];
        for (const [name, headers] of CHANGES) {
                it(`refuses_a_change_with_a_cookie_${name.replaceAll(' ', '_')}`, async () => {
                        const all = typeof headers === 'function' ? headers(site.url) : headers;
                        assertProblem(await hr.ask('POST', '/api/postings', { json: { title: 'x' }, headers: all }), 403);
                        assertProblem(await hr.ask('DELETE', '/api/session', { headers: all }), 403);
                });
        }

        it('lets_a_cookie_read_without_an_origin_but_not_with_a_foreign_one', async () => {
                await hr.does(200, 'GET', '/api/session', { headers: { Origin: null } });
                assertProblem(await hr.ask('GET', '/api/session', { headers: { Origin: 'https://evil.example' } }), 403);
                const answered = await hr.ask('GET', '/api/session', { headers: { Origin: 'https://evil.example' } });
                assert.equal(answered.headers.get('access-control-allow-origin'), null);
        });

        it('knows_roles', async () => {
                const reviewer = await signIn(site, ...Object.values(makeUser(site, 'reviewer')));
                await reviewer.get('/api/postings');
                assertProblem(await reviewer.ask('POST', '/api/postings', { json: { title: 'x' } }), 403, { detail: /role/ });
                const recruiter = await signIn(site, ...Object.values(makeUser(site, 'recruiter')));
                await recruiter.post('/api/postings', { title: 'By a recruiter' }, 201);
        });
});

describe('postings', () => {
        it('are_kept_as_they_were_given_with_sound_defaults', async () => {
                const plain = await hr.post('/api/postings', { title: 'Only a title' }, 201);
                assert.deepEqual(
                        [plain.language, plain.type, plain.difficulty, plain.feedback, plain.limits, plain.question_set, plain.rubric],
                        ['en', 'mixed', 'medium', 'none', { max_answer_seconds: 300, max_turns: 10, max_minutes: 35 }, [], null],
                );
                const whole = {
                        title: 'Datenbank 数据库 🗄', description: 'Line one\nLine two', language: 'en', type: 'technical', difficulty: 'hard',
                        instructions: 'Be kind.', focus_areas: ['indexes', 'backup'], question_set: QUESTION_SET, rubric: RUBRIC,
                        feedback: 'live', limits: { max_answer_seconds: 60, max_turns: 4, max_minutes: 10 }, retention_days: 30,
                };
                const made = await hr.post('/api/postings', whole, 201);
                const shown = await hr.get(`/api/postings/${made.id}`);
                for (const [name, value] of Object.entries(whole)) assert.deepEqual(shown[name], value, name);
        });

        it('change_by_patch_field_by_field', async () => {
                const made = await hr.post('/api/postings', { title: 'Before', question_set: QUESTION_SET, limits: { max_turns: 4 } }, 201);
                const patched = await hr.does(200, 'PATCH', `/api/postings/${made.id}`, { json: { title: 'After', feedback: 'end' } });
                assert.deepEqual(
                        [patched.json.title, patched.json.feedback, patched.json.question_set, patched.json.limits.max_turns],
                        ['After', 'end', QUESTION_SET, 4],
                );
                assertProblem(await hr.ask('PATCH', `/api/postings/${made.id}`, { json: { feedback: 'sometimes' } }), 422, { field: 'feedback' });
                assertProblem(await hr.ask('PATCH', `/api/postings/${made.id}`, { json: { nonsense: 1 } }), 422, { field: 'nonsense' });
                assert.equal((await hr.get(`/api/postings/${made.id}`)).title, 'After');
        });

        it('do_not_change_interviews_that_were_made_before', async () => {
                const made = await createInterview(hr, { posting: { title: 'Old title', question_set: QUESTION_SET } });
                await hr.does(200, 'PATCH', `/api/postings/${made.posting.id}`, { json: { title: 'New title', question_set: [] } });
                const it_ = await hr.get(`/api/interviews/${made.interview.id}`);
                assert.equal(it_.posting.title, 'Old title');
        });

        it('disappear_when_deleted_but_their_interviews_stay', async () => {
                const made = await createInterview(hr);
                await hr.does(204, 'DELETE', `/api/postings/${made.posting.id}`);
                assertProblem(await hr.ask('GET', `/api/postings/${made.posting.id}`), 404);
                assertProblem(await hr.ask('DELETE', `/api/postings/${made.posting.id}`), 404);
                assertProblem(await hr.ask('PATCH', `/api/postings/${made.posting.id}`, { json: { title: 'x' } }), 404);
                assertProblem(
                        await hr.ask('POST', '/api/interviews', { json: { posting_id: made.posting.id, candidate: { name: 'Late' } } }),
                        422, { field: 'posting_id' },
                );
                assert.equal((await hr.get(`/api/interviews/${made.interview.id}`)).status, 'scheduled');
                await joinInterview(site, made.token);
        });

        const WRONG = [
                ['no title', {}, 'title'],
                ['an empty title', { title: '' }, 'title'],
                ['a title of 201 characters', { title: 'x'.repeat(201) }, 'title'],
                ['a title that is a number', { title: 7 }, 'title'],
                ['a title that is null', { title: null }, 'title'],
                ['an unknown field', { title: 'x', salary: 1 }, 'salary'],
                ['an unknown type', { title: 'x', type: 'casual' }, 'type'],
                ['an unknown persona', { title: 'x', persona: 'pirate' }, 'persona'],
                ['a language that is none', { title: 'x', language: 'e1' }, 'language'],
                ['focus areas that are a text', { title: 'x', focus_areas: 'indexes' }, 'focus_areas'],
                ['a focus area that is a number', { title: 'x', focus_areas: [1] }, 'focus_areas'],
                ['limits that are a list', { title: 'x', limits: [] }, 'limits'],
                ['too many turns', { title: 'x', limits: { max_turns: 51 } }, 'max_turns'],
                ['half a turn', { title: 'x', limits: { max_turns: 1.5 } }, 'max_turns'],
                ['a limit nobody knows', { title: 'x', limits: { max_words: 5 } }, 'max_words'],
                ['retention of 0 days', { title: 'x', retention_days: 0 }, 'retention_days'],
                ['a point that is no text', { title: 'x', question_set: [{ text: 'Why so?', expected: ['one', 2] }] }, 'question_set[0].expected'],
                ['a question without text', { title: 'x', question_set: [{ competency: 'SQL' }] }, 'question_set[0].text'],
                ['a question that is a text', { title: 'x', question_set: ['Why?'] }, null],
                ['51 questions', { title: 'x', question_set: Array(51).fill(QUESTION_SET[0]) }, 'question_set'],
                ['a rubric of texts', { title: 'x', rubric: ['good'] }, null],
                ['a rubric with a weight below 0', { title: 'x', rubric: [{ ...RUBRIC[0], weight: -1 }] }, null],
                ['a rubric with two equal keys', { title: 'x', rubric: [RUBRIC[0], RUBRIC[0]] }, null],
                ['a body that is a list', [], null],
                ['a body that is a text', 'title', null],
                ['a body that is null', null, null],
        ];
        for (const [name, json, field] of WRONG) {
                it(`are_refused_with_${name.replaceAll(' ', '_')}`, async () => {
                        const problem = assertProblem(await hr.ask('POST', '/api/postings', { json }), 422);
                        if (field) assert.deepEqual(problem.errors.map((one) => one.field), [field], JSON.stringify(problem));
                });
        }
});

describe('interviews', () => {
        it('need_no_posting_but_a_job_description', async () => {
                const made = await startInterview(hr, {
                        posting: null,
                        interview: {
                                job_description: 'Site reliability engineer\nYou keep Kubernetes and PostgreSQL running at night.',
                                resume_text: 'Grace Example\nExperience\nOperator of PostgreSQL clusters.', candidate: { name: 'Grace Example' },
                        },
                });
                const state = await made.candidate.get('/api/candidate/interview');
                assert.deepEqual(
                        [state.posting.title, state.status, state.type, state.language, state.feedback],
                        ['Site reliability engineer', 'in_progress', 'mixed', 'en', 'none'],
                );
                assert.equal(state.resume.filename, 'resume.txt');
                assert.ok(made.turn.question.text.length > 10);
        });

        const WRONG = [
                ['neither posting nor description', { candidate: { name: 'A' } }, 'posting_id'],
                ['both', { posting_id: randomUUID(), job_description: 'Ten characters', candidate: { name: 'A' } }, 'posting_id'],
                ['a posting that is not there', { posting_id: randomUUID(), candidate: { name: 'A' } }, 'posting_id'],
                ['a posting id that is none', { posting_id: 'x'.repeat(36), candidate: { name: 'A' } }, 'posting_id'],
                ['no candidate', { job_description: 'Ten characters' }, 'candidate'],
                ['a candidate that is a text', { job_description: 'Ten characters', candidate: 'Ada' }, 'candidate'],
                ['a candidate without a name', { job_description: 'Ten characters', candidate: {} }, 'name'],
                ['an address that is none', { job_description: 'Ten characters', candidate: { name: 'A', email: 'nope' } }, 'candidate.email'],
                ['a time that is none', { job_description: 'Ten characters', candidate: { name: 'A' }, expires_at: 'tomorrow, at 9' }, 'expires_at'],
                ['a day that no month has', { job_description: 'Ten characters', candidate: { name: 'A' }, expires_at: '2099-02-31T10:00:00Z' }, 'expires_at'],
                ['a time that has passed', { job_description: 'Ten characters', candidate: { name: 'A' }, expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
                ['a time that has passed elsewhere', { job_description: 'Ten characters', candidate: { name: 'A' }, expires_at: '2020-01-01T00:00:00+02:00' }, 'expires_at'],
                ['a language that is none', { job_description: 'Ten characters', candidate: { name: 'A' }, language: '!!' }, 'language'],
        ];
        for (const [name, json, field] of WRONG) {
                it(`are_refused_with_${name.replaceAll(' ', '_')}`, async () => {
                        assertProblem(await hr.ask('POST', '/api/interviews', { json }), 422, { field });
                });
        }

        it('are_listed_newest_first_page_by_page', async () => {
                const posting = await hr.post('/api/postings', { title: 'Listed' }, 201);
                const made = [];
                for (let i = 0; i < 5; i++)
                        made.unshift((await hr.post('/api/interviews', { posting_id: posting.id, candidate: { name: `Candidate ${i}` } }, 201)).id);
                const seen = [];
                let cursor = '';
                for (let page = 0; page < 3; page++) {
                        const list = await hr.get(`/api/interviews?posting_id=${posting.id}&limit=2&cursor=${cursor}`);
                        seen.push(...list.items.map((item) => item.id));
                        assert.equal(list.items.length, page < 2 ? 2 : 1);
                        cursor = list.next_cursor;
                        assert.equal(cursor === null, page === 2);
                }
                assert.deepEqual(seen, made);
                await hr.does(200, 'POST', `/api/interviews/${made[0]}/cancel`, { json: {} });
                const cancelled = await hr.get(`/api/interviews?posting_id=${posting.id}&status=cancelled`);
                assert.deepEqual(cancelled.items.map((item) => item.id), [made[0]]);
                assert.equal((await hr.get(`/api/interviews?posting_id=${posting.id}&status=scheduled`)).items.length, 4);
                for (const [query, field] of [['limit=0', 'limit'], ['limit=201', 'limit'], ['limit=x', 'limit'], ['cursor=x', 'cursor'],
                        ['status=open', 'status'], ['posting_id=7', 'posting_id'], ['limit=%zz', 'limit']])
                        assertProblem(await hr.ask('GET', `/api/interviews?${query}`), 422, { field });
        });

        it('list_postings_page_by_page_too', async () => {
                const [first, second] = [await hr.post('/api/postings', { title: 'One' }, 201), await hr.post('/api/postings', { title: 'Two' }, 201)];
                const page = await hr.get('/api/postings?limit=1');
                assert.deepEqual(page.items.map((item) => item.id), [second.id]);
                const next = await hr.get(`/api/postings?limit=1&cursor=${page.next_cursor}`);
                assert.deepEqual(next.items.map((item) => item.id), [first.id]);
                assert.ok((await hr.get('/api/personas')).items.every((one) => one.id && one.name && one.style && one.voice));
        });

        it('can_be_cancelled_until_they_are_over', async () => {
                const made = await startInterview(hr);
                const whole = await hr.post(`/api/interviews/${made.interview.id}/cancel`);
                assert.equal(whole.status, 'cancelled');
                assertProblem(await new Caller(site).ask('POST', '/api/candidate/join', { json: { token: made.token } }), 401, { detail: /cancelled/ });
                assertProblem(await hr.ask('POST', `/api/interviews/${made.interview.id}/end`, { json: {} }), 409);
                const again = await hr.does(200, 'POST', `/api/interviews/${made.interview.id}/cancel`, { json: {} });
                assert.equal(again.json.status, 'cancelled');
                const tag = again.headers.get('etag');
                await hr.does(200, 'POST', `/api/interviews/${made.interview.id}/cancel`, { json: {}, headers: { 'If-None-Match': tag } });
        });

        it('can_be_ended_by_hr_once_they_run', async () => {
                const made = await createInterview(hr);
                const path = `/api/interviews/${made.interview.id}`;
                assertProblem(await hr.ask('POST', `${path}/end`, { json: {} }), 409);
                assertProblem(await hr.ask('POST', `${path}/decision`, { json: { decision: 'hold', reason: 'Not yet.' } }), 409);
                assertProblem(await hr.ask('POST', `${path}/report`, { json: {} }), 409);
                const { candidate } = await joinInterview(site, made.token);
                await candidate.post('/api/candidate/consent', CONSENT);
                await candidate.post('/api/candidate/start');
                const ended = await hr.post(`${path}/end`);
                assert.deepEqual([ended.status, ended.end_reason], ['completed', 'hr']);
                assert.equal((await hr.post(`${path}/end`)).ended_at, ended.ended_at);
                assertProblem(await hr.ask('POST', `${path}/cancel`, { json: {} }), 409);
        });
});

describe('keys against doubles', () => {
        it('give_the_first_answer_again_and_refuse_another_body', async () => {
                const posting = await hr.post('/api/postings', { title: 'Once' }, 201);
                const headers = { 'Idempotency-Key': randomUUID() };
                const json = { posting_id: posting.id, candidate: { name: 'Ada Example' } };
                const first = await hr.does(201, 'POST', '/api/interviews', { json, headers });
                const again = await hr.does(201, 'POST', '/api/interviews', { json, headers });
                assert.deepEqual(again.json, first.json, 'the token too');
                assertProblem(
                        await hr.ask('POST', '/api/interviews', { json: { ...json, candidate: { name: 'Eve' } }, headers }), 409, { detail: /Idempotency-Key/ },
                );
                assertProblem(await hr.ask('POST', '/api/postings', { json: { title: 'Other path' }, headers }), 409);
                assert.equal((await hr.get(`/api/interviews?posting_id=${posting.id}`)).items.length, 1);
                const stored = sql(site, `SELECT encode(sealed_body, 'escape') FROM idempotency WHERE key = '${headers['Idempotency-Key']}'`);
                assert.ok(!stored.includes(first.json.invite_token), 'at rest the token cannot be read');
        });

        it('make_one_of_eight_at_once', async () => {
                const headers = { 'Idempotency-Key': randomUUID() };
                const replies = await Promise.all(
                        Array.from({ length: 8 }, () => hr.does(201, 'POST', '/api/postings', { json: { title: 'Eight at once' }, headers })),
                );
                assert.equal(new Set(replies.map((reply) => reply.json.id)).size, 1);
        });

        it('do_not_keep_a_refusal', async () => {
                const headers = { 'Idempotency-Key': randomUUID() };
                assertProblem(await hr.ask('POST', '/api/postings', { json: { title: '' }, headers }), 422);
                await hr.does(201, 'POST', '/api/postings', { json: { title: 'Now right' }, headers });
        });

        it('must_be_short', async () => {
                assertProblem(await hr.ask('POST', '/api/postings', { json: { title: 'x' }, headers: { 'Idempotency-Key': 'k'.repeat(201) } }), 422, { field: 'Idempotency-Key' });
        });
});

describe('another organisation', () => {
        it('sees_none_of_ours_whatever_it_names', async () => {
                const made = await startInterview(hr);
                const other = await signIn(site, ...Object.values(makeOrganisation(site)));
                const id = made.interview.id;
                const TRIED = [
                        ['GET', `/api/postings/${made.posting.id}`],
                        ['PATCH', `/api/postings/${made.posting.id}`, { title: 'Theirs' }],
                        ['DELETE', `/api/postings/${made.posting.id}`],
                        ['GET', `/api/interviews/${id}`],
                        ['POST', `/api/interviews/${id}/end`, {}],
                        ['POST', `/api/interviews/${id}/cancel`, {}],
                        ['POST', `/api/interviews/${id}/decision`, { decision: 'reject', reason: 'Not ours.' }],
                        ['GET', `/api/interviews/${id}/transcript`],
                        ['GET', `/api/interviews/${id}/turns/1/question/audio`],
                        ['GET', `/api/interviews/${id}/turns/1/answer/audio`],
                        ['GET', `/api/interviews/${id}/report`],
                        ['POST', `/api/interviews/${id}/report`, {}],
                        ['GET', `/api/interviews/${id}/report.pdf`],
                ];
                for (const [method, path, json] of TRIED) {
                        const theirs = assertProblem(await other.ask(method, path, { json }), 404);
                        const nobodys = await other.ask(method, path.replace(id, randomUUID()).replace(made.posting.id, randomUUID()), { json });
                        assert.equal(theirs.detail, assertProblem(nobodys, 404).detail, `${method} ${path} does not tell that it exists`);
                }
                const form = new FormData();
                form.append('file', new Blob(['%PDF-1.4']), 'a.pdf');
                assertProblem(await other.ask('POST', `/api/interviews/${id}/resume`, { body: form }), 404);
                assert.deepEqual((await other.get('/api/postings')).items, []);
                assert.deepEqual((await other.get('/api/interviews')).items, []);
                assert.deepEqual((await other.get(`/api/interviews?posting_id=${made.posting.id}`)).items, []);
                assertProblem(
                        await other.ask('POST', '/api/interviews', { json: { posting_id: made.posting.id, candidate: { name: 'X' } } }), 422, { field: 'posting_id' },
                );
                assert.equal((await hr.get(`/api/interviews/${id}`)).status, 'in_progress', 'nothing changed');
        });

        it('may_use_the_same_idempotency_key', async () => {
                const other = await signIn(site, ...Object.values(makeOrganisation(site)));
                const headers = { 'Idempotency-Key': randomUUID() };
                const ours = await hr.does(201, 'POST', '/api/postings', { json: { title: 'Ours' }, headers });
                const theirs = await other.does(201, 'POST', '/api/postings', { json: { title: 'Theirs' }, headers });
                assert.notEqual(ours.json.id, theirs.json.id);
        });
});
