// What HR finds: interviews searched, sorted and by what they need; the page of today; links made anew.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import {
        CONSENT, Caller, assertProblem, createInterview, forgetFailures, joinInterview, makeOrganisation, makeUser, openSite, signIn, sql,
        startInterview,
} from './client.mjs';

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        // Lists and today are looked at in an organisation of their own: other tests fill that of the demo.
        hr = await signIn(site, ...Object.values(makeOrganisation(site, { name: 'Lists and days' })));
});

const invite = (posting, name, more = {}) => hr.post('/api/interviews', { posting_id: posting.id, candidate: { name }, ...more }, 201);

// A report with this score, and the end of its interview; the pages of a report are tested elsewhere.
function finish(id, score, minute) {
        sql(site, `UPDATE interview SET status = 'completed', started_at = '2026-11-20T09:00:00Z', ended_at = '2026-11-20T10:${minute}:00Z', end_reason = 'turns' WHERE id = '${id}';
                INSERT INTO report (interview_id, id, body, overall_score, pdf_key) VALUES ('${id}', gen_random_uuid(), '{}', ${score}, 'none')`);
}

describe('the list of interviews', () => {
        let posting;
        const ids = {};
        before(async () => {
                posting = await hr.post('/api/postings', { title: 'Sorted', limits: { max_turns: 7 } }, 201);
                for (const name of ['carla', 'Bert', 'Ömer', 'anna', 'Dora'])
                        ids[name] = (await invite(posting, name, { candidate: { name, email: `${name === 'Ömer' ? 'oemer' : name}@Example.org` } })).id;
                finish(ids.Bert, 7.1, 20);
                finish(ids.anna, 'NULL', 10);
                finish(ids.Dora, 10, 30);
                await hr.does(200, 'POST', `/api/interviews/${ids.carla}/cancel`, { json: {} });
        });

        // Every page of the list, two at a time: the names in their order.
        async function walk(query) {
                const names = [];
                let cursor = '';
                do {
                        const page = await hr.get(`/api/interviews?posting_id=${posting.id}&limit=2&${query}&cursor=${cursor}`);
                        names.push(...page.items.map(({ candidate }) => candidate.name));
                        cursor = page.next_cursor ?? '';
                } while (cursor);
                return names;
        }

        const ORDERS = [
                ['', ['Dora', 'anna', 'Ömer', 'Bert', 'carla']],
                ['sort=-created', ['Dora', 'anna', 'Ömer', 'Bert', 'carla']],
                ['sort=created', ['carla', 'Bert', 'Ömer', 'anna', 'Dora']],
                ['sort=candidate', ['anna', 'Bert', 'carla', 'Dora', 'Ömer']],
                ['sort=-score', ['Dora', 'Bert', 'anna', 'Ömer', 'carla']],
                ['sort=-ended', ['Dora', 'Bert', 'anna'], 'need=undecided'],
                ['sort=ended', ['anna', 'Bert', 'Dora'], 'need=undecided'],
        ];
        for (const [order, expected, also = ''] of ORDERS)
                it(`is_walked_page_by_page_by_${order.replace(/\W+/g, '_') || 'default'}`, async () => {
                        const names = await walk(`${order}&${also}`);
                        if (order === 'sort=-score') assert.deepEqual([names.slice(0, 2), names.slice(2).sort()], [['Dora', 'Bert'], ['anna', 'carla', 'Ömer'].sort()]);
                        else assert.deepEqual(names, expected);
                });

        it('goes_on_behind_a_row_that_has_left_the_filter', async () => {
                const first = await hr.get(`/api/interviews?posting_id=${posting.id}&limit=1&sort=ended&need=undecided`);
                assert.deepEqual(first.items.map(({ id }) => id), [ids.anna]);
                sql(site, `UPDATE interview SET decision = 'hold', decision_reason = 'Later.', decided_at = now() WHERE id = '${ids.anna}'`);
                const next = await hr.get(`/api/interviews?posting_id=${posting.id}&limit=1&sort=ended&need=undecided&cursor=${first.next_cursor}`);
                assert.deepEqual(next.items.map(({ id }) => id), [ids.Bert]);
                const [decided] = (await hr.get(`/api/interviews?posting_id=${posting.id}&need=decided`)).items;
                assert.deepEqual([decided.id, decided.decision, typeof decided.decided_at], [ids.anna, 'hold', 'string']);
        });

        for (const [words, expected] of [['ANN', ['anna']], ['öme', ['Ömer']], ['@example.ORG', ['Dora', 'anna', 'Ömer', 'Bert', 'carla']], ['%', []], ['_', []], ["'", []]])
                it(`is_searched_for_${words.replace(/\W/g, (one) => one.charCodeAt(0))}`, async () => {
                        assert.deepEqual(await walk(`q=${encodeURIComponent(words)}`), expected);
                });

        it('says_how_far_each_is', async () => {
                const whole = (await hr.get(`/api/interviews?posting_id=${posting.id}`)).items;
                const dora = whole.find(({ id }) => id === ids.Dora);
                assert.deepEqual([dora.max_turns, dora.turns_answered, dora.current_turn, dora.last_event_at, dora.overall_score],
                        [7, 0, null, dora.ended_at, 10]);
                const open = whole.find(({ id }) => id === ids['Ömer']);
                assert.deepEqual([open.current_turn, open.last_event_at, open.decided_at], [null, null, null]);
        });

        it('refuses_what_it_does_not_know', async () => {
                for (const [query, field] of [['sort=colour', 'sort'], ['sort=--score', 'sort'], ['need=help', 'need'], [`q=${'x'.repeat(201)}`, 'q'], ['q=%ff', 'q']])
                        assertProblem(await hr.ask('GET', `/api/interviews?${query}`), 422, { field });
        });
});

describe('today', () => {
        let today;
        let one;
        before(async () => {
                today = await signIn(site, ...Object.values(makeOrganisation(site, { name: 'One day' })));
                one = today.get.bind(today, '/api/today');
        });
        const namesOf = (group) => group.items.map(({ candidate }) => candidate.name);

        it('is_empty_at_first', async () => {
                const nothing = { items: [], has_more: false };
                assert.deepEqual(await one(), { running: nothing, undecided: nothing, due: nothing, failed: nothing, decided: nothing, postings: 0, interviews: 0, requests: 0, waiting: 0 });
        });

        it('shows_what_needs_a_person_and_nothing_else', async () => {
                const posting = await today.post('/api/postings', { title: 'Today' }, 201);
                const soon = new Date(Date.now() + 36e5).toISOString();
                const make = async (name, more = {}) => (await today.post('/api/interviews', { posting_id: posting.id, candidate: { name }, ...more }, 201));
                await make('In two weeks');
                await make('Expires soon', { expires_at: soon });
                await make('Planned soon', { scheduled_at: soon });
                const cancelled = await make('Cancelled', { expires_at: soon });
                await today.does(200, 'POST', `/api/interviews/${cancelled.id}/cancel`, { json: {} });
                const { candidate } = await joinInterview(site, (await make('Running')).invite_token);
                await candidate.post('/api/candidate/consent', CONSENT);
                await candidate.post('/api/candidate/start');
                await candidate.post('/api/candidate/requests', { kind: 'more_time' }, 202);
                for (let at = 0; at < 6; at++) finish((await make(`Ready ${at}`)).id, 5, 10 + at);
                const failed = await make('Failed');
                sql(site, `UPDATE interview SET status = 'completed', started_at = now(), ended_at = now() WHERE id = '${failed.id}';
                        INSERT INTO job (id, kind, key, state, finished_at, given_up_at) VALUES (gen_random_uuid(), 'report', '${failed.id}', 'failed', now(), now())`);
                const shown = await one();
                assert.deepEqual([namesOf(shown.due), shown.due.has_more], [['Expires soon', 'Planned soon'], false]);
                assert.deepEqual(namesOf(shown.running), ['Running']);
                assert.equal(shown.running.items[0].current_turn, 1);
                assert.deepEqual([namesOf(shown.undecided), shown.undecided.has_more], [['Ready 0', 'Ready 1', 'Ready 2', 'Ready 3', 'Ready 4'], true]);
                assert.deepEqual(namesOf(shown.failed), ['Failed']);
                assert.deepEqual([shown.postings, shown.interviews, shown.requests], [1, 12, 1]);
                await today.does(200, 'POST', `/api/interviews/${shown.undecided.items[0].id}/decision`, { json: { decision: 'advance', reason: 'Clear examples.' } });
                const later = await one();
                assert.deepEqual([namesOf(later.decided), later.undecided.items.some(({ candidate: { name } }) => name === 'Ready 0')], [['Ready 0'], false]);
        });

        it('belongs_to_the_organisation', async () => {
                const other = await signIn(site, ...Object.values(makeOrganisation(site)));
                assert.equal((await other.get('/api/today')).interviews, 0);
        });
});

describe('a new invitation link', () => {
        const again = (id, json, headers = {}) => hr.ask('POST', `/api/interviews/${id}/invitation`, { json, headers });
        const join = (token) => new Caller(site).ask('POST', '/api/candidate/join', { json: { token } });

        it('ends_the_old_one_and_the_session_that_it_opened', async () => {
                const made = await startInterview(hr);
                await made.candidate.get('/api/candidate/interview');
                const reply = await again(made.interview.id, {});
                assert.equal(reply.status, 201, reply.text);
                assert.ok(reply.json.invite_url.endsWith(`/i/#${reply.json.invite_token}`));
                assert.equal(reply.json.status, 'in_progress');
                assertProblem(await made.candidate.ask('GET', '/api/candidate/interview'), 401);
                assertProblem(await join(made.token), 401, { detail: /withdrawn|cancelled/ });
                const { state } = await joinInterview(site, reply.json.invite_token);
                assert.equal(state.current_turn, 1, 'the interview goes on where it was');
        });

        it('opens_an_expired_interview_again', async () => {
                const made = await createInterview(hr);
                sql(site, `UPDATE interview SET expires_at = now() - interval '1 hour' WHERE id = '${made.interview.id}'`);
                assert.equal((await hr.get(`/api/interviews/${made.interview.id}`)).status, 'expired');
                const reply = await hr.does(201, 'POST', `/api/interviews/${made.interview.id}/invitation`);
                assert.equal(reply.json.status, 'scheduled');
                const ahead = Date.parse(reply.json.expires_at) - Date.now();
                assert.ok(ahead > 13 * 864e5 && ahead < 15 * 864e5, reply.json.expires_at);
                await joinInterview(site, reply.json.invite_token);
        });

        it('keeps_the_end_or_takes_the_one_given', async () => {
                const made = await createInterview(hr, { interview: { expires_at: '2036-03-16T00:00:00Z' } });
                assert.equal((await again(made.interview.id, {})).json.expires_at, '2036-03-16T00:00:00.000Z');
                assert.equal((await again(made.interview.id, { expires_at: '2037-01-01T10:00:00+02:00' })).json.expires_at, '2037-01-01T08:00:00.000Z');
                for (const [json, field] of [[{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'], [{ expires_at: 'soon' }, 'expires_at'], [{ days: 3 }, 'days']])
                        assertProblem(await again(made.interview.id, json), 422, { field });
        });

        it('is_made_once_for_a_key', async () => {
                const made = await createInterview(hr);
                const headers = { 'Idempotency-Key': randomUUID() };
                const first = await again(made.interview.id, {}, headers);
                const second = await again(made.interview.id, {}, headers);
                assert.deepEqual([first.status, second.status], [201, 201]);
                assert.equal(first.json.invite_token, second.json.invite_token);
                await joinInterview(site, first.json.invite_token);
        });

        it('is_refused_when_the_interview_is_over_or_not_yours', async () => {
                const made = await createInterview(hr);
                const other = await signIn(site, ...Object.values(makeOrganisation(site)));
                assertProblem(await other.ask('POST', `/api/interviews/${made.interview.id}/invitation`, { json: {} }), 404);
                await joinInterview(site, made.token);
                await hr.does(200, 'POST', `/api/interviews/${made.interview.id}/cancel`, { json: {} });
                assertProblem(await again(made.interview.id, {}), 409);
                const reviewer = await signIn(site, ...Object.values(makeUser(site, 'reviewer')));
                assertProblem(await reviewer.ask('POST', `/api/interviews/${made.interview.id}/invitation`, { json: {} }), 403);
        });
});
