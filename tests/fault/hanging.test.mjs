// Every way in which providers fail, all of them at once: the first of each chain cannot be found or shows a certificate
// that nobody may believe, the second one does what the row says. The turn ends, with the answer kept and a next question asked.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { answer, named, namesOf, settled, shareHeard, signIn, sql, startInterview } from '../api/client.mjs';
import { spoken } from '../api/clips.mjs';
import { docx } from '../api/docx.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { start as startTls } from '../fake/tls.mjs';
import { logsOf, openOwnSite } from './own_site.mjs';

const KEYS = {
        STT_WHISPERCPP_KEY: 'sk-whisper-5e1fd0c2', STT_OPENAI_KEY: 'sk-stt-77aa01b9', LLM_ANTHROPIC_KEY: 'sk-ant-c0ffee42', LLM_OPENAI_KEY: 'sk-llm-0ddba11e',
        TTS_ELEVENLABS_KEY: 'xi-4be11a5c', TTS_OPENAI_KEY: 'sk-tts-9d3f72e1', EMBEDDINGS_OPENAI_KEY: 'sk-emb-1c64e0f8',
};
const SAID = 'I added an index to the orders table.';
const FUNCTIONS = ['stt', 'llm', 'tts', 'embeddings'];
const HUNG = 5;

let fake;
let tls;
let site;
let hr;
let posting;
before(async () => {
        fake = await startProviders(0);
        tls = await startTls();
        site = await openOwnSite({
                API_PROCESSES: '1', API_THREADS: '8', SPEECH_PROCESSES: '2', LOG_LEVEL: 'debug', BREAKER_FAILURES: '0', ...KEYS,
                STT_SECONDS: '1', LLM_SECONDS: '1', TTS_SECONDS: '1', CA_FILE: tls.caFile,
                STT: 'whispercpp,openai,builtin', STT_WHISPERCPP_URL: 'http://earshot.invalid:9', STT_OPENAI_URL: fake.url,
                LLM: 'anthropic,openai,builtin', LLM_ANTHROPIC_URL: `https://127.0.0.1:${tls.port.wrong_name}/v1`, LLM_OPENAI_URL: fake.url,
                TTS: 'elevenlabs,openai,builtin', TTS_ELEVENLABS_URL: `https://127.0.0.1:${tls.port.expired}/v1`, TTS_OPENAI_URL: fake.url,
                EMBEDDINGS: 'openai', EMBEDDINGS_OPENAI_URL: fake.url, EMBEDDINGS_OPENAI_MODEL: 'embeddings-test',
        });
        hr = await signIn(site);
        // Its documents have vectors, so that each question asks for one.
        const made = await startInterview(hr, { posting: { type: 'technical', limits: { max_answer_seconds: 300, max_turns: 40, max_minutes: 60 } } });
        posting = made.posting;
        const body = new FormData();
        body.append('file', new Blob([docx(['Support', 'A customer who is angry gets a telephone call on the same day.'])]), 'guide.docx');
        await hr.does(201, 'POST', `/api/postings/${posting.id}/documents`, { body });
        for (let i = 0; sql(site, 'SELECT count(*) FROM passage WHERE embedding IS NOT NULL') !== '1'; i++) {
                assert.ok(i < 200, 'the document is embedded');
                await new Promise((resolve) => setTimeout(resolve, 100));
        }
});
after(async () => {
        const problems = await site?.stop();
        await tls?.stop();
        await fake?.stop();
        assert.deepEqual(problems, []);
});

const begin = () => startInterview(hr, { posting: null, interview: { posting_id: posting.id } });
const script = (step) => {
        fake.reset();
        fake.script(FUNCTIONS.map((name) => ({ function: name, ...step })));
};

function assertWentOn(made, told, turn = 1) {
        assert.deepEqual([namesOf(told)[0], namesOf(told).at(-1), named(told, 'error')], ['received', 'done', undefined], JSON.stringify(told));
        assert.ok(shareHeard(SAID, named(told, 'transcript').text) > 0.4, named(told, 'transcript').text);
        assert.ok(named(told, 'next').question.text.length > 10);
        assert.equal(sql(site, `SELECT stage, transcript->>'provider' FROM answer WHERE interview_id = '${made.interview.id}' AND turn_number = ${turn}`), 'answered|builtin');
}

describe('when everything fails at once', () => {
        // How each single one of them fails in these and other ways stands in the tests of the net room.
        const ROWS = [
                { behave: 'trickle' }, { behave: 'hang_up' }, { behave: 'hang_up_mid' }, { behave: 'garbage' }, { behave: 'wrong_type' },
                { behave: 'huge' }, { behave: 'status', status: 401, code: 'key' }, { behave: 'status', status: 429, retry_after: 60 },
        ];
        let made;
        ROWS.forEach((row, i) => {
                it(`the_turn_ends_with_the_answer_kept_and_a_next_question: ${Object.values(row).join('_')}`, { timeout: 120_000 }, async () => {
                        script(row);
                        made ??= await begin();
                        assert.ok(made.turn.question.audio, 'the first question is spoken');
                        const told = await answer(made.candidate, i + 1, spoken(SAID, 'webm'));
                        assertWentOn(made, told, i + 1);
                        await settled(site);
                        // Of half a stream the sentence that was heard stays, and our own question follows it.
                        if (row.behave !== 'hang_up_mid')
                                assert.equal(sql(site, `SELECT question->>'phrased_by' IS NULL FROM turn WHERE interview_id = '${made.interview.id}' AND number = ${i + 2}`), 't');
                        assert.ok(named(told, 'question_audio'), 'spoken by the built-in voice');
                        assert.equal(sql(site, `SELECT question->>'spoken_by' LIKE 'builtin%' FROM turn WHERE interview_id = '${made.interview.id}' AND number = ${i + 2}`), 't');
                        assert.ok(FUNCTIONS.every((one) => fake.requests.some((request) => request.function === one)), 'each was asked');
                        const said = JSON.stringify(told);
                        for (const key of Object.values(KEYS)) assert.ok(!said.includes(key));
                });
        });

        it('the_site_answers_while_all_of_them_hang', { timeout: 120_000 }, async () => {
                script({ behave: 'ok' });
                const made = await Promise.all(Array.from({ length: HUNG }, begin));
                script({ behave: 'stall' });
                let over = 0;
                const turns = made.map((one) => answer(one.candidate, 1, spoken(SAID, 'webm')).finally(() => { over++; }));
                // All of them are with the hanging recogniser now.
                for (let i = 0; fake.requests.filter((request) => request.function === 'stt').length < HUNG; i++) {
                        assert.ok(i < 1000 && over === 0);
                        await new Promise((resolve) => setTimeout(resolve, 10));
                }
                assert.equal((await fetch(`${site.url}/healthz`)).status, 200);
                const ready = await fetch(`${site.url}/readyz`);
                assert.equal(ready.status, 200, 'remote providers are no reason to be unready');
                assert.equal((await made[0].candidate.ask('GET', '/api/candidate/interview')).status, 200);
                assert.equal(over, 0, 'they hang still');
                const body = await ready.text();
                for (const key of Object.values(KEYS)) assert.ok(!body.includes(key));
                const told = await Promise.all(turns);
                told.forEach((events, i) => assertWentOn(made[i], events));
        });
});

describe('when every thread hangs', () => {
        const THREADS = 2;
        const held = [];
        let gate;
        let small;
        const open = () => {
                for (const one of held.splice(0)) fake.answer(...one);
        };
        before(async () => {
                fake.reset();
                // A recogniser that says nothing until it is let.
                gate = createServer((...one) => held.push(one));
                await new Promise((done) => gate.listen(0, '127.0.0.1', done));
                small = await openOwnSite({
                        API_PROCESSES: '1', API_THREADS: String(THREADS), DB_POOL: '1', STT: 'openai', LLM: 'builtin', TTS: 'openai', STT_SECONDS: '120',
                        STT_OPENAI_URL: `http://127.0.0.1:${gate.address().port}/v1`, STT_OPENAI_KEY: KEYS.STT_OPENAI_KEY,
                        TTS_OPENAI_URL: fake.url, TTS_OPENAI_KEY: KEYS.TTS_OPENAI_KEY,
                });
        });
        after(async () => {
                open();
                gate?.closeAllConnections();
                gate?.close();
                assert.deepEqual(await small?.stop(), []);
        });

        it('who_watches_is_answered_and_told_so', { timeout: 120_000 }, async () => {
                const reviewer = await signIn(small);
                const made = [];
                for (let i = 0; i < THREADS; i++) made.push(await startInterview(reviewer));
                let over = 0;
                const counted = (promise) => promise.finally(() => { over++; });
                const turns = made.map((one) => counted(answer(one.candidate, 1, spoken(SAID, 'webm'))));
                for (let i = 0; held.length < THREADS; i++) {
                        assert.ok(i < 3000 && over === 0, 'all are with the recogniser');
                        await new Promise((resolve) => setTimeout(resolve, 10));
                }
                const behind = counted(reviewer.ask('GET', '/api/session'));
                // More of each at once than there are threads for them.
                await Promise.all(Array.from({ length: 5 }, async () => {
                        assert.deepEqual(await (await fetch(`${small.url}/healthz`)).json(), { status: 'ok' });
                        const ready = await fetch(`${small.url}/readyz`);
                        assert.deepEqual([ready.status, (await ready.json()).database], [200, 'ok']);
                        const page = await (await fetch(`${small.url}/metrics`)).text();
                        assert.match(page, /^earshot_database_up 1$/m);
                        assert.match(page, new RegExp(`^earshot_threads ${THREADS}$`, 'm'));
                        assert.match(page, new RegExp(`^earshot_threads_busy ${THREADS}$`, 'm'));
                        assert.equal((await fetch(`${small.url}/healthz`, { method: 'POST' })).status, 405);
                }));
                assert.equal(over, 0, 'all threads hang still');
                open();
                for (const told of await Promise.all(turns)) assert.equal(namesOf(told).at(-1), 'done');
                assert.equal((await behind).status, 200);
        });
});

it('no_key_is_in_a_log_and_nobody_was_asked_whose_certificate_is_wrong', () => {
        const logs = `${logsOf(site)}\n${site.log()}`;
        assert.ok(logs.includes('another provider transcribed'));
        assert.match(logs, /whispercpp: [^"]*resolve host/);
        assert.match(logs, /certificate/);
        for (const key of Object.values(KEYS)) assert.ok(!logs.includes(key), logs.split('\n').find((line) => line.includes(key)));
        assert.deepEqual(tls.providers.requests, []);
});
