// The protocols of other vendors by settings alone: whisper.cpp, the candidate's browser, Anthropic, ElevenLabs. Their
// requests are checked as the vendors describe them; what they said stands in the rows; one that keeps failing is left alone.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { answer, assertProblem, named, postAnswer, signIn, sql, startInterview, waitForReport } from '../api/client.mjs';
import { spoken } from '../api/clips.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { childrenOf, logsOf, openOwnSite } from './own_site.mjs';

const KEYS = { LLM_ANTHROPIC_KEY: 'sk-ant-5e1fd0c2', TTS_ELEVENLABS_KEY: 'xi-77aa01b9c4' };
const SAID = 'I added an index to the orders table and I read the plan before and after.';
const BROWSER = 'I added an index to the order stable and read the plan.';
const THANKS = 'Thank you for telling me that.';

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        site = await openOwnSite({
                API_PROCESSES: '1', API_THREADS: '8', SPEECH_PROCESSES: '1', LOG_LEVEL: 'debug', SPEAK_AHEAD: 'none', BREAKER_FAILURES: '3', BREAKER_SECONDS: '1', ...KEYS,
                STT: 'whispercpp,browser', STT_WHISPERCPP_URL: fake.url,
                LLM: 'anthropic', LLM_ANTHROPIC_URL: fake.url, LLM_ANTHROPIC_MODEL: 'claude-test',
                TTS: 'elevenlabs,browser', TTS_ELEVENLABS_URL: fake.url, TTS_ELEVENLABS_VOICE: 'voice1',
        });
        hr = await signIn(site);
});
beforeEach(() => fake.reset());
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

function worded(request) {
        const chosen = /The chosen (?:follow-up )?question, as data:\n<<\S*\n([^]*?)\n/.exec(request.said)?.[1];
        return `${THANKS} ${chosen}`;
}
const SOUND = [
        { function: 'stt', text: SAID },
        { function: 'llm', when: 'Now the JSON.', content: JSON.stringify({ claims: [] }) },
        { function: 'llm', when: 'Now the words to be spoken.', content: worded },
];
const begin = (posting = {}) => startInterview(hr, { posting: { type: 'technical', feedback: 'live', ...posting } });
const clip = (parts = []) => ({ ...spoken(SAID, 'webm'), parts });
const of = (name) => fake.requests.filter((request) => request.function === name);
const row = (made, column) => sql(site, `SELECT ${column} FROM answer WHERE interview_id = '${made.interview.id}' ORDER BY received_at DESC LIMIT 1`);

describe('other vendors', () => {
        it('leave_the_embedded_speech_unstarted_and_readiness_does_not_ask_for_it', async () => {
                assert.deepEqual(childrenOf(site.pid, 'earshot-speech'), []);
                const ready = (await hr.does(200, 'GET', '/readyz')).json;
                assert.deepEqual([ready.speech, ready.providers.stt, ready.providers.tts], ['not_used', ['whispercpp', 'browser'], ['elevenlabs', 'browser']]);
        });

        it('are_asked_as_they_want_it_and_named_in_the_rows', async () => {
                fake.script(SOUND);
                const made = await begin({ title: 'Database engineer', description: 'You will work with PostgreSQL.' });
                const state = (await made.candidate.does(200, 'GET', '/api/candidate/interview')).json;
                assert.deepEqual(state.speech, { questions: 'browser', answers: 'browser' });
                const told = await answer(made.candidate, 1, clip());
                assert.equal(named(told, 'transcript').text, SAID);
                assert.ok(named(told, 'next').question.text.startsWith(THANKS));
                assert.equal(named(told, 'question_audio').mime, 'audio/mpeg');
                assert.deepEqual(fake.requests.filter((request) => request.problem).map((request) => request.problem), []);
                assert.deepEqual([of('stt').length, of('stt')[0].path], [1, '/inference']);
                assert.match(of('stt')[0].fields.prompt, /^Database engineer, .*PostgreSQL/);
                assert.ok(of('stt')[0].fields.prompt.length <= 1000);
                assert.ok(of('llm').every((request) => request.headers['x-api-key'] === KEYS.LLM_ANTHROPIC_KEY && request.json.model === 'claude-test'));
                assert.ok(of('llm').some((request) => request.json.tools?.[0].input_schema.required[0] === 'claims'), 'the evaluation has a schema');
                assert.ok(of('tts').length > 0 && of('tts').every((request) => request.voice === 'voice1' && request.headers['xi-api-key'] === KEYS.TTS_ELEVENLABS_KEY));
                assert.equal(row(made, `transcript->>'provider'`), 'whispercpp');
                const asked = sql(site, `SELECT question->>'phrased_by', question->>'spoken_by' FROM turn WHERE interview_id = '${made.interview.id}' AND number = 2`);
                assert.equal(asked, 'anthropic claude-test interviewer:1|elevenlabs eleven_flash_v2_5');
                assert.equal(sql(site, `SELECT count(*) FROM turn WHERE interview_id = '${made.interview.id}' AND question::text LIKE '%passed_over%'`), '0');
        });

        it('that_fail_leave_the_word_to_the_browser', async () => {
                fake.script([{ function: 'stt', behave: 'status', status: 400 }, { function: 'tts', behave: 'status', status: 401 }, ...SOUND]);
                const made = await begin();
                assert.equal(made.turn.question.audio, null, 'the page speaks');
                const told = await answer(made.candidate, 1, clip([['browser_text', `  ${BROWSER} `]]));
                assert.deepEqual([named(told, 'transcript').text, named(told, 'transcript').confidence], [BROWSER, null]);
                assert.equal(row(made, `transcript->>'provider'`), 'browser');
                assert.equal(row(made, 'browser_text'), BROWSER);
                // Why stands in the rows and in the report.
                assert.equal(row(made, `transcript->>'passed_over'`), 'whispercpp: request refused');
                const silent = sql(site, `SELECT question->>'speech_passed_over' FROM turn WHERE interview_id = '${made.interview.id}' ORDER BY number`);
                assert.match(silent, /^elevenlabs: key not accepted[^\n]*\nelevenlabs: (key not accepted|left alone after failures)/);
                await made.candidate.post('/api/candidate/end');
                const { versions } = await waitForReport(hr, made.interview.id);
                assert.ok(versions.passed_over.includes('transcription by whispercpp: request refused'), JSON.stringify(versions));
                assert.ok(versions.passed_over.includes('speech by elevenlabs: key not accepted'), JSON.stringify(versions));
        });

        it('the_browsers_text_is_taken_beside_a_recording_alone_and_within_its_length', async () => {
                fake.script(SOUND);
                const made = await begin();
                for (const [what, detail] of [
                        [{ text: SAID, parts: [['browser_text', BROWSER]] }, /beside a recording/],
                        [{ parts: [['browser_text', BROWSER]] }, /neither "audio" nor "text"/],
                        [clip([['browser_text', 'a '.repeat(10_001)]]), /at most 20000 characters/],
                        [clip([['browser_text', BROWSER], ['browser_text', BROWSER]]), /sent twice/],
                ])
                        assertProblem(await postAnswer(made.candidate, 1, what), 422, { detail });
                // It may also come first; a recogniser that answers goes before it.
                const form = new FormData();
                form.append('browser_text', BROWSER);
                form.append('audio', new Blob([spoken(SAID, 'webm').audio], { type: 'audio/webm' }), 'answer');
                const reply = await made.candidate.ask('POST', '/api/candidate/turns/1/answer', { body: form, headers: { Accept: 'application/x-ndjson' } });
                assert.equal(named(reply.events, 'transcript').text, SAID);
        });
});

// A provider that failed again and again is used again when its pause is over and one call has answered.
async function untilClosed(name, provider) {
        for (let tries = 0; (await hr.does(200, 'GET', '/readyz')).json.breakers[name][provider] !== 'closed'; tries++) {
                assert.ok(tries < 40, 'it is used again');
                if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 500));
                await begin({ feedback: 'none' });
        }
}

describe('a question that is known beforehand', () => {
        before(async () => {
                fake.script(SOUND);
                await untilClosed('tts', 'elevenlabs');
                sql(site, 'DELETE FROM spoken');
        });
        const SET = ['What is a sequential scan, and when is it right?', 'What is a covering index, and what is it for?'];
        const set = SET.map((text) => ({ text, competency: 'SQL', difficulty: 'medium', expected: [] }));
        const asSecond = async () => {
                const made = await begin({ question_set: set });
                const { turn } = (await made.candidate.does(200, 'POST', '/api/candidate/turns/1/skip')).json;
                assert.equal(turn.question.text, SET[1]);
                assert.equal(sql(site, `SELECT question->>'spoken_by' FROM turn WHERE interview_id = '${made.interview.id}' AND number = 2`), 'elevenlabs eleven_flash_v2_5');
                const { body } = await made.candidate.does(200, 'GET', turn.question.audio);
                const visemes = [undefined, 0].map((part) => `/api/candidate/turns/2/question/visemes${part === undefined ? '' : `?part=${part}`}`);
                return { made, body, visemes: await Promise.all(visemes.map((path) => made.candidate.get(path))) };
        };
        const spokenTimes = (text) => of('tts').filter((request) => request.json.text.endsWith(text)).length;

        it('is_spoken_once_for_all_interviews_and_one_with_a_name_each_time', async () => {
                fake.script(SOUND);
                const first = await asSecond();
                const second = await asSecond();
                assert.equal(spokenTimes(SET[1]), 1);
                assert.equal(spokenTimes(SET[0]), 1);
                assert.equal(of('tts').filter((request) => request.json.text.includes('Ada')).length, 2, 'the greeting has the name');
                assert.deepEqual(second.body, first.body);
                // With how the mouth moves: as long as the sound, and the same when it is played again.
                const [whole, part] = first.visemes;
                assert.deepEqual(whole, part);
                assert.deepEqual([whole.is_made, whole.duration_ms, whole.visemes.at(-1).end_ms], [true, 60 * SET[1].length, 60 * SET[1].length]);
                assert.ok(new Set(whole.visemes.map(({ viseme }) => viseme)).size >= 6);
                assert.deepEqual(second.visemes, first.visemes);
                // What was kept before times were known is spoken once more.
                const rows = `FROM spoken WHERE visemes = '${JSON.stringify(whole.visemes)}'`;
                assert.equal(sql(site, `SELECT count(*) ${rows}`), '1');
                sql(site, `UPDATE spoken SET visemes = NULL WHERE digest = (SELECT digest ${rows})`);
                assert.deepEqual((await asSecond()).visemes, first.visemes);
                assert.equal(spokenTimes(SET[1]), 2);
                assert.equal(sql(site, `SELECT count(*) ${rows}`), '1');
                assert.equal(sql(site, 'SELECT count(*) FROM spoken'), '2');
                // Of an interview that is erased nothing is left.
                const { id } = first.made.interview;
                const left = () => sql(site, `SELECT (SELECT count(visemes) FROM question_part WHERE interview_id = '${id}'), (SELECT count(question_visemes) FROM turn WHERE interview_id = '${id}')`);
                assert.match(left(), /^[1-9]\d*\|2$/);
                await first.made.candidate.post('/api/candidate/end');
                await first.made.candidate.does(202, 'DELETE', '/api/candidate/data');
                assert.equal(left(), '0|0');
                assert.equal(sql(site, 'SELECT count(*) FROM spoken'), '2');
                // Its file is gone: it is spoken again, and kept again.
                sql(site, `UPDATE spoken SET media_key = 'spoken/gone'`);
                await asSecond();
                assert.equal(spokenTimes(SET[1]), 3);
                assert.equal(sql(site, `SELECT count(*) FROM spoken WHERE media_key <> 'spoken/gone'`), '2');
                await asSecond();
                assert.equal(spokenTimes(SET[1]), 3);
        });

        it('makes_room_for_others_when_it_was_not_used_for_long', async () => {
                fake.script(SOUND);
                sql(site, 'DELETE FROM spoken');
                sql(site, `INSERT INTO spoken (digest, media_key, mime, duration_ms, size_bytes, visemes, used_at)
                           VALUES (sha256('old'), 'spoken/old', 'audio/mpeg', 1, 536870912, '[]', now() - interval '1 day')`);
                await asSecond();
                assert.equal(sql(site, `SELECT count(*) FILTER (WHERE media_key = 'spoken/old'), count(*) FROM spoken`), '0|2');
        });
});

describe('a provider that keeps failing', () => {
        it('is_left_alone_then_tried_again_and_readyz_tells_so', async () => {
                const breakers = async () => (await hr.does(200, 'GET', '/readyz')).json.breakers;
                fake.script([{ function: 'llm', behave: 'status', status: 500 }, ...SOUND]);
                assert.deepEqual((await breakers()).llm, { anthropic: 'closed' });
                const made = await begin({ feedback: 'none' });
                for (let turn = 1; turn <= 4; turn++) await answer(made.candidate, turn, { text: `${SAID} Number ${turn}.` });
                const state = await breakers();
                assert.match(state.llm.anthropic, /^(open|half_open)$/);
                assert.deepEqual([state.stt, state.tts, state.embeddings], [{ whispercpp: 'closed' }, { elevenlabs: 'closed' }, {}]);
                fake.script(SOUND);
                await untilClosed('llm', 'anthropic');
        });
});

it('neither_keys_nor_what_the_browser_understood_are_in_a_log', () => {
        const logs = `${logsOf(site)}\n${site.log()}`;
        assert.ok(logs.includes('"path":"/api/candidate/turns/1/answer"'));
        for (const secret of [...Object.values(KEYS), BROWSER, 'order stable']) assert.ok(!logs.includes(secret), secret);
});
