// What a candidate may do, and what the posting, the consent and the language change about it.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
        CONSENT, Caller, answer, assertProblem, cookieOf, createInterview, forgetFailures, joinInterview, named, namesOf, openSite,
        postAnswer, shareHeard, signIn, sql, standsIn, startInterview, waitForReport,
} from './client.mjs';
import { spoken } from './clips.mjs';

const SHORT = 'I wrote a small program that checked every file and it found two errors.';
const GOOD =
        'Last year our checkout failed for one in fifty customers. I was responsible for the fix. I read the logs, I wrote a test ' +
        'that showed the race, and I changed the lock. As a result failures fell from 2 percent to 0.1 percent in a week.';

let site;
let hr;
let guest;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
        guest = new Caller(site);
});

describe('a candidate’s session', () => {
        it('comes_from_the_invitation_as_cookie_and_as_token', async () => {
                const made = await createInterview(hr);
                const reply = await guest.does(200, 'POST', '/api/candidate/join', { json: { token: made.token } });
                const cookie = reply.headers.get('set-cookie');
                assert.match(cookie, /^earshot_candidate=[A-Za-z0-9_-]{43}; /);
                for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(cookie.includes(part), cookie);
                assert.ok(cookie.includes(reply.json.token));
                assert.notEqual(reply.json.token, made.token);
                const browser = new Caller(site, { Cookie: cookieOf(reply), Origin: site.url });
                assert.equal((await browser.get('/api/candidate/interview')).id, made.interview.id);
                await browser.post('/api/candidate/consent', CONSENT);
                // The cookies of HR and of a candidate live in one browser.
                const both = new Caller(site, { Cookie: `${hr.headers.Cookie}; ${cookieOf(reply)}`, Origin: site.url });
                await both.get('/api/session');
                await both.get('/api/candidate/interview');
                for (const Origin of [null, 'https://evil.example', 'null']) {
                        assertProblem(await browser.ask('POST', '/api/candidate/start', { json: {}, headers: { Origin } }), 403);
                        assertProblem(await browser.ask('POST', '/api/candidate/consent', { json: CONSENT, headers: { Origin } }), 403);
                }
                assertProblem(await guest.ask('POST', '/api/candidate/join', { json: { token: made.token }, headers: { Origin: 'https://evil.example' } }), 403);
        });

        it('shows_the_same_state_to_the_session_as_to_the_join', async () => {
                const made = await startInterview(hr);
                for (const isAnswered of [false, true]) {
                        if (isAnswered) await answer(made.candidate, 1, { text: GOOD });
                        const { token, interview } = (await guest.does(200, 'POST', '/api/candidate/join', { json: { token: made.token } })).json;
                        made.candidate = new Caller(site, { Authorization: `Bearer ${token}` });
                        const state = await made.candidate.get('/api/candidate/interview');
                        assert.equal(state.turns[0].answer !== null, isAnswered);
                        const still = { remaining_seconds: 0 };
                        assert.deepEqual({ ...state, ...still }, { ...interview, ...still });
                        assert.deepEqual(Object.keys(state), Object.keys(interview));
                }
        });

        it('is_not_the_invitation_itself', async () => {
                const made = await createInterview(hr);
                const caller = new Caller(site, { Authorization: `Bearer ${made.token}` });
                assertProblem(await caller.ask('GET', '/api/candidate/interview'), 401);
                assertProblem(await caller.ask('POST', '/api/candidate/consent', { json: CONSENT }), 401);
                const cookie = new Caller(site, { Cookie: `earshot_candidate=${made.token}`, Origin: site.url });
                assertProblem(await cookie.ask('GET', '/api/candidate/interview'), 401);
        });

        it('ends_when_the_invitation_is_opened_again', async () => {
                const made = await startInterview(hr);
                const again = await joinInterview(site, made.token);
                assertProblem(await made.candidate.ask('GET', '/api/candidate/interview'), 401, { detail: /link/ });
                assertProblem(await postAnswer(made.candidate, 1, { text: GOOD }), 401);
                assert.equal(again.state.current_turn, 1);
                assert.equal(again.state.turns[0].question.text, made.turn.question.text);
                assert.deepEqual(namesOf(await answer(again.candidate, 1, { text: GOOD })).slice(0, 2), ['received', 'transcript']);
        });

        it('does_not_open_hr_nor_the_other_way_round', async () => {
                const made = await startInterview(hr);
                assertProblem(await made.candidate.ask('GET', '/api/interviews'), 401);
                assertProblem(await made.candidate.ask('GET', `/api/interviews/${made.interview.id}/report`), 401);
                assertProblem(await hr.ask('GET', '/api/candidate/interview'), 401);
                const crossed = new Caller(site, { Cookie: hr.headers.Cookie.replace('earshot_hr', 'earshot_candidate'), Origin: site.url });
                assertProblem(await crossed.ask('GET', '/api/candidate/interview'), 401);
        });

        it('sees_its_own_interview_only', async () => {
                const [one, two] = [await startInterview(hr), await startInterview(hr)];
                await answer(one.candidate, 1, { text: GOOD });
                assert.equal((await two.candidate.get('/api/candidate/interview')).id, two.interview.id);
                assert.equal((await two.candidate.get('/api/candidate/recordings')).items.length, 1);
                assertProblem(await two.candidate.ask('GET', '/api/candidate/turns/2/question/audio'), 404);
                assertProblem(await two.candidate.ask('GET', '/api/candidate/turns/1/answer/audio'), 404);
                assertProblem(await postAnswer(two.candidate, 2, { text: GOOD }), 409, { current_turn: 1 });
        });

        const LINKS = [
                ['a wrong', () => 'A'.repeat(43), /not valid/],
                ['a cut', (token) => token.slice(0, -1), /not valid/],
                ['a withdrawn', (token, id) => (sql(site, `UPDATE invitation SET revoked_at = now() WHERE interview_id = '${id}'`), token), /withdrawn/],
                ['an expired', (token, id) => (sql(site, `UPDATE interview SET expires_at = now() - interval '1 s' WHERE id = '${id}'`), token), /expired/],
        ];
        for (const [name, change, detail] of LINKS) {
                it(`does_not_come_from_${name.replaceAll(' ', '_')}_link`, async () => {
                        const made = await createInterview(hr);
                        const token = change(made.token, made.interview.id);
                        const refused = await guest.ask('POST', '/api/candidate/join', { json: { token } });
                        assertProblem(refused, 401, { detail });
                        assert.equal(refused.headers.get('set-cookie'), null);
                        forgetFailures(site);
                });
        }

        it('does_not_start_what_has_expired_meanwhile', async () => {
                const made = await createInterview(hr);
                const { candidate } = await joinInterview(site, made.token);
                await candidate.post('/api/candidate/consent', CONSENT);
                sql(site, `UPDATE interview SET expires_at = now() - interval '1 s' WHERE id = '${made.interview.id}'`);
                assertProblem(await candidate.ask('POST', '/api/candidate/start', { json: {} }), 409, { detail: /expired/ });
                assert.equal((await candidate.get('/api/candidate/interview')).status, 'expired');
                assert.equal((await hr.get(`/api/interviews/${made.interview.id}`)).status, 'expired');
        });

        it('goes_on_after_the_invitation_has_expired', async () => {
                const made = await startInterview(hr);
                sql(site, `UPDATE interview SET expires_at = now() - interval '1 s' WHERE id = '${made.interview.id}'`);
                const { candidate, state } = await joinInterview(site, made.token);
                assert.equal(state.status, 'in_progress');
                assert.equal(named(await answer(candidate, 1, { text: GOOD }), 'next').turn, 2);
        });

        const TOKENS = [['nothing', {}], ['an empty one', { token: '' }], ['a number', { token: 7 }], ['201 characters', { token: 'x'.repeat(201) }]];
        for (const [name, json] of TOKENS) {
                it(`refuses_${name.replaceAll(' ', '_')}_for_a_token`, async () => {
                        assertProblem(await guest.ask('POST', '/api/candidate/join', { json }), 422, { field: 'token' });
                });
        }

        it('is_slowed_down_after_ten_wrong_links', async () => {
                const json = { token: 'B'.repeat(43) };
                for (let i = 0; i < 10; i++) assertProblem(await guest.ask('POST', '/api/candidate/join', { json }), 401);
                const refused = await guest.ask('POST', '/api/candidate/join', { json });
                assertProblem(refused, 429);
                assert.ok(Number(refused.headers.get('retry-after')) > 60);
                forgetFailures(site);
                await joinInterview(site, (await createInterview(hr)).token);
        });

        const PUBLIC = [
                ['GET', '/api/candidate/interview'], ['POST', '/api/candidate/consent'], ['POST', '/api/candidate/start'],
                ['POST', '/api/candidate/turns/1/answer'], ['POST', '/api/candidate/turns/1/skip'], ['POST', '/api/candidate/end'],
                ['GET', '/api/candidate/metrics'], ['GET', '/api/candidate/recordings'], ['GET', '/api/candidate/report'],
                ['POST', '/api/candidate/resume'], ['GET', '/api/session'], ['GET', '/api/postings'], ['POST', '/api/interviews'],
                ['GET', '/api/interviews/00000000-0000-7000-8000-000000000000/report.pdf'],
        ];
        it('is_needed_everywhere', async () => {
                for (const [method, path] of PUBLIC) {
                        for (const headers of [{}, { Authorization: 'Bearer x' }, { Authorization: 'Basic eDp5' }, { Cookie: 'earshot_hr=; earshot_candidate=' }])
                                assertProblem(await guest.ask(method, path, { headers: { ...headers, Origin: site.url } }), 401);
                }
        });
});

describe('consent', () => {
        for (const [name, json, field] of [
                ['without_recording', { ai_evaluation: true }, 'recording'],
                ['with_a_text', { ...CONSENT, recording: 'yes' }, 'recording'],
                ['with_null', { ...CONSENT, ai_evaluation: null }, 'ai_evaluation'],
                ['with_more', { ...CONSENT, everything: true }, 'everything'],
        ]) {
                it(`is_refused_${name}`, async () => {
                        const { candidate } = await joinInterview(site, (await createInterview(hr)).token);
                        assertProblem(await candidate.ask('POST', '/api/candidate/consent', { json }), 422, { field });
                        assert.equal((await candidate.get('/api/candidate/interview')).consent, null);
                });
        }

        it('to_recordings_can_be_withheld_then_answers_are_typed', async () => {
                const made = await startInterview(hr, { consent: { recording: false } });
                assertProblem(await postAnswer(made.candidate, 1, spoken(SHORT, 'webm')), 409, { detail: /recordings/, current_turn: 1 });
                assert.equal(sql(site, `SELECT count(*) FROM answer WHERE interview_id = '${made.interview.id}'`), '0');
                await answer(made.candidate, 1, { text: GOOD });
                await made.candidate.post('/api/candidate/consent', CONSENT);
                assert.deepEqual(namesOf(await answer(made.candidate, 2, spoken(SHORT, 'ogg'))).slice(0, 2), ['received', 'transcript']);
        });

        it('to_machine_evaluation_can_be_withheld_then_nothing_is_scored', async () => {
                const made = await startInterview(hr, { posting: { feedback: 'live' }, consent: { ai_evaluation: false } });
                const told = await answer(made.candidate, 1, { text: GOOD });
                assert.equal(named(told, 'evaluation'), undefined);
                await made.candidate.post('/api/candidate/end');
                const report = await waitForReport(hr, made.interview.id);
                assert.deepEqual(
                        [report.overall_score, report.avg_clarity_score, report.turns[0].evaluation, report.turns[0].transcript.text],
                        [null, null, null, GOOD],
                );
                for (const one of report.criteria) assert.deepEqual([one.score, one.evidence], [null, []], one.key);
                assert.equal(sql(site, `SELECT count(*) FROM evaluation WHERE interview_id = '${made.interview.id}'`), '0');
        });
});

describe('feedback', () => {
        it('live_shows_the_evaluation_with_quotes_that_were_said', async () => {
                const made = await startInterview(hr, { posting: { feedback: 'live', type: 'behavioral' } });
                const told = await answer(made.candidate, 1, { text: GOOD });
                assert.deepEqual(
                        namesOf(told).filter((name) => name !== 'question_delta'),
                        ['received', 'transcript', 'question_audio', 'next', 'evaluation', 'done'],
                );
                const { evaluation } = named(told, 'evaluation');
                assert.ok(evaluation.overall_score > 0 && evaluation.overall_score <= 10, JSON.stringify(evaluation));
                assert.ok(evaluation.evidence.length > 0);
                for (const one of evaluation.evidence) assert.ok(standsIn(one.quote, GOOD) && one.turn === 1, one.quote);
                assert.deepEqual(Object.keys(evaluation.star).sort(), ['action', 'result', 'situation', 'task']);
                assert.ok(evaluation.evaluator && evaluation.feedback_summary.length > 0);
                assert.ok(Array.isArray(evaluation.improvement_suggestions) && Array.isArray(evaluation.flags));
                const metrics = await made.candidate.get('/api/candidate/metrics');
                const averages = Object.keys(metrics).filter((name) => /^rolling_.*_avg$/.test(name));
                assert.equal(averages.length, 4);
                assert.ok(averages.some((name) => metrics[name] !== null));
                const second = await postAnswer(made.candidate, 2, { text: SHORT }, { Accept: 'application/json' });
                assert.ok(second.json.evaluation.evidence, second.text);
                assert.ok('rolling_clarity_avg' in second.json.live_metrics);
        });

        it('none_shows_no_score_anywhere_but_hr_sees_it', async () => {
                const made = await startInterview(hr, { posting: { feedback: 'none' } });
                const told = await answer(made.candidate, 1, { text: GOOD });
                assert.ok(!namesOf(told).includes('evaluation'));
                const json = await postAnswer(made.candidate, 2, { text: SHORT }, { Accept: 'application/json' });
                assert.equal(json.json.evaluation, null);
                await made.candidate.post('/api/candidate/end');
                const report = await waitForReport(hr, made.interview.id);
                assert.ok(report.overall_score > 0);
                for (const path of ['report', 'report.pdf']) assertProblem(await made.candidate.ask('GET', `/api/candidate/${path}`), 404);
                for (const path of ['metrics', 'interview', 'recordings']) {
                        const text = JSON.stringify(await made.candidate.get(`/api/candidate/${path}`));
                        assert.doesNotMatch(text, /_score|_avg|evaluation":\{/, path);
                }
        });
});

describe('questions', () => {
        const SET = [
                { text: 'What is the first thing that you would do here, and why?', competency: 'Start', difficulty: 'easy', expected: [] },
                { text: 'Wie übersetzt man „naïve“? Say it in your own words — please.', competency: 'Words', difficulty: 'medium', expected: [] },
                { text: 'Which question should we have asked?', competency: 'End', difficulty: 'medium', expected: [] },
        ];

        it('of_the_set_are_asked_word_for_word_in_order', async () => {
                const made = await startInterview(hr, { posting: { question_set: SET, limits: { max_turns: 12 } } });
                const asked = [made.turn.question];
                let told = [];
                for (let turn = 1; turn <= 12 && !named(told, 'ended'); turn++) {
                        told = await answer(made.candidate, turn, { text: `${GOOD} That was number ${turn}.` });
                        if (named(told, 'next')) asked.push(named(told, 'next').question);
                }
                const texts = asked.map((question) => question.text);
                const places = SET.map((question) => texts.indexOf(question.text));
                assert.equal(places[0], 0);
                assert.ok(places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1])), JSON.stringify(texts));
                for (const [at, question] of SET.entries())
                        assert.deepEqual([asked[places[at]].competency, asked[places[at]].difficulty], [question.competency, question.difficulty]);
                assert.equal(new Set(texts).size, texts.length, 'none twice');
        });

        it('end_with_the_last_turn_and_the_interview_with_them', async () => {
                const made = await startInterview(hr, { posting: { limits: { max_turns: 2 } } });
                assert.ok(named(await answer(made.candidate, 1, { text: GOOD }), 'next'));
                const told = await answer(made.candidate, 2, { text: SHORT });
                assert.deepEqual(namesOf(told), ['received', 'transcript', 'ended', 'done']);
                assert.equal(named(told, 'ended').reason, 'turns');
                const state = await made.candidate.get('/api/candidate/interview');
                assert.deepEqual([state.status, state.current_turn, state.turns.map((turn) => turn.status)], ['completed', null, ['answered', 'answered']]);
                assert.deepEqual(await answer(made.candidate, 2, { text: SHORT }), told, 'the same again');
                const report = await waitForReport(hr, made.interview.id);
                assert.equal(report.questions_answered, 2);
        });

        it('end_with_the_time', async () => {
                const made = await startInterview(hr, { posting: { limits: { max_minutes: 5 } } });
                sql(site, `UPDATE interview SET started_at = now() - interval '6 min' WHERE id = '${made.interview.id}'`);
                const told = await answer(made.candidate, 1, { text: GOOD });
                assert.equal(named(told, 'ended').reason, 'time');
                assert.equal((await made.candidate.get('/api/candidate/interview')).remaining_seconds, 0);
        });

        it('can_be_skipped_to_the_end', async () => {
                const made = await startInterview(hr, { posting: { limits: { max_turns: 2 } } });
                assertProblem(await made.candidate.ask('POST', '/api/candidate/turns/2/skip', { json: {} }), 409, { current_turn: 1 });
                const first = await made.candidate.post('/api/candidate/turns/1/skip');
                assert.deepEqual([first.turn.number, first.turn.status, first.ended], [2, 'asked', false]);
                assertProblem(await made.candidate.ask('POST', '/api/candidate/turns/1/skip', { json: {} }), 409, { current_turn: 2 });
                assertProblem(await postAnswer(made.candidate, 1, { text: GOOD }), 409, { current_turn: 2 });
                const last = await made.candidate.post('/api/candidate/turns/2/skip');
                assert.deepEqual(last, { turn: null, ended: true });
                const state = await made.candidate.get('/api/candidate/interview');
                assert.deepEqual([state.status, state.turns.map((turn) => turn.status)], ['completed', ['skipped', 'skipped']]);
                const report = await waitForReport(hr, made.interview.id);
                assert.deepEqual([report.questions_answered, report.questions_skipped, report.overall_score], [0, 2, null]);
        });

        it('start_once_however_often_it_is_asked_at_once', async () => {
                const { candidate } = await joinInterview(site, (await createInterview(hr)).token);
                await candidate.post('/api/candidate/consent', CONSENT);
                const turns = await Promise.all(Array.from({ length: 5 }, () => candidate.post('/api/candidate/start')));
                for (const { turn } of turns) assert.deepEqual(turn, turns[0].turn);
                assert.equal((await candidate.get('/api/candidate/interview')).turns.length, 1);
        });

        it('are_not_ended_before_they_began', async () => {
                const { candidate } = await joinInterview(site, (await createInterview(hr)).token);
                assertProblem(await candidate.ask('POST', '/api/candidate/end', { json: {} }), 409);
                assertProblem(await postAnswer(candidate, 1, { text: GOOD }), 409, { detail: /not started/ });
                assertProblem(await candidate.ask('POST', '/api/candidate/turns/1/skip', { json: {} }), 409);
                const form = new FormData();
                form.append('file', new Blob(['x']), 'a.docx');
                assertProblem(await candidate.ask('POST', '/api/candidate/resume', { body: form }), 409, { detail: /agree/ });
        });
});

describe('a language without speech to text', () => {
        it('is_typed_and_hr_is_told', async () => {
                const made = await startInterview(hr, { posting: { title: 'Entwickler', language: 'de' } });
                assert.equal(made.posting.speech_is_understood, false);
                assert.equal((await hr.post('/api/postings', { title: 'x', language: 'en' }, 201)).speech_is_understood, true);
                assertProblem(await postAnswer(made.candidate, 1, spoken(SHORT, 'webm')), 409, { detail: /Type your answer/, current_turn: 1 });
                const told = await answer(made.candidate, 1, { text: 'Ich habe die Datenbank gemessen und dann um 40 Prozent verkleinert.' });
                assert.equal(named(told, 'transcript').language, 'de');
                assert.ok(named(told, 'next').question.audio, 'it is spoken all the same');
                await made.candidate.post('/api/candidate/end');
                const report = await waitForReport(hr, made.interview.id);
                assert.equal(report.turns[0].transcript.text, 'Ich habe die Datenbank gemessen und dann um 40 Prozent verkleinert.');
                if (report.turns[0].evaluation !== null)
                        for (const one of report.turns[0].evaluation.evidence) assert.ok(standsIn(one.quote, report.turns[0].transcript.text));
        });
});

describe('every kind of recording', () => {
        for (const format of ['mp4', 'ogg', 'flac']) {
                it(`is_heard_in_${format}`, async () => {
                        const made = await startInterview(hr);
                        // Neither the name nor the type that was said decide.
                        const told = await answer(made.candidate, 1, { ...spoken(SHORT, format), type: 'application/octet-stream', filename: 'a.bin' });
                        assert.ok(shareHeard(SHORT, named(told, 'transcript').text) > 0.5, named(told, 'transcript').text);
                        assert.ok(named(told, 'voice_metrics').duration_ms > 3000);
                        const sound = await made.candidate.does(200, 'GET', '/api/candidate/turns/1/answer/audio');
                        assert.match(sound.headers.get('content-type'), format === 'mp4' ? /mp4/ : format === 'ogg' ? /ogg/ : /flac/);
                });
        }
});
