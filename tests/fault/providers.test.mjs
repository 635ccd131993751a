// Providers by settings alone: asked as their API says, passed over when they fail, believed only where the transcript bears
// them out, and their keys told to nobody else.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, named, namesOf, postAnswer, shareHeard, signIn, sql, standsIn, startInterview, waitForReport } from '../api/client.mjs';
import { spoken } from '../api/clips.mjs';
import { docx } from '../api/docx.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { childrenOf, logsOf, openOwnSite } from './own_site.mjs';

const KEYS = { STT_OPENAI_KEY: 'sk-stt-5e1fd0c2', LLM_OPENAI_KEY: 'sk-llm-77aa01b9', TTS_OPENAI_KEY: 'sk-tts-c0ffee42', EMBEDDINGS_OPENAI_KEY: 'sk-emb-0ddba11e' };
const SAID = 'I added an index to the orders table, I read the plan before and after, and the query became ten times faster.';
const HEARD = 'I added an index to the orders table and I read the plan before and after.';
const THANKS = 'Thank you for telling me that.';
const RUBRIC = [
        {
                key: 'sql', name: 'SQL', description: 'Knows its database.', weight: 1, dimension: 'technical',
                indicators: [{ key: 'index', text: 'Names an index', points: 5 }, { key: 'plan', text: 'Reads the plan', points: 5 }],
                levels: [{ from: 0, text: 'Little' }, { from: 7, text: 'Much' }],
        },
];
const CLAIM = { criterion: 'sql', indicator: 'index', quote: 'I added an index to the orders table' };
const EVALUATE = 'Now the JSON.';
const WORD = 'Now the words to be spoken.';

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        site = await openOwnSite({
                API_PROCESSES: '1', API_THREADS: '8', SPEECH_PROCESSES: '1', LOG_LEVEL: 'debug', BREAKER_FAILURES: '0', ...KEYS,
                STT: 'openai,builtin', STT_OPENAI_URL: fake.url, STT_OPENAI_MODEL: 'whisper-test',
                LLM: 'openai,builtin', LLM_OPENAI_URL: fake.url, LLM_OPENAI_MODEL: 'llm-test',
                TTS: 'openai,builtin', TTS_OPENAI_URL: fake.url, TTS_OPENAI_MODEL: 'tts-test', TTS_OPENAI_VOICE: 'nova',
                EMBEDDINGS: 'openai', EMBEDDINGS_OPENAI_URL: fake.url, EMBEDDINGS_OPENAI_MODEL: 'embeddings-test',
        });
        hr = await signIn(site);
});
beforeEach(() => fake.reset());
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

// As a good model words it: a few words before the chosen question, which stands between marked lines.
function worded(request) {
        const chosen = /The chosen (?:follow-up )?question, as data:\n<<\S*\n([^]*?)\n/.exec(request.said)?.[1];
        return `${THANKS} ${chosen}`;
}

const SOUND = [
        { function: 'stt', text: HEARD },
        { function: 'llm', when: EVALUATE, content: JSON.stringify({ claims: [CLAIM] }) },
        { function: 'llm', when: WORD, content: worded },
];
const begin = (posting = {}) => startInterview(hr, { posting: { type: 'technical', feedback: 'live', rubric: RUBRIC, ...posting } });
// Every event, also of an evaluation that comes after the stream.
const speak = (made, turn = 1) => answer(made.candidate, turn, spoken(SAID, 'webm'));

describe('providers that work', () => {
        it('have_the_embedded_speech_behind_them_where_a_chain_names_it', async () => {
                assert.equal(childrenOf(site.pid, 'earshot-speech').length, 1);
                assert.equal((await hr.does(200, 'GET', '/readyz')).json.speech, 'ok');
        });

        it('are_asked_as_their_api_says_and_used', async () => {
                fake.script(SOUND);
                const made = await begin();
                const told = await speak(made);
                assert.equal(named(told, 'transcript').text, HEARD);
                const asked = named(told, 'next').question.text;
                assert.ok(asked.startsWith(THANKS), asked);
                assert.match(named(told, 'question_audio').mime, /^audio\/(mpeg|wav)$/);
                const { evaluation } = named(told, 'evaluation');
                assert.deepEqual(evaluation.evidence.map((one) => [one.criterion, one.indicator, one.quote, one.turn]), [['sql', 'index', CLAIM.quote, 1]]);
                assert.deepEqual([evaluation.evaluator.provider, evaluation.evaluator.model], ['openai', 'llm-test']);
                assert.equal(evaluation.technical_score, 5);
                assert.deepEqual(fake.requests.filter((request) => request.problem).map((request) => request.problem), []);
                const of = (name) => fake.requests.filter((request) => request.function === name);
                for (const [name, key] of [['stt', KEYS.STT_OPENAI_KEY], ['llm', KEYS.LLM_OPENAI_KEY], ['tts', KEYS.TTS_OPENAI_KEY]]) {
                        assert.ok(of(name).length > 0, name);
                        for (const request of of(name)) assert.equal(request.headers.authorization, `Bearer ${key}`);
                }
                assert.equal(of('stt').length, 1);
                assert.deepEqual([of('stt')[0].fields.model, of('stt')[0].fields.language], ['whisper-test', 'en']);
                assert.ok(of('stt')[0].wav.duration_ms > 4000 && of('stt')[0].wav.rate === 16000);
                assert.ok(of('tts').every((request) => request.json.model === 'tts-test' && request.json.voice === 'nova'));
                // Sentence by sentence.
                const [first, rest] = [THANKS, asked.slice(THANKS.length + 1)];
                assert.ok([first, rest].every((text) => of('tts').some((request) => request.json.input === text)), JSON.stringify(of('tts').map(({ json }) => json.input)));
                assert.equal(of('llm').filter((request) => request.said.includes(EVALUATE)).length, 1, 'one answer, one evaluation');
        });

        it('say_the_questions_of_a_set_word_for_word', async () => {
                fake.script(SOUND);
                const texts = ['What is an index, and what does it cost?', 'What is a plan, and how do you read it?'];
                const made = await begin({ question_set: texts.map((text) => ({ text, competency: 'SQL', difficulty: 'medium', expected: [] })) });
                assert.equal(made.turn.question.text, texts[0]);
                assert.ok(fake.requests.some((request) => request.function === 'tts' && request.json.input.endsWith(texts[0])));
                const asked = [];
                for (let turn = 1; turn <= 3; turn++) asked.push(named(await answer(made.candidate, turn, { text: `${SAID} Number ${turn}.` }), 'next').question.text);
                assert.ok(asked.includes(texts[1]), JSON.stringify(asked));
        });

        it('get_no_contact_data_and_no_name_of_the_candidate', async () => {
                fake.script(SOUND);
                const made = await startInterview(hr, {
                        posting: null,
                        interview: {
                                job_description: 'Database engineer\nPostgreSQL.', candidate: { name: 'Zebulon Quimby', email: 'zq@example.org' },
                                resume_text: 'Zebulon Quimby\nzq@example.org\n+49 30 1234567\nExperience\nDatabases at Example Works.',
                        },
                });
                await speak(made);
                const prompts = fake.requests.filter((request) => request.function === 'llm').map((request) => request.said).join('\n');
                assert.ok(prompts.includes('Database engineer'));
                assert.doesNotMatch(prompts, /zq@example\.org|1234567|Zebulon|Quimby/);
        });
});

describe('a model that says what was not said', () => {
        const LIES = [
                ['a quote that was not said', { ...CLAIM, quote: 'I led a team of forty people' }],
                ['a quote with a word changed', { ...CLAIM, quote: 'I added no index to the orders table' }],
                ['a quote of the question', (made) => ({ ...CLAIM, quote: made.turn.question.text })],
                ['an indicator that nobody knows', { ...CLAIM, indicator: 'genius' }],
                ['a criterion that nobody knows', { ...CLAIM, criterion: 'beauty' }],
                ['an empty quote', { ...CLAIM, quote: '' }],
        ];
        for (const [name, lie] of LIES) {
                it(`is_not_believed: ${name.replaceAll(' ', '_')}`, async () => {
                        fake.script(SOUND.filter((step) => step.when !== EVALUATE));
                        const made = await begin();
                        const claim = typeof lie === 'function' ? lie(made) : lie;
                        const plan = { criterion: 'sql', indicator: 'plan', quote: 'I read the plan before and after' };
                        fake.script([{ function: 'llm', when: EVALUATE, content: JSON.stringify({ claims: [claim, plan] }) }, ...SOUND]);
                        const { evaluation } = named(await speak(made), 'evaluation');
                        assert.deepEqual(evaluation.evidence.map((one) => one.indicator), ['plan']);
                        assert.equal(evaluation.technical_score, 5);
                });
        }

        it('cannot_give_a_score_of_its_own_nor_count_twice', async () => {
                const content = JSON.stringify({
                        overall_score: 10, technical_score: 10, scores: { technical: 10 }, recommendation: 'hire',
                        claims: [{ ...CLAIM, points: 100, score: 10 }, CLAIM, CLAIM],
                });
                fake.script([{ function: 'llm', when: EVALUATE, content }, ...SOUND]);
                const made = await begin();
                const told = await speak(made);
                const { evaluation } = named(told, 'evaluation');
                assert.deepEqual([evaluation.technical_score, evaluation.evidence.length], [5, 1]);
                await made.candidate.post('/api/candidate/end');
                const report = await waitForReport(hr, made.interview.id);
                assert.equal(report.avg_technical_score, 5);
                assert.deepEqual(report.criteria.map((one) => [one.key, one.score]), [['sql', 5]]);
                for (const one of report.criteria.flatMap((criterion) => criterion.evidence)) assert.ok(standsIn(one.quote, HEARD));
                assert.ok(!JSON.stringify(report).includes('"hire"'));
        });

        it('cannot_ask_what_must_not_be_asked_nor_end_with_a_wall_of_words', async () => {
                for (const content of ['How old are you, and are you married?', 'word '.repeat(300), '', '{"question": "x"}', '<script>alert(1)</script>']) {
                        fake.script([{ function: 'llm', when: WORD, content }, ...SOUND]);
                        const made = await begin();
                        const told = await answer(made.candidate, 1, { text: SAID });
                        const { text } = named(told, 'next').question;
                        assert.doesNotMatch(text, /How old|married|(word ){20}|<script|"question"/, text);
                        assert.ok(text.length > 10);
                }
        });
});

describe('a recogniser that hears what nobody said', () => {
        // As it comes from a recorder, until two pieces were transcribed: what captions show.
        async function upload(made, audio) {
                const step = Math.ceil(audio.length / 12);
                for (let at = 0; at < audio.length; at += step)
                        await made.candidate.does(204, 'PATCH', '/api/candidate/turns/1/clip', { body: audio.subarray(at, at + step), headers: { 'Upload-Offset': String(at) } });
                const heard = `SELECT count(s.transcript) FROM segment s JOIN upload u ON u.id = s.upload_id WHERE u.interview_id = '${made.interview.id}'`;
                for (const until = Date.now() + 60_000; Number(sql(site, heard)) < 2; await sleep(50)) assert.ok(Date.now() < until, 'pieces are heard');
                return (await made.candidate.get('/api/candidate/turns/1/captions')).items;
        }
        const finish = (made, audio) => answer(made.candidate, 1, { parts: [['clip', 'uploaded'], ['bytes', String(audio.length)]] });
        const TALK = [SAID, SAID, SAID];

        it('makes_no_answer_of_a_habit_and_none_of_words_in_silence', async () => {
                fake.script([{ function: 'stt', text: 'Thank you for watching!' }, ...SOUND]);
                const made = await begin({ feedback: 'none' });
                const again = named(await speak(made), 'asked_again');
                assert.match(again.reason, /^(unclear|too_short)$/);
                assert.equal(sql(site, `SELECT transcript->>'text' FROM answer WHERE interview_id = '${made.interview.id}'`), '');
                fake.script([{ function: 'stt', text: 'Yes, I think so. I think so. I think so. I think so. I think so. I read the plan before and after.' }, ...SOUND]);
                const told = await answer(made.candidate, 1, spoken(HEARD, 'webm'));
                assert.equal(named(told, 'transcript').text, 'Yes, I think so. I read the plan before and after.');
        });

        // Each piece is asked for by itself: what stands in several of them was said as often.
        it('takes_nothing_back_that_captions_showed_however_often_it_was_said', async () => {
                const said = 'I think so, I think so.';
                fake.script([{ function: 'stt', text: said }, ...SOUND]);
                const made = await begin({ feedback: 'none' });
                const { audio } = spoken(TALK, 'webm');
                const captions = await upload(made, audio);
                assert.ok(captions.length > 1 && captions.every(({ text }) => text === said), JSON.stringify(captions));
                const { text } = named(await finish(made, audio), 'transcript');
                assert.ok(text.startsWith(captions.map((one) => one.text).join(' ')), text);
                assert.ok(text.match(/I think so/g).length >= 6, text);
        });

        it('makes_no_answer_of_a_habit_in_every_piece', async () => {
                fake.script([{ function: 'stt', text: 'Thank you.' }, ...SOUND]);
                const made = await begin({ feedback: 'none' });
                const { audio } = spoken(TALK, 'webm');
                assert.deepEqual(await upload(made, audio), []);
                assert.match(named(await finish(made, audio), 'asked_again').reason, /^(unclear|too_short)$/);
        });
});

describe('providers that fail', () => {
        it('by_refusing_the_key_are_passed_over_without_telling_it', async () => {
                fake.script(['stt', 'llm', 'tts'].map((name) => ({ function: name, behave: 'status', status: 401, code: 'key' })));
                const told = await speak(await begin());
                assert.deepEqual([namesOf(told)[0], namesOf(told).at(-1), named(told, 'error')], ['received', 'done', undefined]);
                assert.ok(!Object.values(KEYS).some((key) => JSON.stringify(told).includes(key)));
        });

        // Two recordings for one question, both of which are understood while they are being accepted.
        it('keep_nobody_waiting_whose_answer_is_not_taken', async () => {
                for (let i = 0; i < 4; i++) {
                        let open;
                        const until = new Promise((done) => { open = done; });
                        fake.reset();
                        fake.script([{ function: 'stt', behave: 'gate', cut: 0, until, text: HEARD }, ...SOUND]);
                        const made = await begin({ feedback: 'none' });
                        const posts = [SAID, HEARD].map((said) => postAnswer(made.candidate, 1, spoken(said, 'webm')));
                        // The recogniser says nothing yet.
                        const refused = await Promise.race(posts.map(async (post) => {
                                const reply = await post;
                                return reply.status === 409 ? reply : new Promise(() => {});
                        }));
                        assert.equal(refused.status, 409);
                        open();
                        const replies = await Promise.all(posts);
                        const taken = replies.find(({ status }) => status === 200);
                        assert.equal(named(taken.events, 'next').turn, 2);
                        assert.equal(sql(site, `SELECT count(*) FROM answer WHERE interview_id = '${made.interview.id}'`), '1');
                }
        });

        it('only_for_a_moment_are_used_when_they_are_back', async () => {
                fake.script([{ function: 'stt', behave: 'status', status: 503, times: 1 }, ...SOUND]);
                const told = await speak(await begin());
                assert.equal(named(told, 'transcript').text, HEARD);
        });
});

describe('what people ask while the recogniser is at work', () => {
        // Longer than what was read of the interview is taken as it was: FRESH_MS in fcgi/lib/turn/ask.c.
        const STALE_MS = 1000;
        const QUESTION = 'Which of our customers would you call first, and why?';
        const age = (made, minutes) =>
                sql(site, `UPDATE interview SET started_at = started_at - interval '${minutes} minutes', supervised_at = now() + interval '1 hour' WHERE id = '${made.interview.id}';
                        UPDATE turn SET asked_at = asked_at - interval '${minutes} minutes' WHERE interview_id = '${made.interview.id}'`);

        // The turn's events; the recogniser says nothing until the action was taken and is long past.
        async function speakAndAct(made, action) {
                let open;
                const until = new Promise((done) => { open = done; });
                fake.reset();
                fake.script([{ function: 'stt', behave: 'gate', cut: 0, until, text: HEARD }, ...SOUND]);
                const told = speak(made);
                for (let i = 0; !fake.requests.some((request) => request.function === 'stt'); i++) {
                        assert.ok(i < 1000, 'the recogniser is asked');
                        await sleep(20);
                }
                await sleep(STALE_MS);
                await hr.post(`/api/interviews/${made.interview.id}/supervisor/action`, action);
                await sleep(STALE_MS);
                open();
                return told;
        }

        it('is_asked_at_that_turn_already', async () => {
                const made = await begin({ feedback: 'none' });
                const told = await speakAndAct(made, { action: 'guide', message: QUESTION });
                assert.equal(named(told, 'transcript').text, HEARD);
                assert.equal(named(told, 'next').question.text, QUESTION);
        });

        it('ends_the_interview_at_that_turn_already', async () => {
                const made = await begin({ feedback: 'none' });
                assert.equal(named(await speakAndAct(made, { action: 'end' }), 'ended')?.reason, 'supervisor');
        });

        it('gives_time_to_an_interview_whose_time_is_over', async () => {
                const made = await begin({ feedback: 'none' });
                age(made, 36);
                const told = await speakAndAct(made, { action: 'add_time', minutes: 30 });
                assert.equal(named(told, 'ended'), undefined);
                assert.equal(named(told, 'next').turn, 2);
                assert.notEqual(named(told, 'next').question.kind, 'closing');
        });
});

describe('vectors of passages', () => {
        const GUIDE = ['Support', 'A furious customer gets a telephone call, not a longer message, on the same day.', 'Deploys', 'The trunk is shipped several times a day behind flags.'];
        const near = `SELECT count(*) FILTER (WHERE embedding_model = 'embeddings-test' AND cardinality(embedding) = 64), count(*) FROM passage`;
        async function embedded() {
                for (let i = 0; i < 100; i++) {
                        const [done, all] = sql(site, near).split('|').map(Number);
                        if (done === all && all > 0) return all;
                        await new Promise((resolve) => setTimeout(resolve, 200));
                }
                throw new Error(`not embedded: ${sql(site, near)}`);
        }
        const upload = (posting, name, lines) => {
                const body = new FormData();
                body.append('file', new Blob([docx(lines)]), name);
                return hr.does(201, 'POST', `/api/postings/${posting.id}/documents`, { body });
        };

        it('are_made_by_the_runner_and_asked_for_with_each_answer', async () => {
                fake.script(SOUND);
                const made = await begin();
                await upload(made.posting, 'guide.docx', GUIDE);
                assert.equal(await embedded(), 2);
                const before = fake.requests.filter((request) => request.function === 'embeddings').length;
                assert.ok(before > 0);
                assert.ok(named(await speak(made), 'next'));
                const asked = fake.requests.filter((request) => request.function === 'embeddings');
                assert.ok(asked.length > before && asked.length <= before + 2, 'for the next question, and for the evaluation');
                assert.equal(asked.at(-1).headers.authorization, `Bearer ${KEYS.EMBEDDINGS_OPENAI_KEY}`);
                assert.match(asked.at(-1).json.input[0], /I added an index/);
        });

        it('are_done_without_when_the_provider_fails', async () => {
                fake.script([...SOUND, { function: 'embeddings', behave: 'status', status: 500 }]);
                const made = await begin();
                await upload(made.posting, 'guide.docx', [...GUIDE, 'Once more.']);
                assert.ok(named(await speak(made), 'next'), 'the next question comes all the same');
                fake.script(SOUND);
                await embedded();
        });
});

it('neither_keys_nor_words_nor_names_nor_tokens_are_in_a_log', async () => {
        fake.script([{ function: 'stt', behave: 'status', status: 401 }, { function: 'llm', behave: 'status', status: 401, code: 'key' }, { function: 'tts', behave: 'status', status: 401 }]);
        const name = 'Wilhelmina Featherstonehaugh';
        const made = await startInterview(hr, { interview: { candidate: { name, email: 'wilhelmina@example.org' } } });
        await answer(made.candidate, 1, { text: `Xylophone ${SAID}` });
        await speak(made, 2);
        await made.candidate.post('/api/candidate/end');
        await waitForReport(hr, made.interview.id);
        const logs = logsOf(site);
        assert.ok(logs.includes('"path":"/api/candidate/turns/1/answer"'), 'the requests are logged');
        for (const secret of [...Object.values(KEYS), made.token, made.candidate.headers.Authorization.slice(7), hr.headers.Cookie.split('=')[1],
                name, 'Featherstonehaugh', 'wilhelmina@example.org', 'Xylophone', 'orders table', HEARD, made.turn.question.text])
                assert.ok(!logs.includes(secret) && !site.log().includes(secret), `"${secret}" is in a log: ${`${logs}\n${site.log()}`.split('\n').find((line) => line.includes(secret))}`);
        // What the parent says to whom it starts for is the one place where the first password stands.
        assert.ok(!logs.includes(site.demo.hr_password) && !logs.includes(site.demo.hr_email));
        assert.equal(sql(site, `SELECT count(*) FROM job WHERE state = 'failed'`), '0');
});
