// The supervisor of a running interview: what it decides at turns and between them, what people ask of
// it, who comes back, and panels.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { before, describe, it } from 'node:test';
import {
        answer, assertProblem, Caller, createInterview, forgetFailures, joinInterview, makeOrganisation, makeUser, named, openSite, postAnswer, signIn,
        sql, startInterview, waitForReport,
} from './client.mjs';

const TYPED = 'I measured first, then I changed one line, because the index was missing, and the page became twice as fast.';
const OTHER = 'With the customer I agreed on a smaller version, I wrote it down, and we shipped it two weeks before the date that was planned.';

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
});

const statusOf = (made, who = hr) => who.get(`/api/interviews/${made.interview.id}/supervisor`);
const act = (made, json, status = 200) => hr.post(`/api/interviews/${made.interview.id}/supervisor/action`, json, status);
const interviewOf = (made) => hr.get(`/api/interviews/${made.interview.id}`);
const stateOf = (made) => made.candidate.get('/api/candidate/interview');
const rows = (made) =>
        sql(site, `SELECT source, turn_number, decision, reason, coalesce(heed, '-') FROM supervision WHERE interview_id = '${made.interview.id}' AND source = 'turn'
                ORDER BY id`).split('\n').filter((line) => line !== '');
// As if the interview had begun so many minutes ago; the runner's round leaves it alone.
const age = (made, minutes) =>
        sql(site, `UPDATE interview SET started_at = started_at - interval '${minutes} minutes', supervised_at = now() + interval '1 hour' WHERE id = '${made.interview.id}';
                UPDATE turn SET asked_at = asked_at - interval '${minutes} minutes' WHERE interview_id = '${made.interview.id}'`);
// The runner looks now: an own one, so that nothing waits for the tick of the site's.
const look = (made) => {
        sql(site, `UPDATE interview SET supervised_at = now() - interval '1 day' WHERE id = '${made.interview.id}'`);
        execFileSync(join(process.env.EARSHOT_PROGRAM_DIR ?? 'build/asan/bin', 'earshot-jobs'), ['run', '--once'], {
                env: { PATH: process.env.PATH, DATA_DIR: site.dataDir, LOG_LEVEL: 'error', ASAN_OPTIONS: 'detect_leaks=0' },
        });
};
async function becomes(status, made) {
        for (let tries = 0; (await interviewOf(made)).status !== status; tries++) {
                assert.ok(tries < 200, `it becomes ${status}`);
                await sleep(50);
        }
}

describe('the_supervisor', () => {
        it('looks_at_every_turn_and_keeps_what_it_saw', async () => {
                const made = await startInterview(hr, { posting: { limits: { max_turns: 4 } } });
                const fresh = await statusOf(made);
                assert.deepEqual(
                        [fresh.is_active, fresh.status, fresh.actions_taken, fresh.conclusion_initiated, fresh.actions, fresh.decisions],
                        [true, 'in_progress', 0, false, [], []],
                );
                assert.deepEqual(fresh.limits, { analysis_interval_seconds: 30, conclusion_minutes: 25, max_minutes: 35 });
                await answer(made.candidate, 1, { text: TYPED });
                await made.candidate.post('/api/candidate/turns/2/skip');
                assert.deepEqual(rows(made), ['turn|1|ignore|on_course|-', 'turn|2|ignore|on_course|-']);
                const seen = await statusOf(made);
                assert.ok(seen.analysis_count >= 2);
                assert.equal(typeof seen.elapsed_minutes, 'number');
                assert.equal(seen.last.decision, 'ignore');
                const analysis = JSON.parse(sql(site, `SELECT analysis FROM supervision WHERE interview_id = '${made.interview.id}' AND source = 'turn' ORDER BY id DESC LIMIT 1`));
                assert.deepEqual([analysis.turns, analysis.answered, analysis.unanswered_in_a_row, analysis.set_left], [2, 1, 1, 0]);
        });

        it('asks_easier_questions_and_lets_go_whoever_has_nothing_to_say', async () => {
                const made = await startInterview(hr, { posting: { limits: { max_turns: 20 } } });
                for (let turn = 1; turn <= 5; turn++) await made.candidate.post(`/api/candidate/turns/${turn}/skip`);
                assert.deepEqual(rows(made).map((row) => row.split('|').slice(2).join(' ')), [
                        'ignore on_course -', 'guide no_answers easier', 'guide no_answers easier', 'guide no_answers easier', 'conclude unanswered -',
                ]);
                const status = await statusOf(made);
                assert.deepEqual([status.conclusion_initiated, status.actions_taken, status.decisions[0].reason], [true, 4, 'unanswered']);
                assert.match(status.decisions[0].sentence, /were not answered/);
                assert.equal((await stateOf(made)).turns[5].question.kind, 'closing');
                const events = await answer(made.candidate, 6, { text: 'No, thank you.' });
                assert.equal(named(events, 'ended').reason, 'supervisor');
                assert.deepEqual(rows(made).at(-1), 'turn|6|end|closed|-');
        });

        it('concludes_in_time_and_leaves_nothing_of_a_set_out', async () => {
                const set = ['How do you find out why a query is slow?', 'How do you test a migration?'].map((text) => ({ text }));
                const free = await startInterview(hr, { posting: { supervisor: { conclusion_minutes: 10, max_minutes: 20 } } });
                const fixed = await startInterview(hr, { posting: { question_set: set, supervisor: { conclusion_minutes: 10, max_minutes: 20 } } });
                assert.equal((await stateOf(free)).limits.max_minutes, 20);
                age(free, 11);
                age(fixed, 11);
                assert.equal(named(await answer(free.candidate, 1, { text: TYPED }), 'next').question.kind, 'closing');
                assert.equal((await statusOf(free)).conclusion_initiated, true);
                await answer(fixed.candidate, 1, { text: TYPED });
                const next = (await stateOf(fixed)).turns.at(-1);
                assert.notEqual(next.question.kind, 'closing');
                age(free, 10);
                const events = await answer(free.candidate, 2, { text: 'No.' });
                assert.equal(named(events, 'ended').reason, 'supervisor');
                assert.equal((await interviewOf(free)).end_reason, 'supervisor');
                await waitForReport(hr, free.interview.id);
        });

        it('ends_by_its_own_limit_and_leaves_the_postings_to_the_plan', async () => {
                const own = await startInterview(hr, { posting: { supervisor: { max_minutes: 20 } } });
                const plain = await startInterview(hr);
                age(own, 21);
                age(plain, 36);
                assert.equal(named(await answer(own.candidate, 1, { text: TYPED }), 'ended').reason, 'supervisor');
                assert.equal(named(await answer(plain.candidate, 1, { text: TYPED }), 'ended').reason, 'time');
                assert.deepEqual([rows(own), rows(plain)], [['turn|1|end|time_over|-'], ['turn|1|end|time_over|-']]);
        });

        it('is_seen_by_the_organisation_alone_and_moved_by_recruiters_alone', async () => {
                const made = await startInterview(hr);
                const path = `/api/interviews/${made.interview.id}/supervisor`;
                const { email, password } = makeOrganisation(site);
                const stranger = await signIn(site, email, password);
                const colleague = makeUser(site, 'reviewer');
                const reviewer = await signIn(site, colleague.email, colleague.password);
                assertProblem(await stranger.ask('GET', path), 404);
                assertProblem(await stranger.ask('POST', `${path}/action`, { json: { action: 'end' } }), 404);
                assertProblem(await new Caller(site).ask('GET', path), 401);
                await statusOf(made, reviewer);
                assertProblem(await reviewer.ask('POST', `${path}/action`, { json: { action: 'end' } }), 403);
                for (const [json, field] of [
                        [{}, 'action'], [{ action: 'dance' }, 'action'], [{ action: 'guide' }, 'message'], [{ action: 'guide', message: '  ' }, 'message'],
                        [{ action: 'guide', message: 'x'.repeat(1001) }, 'message'], [{ action: 'end', minutes: 5 }, 'minutes'],
                        [{ action: 'add_time', minutes: 61 }, 'minutes'], [{ action: 'add_time', minutes: '5' }, 'minutes'], [{ action: 'end', why: 'x' }, 'why'],
                ])
                        assertProblem(await hr.ask('POST', `${path}/action`, { json }), 422, { field });
                assert.deepEqual((await statusOf(made)).actions, []);
                await made.candidate.post('/api/candidate/end');
                assertProblem(await hr.ask('POST', `${path}/action`, { json: { action: 'conclude' } }), 409, { detail: /runs/ });
                assert.equal((await statusOf(made)).is_active, false);
        });
});

describe('what_people_ask', () => {
        it('is_asked_word_for_word_where_it_is_a_question', async () => {
                const made = await startInterview(hr, { posting: { question_set: [{ text: 'How do you find out why a query is slow?' }, { text: 'How do you test a migration?' }] } });
                const question = 'Which of our customers would you call first, and why?';
                const after = await act(made, { action: 'guide', message: ` ${question} ` });
                assert.deepEqual(
                        after.actions.map(({ action, message, state, by }) => [action, message, state, typeof by]),
                        [['guide', question, 'waiting', 'string']],
                );
                const next = named(await answer(made.candidate, 1, { text: TYPED }), 'next');
                assert.equal(next.question.text, question);
                assert.equal((await statusOf(made)).actions[0].state, 'done');
                await answer(made.candidate, 2, { text: OTHER });
                const texts = (await stateOf(made)).turns.map((turn) => turn.question.text);
                assert.ok(texts.slice(2).every((text) => text !== question));
                const { items } = await hr.get(`/api/interviews/${made.interview.id}/transcript`);
                const told = items.find((item) => item.speaker === 'system' && item.text.endsWith(question));
                assert.match(told.text, /guides the interviewer: /);
                assert.ok(items.indexOf(told) < items.findIndex((item) => item.text === question));
        });

        it('steers_where_it_is_none_one_wish_a_turn', async () => {
                const made = await startInterview(hr, { posting: { type: 'technical', description: 'You build services with PostgreSQL and caches.' } });
                await act(made, { action: 'guide', message: 'Turn to caching and its invalidation.' });
                await act(made, { action: 'guide', message: 'What would you ask us?' });
                assert.match(named(await answer(made.candidate, 1, { text: TYPED }), 'next').question.text, /cach/i);
                assert.deepEqual((await statusOf(made)).actions.map((one) => one.state), ['waiting', 'done']);
                assert.equal(named(await answer(made.candidate, 2, { text: OTHER }), 'next').question.text, 'What would you ask us?');
        });

        it('concludes_and_ends_at_the_next_turn', async () => {
                const concluded = await startInterview(hr);
                const ended = await startInterview(hr);
                await act(concluded, { action: 'conclude' });
                assert.equal((await act(concluded, { action: 'conclude' })).actions.length, 1, 'asked for twice it stands once');
                assert.equal((await statusOf(concluded)).conclusion_initiated, false);
                assert.equal(named(await answer(concluded.candidate, 1, { text: TYPED }), 'next').question.kind, 'closing');
                const status = await statusOf(concluded);
                assert.deepEqual([status.conclusion_initiated, status.actions[0].state, status.actions_taken], [true, 'done', 1]);
                await act(ended, { action: 'end', message: 'The fire alarm.' });
                assert.equal((await interviewOf(ended)).status, 'in_progress', 'the candidate may be speaking');
                assert.equal(named(await answer(ended.candidate, 1, { text: TYPED }), 'ended').reason, 'supervisor');
                const { items } = await hr.get(`/api/interviews/${ended.interview.id}/transcript`);
                assert.ok(items.some((item) => item.speaker === 'system' && /ends the interview after this question: The fire alarm\.$/.test(item.text)));
        });

        it('gives_time_at_once_also_beyond_the_supervisors_limit', async () => {
                const made = await startInterview(hr, { posting: { supervisor: { conclusion_minutes: 5, max_minutes: 8 } } });
                const first = await stateOf(made);
                assert.deepEqual([first.added_minutes, first.person_present], [0, false]);
                const status = await act(made, { action: 'add_time' });
                assert.deepEqual([status.added_minutes, status.limits.max_minutes, status.limits.conclusion_minutes], [5, 13, 10]);
                assert.deepEqual([status.actions[0].minutes, status.actions[0].state], [5, 'done']);
                const more = await stateOf(made);
                assert.deepEqual([more.added_minutes, more.person_present], [5, true]);
                assert.ok(more.remaining_seconds > first.remaining_seconds + 250);
                for (let times = 0; times < 5; times++) await act(made, { action: 'add_time', minutes: 60 });
                assert.equal(sql(site, `SELECT max_minutes FROM interview WHERE id = '${made.interview.id}'`), '270', 'the longest interview that is taken');
        });

        it('pauses_behind_the_question_and_skips_at_once', async () => {
                const made = await startInterview(hr);
                await act(made, { action: 'pause' });
                assert.equal((await stateOf(made)).status, 'in_progress');
                assert.equal(named(await answer(made.candidate, 1, { text: TYPED }), 'next').turn, 2);
                const paused = await stateOf(made);
                assert.deepEqual([paused.status, paused.paused_by, paused.current_turn], ['paused', 'hr', 2]);
                assertProblem(await postAnswer(made.candidate, 2, { text: OTHER }), 409, { detail: /paused/ });
                assertProblem(await hr.ask('POST', `/api/interviews/${made.interview.id}/supervisor/action`, { json: { action: 'skip' } }), 409);
                assert.equal((await made.candidate.post('/api/candidate/resume-interview')).status, 'in_progress');
                const status = await act(made, { action: 'skip', message: 'Asked already by phone.' });
                assert.deepEqual([status.actions[0].action, status.actions[0].state], ['skip', 'done']);
                assert.deepEqual((await stateOf(made)).turns.map((turn) => turn.status), ['answered', 'skipped', 'asked']);
                assertProblem(await postAnswer(made.candidate, 2, { text: OTHER }), 409, { current_turn: 3 });
        });

        it('is_done_once_for_a_key_however_often_it_is_sent', async () => {
                const made = await startInterview(hr);
                const path = `/api/interviews/${made.interview.id}/supervisor/action`;
                const headers = { 'Idempotency-Key': randomUUID() };
                const add = (minutes) => hr.ask('POST', path, { json: { action: 'add_time', minutes }, headers });
                const [first, ...others] = await Promise.all(Array.from({ length: 6 }, () => add(7)));
                for (const other of others) assert.deepEqual([other.status, other.json], [200, first.json]);
                assert.deepEqual([first.json.added_minutes, first.json.actions.length], [7, 1]);
                assertProblem(await add(8), 409, { detail: /Idempotency-Key/ });
                assert.equal((await statusOf(made)).added_minutes, 7);
                const skip = () => hr.does(200, 'POST', path, { json: { action: 'skip' }, headers: { 'Idempotency-Key': 'skip-1' } });
                const skipped = (await skip()).json;
                assert.equal(skipped.actions[0].state, 'done');
                assert.deepEqual((await skip()).json, skipped);
                assert.deepEqual((await stateOf(made)).turns.map((turn) => turn.status), ['skipped', 'asked'], 'the next question stands');
                // What was refused may be sent again.
                await made.candidate.post('/api/candidate/pause');
                const pause = () => hr.ask('POST', path, { json: { action: 'pause' }, headers: { 'Idempotency-Key': 'pause-1' } });
                assertProblem(await pause(), 409, { detail: /paused/ });
                await made.candidate.post('/api/candidate/resume-interview');
                assert.equal((await pause()).status, 200);
        });

        it('ends_a_break_at_once', async () => {
                const made = await startInterview(hr);
                await made.candidate.post('/api/candidate/pause');
                const status = await act(made, { action: 'end' });
                assert.deepEqual([status.status, status.actions[0].state], ['completed', 'done']);
                assert.equal((await interviewOf(made)).end_reason, 'supervisor');
        });

        it('is_erased_but_for_who_and_when', async () => {
                const made = await startInterview(hr);
                await act(made, { action: 'guide', message: 'Ask about Ada.' });
                await answer(made.candidate, 1, { text: TYPED });
                await made.candidate.post('/api/candidate/end');
                await made.candidate.does(202, 'DELETE', '/api/candidate/data');
                const left = `SELECT count(*) FROM supervision WHERE interview_id = '${made.interview.id}'`;
                assert.equal(sql(site, left), '0');
                assert.equal(sql(site, `SELECT action, message, user_id IS NOT NULL FROM supervisor_action WHERE interview_id = '${made.interview.id}'`), 'guide||t');
        });
});

describe('a_round_of_the_runner', () => {
        it('looks_at_running_interviews_alone_when_they_are_due', async () => {
                const made = await startInterview(hr, { posting: { supervisor: { analysis_interval_seconds: 3600 } } });
                const paused = await startInterview(hr);
                await paused.candidate.post('/api/candidate/pause');
                look(paused);
                const count = (one) => Number(sql(site, `SELECT count(*) FROM supervision WHERE interview_id = '${one.interview.id}' AND source = 'round'`));
                assert.deepEqual([count(made), count(paused)], [0, 0]);
                look(made);
                assert.equal(count(made), 1);
                assert.deepEqual((({ source, turn, decision, reason }) => [source, turn, decision, reason])((await statusOf(made)).last), ['round', 1, 'ignore', 'on_course']);
        });

        it('lets_an_interview_wait_for_whoever_went_away_and_they_go_on_where_it_was', async () => {
                const joined = await startInterview(hr);
                const answered = await startInterview(hr);
                const skipped = await startInterview(hr);
                for (const made of [joined, answered, skipped]) {
                        age(made, 16);
                        look(made);
                        const state = await stateOf(made);
                        assert.deepEqual([state.status, state.paused_by, state.current_turn], ['paused', 'away', 1]);
                        // Of the sixteen minutes the five of the longest answer count.
                        assert.ok(Math.abs(state.remaining_seconds - 30 * 60) <= 5, `${state.remaining_seconds} s are left`);
                }
                const told = (await hr.get(`/api/interviews/${joined.interview.id}/transcript`)).items.map((item) => item.text);
                assert.ok(told.includes('Nobody is there. The interview waits for the candidate.'));
                const again = await joinInterview(site, joined.token);
                assert.deepEqual([again.state.status, again.state.current_turn], ['in_progress', 1]);
                look(joined);
                assert.equal((await interviewOf(joined)).status, 'in_progress', 'the time before they came back is no silence');
                assert.equal(named(await answer(again.candidate, 1, { text: TYPED }), 'next').turn, 2);
                assert.equal(named(await answer(answered.candidate, 1, { text: TYPED }), 'next').turn, 2);
                assert.equal((await skipped.candidate.post('/api/candidate/turns/1/skip')).turn.number, 2);
        });

        it('ends_what_nobody_comes_back_to_when_its_time_is_over', async () => {
                const over = await startInterview(hr, { posting: { limits: { max_minutes: 5, max_answer_seconds: 300 } } });
                const wished = await startInterview(hr, { posting: { limits: { max_answer_seconds: 60 } } });
                await act(wished, { action: 'end' });
                age(over, 7);
                age(wished, 3);
                look(over);
                look(wished);
                await becomes('completed', over);
                await becomes('completed', wished);
                assert.deepEqual([(await interviewOf(over)).end_reason, (await interviewOf(wished)).end_reason], ['supervisor', 'supervisor']);
                assert.equal((await statusOf(wished)).actions[0].state, 'done');
                assert.equal((await waitForReport(hr, over.interview.id)).questions_answered, 0);
        });

        it('has_the_closing_question_asked_when_time_runs_out_meanwhile', async () => {
                const made = await startInterview(hr, { posting: { supervisor: { conclusion_minutes: 2, max_minutes: 8 } } });
                sql(site, `UPDATE interview SET started_at = started_at - interval '6 minutes' WHERE id = '${made.interview.id}'`);
                look(made);
                assert.deepEqual((({ conclusion_initiated, last }) => [conclusion_initiated, last.decision, last.reason])(await statusOf(made)), [true, 'conclude', 'time_short']);
                assert.equal(named(await answer(made.candidate, 1, { text: TYPED }), 'next').question.kind, 'closing');
        });
});

describe('a_panel', () => {
        it('is_checked_and_ended_by_a_persona_alone', async () => {
                const { posting } = await createInterview(hr, { posting: { personas: ['direct', 'curious'] } });
                const path = `/api/postings/${posting.id}`;
                for (const personas of [['nobody', 'direct'], ['direct', 'direct'], 'direct', [1], ['friendly', 'direct', 'curious', 'professional']])
                        assertProblem(await hr.ask('PATCH', path, { json: { personas } }), 422, { field: 'personas' });
                assertProblem(await hr.ask('PATCH', path, { json: { persona: 'curious', personas: ['direct', 'curious'] } }), 422, { field: 'personas' });
                assert.deepEqual((await hr.does(200, 'PATCH', path, { json: { title: 'Same' } })).json.personas, ['direct', 'curious']);
                const alone = (await hr.does(200, 'PATCH', path, { json: { persona: 'professional' } })).json;
                assert.deepEqual([alone.persona, alone.personas], ['professional', []]);
                for (const supervisor of [{ conclusion_minutes: 20, max_minutes: 20 }, 5, { max_minutes: 181 }, { grace_minutes: 0 }, { speed: 1 }])
                        assertProblem(await hr.ask('PATCH', path, { json: { supervisor } }), 422);
                const set = (await hr.does(200, 'PATCH', path, { json: { supervisor: { max_minutes: 20 } } })).json.supervisor;
                assert.deepEqual(set, { analysis_interval_seconds: null, conclusion_minutes: null, max_minutes: 20, grace_minutes: null });
        });
});
