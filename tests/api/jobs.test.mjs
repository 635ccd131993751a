// The queue as operators see it: earshot-jobs check, list, show, cancel, retry.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { answer, openSite, signIn, sql, startInterview, waitForReport } from './client.mjs';

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
                        assert.match(said, new RegExp(`No row names this file, the next sweep takes it: interviews/${made.interview.id}/answer-9-`));
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
                const id = sql(site, `INSERT INTO job (id, kind, key, run_at) VALUES (uuid_v7(), 'sweep', 'later', now() + interval '1 day') RETURNING id`).split('\n')[0];
                assert.match(run('list').said, new RegExp(`${id}  queued    sweep`));
                assert.equal(run('cancel', id).status, 0);
                assert.match(run('show', id).said, /state       failed\n[^]*last error  It was cancelled before it was tried\./);
                assert.equal(run('cancel', id).status, 1);
                assert.equal(run('retry', id).status, 0);
                sql(site, `DELETE FROM job WHERE id = '${id}'`);
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
