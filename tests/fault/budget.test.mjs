// What providers do is counted, priced and shown to HR; a budget that is used up ends their part, never the interview.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { answer, assertProblem, named, signIn, startInterview } from '../api/client.mjs';
import { spoken } from '../api/clips.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { openOwnSite } from './own_site.mjs';

const SAID = 'I added an index to the orders table and I read the plan before and after.';
const NONE = { interview_calls: null, interview_tokens: null, month_calls: null, month_tokens: null };

let fake;
let site;
let hr;
before(async () => {
        fake = await startProviders(0);
        site = await openOwnSite({
                API_PROCESSES: '1', API_THREADS: '8', SPEECH_PROCESSES: '1', BREAKER_FAILURES: '0',
                STT: 'openai,builtin', STT_OPENAI_URL: fake.url, STT_OPENAI_MODEL: 'stt-1', STT_OPENAI_PRICE: '0.006',
                LLM: 'openai,builtin', LLM_OPENAI_URL: fake.url, LLM_OPENAI_MODEL: 'llm-1', LLM_OPENAI_PRICE_IN: '2.5', LLM_OPENAI_PRICE_OUT: '10',
                TTS: 'openai,builtin', TTS_OPENAI_URL: fake.url, TTS_OPENAI_MODEL: 'tts-1',
                PRICE_CURRENCY: 'EUR', BUDGET_INTERVIEW_CALLS: '500',
        });
        hr = await signIn(site);
});
beforeEach(async () => {
        fake.reset();
        fake.script([{ function: 'stt', text: SAID }, { function: 'llm', when: 'Now the JSON.', content: JSON.stringify({ claims: [] }) }]);
        await hr.does(200, 'PATCH', '/api/organisation', { json: { budget: {} } });
});
after(async () => {
        const problems = await site?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

const begin = () => startInterview(hr, { posting: { type: 'technical', feedback: 'live' } });
const speak = (made, turn = 1) => answer(made.candidate, turn, spoken(SAID, 'webm'));
const usageOf = (made) => hr.get(`/api/interviews/${made.interview.id}/usage`);
const monthly = () => hr.get('/api/organisation/usage');
// What is counted is written when the last event is told.
async function settled(read, holds) {
        for (let i = 0; i < 200; i++) {
                const found = await read();
                if (holds(found)) return found;
                await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`still ${JSON.stringify(await read())}`);
}
const of = (usage, purpose) => usage.items.find((item) => item.purpose === purpose);

describe('what providers did', () => {
        it('is_counted_and_priced_for_the_interview_and_for_the_month', async () => {
                const before = await monthly();
                const made = await begin();
                await speak(made);
                const usage = await settled(() => usageOf(made), (found) => of(found, 'evaluation') !== undefined);
                const sent = (name) => fake.requests.filter((request) => request.function === name).length;
                assert.equal(of(usage, 'transcription').calls, 1);
                assert.deepEqual([of(usage, 'transcription').provider, of(usage, 'transcription').model], ['openai', 'stt-1']);
                const seconds = of(usage, 'transcription').audio_seconds;
                assert.ok(seconds > 2 && seconds < 60, String(seconds));
                assert.ok(Math.abs(of(usage, 'transcription').cost - (seconds / 60) * 0.006) < 0.0001);
                assert.equal(of(usage, 'question').calls + of(usage, 'evaluation').calls, sent('llm'));
                const question = of(usage, 'question');
                assert.ok(question.tokens_in > 20 && question.tokens_out > 3 && !question.tokens_estimated);
                assert.equal(question.currency, 'EUR');
                assert.ok(Math.abs(question.cost - (question.tokens_in * 2.5 + question.tokens_out * 10) / 1e6) < 1e-6);
                assert.equal(of(usage, 'speech').calls, sent('tts'));
                assert.equal(of(usage, 'speech').characters, fake.requests.filter((request) => request.function === 'tts').reduce((sum, request) => sum + [...request.json.input].length, 0));
                assert.deepEqual([of(usage, 'speech').cost, of(usage, 'speech').currency], [null, null], 'no price is set');
                assert.equal(usage.total.calls, usage.items.reduce((sum, item) => sum + item.calls, 0));
                assert.deepEqual(usage.total.costs.map((cost) => cost.currency), ['EUR']);
                assert.deepEqual([usage.reached, usage.budget], [[], { ...NONE, interview_calls: 500 }]);
                const month = await monthly();
                assert.equal(month.total.calls - before.total.calls, usage.total.calls);
                assert.equal(month.interviews, before.interviews + 1);
                assert.match(month.month, /^20\d\d-\d\d$/);
        });

        it('is_shown_by_month_and_to_the_own_organisation_alone', async () => {
                const none = await hr.get('/api/organisation/usage?month=2001-01');
                assert.deepEqual([none.month, none.interviews, none.items, none.total], ['2001-01', 0, [], { calls: 0, tokens: 0, costs: [] }]);
                for (const month of ['2026-13', '2026', '2026-00', '2026-1', 'now', "2026-01'", '20260-1'])
                        assertProblem(await hr.ask('GET', `/api/organisation/usage?month=${encodeURIComponent(month)}`), 422, { detail: /month/ });
                assertProblem(await hr.ask('GET', '/api/interviews/0197f3a2-7a90-7c3b-8e2d-1f2e3d4c5b6a/usage'), 404);
        });
});

describe('a budget', () => {
        it('is_set_by_an_admin_and_must_make_sense', async () => {
                const budget = { interview_calls: 900, interview_tokens: 5, month_calls: null, month_tokens: 7 };
                assert.deepEqual((await hr.does(200, 'PATCH', '/api/organisation', { json: { budget } })).json.budget, budget);
                assert.deepEqual((await hr.get('/api/organisation')).budget, budget);
                assert.deepEqual((await monthly()).budget, { ...budget, interview_calls: 500 }, 'the smaller one counts');
                for (const wrong of [{ interview_calls: 0 }, { interview_calls: -1 }, { month_tokens: 1.5 }, { month_calls: '7' }, { calls: 7 }, [], 7, { month_tokens: 1e15 }])
                        assertProblem(await hr.ask('PATCH', '/api/organisation', { json: { budget: wrong } }), 422);
                assertProblem(await hr.ask('PATCH', '/api/organisation', { json: {} }), 422);
        });

        it('of_an_interview_that_is_used_up_leaves_it_to_what_is_built_in', async () => {
                const made = await begin();
                await hr.does(200, 'PATCH', '/api/organisation', { json: { budget: { interview_calls: 2 } } });
                await speak(made);
                await settled(() => usageOf(made), (found) => found.reached.length === 1);
                const sent = fake.requests.length;
                const told = await speak(made, 2);
                assert.equal(named(told, 'error'), undefined);
                assert.ok(named(told, 'transcript').text.length > 10, 'the built-in recogniser understood');
                assert.ok(named(told, 'next').question.text.length > 10 && named(told, 'question_audio'));
                const { evaluator } = named(told, 'evaluation').evaluation;
                assert.deepEqual([evaluator.provider, evaluator.passed_over], ['builtin', 'openai: budget used up']);
                assert.equal(fake.requests.length, sent, 'nobody was asked any more');
                // A question that was spoken before needs no voice.
                const usage = await settled(() => usageOf(made), (found) =>
                        ['transcription', 'question', 'evaluation'].every((purpose) => of(found, purpose)?.left_out > 0));
                assert.deepEqual(usage.reached.map(({ budget, limit, interview_id }) => [budget, limit, interview_id]), [['interview_calls', 2, made.interview.id]]);
                // A larger one lets it go on.
                await hr.does(200, 'PATCH', '/api/organisation', { json: { budget: { interview_calls: 400 } } });
                await speak(made, 3);
                assert.ok(fake.requests.length > sent);
        });

        it('of_a_month_holds_for_all_interviews_and_each_tells_so', async () => {
                const { total } = await monthly();
                await hr.does(200, 'PATCH', '/api/organisation', { json: { budget: { month_tokens: total.tokens + 1 } } });
                const first = await begin();
                await speak(first);
                await settled(monthly, (found) => found.reached.some((one) => one.interview_id === null));
                const sent = fake.requests.length;
                const second = await begin();
                const told = await speak(second);
                assert.ok(named(told, 'next'));
                assert.equal(fake.requests.length, sent);
                const usage = await settled(() => usageOf(second), (found) => of(found, 'evaluation') !== undefined);
                assert.deepEqual(usage.reached.map((one) => [one.budget, one.interview_id]), [['month_tokens', null]]);
                assert.equal(usage.total.calls, 0);
        });
});
