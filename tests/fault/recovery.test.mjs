// What a stop finishes, and what nobody came back for: the runner takes it up, and a start finds everything.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, answer, joinInterview, named, namesOf, postAnswer, sha256, signIn, sql, startInterview, waitForReport } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { startSite } from '../api/site.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { childrenOf } from './own_site.mjs';

const TAKEN_UP_WITHIN_MS = 90_000;

let fake;
let settings;
let directory;
let site;
const problems = [];
before(async () => {
        fake = await startProviders(0);
        settings = { API_PROCESSES: '2', SPEECH_PROCESSES: '1', STT: 'openai', STT_OPENAI_URL: fake.url, TTS: 'openai', TTS_OPENAI_URL: fake.url };
        directory = mkdtempSync(join(tmpdir(), 'earshot-recovery-'));
        chmodSync(directory, 0o755);
        site = await startSite(settings, { dataDir: join(directory, 'var') });
});
after(async () => {
        problems.push(...(await site?.stop() ?? []));
        await fake?.stop();
        rmSync(directory, { recursive: true, force: true });
        assert.deepEqual(problems, []);
});

it('a_stop_finishes_the_answer_in_hand_and_the_next_start_finds_all', async () => {
        fake.script([{ function: 'stt', latency_ms: 2500 }]);
        const made = await startInterview(await signIn(site));
        const clip = tone(1500, 410);
        const posted = answer(made.candidate, 1, clip);
        await sleep(800);
        const stopping = site.stop();
        const told = await posted;
        assert.deepEqual([namesOf(told)[0], namesOf(told).at(-2), namesOf(told).at(-1)], ['received', 'next', 'done'], JSON.stringify(told));
        problems.push(...(await stopping));
        await assert.rejects(fetch(`${site.url}/healthz`));
        fake.script([]);
        site = await startSite(settings, { dataDir: join(directory, 'var') });
        const again = await joinInterview(site, made.token);
        assert.deepEqual([again.state.status, again.state.current_turn], ['in_progress', 2]);
        assert.equal(again.state.turns[1].question.text, named(told, 'next').question.text);
        assert.equal(sha256((await again.candidate.does(200, 'GET', '/api/candidate/turns/1/answer/audio')).body), sha256(clip.audio));
        assert.deepEqual(await answer(again.candidate, 1, clip), told, 'the same events, from another process');
        await signIn(site);
});

it('an_answer_that_nobody_comes_back_for_is_brought_to_its_end_by_the_runner', async () => {
        fake.script([{ function: 'stt', behave: 'stall' }]);
        const hr = await signIn(site);
        const made = await startInterview(hr, { posting: { limits: { max_turns: 1 } } });
        const clip = tone(1500, 510);
        const cut = postAnswer(made.candidate, 1, clip).then(() => 'whole', () => 'cut');
        const row = () => sql(site, `SELECT stage FROM answer WHERE interview_id = '${made.interview.id}'`);
        const until = Date.now() + TAKEN_UP_WITHIN_MS;
        while (row() !== 'received') {
                assert.ok(Date.now() < until, 'it is accepted');
                await sleep(50);
        }
        await sleep(300);
        for (const pid of childrenOf(site.pid, 'earshot-api')) process.kill(pid, 'SIGKILL');
        await cut;
        fake.script([]);
        // The job waits until a usual turn would be over; here its time has come.
        assert.equal(sql(site, `UPDATE job SET run_at = now() WHERE kind = 'turn' AND state = 'queued' RETURNING state`), 'queued');
        while (row() !== 'answered') {
                assert.ok(Date.now() < until, `it is taken up: ${row()} ${sql(site, 'SELECT kind, state, attempts, last_error FROM job')}`);
                await sleep(200);
        }
        const report = await waitForReport(hr, made.interview.id, TAKEN_UP_WITHIN_MS);
        assert.deepEqual([report.questions_answered, report.turns.length], [1, 1]);
        const { turns, status } = await made.candidate.get('/api/candidate/interview');
        assert.deepEqual([status, turns.map((turn) => turn.status)], ['completed', ['answered']]);
        assert.equal(named(await answer(made.candidate, 1, clip), 'ended').reason, 'turns');
});

it('evaluations_and_reports_are_made_after_the_runner_died_too', async () => {
        const hr = await signIn(site);
        const made = await startInterview(hr, { posting: { type: 'behavioral' } });
        await answer(made.candidate, 1, { text: 'Last year I was responsible for the import. I measured it and I made it 3 times faster.' });
        const ended = made.candidate.post('/api/candidate/end');
        for (const pid of childrenOf(site.pid, 'earshot-jobs')) process.kill(pid, 'SIGKILL');
        await ended;
        // The next minute's tick at the latest, and the lease of what the dead one held.
        const report = await waitForReport(hr, made.interview.id, 150_000);
        assert.ok(report.overall_score > 0);
        assert.equal(sql(site, `SELECT count(*) FROM report WHERE interview_id = '${made.interview.id}'`), '1');
        assert.deepEqual(await new Caller(site).get('/healthz'), { status: 'ok' });
});
