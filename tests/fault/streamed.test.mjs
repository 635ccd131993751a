// The next question while it is still being worded and spoken: what is told when, parts of its sound from any process, and what
// becomes of it when a sentence does not pass, a voice breaks off, the candidate leaves, or the process that makes it dies.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, answerForm, assertProblem, named, namesOf, signIn, sql, startInterview } from '../api/client.mjs';
import { silentMp3, start as startProviders } from '../fake/providers.mjs';
import { childrenOf, openOwnSite } from './own_site.mjs';

const THANKS = 'Thank you for telling me that.';
const SAID = 'I measured first, then I changed one line, and the page became twice as fast for everybody who used it.';
const WORD = 'Now the words to be spoken.';
const WAIT_MS = 60_000;

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        site = await openOwnSite({
                API_PROCESSES: '2', API_THREADS: '16', SPEECH_PROCESSES: '1', BREAKER_FAILURES: '0',
                LLM: 'openai', LLM_OPENAI_URL: fake.url, TTS: 'openai,elevenlabs', TTS_OPENAI_URL: fake.url,
                TTS_ELEVENLABS_URL: fake.url, TTS_ELEVENLABS_KEY: 'xi-1', TTS_ELEVENLABS_VOICE: 'voice1',
        });
        hr = await signIn(site);
});
beforeEach(() => fake.reset());
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

const chosenOf = (request) => /The chosen (?:follow-up )?question, as data:\n<<\S*\n([^]*?)\n/.exec(request.said)?.[1];
const worded = (request) => `${THANKS} ${chosenOf(request)}`;
const WORDED = { function: 'llm', when: WORD, content: worded };
const spokenTexts = () => fake.requests.filter(({ function: name }) => name === 'tts').map(({ json }) => json.input ?? json.text);
const wordings = () => fake.requests.filter(({ function: name, said }) => name === 'llm' && said.includes(WORD));

function gate() {
        let open;
        const until = new Promise((done) => { open = done; });
        return { until, open };
}

async function untilTrue(what, look) {
        for (const end = Date.now() + WAIT_MS; ;) {
                if (await look()) return;
                assert.ok(Date.now() < end, what);
                await sleep(20);
        }
}

// Posts an answer and reads along: `events` grows, `seen(look)` waits for one that fits, `ended` for the end of the stream.
function listen(made, number, text = SAID) {
        const leave = new AbortController();
        const events = [];
        const ended = (async () => {
                const reply = await fetch(`${site.url}/api/candidate/turns/${number}/answer`, {
                        method: 'POST', body: answerForm({ text }), signal: leave.signal, headers: { ...made.candidate.headers, Accept: 'application/x-ndjson' },
                });
                let rest = '';
                for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) {
                        const lines = (rest + piece).split('\n');
                        rest = lines.pop();
                        events.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line)));
                }
        })();
        ended.catch(() => {});
        return {
                events, ended, leave: () => leave.abort(),
                seen: async (what, look) => {
                        await untilTrue(`${what}: ${JSON.stringify(events)}`, () => events.some(look));
                        return events.find(look);
                },
        };
}
const isPart = (part) => (event) => event.event === 'question_audio' && event.part === part;
const SET = ['What is a sequential scan, and when is it right?', 'What is a covering index, and what is it for?', 'Which locks does a migration take?'];
const set = SET.map((text) => ({ text, competency: 'SQL', difficulty: 'medium', expected: [] }));

// An interview whose first question stands; what was asked of providers for it is forgotten.
async function begin(posting = {}) {
        const made = await startInterview(hr, { posting: { type: 'technical', ...posting } });
        fake.requests.length = 0;
        return made;
}
const visemesOf = (made, part) => made.candidate.get(`/api/candidate/turns/2/question/visemes${part === undefined ? '' : `?part=${part}`}`);
const get = (made, path) => fetch(site.url + path, { headers: made.candidate.headers });
const bytesOf = async (reply) => Buffer.from(await reply.arrayBuffer());
// The sound that the fake makes of a text.
const soundOf = (text) => silentMp3(60 * [...text].length);

describe('a question that is streamed', () => {
        it('is_told_shown_and_heard_sentence_by_sentence_from_any_process', async () => {
                const made = await begin();
                const [words, sound] = [gate(), gate()];
                fake.script([
                        { ...WORDED, behave: 'gate', cut: 0.5, until: words.until },
                        { function: 'tts', when: THANKS, behave: 'gate', cut: 0.5, until: sound.until },
                ]);
                const told = listen(made, 1);
                const first = await told.seen('the first sentence sounds', isPart(0));
                assert.deepEqual(first, { event: 'question_audio', turn: 2, part: 0, last: false, url: '/api/candidate/turns/2/question/audio?part=0', mime: 'audio/mpeg' });
                assert.deepEqual(namesOf(told.events), ['received', 'transcript', 'question_delta', 'question_audio']);
                assert.equal(named(told.events, 'question_delta').text, THANKS);
                // Its first half is there for whoever asks, the rest follows in the same replies; what has not begun is not there.
                const halves = await Promise.all(Array.from({ length: 6 }, async () => {
                        const reply = await get(made, first.url);
                        assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'audio/mpeg']);
                        const reader = reply.body.getReader();
                        const { value } = await reader.read();
                        assert.ok(value.length > 0 && value.length <= soundOf(THANKS).length / 2 + 1);
                        return { reader, got: [value] };
                }));
                assertProblem(await made.candidate.ask('GET', '/api/candidate/turns/2/question/audio?part=1'), 404);
                assertProblem(await made.candidate.ask('GET', '/api/candidate/turns/2/question/audio'), 404);
                // How the mouth moves is known with the end of the part, and both processes say so.
                for (let i = 0; i < 6; i++) assert.deepEqual(await visemesOf(made, 0), { is_made: false, duration_ms: null, visemes: [] });
                assertProblem(await made.candidate.ask('GET', '/api/candidate/turns/2/question/visemes'), 404);
                assert.equal((await made.candidate.get('/api/candidate/interview')).current_turn, 1);
                words.open();
                const next = await told.seen('the text is whole', ({ event }) => event === 'next');
                const chosen = chosenOf(wordings()[0]);
                assert.equal(next.question.text, `${THANKS} ${chosen}`);
                assert.equal(told.events.filter(({ event }) => event === 'question_delta').map(({ text }) => text).join(''), next.question.text);
                const parts = told.events.filter(({ event }) => event === 'question_audio');
                assert.deepEqual(parts.map(({ part, last }) => [part, last]), parts.map((_, i) => [i, i + 1 === parts.length]));
                assert.ok(parts.length > 1);
                // The row stands while the first sentence is still being spoken; the whole is waited for.
                const state = await made.candidate.get('/api/candidate/interview');
                assert.deepEqual([state.current_turn, state.turns[1].question.audio], [2, next.question.audio]);
                const whole = get(made, next.question.audio);
                assert.deepEqual(await visemesOf(made), { is_made: false, duration_ms: null, visemes: [] });
                sound.open();
                for (const { reader, got } of halves) {
                        for (let piece; !(piece = await reader.read()).done;) got.push(piece.value);
                        assert.deepEqual(Buffer.concat(got), soundOf(THANKS));
                }
                await told.ended;
                assert.deepEqual(told.events.at(-1), { event: 'done', turn: 1 });
                const bodies = await Promise.all(parts.map(async ({ url }) => bytesOf(await get(made, url))));
                assert.deepEqual(await bytesOf(await whole), Buffer.concat(bodies));
                assert.deepEqual(bodies[0], soundOf(THANKS));
                const known = await visemesOf(made);
                assert.ok(known.is_made && known.duration_ms > 60 * THANKS.length);
                assert.deepEqual(known.visemes, [], 'this voice tells no times');
                const range = await made.candidate.does(206, 'GET', next.question.audio, { headers: { Range: 'bytes=10-19' } });
                assert.deepEqual(range.body, Buffer.concat(bodies).subarray(10, 20));
                // A lost reply: the same again, without a provider.
                const asked = [wordings().length, spokenTexts().length];
                assert.deepEqual(
                        (await answer(made.candidate, 1, { text: SAID })).filter(({ event }) => event !== 'transcript'),
                        ['received', 'question_delta', 'question_audio', 'next', 'done'].flatMap((name) => told.events.filter(({ event }) => event === name)),
                );
                assert.deepEqual([wordings().length, spokenTexts().length], asked);
        });

        it('says_nothing_that_does_not_pass_and_asks_the_plans_question_behind_what_did', async () => {
                for (const [wrong, shown] of [
                        [`${THANKS} How old are you?`, THANKS], [`${THANKS} You will be hired. Why SQL?`, THANKS], ['Excellent answer! Why SQL?', ''],
                        [`${THANKS} **Why** SQL?`, THANKS], ['What is your favourite holiday destination?', ''],
                ]) {
                        const made = await begin();
                        fake.script([{ ...WORDED, content: wrong }]);
                        const told = await answer(made.candidate, 1, { text: SAID });
                        const chosen = chosenOf(wordings().at(-1));
                        assert.equal(named(told, 'next').question.text, [shown, chosen].filter((text) => text !== '').join(' '));
                        assert.equal(told.filter(({ event }) => event === 'question_delta').map(({ text }) => text).join(''), named(told, 'next').question.text);
                        assert.ok(!spokenTexts().some((text) => /old are|hired|Excellent|\*\*|holiday/.test(text)), JSON.stringify(spokenTexts()));
                        assert.ok(!JSON.stringify(told).match(/old are|hired|Excellent|\*\*|holiday/));
                }
        });

        it('ends_with_its_question_whatever_the_model_goes_on_to_say', async () => {
                const made = await begin();
                fake.script([{ ...WORDED, content: (request) => `${worded(request)} And are you married?` }]);
                const told = await answer(made.candidate, 1, { text: SAID });
                assert.equal(named(told, 'next').question.text, `${THANKS} ${chosenOf(wordings()[0])}`);
                assert.ok(!spokenTexts().some((text) => text.includes('married')));
        });

        it('is_worded_by_the_plan_where_the_model_breaks_off', async () => {
                const made = await begin();
                fake.script([{ ...WORDED, behave: 'half_stream' }]);
                const told = await answer(made.candidate, 1, { text: SAID });
                const chosen = chosenOf(wordings()[0]);
                assert.equal(named(told, 'next').question.text, `${THANKS} ${chosen}`);
                assert.match(sql(site, `SELECT question->>'phrased_by' FROM turn WHERE interview_id = '${made.interview.id}' AND number = 2`), /^openai gpt-4o-mini \S+/);
        });
});

describe('a voice that breaks off', () => {
        it('is_followed_by_the_next_one_from_the_beginning_of_the_sentence', async () => {
                const made = await begin();
                // Asked twice, then passed over.
                fake.script([WORDED, { function: 'tts', when: THANKS, behave: 'hang_up_mid', times: 2 }]);
                const told = await answer(made.candidate, 1, { text: SAID });
                const [first, ...others] = told.filter(({ event }) => event === 'question_audio');
                assert.deepEqual([first.part, others.length > 0, others.at(-1).last], [0, true, true]);
                // Asked for while voices break off: there is something, though perhaps not all of it.
                assert.equal((await get(made, first.url)).status, 200);
                const whole = await bytesOf(await get(made, named(told, 'next').question.audio));
                assert.deepEqual(await bytesOf(await get(made, first.url)), soundOf(THANKS));
                assert.ok(whole.length >= soundOf(named(told, 'next').question.text).length * 0.9, 'the whole question sounds');
                assert.equal(fake.requests.filter(({ protocol, json }) => protocol === 'elevenlabs' && json.text === THANKS).length, 1);
                // This voice tells its times, the one of the next sentence none; what the first one had made is forgotten.
                const [timed, plain, both] = [await visemesOf(made, 0), await visemesOf(made, 1), await visemesOf(made)];
                assert.equal(timed.duration_ms, 60 * THANKS.length);
                assert.equal(timed.visemes.at(-1).end_ms, timed.duration_ms);
                assert.deepEqual([plain.is_made, plain.visemes, both.visemes], [true, [], timed.visemes]);
        });

        it('leaves_the_text_where_nobody_speaks', async () => {
                const made = await begin();
                fake.script([WORDED, { function: 'tts', behave: 'status', status: 401 }]);
                const told = await answer(made.candidate, 1, { text: SAID });
                const { question } = named(told, 'next');
                assert.deepEqual([question.text.startsWith(THANKS), question.audio, named(told, 'question_audio')], [true, null, undefined]);
                assertProblem(await made.candidate.ask('GET', '/api/candidate/turns/2/question/audio'), 404);
                assertProblem(await made.candidate.ask('GET', '/api/candidate/turns/2/question/audio?part=0'), 404);
                fake.script([WORDED]);
                assert.ok(named(await answer(made.candidate, 2, { text: `${SAID} Again.` }), 'question_audio'), 'and the next one sounds');
        });
});

describe('the question that will likely follow', () => {
        const LONG = `For example, last year our orders page took nine seconds, and customers left before they had paid. I read the plan of its query, and
                it scanned four million rows for each visit, because the index began with the wrong column. I decided to build a second index beside the
                first one, since a change of the old one would have locked the table for minutes. I tested it on a copy of our data with the queries of a
                whole day, and I compared the times before and after. Then I shipped it at night, I watched the load for a week, and I removed the old
                index. As a result the page took 200 milliseconds, and 12 percent more orders were paid in the first month. I wrote down what I had
                learned, so that my team could look for the same mistake in other tables.`.replace(/\s+/g, ' ');
        const kept = (text) => sql(site, `SELECT count(*) FROM spoken WHERE size_bytes = ${soundOf(text).length}`) !== '0';
        const times = (text) => spokenTexts().filter((one) => one === text).length;

        it('is_spoken_while_the_candidate_answers_and_used_when_it_still_fits', async () => {
                fake.script([WORDED]);
                const made = await startInterview(hr, { posting: { type: 'technical', question_set: set } });
                await untilTrue('the second question is spoken in advance', () => kept(SET[1]));
                const told = await answer(made.candidate, 1, { text: LONG });
                assert.equal(named(told, 'next').question.text, SET[1]);
                assert.deepEqual(await bytesOf(await get(made, named(told, 'question_audio').url)), soundOf(SET[1]));
                assert.equal(times(SET[1]), 1, 'nobody spoke it a second time');
                await untilTrue('the third is spoken in advance', () => kept(SET[2]));
        });

        it('waits_where_the_plan_asks_something_else_after_all', async () => {
                fake.script([WORDED]);
                const made = await begin({ question_set: set });
                const told = await answer(made.candidate, 1, { text: 'I look at the plan first of all.' });
                assert.ok(!named(told, 'next').question.text.includes(SET[1]), 'a short answer is followed up');
                assert.equal(named(await answer(made.candidate, 2, { text: LONG }), 'next').question.text, SET[1]);
                assert.equal(times(SET[1]), 0, 'it was kept from before');
        });
});

describe('a candidate who has left', () => {
        it('does_not_stop_the_turn_and_finds_it_done_when_coming_back', async () => {
                const made = await begin();
                const words = gate();
                fake.script([{ ...WORDED, behave: 'gate', cut: 0.5, until: words.until }]);
                const told = listen(made, 1);
                await told.seen('the first sentence is told', ({ event }) => event === 'question_delta');
                told.leave();
                await assert.rejects(told.ended);
                // Coming back at once waits for the work that goes on, and starts none of its own.
                const back = answer(made.candidate, 1, { text: SAID });
                words.open();
                await untilTrue('the next question stands', async () => (await made.candidate.get('/api/candidate/interview')).current_turn === 2);
                const events = await back;
                const { turns } = await made.candidate.get('/api/candidate/interview');
                assert.deepEqual([named(events, 'next').question.text, events.at(-1).event], [turns[1].question.text, 'done']);
                assert.ok(named(events, 'question_audio'), 'its sound is told, too');
                assert.equal(wordings().length, 1);
                assert.equal(spokenTexts().filter((text) => text === THANKS).length, 1);
        });
});

describe('a process that dies while it speaks', () => {
        it('leaves_a_part_with_an_end_and_an_answer_that_goes_on', async () => {
                const made = await begin();
                const [sound, words] = [gate(), gate()];
                fake.script([
                        { ...WORDED, behave: 'gate', cut: 0.5, until: words.until, times: 1 }, WORDED,
                        { function: 'tts', when: THANKS, behave: 'gate', cut: 0.5, until: sound.until, times: 1 },
                ]);
                const told = listen(made, 1);
                const { url } = await told.seen('the first sentence sounds', isPart(0));
                for (const pid of childrenOf(site.pid, 'earshot-api')) process.kill(pid, 'SIGKILL');
                await told.ended.catch(() => {});
                await untilTrue('the service is back', async () => (await fetch(`${site.url}/readyz`)).status === 200);
                const began = Date.now();
                const left = await get(made, url);
                assert.equal(left.status, 200);
                assert.ok((await bytesOf(left)).length < soundOf(THANKS).length);
                assert.ok(Date.now() - began < WAIT_MS, 'nobody waits for what nobody makes');
                assert.deepEqual(await visemesOf(made, 0), { is_made: true, duration_ms: null, visemes: [] });
                sound.open();
                words.open();
                const events = await answer(made.candidate, 1, { text: SAID });
                assert.ok(named(events, 'next').question.text.startsWith(THANKS));
                const parts = events.filter(({ event }) => event === 'question_audio');
                assert.deepEqual(await bytesOf(await get(made, parts[0].url)), soundOf(THANKS));
        });
});
