// What candidates may do besides answering: breaks, corrections, requests to people, their experience, erasure.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
        Caller, answer, assertProblem, createInterview, joinInterview, makeOrganisation, makeUser, openSite, postAnswer, signIn, sql, standsIn,
        startInterview, waitForReport, wordsOf,
} from './client.mjs';
import { spoken } from './clips.mjs';

const PROGRAM = new URL('../../build/asan/bin/earshot-jobs', import.meta.url).pathname;
const SAID = 'I moved the nightly import to a queue and it took five minutes instead of five hours.';
const ANSWER = `I moved our nightly import to a queue because it failed twice a week. I measured every step, and I
        decided to write in batches. The result was that it took five minutes instead of five hours.`;

let site;
let hr;
before(async () => {
        site = openSite();
        hr = await signIn(site);
});

const state = (one) => one.candidate.get('/api/candidate/interview');
const correct = (one, n, text) => one.candidate.ask('PUT', `/api/candidate/turns/${n}/transcript`, { json: { text } });

// An interview of one turn, answered aloud and over.
async function spokenInterview(more = {}) {
        const one = await startInterview(hr, { posting: { limits: { max_turns: 1 } }, ...more });
        await answer(one.candidate, 1, spoken(SAID, 'wav'));
        return one;
}

async function settledReport(id, fits) {
        const until = Date.now() + 30_000;
        for (;;) {
                const report = await waitForReport(hr, id);
                if (fits(report)) return report;
                assert.ok(Date.now() < until, `the report was not made again: ${JSON.stringify(report.turns[0].transcript)}`);
                await sleep(200);
        }
}

describe('breaks', () => {
        it('do_not_count_as_time', async () => {
                const one = await startInterview(hr);
                const paused = await one.candidate.post('/api/candidate/pause');
                assert.equal(paused.status, 'paused');
                assert.ok(paused.paused_at);
                assert.equal((await one.candidate.post('/api/candidate/pause')).paused_at, paused.paused_at, 'twice is once');
                sql(site, `UPDATE interview SET started_at = started_at - interval '20 min', paused_at = paused_at - interval '19 min' WHERE id = '${one.interview.id}'`);
                const during = (await state(one)).remaining_seconds;
                assert.ok(during > 33 * 60, `${during} s are left during the break`);
                const running = await one.candidate.post('/api/candidate/resume-interview');
                assert.equal(running.status, 'in_progress');
                assert.equal(running.paused_at, null);
                assert.ok(running.remaining_seconds > 33 * 60, `${running.remaining_seconds} s are left afterwards`);
                assert.equal((await one.candidate.post('/api/candidate/resume-interview')).status, 'in_progress', 'twice is once');
        });

        it('take_no_answer_and_no_skip_and_end_with_the_interview', async () => {
                const one = await startInterview(hr);
                await one.candidate.post('/api/candidate/pause');
                assertProblem(await postAnswer(one.candidate, 1, { text: ANSWER }), 409, { detail: /paused/ });
                assertProblem(await one.candidate.ask('POST', '/api/candidate/turns/1/skip', { json: {} }), 409);
                assert.equal((await state(one)).status, 'paused');
                assert.equal((await one.candidate.post('/api/candidate/end')).status, 'completed');
                assert.equal((await state(one)).paused_at, null);
                assertProblem(await one.candidate.ask('POST', '/api/candidate/pause', { json: {} }), 409, { detail: /runs/ });
                assertProblem(await one.candidate.ask('POST', '/api/candidate/resume-interview', { json: {} }), 409, { detail: /not paused/ });
        });

        it('are_refused_where_the_posting_has_none_and_before_the_start', async () => {
                const one = await startInterview(hr, { posting: { allow: { pause: false } } });
                assert.deepEqual(one.posting.allow, { pause: false, extra_time: true });
                assert.deepEqual((await state(one)).allow, one.posting.allow);
                assertProblem(await one.candidate.ask('POST', '/api/candidate/pause', { json: {} }), 409, { detail: /no breaks/ });
                const { token } = await createInterview(hr);
                const { candidate } = await joinInterview(site, token);
                assertProblem(await candidate.ask('POST', '/api/candidate/pause', { json: {} }), 409, { detail: /runs/ });
        });

        it('are_a_setting_of_the_posting_that_is_checked', async () => {
                const { posting } = await createInterview(hr);
                const changed = await hr.does(200, 'PATCH', `/api/postings/${posting.id}`, { json: { allow: { extra_time: false } } });
                assert.deepEqual(changed.json.allow, { pause: true, extra_time: false });
                for (const allow of [{ restart: true }, { pause: 'yes' }, [], 'all'])
                        assert.equal((await hr.ask('PATCH', `/api/postings/${posting.id}`, { json: { allow } })).status, 422, JSON.stringify(allow));
        });
});

describe('corrections', () => {
        it('keep_both_texts_and_are_evaluated_again', async () => {
                const one = await spokenInterview();
                const first = await waitForReport(hr, one.interview.id);
                const heard = first.turns[0].transcript.text;
                assert.equal(first.turns[0].transcript.original_text, null);
                const words = wordsOf(heard);
                const text = `I decided ${heard} The result was forty percent less work for my team.`;
                const reply = await correct(one, 1, text);
                assert.equal(reply.status, 200, reply.text);
                assert.equal(reply.json.turn.answer.text, text);
                assert.equal(reply.json.turn.answer.original_text, heard);
                const report = await settledReport(one.interview.id, ({ turns }) => turns[0].transcript.original_text && turns[0].evaluation);
                const { transcript, evaluation } = report.turns[0];
                assert.equal(transcript.text, text);
                assert.equal(transcript.original_text, heard);
                for (const { quote } of evaluation.evidence) assert.ok(standsIn(quote, text), `"${quote}" was corrected to`);
                assert.equal(transcript.words.filter((word) => word.start_ms !== null).length, first.turns[0].transcript.words.length, `${words.length} words keep their times`);
                const file = join(site.dataDir, 'corrected-report.json');
                writeFileSync(file, JSON.stringify(report));
                assert.match(execFileSync(PROGRAM, ['verify', file], { encoding: 'utf8' }), /agrees/);
                assert.equal(transcript.words[0].start_ms, null);
                assert.equal(transcript.words.length, text.split(/\s+/).length);
                const seen = await hr.get(`/api/interviews/${one.interview.id}`);
                assert.equal(seen.turns[0].answer.original_text, heard);
                assert.ok(seen.turns[0].answer.corrected_at);
                const [item] = (await one.candidate.get('/api/candidate/recordings')).items;
                assert.deepEqual([item.transcript, item.original_text, item.is_correctable], [text, heard, true]);
                // A second correction is still one of what was heard.
                assert.equal((await correct(one, 1, heard)).json.turn.answer.original_text, heard);
        });

        it('are_refused_where_nothing_was_misheard_or_too_late', async () => {
                const typed = await startInterview(hr, { posting: { limits: { max_turns: 2 } } });
                assertProblem(await correct(typed, 1, 'Something.'), 409, { detail: /no transcript/ });
                assertProblem(await correct(typed, 2, 'Something.'), 404);
                await answer(typed.candidate, 1, { text: ANSWER });
                assertProblem(await correct(typed, 1, 'Something.'), 409, { detail: /typed/ });

                const one = await spokenInterview();
                const heard = (await state(one)).turns[0].answer.text;
                const most = 2 * heard.split(/\s+/).length + 50;
                assertProblem(await correct(one, 1, 'word '.repeat(most + 1)), 422, { field: 'text' });
                assertProblem(await correct(one, 1, '   '), 422, { field: 'text' });
                assertProblem(await correct(one, 1, 'x'.repeat(20001)), 422, { field: 'text' });
                for (const json of [{}, { text: 3 }, { text: 'a', more: 1 }])
                        assert.equal((await one.candidate.ask('PUT', '/api/candidate/turns/1/transcript', { json })).status, 422, JSON.stringify(json));
                assert.equal((await correct(one, 1, 'word '.repeat(most))).status, 200, 'the most that is taken');
                sql(site, `UPDATE interview SET ended_at = ended_at - interval '25 hours', started_at = started_at - interval '25 hours' WHERE id = '${one.interview.id}'`);
                assertProblem(await correct(one, 1, 'Too late.'), 409, { detail: /24 hours/ });
                assert.equal((await one.candidate.get('/api/candidate/recordings')).items[0].is_correctable, false);
        });

        it('are_refused_once_a_person_has_decided', async () => {
                const one = await spokenInterview();
                await hr.post(`/api/interviews/${one.interview.id}/decision`, { decision: 'hold', reason: 'To be seen.' });
                assertProblem(await correct(one, 1, 'I moved it.'), 409, { detail: /decision/ });
        });
});

describe('waveforms', () => {
        it('are_served_without_the_sound', async () => {
                const one = await spokenInterview();
                const { peaks } = await hr.get(`/api/interviews/${one.interview.id}/turns/1/answer/peaks`);
                assert.equal(peaks.length, 240);
                assert.ok(Math.max(...peaks) > 20, 'speech is seen in it');
                assert.deepEqual((await one.candidate.get('/api/candidate/recordings')).items[0].peaks, peaks);
                assertProblem(await hr.ask('GET', `/api/interviews/${one.interview.id}/turns/2/answer/peaks`), 404);
                const other = makeOrganisation(site);
                const stranger = await signIn(site, other.email, other.password);
                assertProblem(await stranger.ask('GET', `/api/interviews/${one.interview.id}/turns/1/answer/peaks`), 404);
        });
});

describe('requests', () => {
        const ask = (one, kind, message) => one.candidate.ask('POST', '/api/candidate/requests', { json: { kind, message } });
        const answerOf = (caller, id, json) => caller.ask('POST', `/api/requests/${id}/answer`, { json });
        const newest = async (one) => (await hr.get(`/api/requests?interview_id=${one.interview.id}`)).items[0];

        it('are_seen_by_hr_and_answered_once', async () => {
                const one = await startInterview(hr);
                const reply = await ask(one, 'human_interview', 'I would rather speak with a person.');
                assert.equal(reply.status, 202, reply.text);
                assert.equal(reply.json.items[0].state, 'open');
                assert.equal((await ask(one, 'human_interview', 'I would rather speak with a person.')).json.items.length, 1, 'a lost reply');
                assertProblem(await ask(one, 'human_interview', 'Please.'), 409, { detail: /already/ });
                const seen = await newest(one);
                assert.equal(seen.interview.candidate_name, 'Ada Example');
                assert.deepEqual((await hr.get('/api/requests?state=open&limit=1')).items.map(({ id }) => id), [seen.id]);
                const reviewer = await signIn(site, ...Object.values(makeUser(site, 'reviewer')));
                assert.equal((await reviewer.get('/api/requests?limit=1')).items.length, 1);
                assertProblem(await answerOf(reviewer, seen.id, { state: 'done' }), 403);
                const stranger = await signIn(site, ...Object.values(makeOrganisation(site)));
                assert.deepEqual((await stranger.get('/api/requests')).items, []);
                assertProblem(await answerOf(stranger, seen.id, { state: 'done' }), 404);
                assertProblem(await answerOf(hr, seen.id, { state: 'declined' }), 422, { field: 'message' });
                assertProblem(await answerOf(hr, seen.id, { state: 'maybe' }), 422, { field: 'state' });
                const answered = await answerOf(hr, seen.id, { state: 'done', message: 'Call me on Monday.' });
                assert.equal(answered.json.state, 'done', answered.text);
                assert.ok(answered.json.answered_by);
                assertProblem(await answerOf(hr, seen.id, { state: 'done' }), 409, { detail: /already/ });
                const [own] = (await one.candidate.get('/api/candidate/requests')).items;
                assert.deepEqual([own.state, own.answer], ['done', 'Call me on Monday.']);
                assert.equal((await ask(one, 'human_interview', 'Once more.')).status, 202, 'an answered one can be followed by another');
        });

        it('have_pages_and_are_checked', async () => {
                const one = await startInterview(hr);
                for (const kind of ['human_review', 'more_time', 'deletion']) assert.equal((await ask(one, kind, '')).status, 202);
                const of = `interview_id=${one.interview.id}`;
                const page = await hr.get(`/api/requests?${of}&limit=2`);
                const rest = await hr.get(`/api/requests?${of}&limit=2&cursor=${page.next_cursor}`);
                assert.deepEqual([...page.items, ...rest.items].map(({ kind }) => kind), ['deletion', 'more_time', 'human_review']);
                assert.equal(rest.next_cursor, null);
                for (const json of [{}, { kind: 'coffee' }, { kind: 'more_time', message: 'x'.repeat(2001) }, { kind: 'more_time', why: '' }])
                        assert.equal((await one.candidate.ask('POST', '/api/candidate/requests', { json })).status, 422, JSON.stringify(json));
                for (const query of ['state=lost', 'interview_id=1', 'limit=0'])
                        assert.equal((await hr.ask('GET', `/api/requests?${query}`)).status, 422, query);
        });

        it('for_more_time_give_half_as_much_again', async () => {
                const one = await startInterview(hr, { posting: { limits: { max_answer_seconds: 600, max_minutes: 30 } } });
                const before = await state(one);
                await ask(one, 'more_time', 'I stammer.');
                await answerOf(hr, (await newest(one)).id, { state: 'done' });
                const after = await state(one);
                assert.deepEqual(after.limits, { ...before.limits, max_answer_seconds: 780, max_minutes: 45 });
                assert.ok(after.remaining_seconds > before.remaining_seconds + 14 * 60);
                await one.candidate.post('/api/candidate/end');
                await ask(one, 'more_time', 'Once more.');
                assertProblem(await answerOf(hr, (await newest(one)).id, { state: 'done' }), 409, { detail: /over/ });
                assert.equal((await newest(one)).state, 'open', 'what could not be done is not said to be');
        });

        it('for_deletion_erase_when_they_are_done', async () => {
                const one = await spokenInterview();
                await ask(one, 'deletion', 'Please forget me.');
                const { id } = await newest(one);
                const done = await answerOf(hr, id, { state: 'done', message: 'Done, Ada.' });
                assert.deepEqual([done.json.state, done.json.message, done.json.answer], ['done', '', '']);
                assert.equal(done.json.interview.status, 'erased');
                assertProblem(await one.candidate.ask('GET', '/api/candidate/interview'), 401);
        });
});

describe('the experience', () => {
        it('is_shown_to_hr_only_beside_a_decision', async () => {
                const one = await startInterview(hr);
                const say = (json) => one.candidate.ask('POST', '/api/candidate/experience', { json });
                assertProblem(await say({ rating: 4 }), 409);
                await one.candidate.post('/api/candidate/end');
                for (const json of [{}, { rating: 0 }, { rating: 6 }, { rating: 4.5 }, { rating: 4, text: 'x'.repeat(2001) }])
                        assert.equal((await say(json)).status, 422, JSON.stringify(json));
                assert.equal((await say({ rating: 4, text: 'Clear questions.' })).status, 204);
                assert.equal((await state(one)).has_experience, true);
                assert.equal((await hr.get(`/api/interviews/${one.interview.id}`)).experience, null);
                await hr.post(`/api/interviews/${one.interview.id}/decision`, { decision: 'advance', reason: 'As said.' });
                const { experience } = await hr.get(`/api/interviews/${one.interview.id}`);
                assert.deepEqual([experience.rating, experience.text], [4, 'Clear questions.']);
        });
});

describe('erasure', () => {
        it('leaves_nothing_that_can_be_read', async () => {
                const one = await spokenInterview();
                const { id } = one.interview;
                await waitForReport(hr, id);
                await one.candidate.does(204, 'POST', '/api/candidate/experience', { json: { rating: 5, text: 'Ada Example was here.' } });
                sql(site, `INSERT INTO passage (interview_id, ordinal, heading, body, search) VALUES ('${id}', 1, '', 'Ada Example', to_tsvector('Ada Example'))`);
                const folder = join(site.dataDir, 'media/interviews', id);
                const reply = await one.candidate.does(202, 'DELETE', '/api/candidate/data');
                assert.deepEqual(reply.json, { status: 'erased' });
                assertProblem(await one.candidate.ask('GET', '/api/candidate/recordings'), 401);
                assert.equal((await new Caller(site).ask('POST', '/api/candidate/join', { json: { token: one.token } })).status, 401);
                const seen = await hr.get(`/api/interviews/${id}`);
                assert.deepEqual([seen.status, seen.candidate, seen.turns, seen.overall_score], ['erased', { name: null, email: null }, [], null]);
                assertProblem(await hr.ask('GET', `/api/interviews/${id}/report`), 404);
                assertProblem(await hr.ask('GET', `/api/interviews/${id}/turns/1/answer/audio`), 404);
                // Every table that names interviews but those of what stays, such as what was paid, in numbers.
                const tables = sql(site, `SELECT table_name FROM information_schema.columns WHERE column_name = 'interview_id'
                        AND table_schema = 'public' AND table_name NOT IN ('consent', 'candidate_request', 'usage')`).split('\n');
                assert.ok(tables.length >= 8 && tables.includes('passage'), String(tables));
                for (const table of tables)
                        assert.equal(sql(site, `SELECT count(*) FROM ${table} WHERE interview_id = '${id}'`), '0', table);
                const until = Date.now() + 60_000;
                while (existsSync(folder) && Date.now() < until) await sleep(100);
                assert.ok(!existsSync(folder), `files are left: ${existsSync(folder) ? readdirSync(folder) : ''}`);
                assert.equal((await hr.get(`/api/interviews?status=erased&limit=1`)).items[0].candidate.name, null);
                assertProblem(await hr.ask('POST', `/api/interviews/${id}/report`, { json: {} }), 409);
        });

        it('waits_for_the_end_of_one_that_runs', async () => {
                const one = await startInterview(hr);
                assertProblem(await one.candidate.ask('DELETE', '/api/candidate/data'), 409, { detail: /End the interview/ });
                await one.candidate.post('/api/candidate/pause');
                assertProblem(await one.candidate.ask('DELETE', '/api/candidate/data'), 409);
                await one.candidate.post('/api/candidate/end');
                await one.candidate.does(202, 'DELETE', '/api/candidate/data');
                assertProblem(await one.candidate.ask('DELETE', '/api/candidate/data'), 401);
        });

        // Who writes an evaluation waits for the turn that is erased, and holds nothing meanwhile that erasing it needs.
        it('does_not_wait_for_an_evaluation_that_waits_for_it', async () => {
                const one = await spokenInterview();
                const { id } = one.interview;
                await waitForReport(hr, id);
                sql(site, `DELETE FROM evaluation WHERE interview_id = '${id}';
                        INSERT INTO job (id, kind, key, payload, organisation_id, run_at)
                        SELECT gen_random_uuid(), 'evaluation', '${id}/1', '{"interview":"${id}","turn":1}', organisation_id, now() + interval '2 seconds'
                        FROM interview WHERE id = '${id}'`);
                sql(site, `BEGIN; SELECT FROM turn WHERE interview_id = '${id}' FOR UPDATE;
                        DO $$ BEGIN
                                FOR i IN 1..600 LOOP
                                        PERFORM pg_sleep(0.05);
                                        IF EXISTS (SELECT FROM pg_locks l WHERE NOT l.granted AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid))) THEN
                                                PERFORM FROM answer WHERE interview_id = '${id}' FOR UPDATE NOWAIT;
                                                RETURN;
                                        END IF;
                                END LOOP;
                                RAISE 'nobody waited for the turn';
                        END $$; ROLLBACK`);
                await one.candidate.does(202, 'DELETE', '/api/candidate/data');
        });

        it('is_possible_before_the_start', async () => {
                const { token, interview } = await createInterview(hr);
                const { candidate } = await joinInterview(site, token);
                await candidate.does(202, 'DELETE', '/api/candidate/data');
                assert.equal((await hr.get(`/api/interviews/${interview.id}`)).status, 'erased');
        });

        it('comes by itself when the time of the posting is over', async () => {
                const over = await startInterview(hr, { posting: { retention_days: 2 } });
                await over.candidate.post('/api/candidate/end');
                const left = await startInterview(hr, { posting: { retention_days: 2 } });
                const kept = await startInterview(hr, { posting: { retention_days: 3 } });
                await kept.candidate.post('/api/candidate/end');
                const ids = [over, left, kept].map((one) => `'${one.interview.id}'`).join();
                sql(site, `UPDATE interview SET started_at = now() - interval '49 hours', expires_at = now() - interval '49 hours',
                        ended_at = CASE WHEN ended_at IS NOT NULL THEN now() - interval '49 hours' END WHERE id IN (${ids})`);
                sql(site, `INSERT INTO job (id, kind, key) VALUES (uuid_v7(), 'retention', 'test'); NOTIFY job`);
                const until = Date.now() + 60_000;
                const statusOf = async (one) => (await hr.get(`/api/interviews/${one.interview.id}`)).status;
                while ((await statusOf(over)) !== 'erased' || (await statusOf(left)) !== 'erased') {
                        assert.ok(Date.now() < until, 'what was due was not erased');
                        await sleep(200);
                }
                assert.equal(await statusOf(kept), 'completed');
        });
});

describe('the connection', () => {
        it('is measured by bytes that nobody keeps', async () => {
                const { token } = await createInterview(hr);
                const { candidate } = await joinInterview(site, token);
                const send = (bytes) => candidate.ask('POST', '/api/candidate/network', { body: Buffer.alloc(bytes), headers: { 'Content-Type': 'application/octet-stream' } });
                for (const bytes of [0, 1, 65536, 262144]) assert.equal((await send(bytes)).status, 204, `${bytes} bytes`);
                assertProblem(await send(262145), 413);
                assertProblem(await new Caller(site).ask('POST', '/api/candidate/network', { body: 'x' }), 401);
        });
});
