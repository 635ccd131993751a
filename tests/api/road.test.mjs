// The first interview by the API alone: invitation, consent, resume, spoken and typed answers, report.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it, before } from 'node:test';
import { lengthOf, trackOf } from '../../www/src/candidate/mouth.js';
import {
        CONSENT, Caller, answer, answerForm, assertProblem, createInterview, joinInterview, named, namesOf,
        openSite, postAnswer, settled, sha256, shareHeard, signIn, sql, standsIn, waitForReport, wordsOf,
} from './client.mjs';
import { spoken } from './clips.mjs';
import { docx } from './docx.mjs';

// What the embedded recogniser hears of flite at the least, whatever it is worth with people.
const LEAST_HEARD = 0.6;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const SAID = [
        'In my last project the nightly import took five hours. My task was to make it faster. I measured every step and I found ' +
                'one slow query. I added an index. As a result the import took forty minutes.',
        'I was responsible for the payment service. When it failed I looked at the log and I found the cause. I wrote a test, ' +
                'and the errors went down by ninety percent.',
        'Our team did not agree about the design. I listened to both sides and I proposed a small experiment. ' +
                'After two weeks we had numbers and we decided together.',
];
const TYPED =
        'In 2021 our database was full every Friday. I was asked to find out why. I wrote a script that measured each table, ' +
        'and deleted 40 percent of the rows that nobody used. Since then it has not been full once.';
const RESUME = [
        'Ada Example',
        'Experience',
        'Backend engineer at Example Works: nightly import, payment service, PostgreSQL, Linux.',
        'Education',
        'Mathematics & <computing>, Example University',
];

let site;
let hr;
before(async () => {
        site = openSite();
        hr = await signIn(site);
});

const isScore = (value) => value === null || (typeof value === 'number' && value >= 0 && value <= 10 && Number.isInteger(Math.round(value * 100) / 10));

function checkVoice(metrics, said) {
        assert.ok(metrics.duration_ms > 3000 && metrics.duration_ms < 40_000, JSON.stringify(metrics));
        assert.ok(metrics.speech_pace > 60 && metrics.speech_pace < 320, JSON.stringify(metrics));
        assert.ok(Number.isInteger(metrics.pause_count) && metrics.pause_count >= 0 && metrics.pause_count < 20);
        assert.ok(metrics.volume_level > 0 && metrics.volume_level <= 1, JSON.stringify(metrics));
        assert.ok(Array.isArray(metrics.filler_words));
        assert.ok(metrics.filler_word_count >= metrics.filler_words.length);
        assert.ok(metrics.filler_word_count <= wordsOf(said).length / 4, JSON.stringify(metrics));
        assert.ok(isScore(metrics.clarity_score), JSON.stringify(metrics));
}

describe('the first interview', () => {
        let made;
        let candidate;
        const events = [];

        it('is_made_by_hr_with_a_link_that_opens_it', async () => {
                made = await createInterview(hr, {
                        posting: {
                                title: 'Backend engineer (PostgreSQL)',
                                description: 'You build and run services on Linux and PostgreSQL.',
                                type: 'behavioral',
                                feedback: 'end',
                                limits: { max_turns: 6 },
                        },
                });
                assert.match(made.interview.id, ID);
                assert.match(made.token, /^[A-Za-z0-9_-]{43}$/);
                assert.equal(made.interview.status, 'scheduled');
                assert.ok(made.interview.invite_url.endsWith(`#${made.token}`), 'the token stands in the fragment');
                assert.ok(made.interview.invite_url.startsWith(site.url));
                const joined = await joinInterview(hr.site, made.token);
                candidate = joined.candidate;
                const { state } = joined;
                assert.equal(state.id, made.interview.id);
                assert.equal(state.status, 'scheduled');
                assert.equal(state.posting.title, 'Backend engineer (PostgreSQL)');
                assert.equal(state.candidate.name, 'Ada Example');
                assert.deepEqual(state.limits, { max_answer_seconds: 300, max_turns: 6, max_minutes: 35 });
                assert.deepEqual([state.consent, state.resume, state.turns, state.current_turn], [null, null, [], null]);
                assert.deepEqual([state.language, state.type, state.feedback], ['en', 'behavioral', 'end']);
        });

        it('does_not_start_before_consent', async () => {
                assertProblem(await candidate.ask('POST', '/api/candidate/start', { json: {} }), 409, { detail: /agree/ });
                const state = await candidate.post('/api/candidate/consent', CONSENT);
                assert.deepEqual(
                        [state.consent.recording, state.consent.ai_evaluation, state.consent.attention],
                        [true, true, false],
                );
                assert.match(state.consent.given_at, TIME);
                assert.ok(state.consent.notice_version);
        });

        it('reads_a_resume', async () => {
                const form = new FormData();
                form.append('file', new Blob([docx(RESUME)]), 'my resume.docx');
                const resume = (await candidate.does(200, 'POST', '/api/candidate/resume', { body: form })).json;
                assert.equal(resume.filename, 'my resume.docx');
                assert.equal(resume.mime, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document');
                for (const line of RESUME) assert.ok(resume.text.includes(line), resume.text);
                assert.equal(resume.characters, [...resume.text].length);
                assert.deepEqual(resume.warnings.filter((one) => !/estimate/.test(one)), []);
                assert.ok(resume.pages >= 1);
                assert.ok(resume.sections.some((one) => /experience/i.test(one.name) && /payment/.test(one.text)), JSON.stringify(resume.sections));
                assert.equal((await candidate.get('/api/candidate/interview')).resume.filename, 'my resume.docx');
        });

        it('asks_a_first_question_that_sounds', async () => {
                const { turn } = await candidate.post('/api/candidate/start');
                assert.deepEqual([turn.number, turn.status, turn.answer], [1, 'asked', null]);
                assert.ok(turn.question.text.length > 10 && turn.question.competency && turn.question.kind);
                assert.match(turn.question.difficulty, /^(easy|medium|hard)$/);
                assert.equal(turn.question.audio, '/api/candidate/turns/1/question/audio');
                const again = await candidate.post('/api/candidate/start');
                assert.deepEqual(again.turn, turn, 'a second start gives the question that stands');
                const sound = await candidate.does(200, 'GET', turn.question.audio);
                assert.match(sound.headers.get('content-type'), /^audio\/(mpeg|wav)/);
                assert.equal(sound.headers.get('x-content-type-options'), 'nosniff');
                const range = await candidate.does(206, 'GET', turn.question.audio, { headers: { Range: 'bytes=100-299' } });
                assert.equal(range.headers.get('content-range'), `bytes 100-299/${sound.body.length}`);
                assert.deepEqual(range.body, sound.body.subarray(100, 300));
                const past = await candidate.ask('GET', turn.question.audio, { headers: { Range: 'bytes=99999999-' } });
                assertProblem(past, 416);
                assert.equal(past.headers.get('content-range'), `bytes */${sound.body.length}`);
                const parts = sql(site, `SELECT count(*) FROM question_part WHERE interview_id = '${made.interview.id}' AND turn_number = 1`);
                const bodies = [];
                for (let part = 0; part < Number(parts); part++) bodies.push((await candidate.does(200, 'GET', `${turn.question.audio}?part=${part}`)).body);
                assert.deepEqual(Buffer.concat(bodies), sound.body, 'the parts are the whole');
                for (const part of [parts, '99', '-1', 'x', '']) assertProblem(await candidate.ask('GET', `${turn.question.audio}?part=${part}`), 404);
        });

        it('says_how_the_mouth_moves_with_it', async () => {
                const path = '/api/candidate/turns/1/question/visemes';
                const reply = await candidate.does(200, 'GET', path);
                const whole = reply.json;
                assert.equal(whole.is_made, true);
                let at = 0;
                for (const { start_ms, end_ms } of whole.visemes) {
                        assert.ok(start_ms === at && end_ms > start_ms, JSON.stringify(whole.visemes));
                        at = end_ms;
                }
                assert.equal(at, whole.duration_ms);
                assert.ok(new Set(whole.visemes.map(({ viseme }) => viseme)).size >= 6, 'a question of some words uses most shapes');
                assert.equal(lengthOf(trackOf(whole)), whole.duration_ms, 'the page reads them');
                // The whole is its parts, one after the other.
                const shifted = [];
                let offset = 0;
                for (let part = 0, reply; (reply = await candidate.ask('GET', `${path}?part=${part}`)).status === 200; part++) {
                        shifted.push(...reply.json.visemes.map(({ start_ms, end_ms, viseme }) => ({ start_ms: start_ms + offset, end_ms: end_ms + offset, viseme })));
                        offset += reply.json.duration_ms;
                }
                assert.deepEqual(shifted, whole.visemes);
                assert.equal((await candidate.ask('GET', path, { headers: { 'If-None-Match': reply.headers.get('etag') } })).status, 304);
                for (const other of [`${path}?part=99`, `${path}?part=x`, '/api/candidate/turns/2/question/visemes', '/api/candidate/turns/0/question/visemes'])
                        assertProblem(await candidate.ask('GET', other), 404);
                assertProblem(await new Caller(site).ask('GET', path), 401);
        });

        const FORMATS = ['webm', 'wav', 'mp3'];
        for (const [index, format] of FORMATS.entries()) {
                it(`hears_an_answer_in_${format}`, async () => {
                        const number = index + 1;
                        const clip = spoken(SAID[index], format);
                        const told = await answer(candidate, number, clip);
                        events.push(told);
                        assert.deepEqual(
                                [...new Set(namesOf(told))],
                                ['received', 'transcript', 'voice_metrics', 'question_delta', 'question_audio', 'next', 'done'],
                                JSON.stringify(told),
                        );
                        assert.deepEqual(told[0], { event: 'received', turn: number, bytes: clip.audio.length, sha256: sha256(clip.audio) });
                        const transcript = named(told, 'transcript');
                        assert.equal(transcript.turn, number);
                        assert.equal(transcript.language, 'en');
                        assert.ok(transcript.confidence > 0 && transcript.confidence <= 1);
                        const heard = shareHeard(SAID[index], transcript.text);
                        assert.ok(heard >= LEAST_HEARD, `${heard}: ${transcript.text}`);
                        checkVoice(named(told, 'voice_metrics'), SAID[index]);
                        const next = named(told, 'next');
                        assert.equal(next.turn, number + 1);
                        assert.equal(next.question.text, told.filter((one) => one.event === 'question_delta').map((one) => one.text).join(''));
                        const parts = told.filter((one) => one.event === 'question_audio');
                        assert.deepEqual(parts.map(({ turn, part, last }) => [turn, part, last]), parts.map((_, i) => [number + 1, i, i + 1 === parts.length]));
                        // What is still being made comes as it is made, without Range.
                        await settled(site);
                        for (const part of parts) {
                                const sound = await candidate.does(206, 'GET', part.url, { headers: { Range: 'bytes=0-99' } });
                                assert.ok(sound.headers.get('content-type').startsWith(part.mime));
                                assert.equal(sound.body.length, 100);
                        }
                        assert.deepEqual(told.at(-1), { event: 'done', turn: number });
                });
        }

        it('takes_a_typed_answer_and_tells_it_at_once_as_json', async () => {
                const reply = await postAnswer(candidate, 4, { text: TYPED }, { Accept: 'application/json' });
                assert.equal(reply.status, 200, reply.text);
                const { transcription, voice_metrics, evaluation, interviewer_response, ended, live_metrics } = reply.json;
                assert.deepEqual(transcription, { text: TYPED, confidence: null, language: 'en' });
                assert.deepEqual([voice_metrics, evaluation, ended], [null, null, false]);
                assert.equal(interviewer_response.turn, 5);
                assert.ok(interviewer_response.question.text.length > 10);
                assert.equal(interviewer_response.audio, '/api/candidate/turns/5/question/audio');
                assert.ok(interviewer_response.duration_ms > 500 && interviewer_response.duration_ms < 60_000);
                assert.equal(live_metrics.questions_completed, 4);
                assert.ok(live_metrics.estimated_time_remaining_seconds <= 35 * 60);
        });

        it('asks_every_question_once', async () => {
                const { turns, current_turn } = await candidate.get('/api/candidate/interview');
                assert.equal(current_turn, 5);
                assert.equal(new Set(turns.map((turn) => turn.question.text)).size, 5);
        });

        it('gives_the_stored_events_to_the_same_bytes', async () => {
                const again = await answer(candidate, 1, spoken(SAID[0], FORMATS[0]));
                assert.deepEqual(again, events[0]);
                const state = await candidate.get('/api/candidate/interview');
                assert.deepEqual([state.turns.length, state.current_turn], [5, 5]);
        });

        it('refuses_other_bytes_for_an_answered_turn_and_a_later_number', async () => {
                assertProblem(await postAnswer(candidate, 1, spoken(SAID[1], 'wav')), 409, { detail: /kept/, current_turn: 5 });
                assertProblem(await postAnswer(candidate, 7, { text: TYPED }), 409, { detail: /not been asked/, current_turn: 5 });
                assertProblem(await postAnswer(candidate, 6, spoken(SAID[1], 'wav')), 409, { detail: /not been asked/, current_turn: 5 });
        });

        it('plays_back_what_was_said', async () => {
                const { items } = await candidate.get('/api/candidate/recordings');
                assert.equal(items.length, 5);
                for (const [index, format] of FORMATS.entries()) {
                        const item = items[index];
                        assert.deepEqual([item.turn, item.transcript], [index + 1, named(events[index], 'transcript').text]);
                        assert.match(item.asked_at, TIME);
                        assert.match(item.answered_at, TIME);
                        assert.ok(item.answered_at >= item.asked_at);
                        assert.equal(item.duration_ms, named(events[index], 'voice_metrics').duration_ms);
                        const clip = spoken(SAID[index], format);
                        const whole = await candidate.does(200, 'GET', item.answer_audio);
                        assert.equal(sha256(whole.body), sha256(clip.audio), 'byte for byte');
                        assert.match(whole.headers.get('content-type'), /^(audio|video)\//);
                        const tail = await candidate.does(206, 'GET', item.answer_audio, { headers: { Range: 'bytes=-50' } });
                        assert.deepEqual(tail.body, clip.audio.subarray(-50));
                        const theirs = await hr.does(200, 'GET', `/api/interviews/${made.interview.id}/turns/${index + 1}/answer/audio`);
                        assert.equal(sha256(theirs.body), sha256(clip.audio));
                        await hr.does(200, 'GET', `/api/interviews/${made.interview.id}/turns/${index + 1}/question/audio`);
                }
                assert.deepEqual([items[3].answer_audio, items[3].transcript, items[3].duration_ms], [null, TYPED, null]);
                assert.deepEqual([items[4].answer_audio, items[4].transcript, items[4].answered_at], [null, null, null]);
                assertProblem(await candidate.ask('GET', '/api/candidate/turns/4/answer/audio'), 404);
        });

        it('keeps_scores_from_a_candidate_who_sees_them_at_the_end', async () => {
                const metrics = await candidate.get('/api/candidate/metrics');
                assert.equal(metrics.questions_completed, 4);
                assert.deepEqual(Object.keys(metrics).filter((name) => /avg|score/.test(name)), []);
                assert.ok(metrics.current_speech_pace > 60 && metrics.current_volume > 0);
                assertProblem(await candidate.ask('GET', '/api/candidate/report'), 404, { detail: /ended/ });
                assertProblem(await hr.ask('GET', `/api/interviews/${made.interview.id}/report`), 404, { detail: /ended/ });
        });

        it('shows_hr_what_was_said_so_far_and_says_when_nothing_is_new', async () => {
                const path = `/api/interviews/${made.interview.id}/transcript`;
                const reply = await hr.does(200, 'GET', path);
                const { items, status, summary } = reply.json;
                assert.deepEqual([status, summary], ['in_progress', null]);
                assert.deepEqual(
                        items.filter((item) => item.speaker !== 'system').map((item) => [item.speaker, item.turn]),
                        [1, 2, 3, 4].flatMap((turn) => [['interviewer', turn], ['candidate', turn]]).concat([['interviewer', 5]]),
                );
                for (const [index, told] of events.entries())
                        assert.ok(items.some((item) => item.speaker === 'candidate' && item.text === named(told, 'transcript').text), index);
                for (const item of items) assert.match(item.at, TIME);
                const tag = reply.headers.get('etag');
                assert.match(tag, /^(W\/)?"[^"]+"$/);
                const same = await hr.does(304, 'GET', path, { headers: { 'If-None-Match': tag } });
                assert.equal(same.body.length, 0);
                await hr.does(200, 'GET', path, { headers: { 'If-None-Match': '"another"' } });
        });

        let report;
        it('has_its_report_after_the_end', async () => {
                const ended = await candidate.post('/api/candidate/end');
                assert.equal(ended.status, 'completed');
                assert.match(ended.report_job, ID);
                report = await waitForReport(hr, made.interview.id);
                assert.equal((await candidate.post('/api/candidate/end')).status, 'completed');
                assert.equal((await candidate.get('/api/candidate/interview')).status, 'completed');
        });

        it('quotes_words_that_were_said_and_computes_from_them', () => {
                assert.equal(report.interview_id, made.interview.id);
                assert.equal(report.candidate.name, 'Ada Example');
                assert.match(report.generated_at, TIME);
                const said = new Map(report.turns.filter((turn) => turn.transcript).map((turn) => [turn.turn, turn.transcript.text]));
                for (const [index, told] of events.entries()) assert.equal(said.get(index + 1), named(told, 'transcript').text);
                assert.equal(said.get(4), TYPED);
                const evidence = report.criteria.flatMap((one) => one.evidence);
                assert.ok(evidence.length >= 4, `there is evidence: ${JSON.stringify(report.criteria)}`);
                for (const one of [...evidence, ...report.turns.flatMap((turn) => turn.evaluation?.evidence ?? [])])
                        assert.ok(standsIn(one.quote, said.get(one.turn)), `"${one.quote}" stands in turn ${one.turn}`);
                for (const name of ['overall_score', 'avg_technical_score', 'avg_clarity_score', 'avg_confidence_score', 'avg_behavioral_score'])
                        assert.ok(isScore(report[name]), `${name} ${report[name]}`);
                assert.ok(report.overall_score > 0, 'good answers earn something');
                for (const one of report.criteria) assert.ok(isScore(one.score) && one.weight > 0, JSON.stringify(one));
                assert.ok(report.criteria.some((one) => one.score !== null));
                for (const one of report.criteria) if (one.score !== null) assert.ok(one.evidence.length > 0, one.key);
                assert.deepEqual([report.questions_answered, report.questions_skipped], [4, 0]);
                assert.deepEqual(report.versions.models.speech, ['builtin']);
                assert.ok(report.total_speaking_time_seconds > 8 && report.total_speaking_time_seconds < 120);
                assert.ok(report.avg_speech_pace > 60 && report.avg_speech_pace < 320);
                assert.equal(report.decision, null);
                const words = report.turns[0].transcript.words;
                assert.ok(words.length > 10 && words.every((word, at) => word.end_ms >= word.start_ms && (at === 0 || word.start_ms >= words[at - 1].start_ms)));
        });

        it('reads_the_same_on_paper', async () => {
                const pdf = await hr.does(200, 'GET', `/api/interviews/${made.interview.id}/report.pdf`);
                assert.match(pdf.headers.get('content-type'), /^application\/pdf/);
                assert.match(pdf.headers.get('content-disposition'), /^attachment; filename="[A-Za-z0-9._-]+\.pdf"$/);
                assert.equal(pdf.body.subarray(0, 5).toString(), '%PDF-');
                const text = wordsOf(execFileSync('pdftotext', ['-', '-'], { input: pdf.body, encoding: 'utf8' })).join(' ');
                for (const wanted of ['Ada Example', 'Backend engineer (PostgreSQL)', 'every Friday'])
                        assert.ok(text.includes(wordsOf(wanted).join(' ')), `${wanted} stands in the PDF`);
                const quote = report.criteria.flatMap((one) => one.evidence)[0].quote;
                const start = wordsOf(quote).slice(0, 4).join(' ');
                assert.ok(text.includes(start), `a quote stands in the PDF: ${start}`);
                const theirs = await candidate.does(200, 'GET', '/api/candidate/report.pdf');
                assert.equal(theirs.body.subarray(0, 5).toString(), '%PDF-');
                assert.equal((await candidate.get('/api/candidate/report')).overall_score, report.overall_score);
        });

        it('is_decided_by_a_person', async () => {
                const path = `/api/interviews/${made.interview.id}/decision`;
                assertProblem(await hr.ask('POST', path, { json: { decision: 'hire', reason: 'She is good.' } }), 422, { field: 'decision' });
                assertProblem(await hr.ask('POST', path, { json: { decision: 'advance' } }), 422, { field: 'reason' });
                const whole = await hr.post(path, { decision: 'advance', reason: 'Clear examples with figures.' });
                assert.deepEqual([whole.decision.decision, whole.decision.reason], ['advance', 'Clear examples with figures.']);
                assert.equal((await hr.get(`/api/interviews/${made.interview.id}`)).decision.decision, 'advance');
                const until = Date.now() + 60_000;
                for (;;) {
                        const later = await waitForReport(hr, made.interview.id);
                        if (later.decision?.decision === 'advance') {
                                assert.deepEqual(
                                        [later.overall_score, later.criteria.map((one) => one.score)],
                                        [report.overall_score, report.criteria.map((one) => one.score)],
                                        'a report made again has the same scores',
                                );
                                break;
                        }
                        assert.ok(Date.now() < until, 'the report names the decision');
                }
                const made_again = await hr.does(202, 'POST', `/api/interviews/${made.interview.id}/report`, { json: {} });
                assert.match(made_again.json.status, /^(queued|running)$/);
        });

        it('takes_nothing_more_after_its_end_but_still_knows_what_was_said', async () => {
                assertProblem(await postAnswer(candidate, 5, { text: TYPED }), 409, { detail: /over/ });
                assertProblem(await candidate.ask('POST', '/api/candidate/turns/5/skip', { json: {} }), 409);
                assertProblem(await candidate.ask('POST', '/api/candidate/start', { json: {} }), 409);
                assertProblem(await candidate.ask('POST', '/api/candidate/consent', { json: CONSENT }), 409);
                const form = new FormData();
                form.append('file', new Blob([docx(['Too late'])]), 'late.docx');
                assertProblem(await candidate.ask('POST', '/api/candidate/resume', { body: form }), 409);
                assert.deepEqual(await answer(candidate, 2, spoken(SAID[1], 'wav')), events[1]);
        });

        it('leaves_no_file_that_no_row_names', () => {
                const there = execFileSync('find', [`${site.dataDir}/media/interviews/${made.interview.id}`, '-type', 'f', '-printf', '%f\n'], { encoding: 'utf8' })
                        .trim().split('\n').filter((name) => name !== '');
                const named = sql(site, `SELECT key FROM stored_file WHERE owner_id = '${made.interview.id}' AND key !~ '/report-'`).split('\n').map((key) => key.split('/').at(-1));
                assert.deepEqual(there.filter((name) => !named.includes(name) && !/^report-/.test(name)), []);
                assert.deepEqual(named.filter((name) => !there.includes(name)), []);
        });
});
