// make demo against a real site: a run that is cut off is gone on with, a third one changes nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signIn } from '../api/client.mjs';
import { freePort, startSite } from '../api/site.mjs';

const SCRIPT = resolve(fileURLToPath(import.meta.url), '../../../deploy/demo.mjs');

/** Runs the script; `seen(output)` says when it is killed. */
function run(dataDir, seen = () => false) {
        const child = spawn('node', [SCRIPT], { env: { ...process.env, DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        let errors = '';
        child.stderr.on('data', (bytes) => { errors += bytes; });
        child.stdout.on('data', (bytes) => {
                output += bytes;
                if (seen(output))
                        child.kill('SIGKILL');
        });
        return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, output, errors })));
}

async function everything(hr) {
        const { items: postings } = await hr.get('/api/postings');
        const { items: interviews } = await hr.get('/api/interviews');
        const reports = await Promise.all(interviews.filter((one) => one.status === 'completed')
                .map((one) => hr.get(`/api/interviews/${one.id}/report`)));
        return { postings, interviews, reports };
}

let site;
before(async () => { site = await startSite(); });
after(async () => assert.deepEqual(await site?.stop(), []));

test('demo_says_when_nothing_runs', async () => {
        const empty = mkdtempSync(join(tmpdir(), 'earshot-demo-test-'));
        const none = await run(empty);
        assert.equal(none.code, 1);
        assert.match(none.errors, /^make demo: Nothing runs from here: .*demo\.json is not there\. .*\n$/);
        writeFileSync(join(empty, 'demo.json'), JSON.stringify({ base_url: `http://127.0.0.1:${await freePort()}`, hr_email: 'a', hr_password: 'b' }));
        const stopped = await run(empty);
        assert.equal(stopped.code, 1);
        assert.match(stopped.errors, /^make demo: .* does not answer .*\n$/);
        rmSync(empty, { recursive: true });
});

test('demo_goes_on_after_it_was_killed_and_is_made_once', { timeout: 900_000 }, async () => {
        const cut = await run(site.dataDir, (output) => output.includes('question 2 of 4'));
        assert.equal(cut.signal, 'SIGKILL');
        const whole = await run(site.dataDir);
        assert.equal(whole.code, 0, whole.errors);
        const scores = Object.fromEntries([...whole.output.matchAll(/^ +([\d.]+|-) {2}.* (strong|middling|weak|interrupted) +http/gm)]
                .map(([, score, kind]) => [kind, score]));
        assert.equal(scores.interrupted, '-');
        assert.ok(Number(scores.strong) >= Number(scores.middling) + 2, whole.output);
        assert.ok(Number(scores.middling) > Number(scores.weak), whole.output);

        const hr = await signIn(site);
        // What people decided and scored has the reports made once more.
        while ((await hr.get('/api/jobs?state=waiting')).items.length > 0)
                await sleep(200);
        const made = await everything(hr);
        assert.deepEqual(made.reports.map((report) => report.questions_answered), Array(7).fill(4));
        assert.deepEqual(made.interviews.filter((one) => one.status === 'in_progress').map((one) => one.turns_answered), [2]);
        assert.equal(made.interviews.filter((one) => one.decision !== null).length, 5);
        let figures = await hr.get('/api/analytics');
        for (; figures.is_counting; figures = await hr.get('/api/analytics'))
                await sleep(200);
        assert.deepEqual([figures.interviews.finished, figures.interviews.running, figures.agreement.is_shown, figures.decisions.count], [7, 1, true, 5], 'the page of figures has something to show');
        const again = await run(site.dataDir);
        assert.equal(again.code, 0, again.errors);
        assert.match(again.output, /^The demo data are there already; nothing was changed\.$/m);
        assert.deepEqual(await everything(hr), made);
});
