// The queue as HR sees it, /api/jobs, and as operators do: earshot-jobs check, list, show, cancel, retry.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, assertProblem, makeOrganisation, makeUser, openSite, signIn, sql, startInterview, waitForReport } from './client.mjs';
import { tone } from './clips.mjs';
import { docx } from './docx.mjs';

const PROGRAM = join(process.env.EARSHOT_PROGRAM_DIR ?? 'build/asan/bin', 'earshot-jobs');

let site;
let hr;
before(async () => {
        site = openSite();
        hr = await signIn(site);
});

function run(...words) {
        const { status, stdout, stderr } = spawnSync(PROGRAM, words, {
                encoding: 'utf8', timeout: 60_000,
                env: { PATH: process.env.PATH, DATA_DIR: site.dataDir, LOG_LEVEL: 'error', ASAN_OPTIONS: 'detect_leaks=0' },
        });
        return { status, said: stdout, stderr };
}

async function ended(title) {
        const made = await startInterview(hr, { posting: { title, limits: { max_turns: 3 } } });
        await answer(made.candidate, 1, { text: 'When I worked at a shop I mended a cash desk myself, and it sold forty things more a day.' });
        await made.candidate.post('/api/candidate/end');
        await waitForReport(hr, made.interview.id);
        return made;
}

// The id of a batch that is done.
async function packed(posting) {
        const { id } = await hr.post('/api/batches', { posting_id: posting }, 202);
        for (const until = Date.now() + 60_000; (await hr.get(`/api/batches/${id}`)).status !== 'done'; await sleep(200))
                assert.ok(Date.now() < until, 'the batch is done');
        return id;
}

describe('/api/jobs', () => {
        let made;
        let organisation;
        const jobs = [];
        const add = (kind, payload, more = {}) => {
                const row = { state: 'failed', last_error: 'No provider answered.', finished_at: 'now()', given_up_at: 'now()', attempts: 8, run_at: 'now()', ...more };
                const value = (name) => row[name] === null ? 'NULL' : String(row[name]).startsWith('now()') ? row[name] : `'${row[name]}'`;
                const names = Object.keys(row);
                const id = sql(site, `INSERT INTO job (id, kind, key, payload, organisation_id, ${names.join(', ')})
                        VALUES (uuid_v7(), '${kind}', '${randomUUID()}', '${JSON.stringify(payload)}', '${organisation}', ${names.map(value).join(', ')}) RETURNING id`).split('\n')[0];
                jobs.push(id);
                return id;
        };
        before(async () => {
                made = await ended('Told in words');
                organisation = sql(site, `SELECT organisation_id FROM interview WHERE id = '${made.interview.id}'`);
        });
        after(() => sql(site, `DELETE FROM job WHERE id IN (${jobs.map((id) => `'${id}'`).join(', ')})`));

        it('tells_what_failed_and_for_whom', async () => {
                const id = add('evaluation', { interview: made.interview.id, turn: 1 });
                const odd = add('embedding', { interview: 'no id' });
                const { items } = await hr.get('/api/jobs?state=failed&limit=200');
                const job = items.find((one) => one.id === id);
                assert.deepEqual([job.kind, job.state, job.problem, job.attempts, job.next_try_at], ['evaluation', 'failed', 'No provider answered.', 8, null]);
                assert.deepEqual(job.interview, { id: made.interview.id, candidate_name: 'Ada Example' });
                assert.deepEqual(job.posting, { id: made.posting.id, title: 'Told in words' });
                assert.ok(Date.parse(job.failed_at) > 0);
                assert.deepEqual([items.find((one) => one.id === odd).interview, items.find((one) => one.id === odd).posting], [null, null]);
        });

        it('tells_what_waits_and_when_it_is_tried_next', async () => {
                const id = add('erasure', { interview: made.interview.id }, { state: 'queued', finished_at: null, given_up_at: null, attempts: 2, run_at: `now() + interval '1 hour'` });
                const of = async (query) => (await hr.get(`/api/jobs?limit=200${query}`)).items.find((one) => one.id === id);
                const job = await of('&state=waiting');
                assert.equal(job.state, 'waiting');
                assert.ok(Math.abs(Date.parse(job.next_try_at) - Date.now() - 3600_000) < 600_000);
                assert.ok(await of(''));
                assert.equal(await of('&state=failed'), undefined);
        });

        it('comes_page_by_page', async () => {
                for (let i = 0; i < 3; i++) add('evaluation', {});
                const seen = [];
                for (let cursor = ''; cursor !== null;) {
                        const page = await hr.get(`/api/jobs?limit=2${cursor}`);
                        assert.ok(page.items.length <= 2);
                        seen.push(...page.items.map(({ id }) => id));
                        cursor = page.next_cursor === null ? null : `&cursor=${page.next_cursor}`;
                }
                assert.equal(new Set(seen).size, seen.length);
                for (const id of jobs) assert.ok(seen.includes(id));
                assertProblem(await hr.ask('GET', '/api/jobs?state=done'), 422, { field: 'state' });
        });

        it('is_tried_again_once', async () => {
                const id = add('evaluation', { interview: made.interview.id, turn: 1 });
                const again = await hr.does(202, 'POST', `/api/jobs/${id}/retry`);
                assert.deepEqual([again.json.id, again.json.attempts, again.json.failed_at], [id, 0, null]);
                for (let i = 0; sql(site, `SELECT state FROM job WHERE id = '${id}'`) !== 'done'; i++) {
                        assert.ok(i < 150, 'it is done');
                        await new Promise((resolve) => setTimeout(resolve, 200));
                }
                assertProblem(await hr.ask('POST', `/api/jobs/${id}/retry`), 409, { detail: /Only a job that was given up can be tried again\./ });
                assert.equal((await hr.get('/api/jobs?limit=200')).items.find((one) => one.id === id), undefined);
        });

        it('is_an_organisations_own_and_a_recruiters_to_try_again', async () => {
                const id = add('evaluation', {});
                const who = makeUser(site, 'reviewer');
                const reviewer = await signIn(site, who.email, who.password);
                assert.ok((await reviewer.get('/api/jobs?limit=200')).items.some((one) => one.id === id));
                assertProblem(await reviewer.ask('POST', `/api/jobs/${id}/retry`), 403);
                const other = makeOrganisation(site);
                const stranger = await signIn(site, other.email, other.password);
                assert.deepEqual((await stranger.get('/api/jobs')).items, []);
                assertProblem(await stranger.ask('POST', `/api/jobs/${id}/retry`), 404);
        });
});

describe('earshot-jobs check', () => {
        let made;
        before(async () => { made = await ended('Checked'); });

        // Other tests of this site leave behind what is found wrong; of this interview nothing is.
        const sound = () => {
                const { status, said, stderr } = run('check');
                assert.match(said, /^\d+ files that rows name were looked at\. (All|Not all) is well\.$/m, said + stderr);
                assert.equal(status, said.includes(' All is well.') ? 0 : 1);
                assert.ok(!said.includes(made.interview.id), said);
        };

        it('finds_nothing_wrong_where_nothing_is', sound);

        it('names_what_is_missing_changed_or_nobodys', () => {
                const media = join(site.dataDir, 'media');
                const pdf = sql(site, `SELECT pdf_key FROM report WHERE interview_id = '${made.interview.id}'`);
                const key = `interviews/${made.interview.id}/answer-1-${randomUUID()}.wav`;
                const orphan = join(media, 'interviews', made.interview.id, `answer-9-${randomUUID()}`);
                const days_ago = Date.now() / 1000 - 2 * 24 * 3600;
                const resume = `INSERT INTO resume (interview_id, filename, mime, pages, characters, body, sections, warnings, media_key, sha256)
                        VALUES ('${made.interview.id}', 'cv.txt', 'text/plain', 1, 1, 'x', '[]', '[]', '${key}', sha256('x'))`;
                writeFileSync(join(media, key), 'x');
                sql(site, resume);
                sound();
                appendFileSync(join(media, key), 'y');
                renameSync(join(media, pdf), join(media, `${pdf}.away`));
                writeFileSync(orphan, 'x');
                utimesSync(orphan, days_ago, days_ago);
                try {
                        const { status, said } = run('check');
                        assert.equal(status, 1);
                        assert.ok(said.includes(`A file is missing: ${pdf}\n`), said);
                        assert.ok(said.includes(`A file is not what was accepted: ${key}\n`), said);
                        assert.match(said, new RegExp(`No row names this file: interviews/${made.interview.id}/answer-9-`));
                        assert.match(said, /Not all is well\.$/m);
                        assert.ok(!run('check', '--quick').said.includes('not what was accepted'));
                } finally {
                        renameSync(join(media, `${pdf}.away`), join(media, pdf));
                        rmSync(orphan);
                        rmSync(join(media, key));
                        sql(site, `DELETE FROM resume WHERE interview_id = '${made.interview.id}'`);
                }
                sound();
        });

        it('names_what_was_changed_since_it_was_made', async () => {
                const media = join(site.dataDir, 'media');
                const id = await packed(made.posting.id);
                const archive = sql(site, `SELECT archive_key FROM batch WHERE id = '${id}'`);
                const bytes = readFileSync(join(media, archive));
                sql(site, `CREATE TABLE kept_body AS SELECT body FROM report WHERE interview_id = '${made.interview.id}'`);
                const spoken = `spoken/${'a'.repeat(64)}`;
                const days_ago = Date.now() / 1000 - 2 * 24 * 3600;
                mkdirSync(join(media, 'spoken'), { recursive: true });
                writeFileSync(join(media, spoken), 'x');
                try {
                        sound();
                        // A word of the report, and sound that nobody keeps.
                        utimesSync(join(media, spoken), days_ago, days_ago);
                        sql(site, `UPDATE report SET body = replace(body, 'cash desk', 'cash dusk') WHERE interview_id = '${made.interview.id}'`);
                        const { status, said } = run('check');
                        assert.equal(status, 1);
                        for (const line of [
                                `A report does not agree with itself: interview ${made.interview.id}`, `No row names this file: ${spoken}`,
                        ])
                                assert.ok(said.split('\n').includes(line), `${line}\n${said}`);
                        // Lengths are looked at in any case.
                        writeFileSync(join(media, archive), bytes.subarray(0, bytes.length - 1));
                        assert.ok(run('check', '--quick').said.includes(`A file is not what was accepted: ${archive}\n`));
                } finally {
                        writeFileSync(join(media, archive), bytes);
                        rmSync(join(media, spoken), { force: true });
                        sql(site, `UPDATE report SET body = (SELECT body FROM kept_body) WHERE interview_id = '${made.interview.id}'; DROP TABLE kept_body`);
                }
                sound();
        });

        it('names_every_kind_of_file_of_which_a_bit_was_flipped', async () => {
                const media = join(site.dataDir, 'media');
                const flipped = await startInterview(hr, {
                        posting: { title: 'Flipped', feedback: 'end', question_set: [{ text: `Is ${randomUUID()} a name? Why?` }], limits: { max_turns: 2 } },
                        interview: { resume_text: 'Ada Example. Experience: five years of shops.' },
                });
                await answer(flipped.candidate, 1, tone(700));
                await flipped.candidate.post('/api/candidate/end');
                await waitForReport(hr, flipped.interview.id);
                const document = new FormData();
                document.append('file', new Blob([docx(['About us.'])]), 'about.docx');
                await hr.does(201, 'POST', `/api/postings/${flipped.posting.id}/documents`, { body: document });
                const batch = await packed(flipped.posting.id);
                // The sound of a question in one piece is of an interview in which it was not asked again.
                const files = sql(site, `SELECT key, sha256 IS NOT NULL FROM stored_file WHERE is_whole AND owner_id IN
                        ('${flipped.interview.id}', '${flipped.posting.id}', '${batch}') OR key IN (SELECT media_key FROM spoken ORDER BY used_at DESC LIMIT 1)
                        OR key = (SELECT question_audio_key FROM turn WHERE interview_id = '${made.interview.id}' AND number = 1)`)
                        .split('\n').map((line) => line.split('|'));
                assert.deepEqual(files.filter(([, isKnown]) => isKnown !== 't'), []);
                const kinds = {
                        answer: /\/answer-1-/, part: /\/question-1-[0-9a-f-]{36}-\d/, question: /\/question-1-[0-9a-f-]{36}$/, resume: /\/resume-/, report: /\/report-[0-9a-f]/,
                        candidates: /\/report-candidate-/, document: /^postings\//, archive: /^batches\//, spoken: /^spoken\//,
                };
                const keys = Object.entries(kinds).map(([kind, pattern]) => files.find(([key]) => pattern.test(key))?.[0] ?? assert.fail(`${kind}: ${files}`));
                const flip = () => {
                        for (const key of keys) {
                                const path = join(media, key);
                                const bytes = readFileSync(path);
                                bytes[bytes.length >> 1] ^= 1;
                                chmodSync(path, 0o600);
                                writeFileSync(path, bytes);
                        }
                };
                const changed = () => run('check').said.split('\n').filter((line) => keys.some((key) => line === `A file is not what was accepted: ${key}`)).length;
                assert.equal(changed(), 0);
                flip();
                try {
                        assert.equal(changed(), keys.length);
                        assert.ok(!run('check', '--quick').said.includes(flipped.interview.id), 'lengths are the same');
                } finally {
                        flip();
                }
                // Of what was stored before there were digests it is not known.
                flip();
                sql(site, `UPDATE report SET pdf_sha256 = NULL WHERE interview_id = '${flipped.interview.id}'`);
                assert.equal(changed(), keys.length - 1);
                flip();
                assert.equal(changed(), 0);
        });

        it('names_work_that_nobody_does', () => {
                const id = made.interview.id;
                const batch = randomUUID();
                const undo = `UPDATE interview SET ended_at = now() WHERE id = '${id}'; DELETE FROM batch WHERE id = '${batch}';
                        DELETE FROM job WHERE key = 'check'; DELETE FROM tick WHERE name = 'retention' AND at < now() - interval '1 day'`;
                sql(site, `CREATE TABLE kept_report AS SELECT * FROM report WHERE interview_id = '${id}';
                        DELETE FROM report WHERE interview_id = '${id}';
                        UPDATE interview SET ended_at = now() - interval '1 hour' WHERE id = '${id}';
                        INSERT INTO batch (id, organisation_id, posting_id, created_at)
                        SELECT '${batch}', organisation_id, id, now() - interval '1 hour' FROM posting WHERE id = '${made.posting.id}';
                        INSERT INTO job (id, kind, key, run_at) VALUES (uuid_v7(), 'from_the_future', 'check', now() - interval '1 hour');
                        INSERT INTO job (id, kind, key, state, finished_at, given_up_at) VALUES (uuid_v7(), 'embedding', 'check', 'failed', now(), now())`);
                try {
                        const { status, said } = run('check', '--quick');
                        assert.equal(status, 1);
                        assert.match(said, new RegExp(`interviews? ha(s|ve) ended and ha(s|ve) neither report nor a job that makes it: .*${id}`));
                        assert.match(said, new RegExp(`batch(es)? (is|are) not done and ha(s|ve) no job: .*${batch}`));
                        assert.match(said, /jobs? w(as|ere) given up: .*embedding [0-9a-f-]{36}/);
                        assert.match(said, /ready for more than ten minutes, and no runner took (it|them): .*from_the_future/);
                        assert.match(said, /1 ready job is of the kind "from_the_future", which this version does not know\./);
                } finally {
                        sql(site, `INSERT INTO report SELECT * FROM kept_report; DROP TABLE kept_report; ${undo}`);
                }
        });

        it('cannot_look_without_a_database', () => {
                const { status } = spawnSync(PROGRAM, ['check'], {
                        timeout: 60_000,
                        env: { PATH: process.env.PATH, DATA_DIR: site.dataDir, DATABASE_URL: 'host=/nonexistent dbname=x', ASAN_OPTIONS: 'detect_leaks=0' },
                });
                assert.equal(status, 2);
        });
});

describe('earshot-jobs', () => {
        it('lists_shows_cancels_and_queues_again', () => {
                const id = sql(site, `INSERT INTO job (id, kind, key, run_at) VALUES (uuid_v7(), 'sweep', 'later', now() + interval '30 minutes') RETURNING id`).split('\n')[0];
                assert.match(run('list').said, new RegExp(`${id}  queued    sweep`));
                assert.equal(run('cancel', id).status, 0);
                assert.match(run('show', id).said, /state       failed\n[^]*last error  It was cancelled before it was tried\./);
                assert.equal(run('cancel', id).status, 1);
                assert.equal(run('retry', id).status, 0);
                sql(site, `DELETE FROM job WHERE id = '${id}'`);
        });

        it('tells_on_a_terminal_in_one_line_how_far_it_is', () => {
                const onTerminal = (command, columns) => {
                        const { status, stdout } = spawnSync('script', ['-qec', `stty cols ${columns}; exec ${PROGRAM} ${command}`, '/dev/null'], {
                                encoding: 'utf8', timeout: 60_000,
                                env: { PATH: process.env.PATH, DATA_DIR: site.dataDir, LOG_LEVEL: 'info', ASAN_OPTIONS: 'detect_leaks=0' },
                        });
                        assert.equal(status, 0, stdout);
                        // Each time from the start of the line, which is empty before, and back to its start; the last one stands.
                        assert.match(stdout, /^(\r\x1b\[K[^\r\n]+\r)+\r\n$/, JSON.stringify(stdout));
                        return stdout.split('\r').filter((text) => text.startsWith('\x1b[K')).map((text) => text.slice('\x1b[K'.length));
                };
                const LINE = /^\d+ done, \d+ failed, \d+\.\d a second \| \d+ ready, \d+ later( \| batches: \d+ of \d+ reports)?$/;
                sql(site, `INSERT INTO job (id, kind, key, run_at) SELECT uuid_v7(), 'housekeeping', 'shown ' || n, now() - interval '1 day' FROM generate_series(1, 50) n;
                        INSERT INTO job (id, kind, key, run_at) VALUES (uuid_v7(), 'sweep', 'shown later', now() + interval '5 minutes')`);
                const shown = onTerminal('run --once', 200);
                for (const line of shown) assert.match(line, LINE);
                assert.ok(Number(/(\d+) later/.exec(shown.at(-1))[1]) >= 1, shown.at(-1));
                for (const line of onTerminal('run --once', 24)) assert.match(line, /^(?=.{23}$)\d+ done, \d+ failed, /);
                sql(site, `DELETE FROM job WHERE key LIKE 'shown%'`);
        });

        it('runs_for_as_long_as_it_is_told_or_once', () => {
                const began = Date.now();
                assert.equal(run('run', '--for', '1').status, 0);
                assert.ok(Date.now() - began >= 1000, 'not before its time');
                for (const given of [[], ['--for'], ['--for', '0'], ['--for', 'x'], ['--for', '86401'], ['--once', '1'], ['--twice']])
                        assert.equal(run('run', ...given).status, 2, given.join(' '));
        });

        it('says_what_each_command_does', () => {
                assert.equal(run().status, 2);
                assert.equal(run('check', '--slow').status, 2);
                const { status, said } = run('--help');
                assert.equal(status, 0);
                for (const [, name] of said.matchAll(/^earshot-jobs ([a-z]+)/gm)) {
                        const help = run(name, '--help');
                        assert.equal(help.status, 0);
                        assert.ok(help.said.startsWith(`earshot-jobs ${name}`));
                }
        });
});
