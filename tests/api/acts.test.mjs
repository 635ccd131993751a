// What a candidate does with a question other than answering it, through the whole of the road.
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { answer, forgetFailures, named, namesOf, openSite, postAnswer, signIn, sql, startInterview, waitForReport } from './client.mjs';
import { spoken } from './clips.mjs';

const TYPED = 'I measured first, then I changed one line, and the page became twice as fast.';

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
});

const answersOf = (made) => sql(site, `SELECT turn_number, attempt, coalesce(act, '-'), coalesce(outcome, '-') FROM answer
        WHERE interview_id = '${made.interview.id}' ORDER BY 1, 2`).split('\n').filter((line) => line !== '');

it('requests_are_answered_twice_a_turn_and_are_no_failed_tries', async () => {
        const made = await startInterview(hr);
        const question = (await made.candidate.get('/api/candidate/interview')).turns[0].question.text;
        const repeated = await answer(made.candidate, 1, spoken('Could you please repeat the question?', 'wav'));
        assert.deepEqual(namesOf(repeated).filter((name) => name !== 'voice_metrics'), ['received', 'transcript', 'asked_again', 'done']);
        assert.equal(named(repeated, 'asked_again').reason, 'repeat');
        assert.ok(named(repeated, 'asked_again').question.text.endsWith(question));
        const back = await postAnswer(made.candidate, 1, { text: 'How many questions are there?' }, { Accept: 'application/json' });
        assert.deepEqual([back.status, back.json.asked_again, back.json.interviewer_response.turn], [200, 'question_back', 1]);
        assert.match(back.json.interviewer_response.question.text, /question 1 of at most/);
        const given = await answer(made.candidate, 1, { text: TYPED });
        assert.equal(named(given, 'next').turn, 2);
        assert.deepEqual(answersOf(made), ['1|1|repeat|asked_again', '1|2|question_back|asked_again', '1|3|-|next']);
        const items = (await hr.get(`/api/interviews/${made.interview.id}/transcript`)).items.filter((item) => item.turn === 1);
        assert.deepEqual(items.map((item) => item.speaker), ['interviewer', 'candidate', 'interviewer', 'candidate', 'interviewer', 'candidate']);
        assert.equal(items.at(-1).text, TYPED);
});

it('whoever_goes_on_asking_is_taken_on_to_the_next_question', async () => {
        const made = await startInterview(hr);
        for (const [text, reason] of [['I do not understand the question.', 'rephrased'], ['Give me a moment, please.', 'moment']])
                assert.equal(named(await answer(made.candidate, 1, { text }), 'asked_again').reason, reason);
        const next = named(await answer(made.candidate, 1, { text: 'What do you mean by that?' }), 'next');
        assert.equal(next.turn, 2);
        assert.match(next.question.greeting, /go on/);
        await made.candidate.post('/api/candidate/end');
        const report = await waitForReport(hr, made.interview.id);
        assert.equal(report.overall_score, null);
});

it('a_refusal_is_accepted_at_once_and_never_scored', async () => {
        const made = await startInterview(hr);
        const told = await answer(made.candidate, 1, { text: 'I would rather not talk about that.' });
        assert.match(named(told, 'next').question.greeting, /all right/);
        await answer(made.candidate, 2, { text: TYPED });
        const state = await made.candidate.get('/api/candidate/interview');
        assert.deepEqual(state.turns.map((turn) => turn.status), ['skipped', 'answered', 'asked']);
        await made.candidate.post('/api/candidate/end');
        const report = await waitForReport(hr, made.interview.id);
        const turn = report.turns.find((each) => each.turn === 1);
        assert.deepEqual([turn.evaluation, turn.transcript.text, report.questions_answered], [null, 'I would rather not talk about that.', 1]);
        assert.equal(turn.act, 'declined');
        assert.deepEqual(answersOf(made)[0], '1|1|declined|next');
        const items = (await hr.get(`/api/interviews/${made.interview.id}/transcript`)).items;
        assert.ok(items.some((item) => item.turn === 1 && item.text === 'The candidate declined to answer.'));
});
