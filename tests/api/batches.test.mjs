// Batches of reports, and what the runner does by the clock.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { answer, assertProblem, makeOrganisation, makeUser, openSite, signIn, sql, startInterview, waitForReport } from './client.mjs';
import { inflateRawSync } from 'node:zlib';

let site;
let hr;
before(async () => {
        site = openSite();
        hr = await signIn(site);
});

// { name: bytes } of a ZIP (PKWARE APPNOTE 6.3), by its central directory.
function unzip(bytes) {
        const files = {};
        let at = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
        const count = bytes.readUInt16LE(at + 10);
        at = bytes.readUInt32LE(at + 16);
        for (let i = 0; i < count; i++) {
                assert.equal(bytes.toString('latin1', at, at + 4), 'PK\x01\x02');
                const method = bytes.readUInt16LE(at + 10);
                const packed = bytes.readUInt32LE(at + 20);
                const size = bytes.readUInt32LE(at + 24);
                const [name_length, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
                const local = bytes.readUInt32LE(at + 42);
                const name = bytes.toString('utf8', at + 46, at + 46 + name_length);
                const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
                const body = bytes.subarray(from, from + packed);
                files[name] = method === 0 ? body : inflateRawSync(body);
                assert.equal(files[name].length, size, name);
                at += 46 + name_length + extra + comment;
        }
        return files;
}

// Rows of cells (RFC 4180).
function readCsv(text) {
        assert.ok(text.endsWith('\r\n'));
        const rows = [[]];
        for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
                rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
                if (end !== ',') rows.push([]);
        }
        return rows.slice(0, -1);
}

async function finishedBatch(id, client = hr) {
        for (let i = 0; i < 150; i++) {
                const batch = await client.get(`/api/batches/${id}`);
                if (batch.status === 'done' || batch.status === 'failed') return batch;
                await new Promise((resolve) => setTimeout(resolve, 200));
        }
        throw new Error(`the batch is not done: ${JSON.stringify(await client.get(`/api/batches/${id}`))}`);
}

const SAID = 'I was on call when the import failed. I read the log, found the lock and rewrote the query. It took two hours, and it has not failed since.';

// An interview of the posting that has ended, with one answer.
async function ended(posting, name) {
        const made = await startInterview(hr, posting ? { posting, interview: { candidate: { name } } } : { interview: { candidate: { name } } });
        await answer(made.candidate, 1, { text: SAID });
        await made.candidate.post('/api/candidate/end');
        return made;
}

const archiveOf = async (batch, client = hr) => unzip((await client.does(200, 'GET', batch.archive)).body);
const begin = (posting_id, more = {}) => hr.post('/api/batches', { posting_id, ...more }, 202);

describe('a batch of reports', () => {
        let made;
        let other;
        before(async () => {
                made = await ended({ title: 'Backend, "night" shift', limits: { max_turns: 3 } }, '=HYPERLINK("http://example.org")');
                await waitForReport(hr, made.interview.id);
                other = await hr.post('/api/interviews', { posting_id: made.posting.id, candidate: { name: 'Not begun' } }, 201);
        });

        it('shows_how_each_compares_as_its_own_download_does', async () => {
                const first = await ended({ title: 'Compared', limits: { max_turns: 3 } }, 'Ada Example');
                await waitForReport(hr, first.interview.id);
                const scores = ['null', '0.0', '4.5', '6.3', '6.3', '8.1', '10.0'];
                for (const score of scores)
                        sql(site, `WITH i AS (INSERT INTO interview SELECT (jsonb_populate_record(i, jsonb_build_object('id', uuid_v7(), 'ended_at', now()))).*
                                        FROM interview i WHERE id = '${first.interview.id}' RETURNING id)
                                INSERT INTO report SELECT (jsonb_populate_record(r, jsonb_build_object('interview_id', i.id, 'id', uuid_v7(), 'overall_score', '${score}'::jsonb,
                                        'criterion_scores', (SELECT jsonb_object_agg(key, '${score}'::jsonb) FROM jsonb_each(r.criterion_scores))))).*
                                FROM report r, i WHERE r.interview_id = '${first.interview.id}'`);
                const batch = await finishedBatch((await begin(first.posting.id)).id);
                assert.equal(batch.done, scores.length + 1);
                const files = Object.entries(await archiveOf(batch)).filter(([name]) => name.endsWith('.json'));
                const counts = new Set();
                for (const { id } of (await hr.get(`/api/interviews?posting_id=${first.posting.id}&limit=50`)).items) {
                        const { body, json } = await hr.does(200, 'GET', `/api/interviews/${id}/report`);
                        assert.ok(files.some(([, bytes]) => bytes.equals(body)), JSON.stringify(json.posting_averages));
                        counts.add(json.compared_lower_count);
                        assert.ok(json.posting_averages.length > 0);
                }
                assert.ok(counts.size >= 4, 'they differ');
        });

        it('is_packed_again_after_a_crash_and_no_report_is_made_twice', async () => {
                const first = await ended({ title: 'Crashed', limits: { max_turns: 3 } }, 'Ada Example');
                await waitForReport(hr, first.interview.id);
                // Its job is done, and the report is gone all the same.
                sql(site, `DELETE FROM report WHERE interview_id = '${first.interview.id}'`);
                const { id } = await begin(first.posting.id);
                await finishedBatch(id);
                const made = () => sql(site, `SELECT r.id, (SELECT count(*) FROM report_event e WHERE e.interview_id = r.interview_id AND e.kind = 'made')
                        FROM report r WHERE r.interview_id = '${first.interview.id}'`);
                const before = made();
                assert.ok(before.length > 0);
                // As a runner leaves it that died while it packed.
                sql(site, `UPDATE batch SET status = 'running', archive_key = NULL, archive_bytes = NULL, finished_at = NULL, expires_at = NULL WHERE id = '${id}';
                        UPDATE job SET state = 'running', finished_at = NULL, lease_until = now() - interval '1 second' WHERE kind = 'batch' AND key = '${id}'; NOTIFY job`);
                const again = await finishedBatch(id);
                assert.deepEqual([again.status, again.done], ['done', 1]);
                assert.equal(made(), before);
                assert.equal(Object.keys(await archiveOf(again)).length, 4);
        });

        it('holds_every_report_as_it_is_downloaded_and_an_index', async () => {
                const queued = await begin(made.posting.id);
                assert.deepEqual([queued.status, queued.archive, queued.posting.id], ['queued', null, made.posting.id]);
                const batch = await finishedBatch(queued.id);
                assert.deepEqual([batch.total, batch.done, batch.failed, batch.problem], [1, 1, 0, null]);
                const week = Date.parse(batch.expires_at) - Date.parse(batch.finished_at);
                assert.equal(week, 7 * 24 * 3600 * 1000);
                const reply = await hr.does(200, 'GET', batch.archive);
                assert.equal(reply.body.length, batch.archive_bytes);
                assert.match(reply.headers.get('content-disposition'), /^attachment; filename="reports-Backend-night-shift\.zip"$/);
                const files = unzip(reply.body);
                const name = 'reports/0001-HYPERLINK-http-example-org';
                assert.deepEqual(Object.keys(files), [`${name}.json`, `${name}.pdf`, 'index.csv', 'summary.pdf']);
                const report = await hr.does(200, 'GET', `/api/interviews/${made.interview.id}/report`);
                assert.ok(files[`${name}.json`].equals(report.body), 'byte for byte');
                assert.ok(files[`${name}.pdf`].equals((await hr.does(200, 'GET', `/api/interviews/${made.interview.id}/report.pdf`)).body));
                assert.equal(files['summary.pdf'].toString('latin1', 0, 5), '%PDF-');
                const [header, row, ...rest] = readCsv(files['index.csv'].toString());
                assert.deepEqual(rest, []);
                const line = Object.fromEntries(header.map((cell, i) => [cell, row[i]]));
                assert.equal(line.interview_id, made.interview.id);
                assert.equal(line.candidate, '\'=HYPERLINK("http://example.org")', 'no spreadsheet takes it for a formula');
                assert.equal(line.position, 'Backend, "night" shift');
                assert.equal(line.overall_score, report.json.overall_score === null ? '' : report.json.overall_score.toFixed(1));
                assert.equal(line.report_json, `${name}.json`);
                assert.ok(other.id, 'interviews that have not ended are not in it');
        });

        it('is_downloaded_in_parts', async () => {
                const batch = await finishedBatch((await begin(made.posting.id)).id);
                const part = await hr.does(206, 'GET', batch.archive, { headers: { Range: 'bytes=0-3' } });
                assert.equal(part.body.toString('latin1'), 'PK\x03\x04');
        });

        it('makes_the_reports_that_are_missing_first', async () => {
                sql(site, `DELETE FROM job WHERE key = '${made.interview.id}'; DELETE FROM report WHERE interview_id = '${made.interview.id}'`);
                const batch = await finishedBatch((await begin(made.posting.id)).id);
                assert.deepEqual([batch.status, batch.done], ['done', 1]);
                assert.equal(Object.keys(await archiveOf(batch)).length, 4);
        });

        it('says_which_report_could_not_be_made', async () => {
                const lost = await ended({ title: 'Lost', limits: { max_turns: 3 } }, 'Ada Example');
                await waitForReport(hr, lost.interview.id);
                sql(site, `DELETE FROM report WHERE interview_id = '${lost.interview.id}';
                        UPDATE job SET state = 'failed', finished_at = now(), given_up_at = now() WHERE kind = 'report' AND key = '${lost.interview.id}'`);
                const batch = await finishedBatch((await begin(lost.posting.id)).id);
                assert.deepEqual([batch.status, batch.total, batch.done, batch.failed], ['done', 1, 0, 1]);
                const rows = readCsv((await archiveOf(batch))['index.csv'].toString());
                assert.deepEqual([rows.length, rows[1][1], rows[1].at(-1)], [2, 'Ada Example', '']);
        });

        it('holds_the_interviews_of_its_time_alone', async () => {
                const [year_ago, next_year] = [-1, 1].map((years) => new Date(Date.now() + years * 365 * 24 * 3600e3).toISOString());
                const counts = [];
                for (const time of [{ from: year_ago, to: next_year }, { from: next_year }, { to: year_ago }, { from: year_ago }])
                        counts.push((await finishedBatch((await begin(made.posting.id, time)).id)).total);
                assert.deepEqual(counts, [1, 0, 0, 1]);
        });

        it('is_refused_where_the_request_makes_no_sense', async () => {
                const REFUSED = [
                        [{}, 'posting_id'], [{ posting_id: 'x' }, 'posting_id'], [{ posting_id: randomUUID() }, 'posting_id'],
                        [{ posting_id: made.posting.id, from: 'yesterday' }, 'from'],
                        [{ posting_id: made.posting.id, from: '2026-02-30T00:00:00Z' }, 'from'],
                        [{ posting_id: made.posting.id, from: '2026-03-02T00:00:00Z', to: '2026-03-02T00:00:00Z' }, 'to'],
                        [{ posting_id: made.posting.id, until: '2026-03-02T00:00:00Z' }, 'until'],
                ];
                for (const [json, field] of REFUSED) assertProblem(await hr.ask('POST', '/api/batches', { json }), 422, { field });
        });

        it('is_made_once_for_an_idempotency_key', async () => {
                const headers = { 'Idempotency-Key': randomUUID() };
                const json = { posting_id: made.posting.id };
                const first = await hr.does(202, 'POST', '/api/batches', { json, headers });
                const second = await hr.does(202, 'POST', '/api/batches', { json, headers });
                assert.equal(first.json.id, second.json.id);
        });

        it('is_invisible_to_other_organisations', async () => {
                const batch = await finishedBatch((await begin(made.posting.id)).id);
                const theirs = await signIn(site, ...Object.values(makeOrganisation(site)));
                assertProblem(await theirs.ask('GET', `/api/batches/${batch.id}`), 404);
                assertProblem(await theirs.ask('GET', batch.archive), 404);
                assertProblem(await theirs.ask('POST', '/api/batches', { json: { posting_id: made.posting.id } }), 422, { field: 'posting_id' });
                assert.deepEqual((await theirs.get('/api/batches')).items, []);
                assert.ok((await hr.get('/api/batches?limit=1')).next_cursor);
                const ours = (await hr.get(`/api/batches?posting_id=${made.posting.id}`)).items;
                assert.ok(ours.length > 0 && ours.every((one) => one.posting.id === made.posting.id));
                assert.deepEqual((await hr.get(`/api/batches?posting_id=${randomUUID()}`)).items, []);
                assertProblem(await hr.ask('GET', '/api/batches?posting_id=x'), 422, { field: 'posting_id' });
        });
});

// Lets a job of this kind be done now, as the clock would.
async function tick(kind, at = new Date().toISOString()) {
        const key = `test ${randomUUID()}`;
        sql(site, `INSERT INTO job (id, kind, key, payload) VALUES (uuid_v7(), '${kind}', '${key}', '{"at":"${at}"}'); NOTIFY job`);
        for (let i = 0; i < 150; i++) {
                const state = sql(site, `SELECT state FROM job WHERE key = '${key}'`);
                if (state === 'done') return;
                assert.notEqual(state, 'failed', sql(site, `SELECT last_error FROM job WHERE key = '${key}'`));
                await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`${kind} is not done`);
}

describe('what is done by the clock', () => {
        it('makes_a_batch_every_night_where_the_organisation_wants_it', async () => {
                const made = await ended({ title: 'Nightly', limits: { max_turns: 3 } }, 'Ada Example');
                sql(site, `UPDATE interview SET ended_at = date_trunc('day', now() - interval '1 hour', 'UTC') - interval '12 hours' WHERE id = '${made.interview.id}'`);
                const count = () => Number(sql(site, `SELECT count(*) FROM batch WHERE posting_id = '${made.posting.id}'`));
                await tick('nightly');
                assert.equal(count(), 0, 'not before somebody wants it');
                const reviewer = await signIn(site, ...Object.values(makeUser(site, 'reviewer')));
                assertProblem(await reviewer.ask('PATCH', '/api/organisation', { json: { nightly_batches: true } }), 403);
                assert.equal((await hr.does(200, 'PATCH', '/api/organisation', { json: { nightly_batches: true } })).json.nightly_batches, true);
                assert.equal((await reviewer.get('/api/organisation')).nightly_batches, true);
                try {
                        await tick('nightly');
                        assert.equal(count(), 0, 'from the next night on');
                        sql(site, 'DELETE FROM night');
                        await tick('nightly');
                        await tick('nightly');
                } finally {
                        await hr.does(200, 'PATCH', '/api/organisation', { json: { nightly_batches: false } });
                }
                assert.equal(count(), 1);
                const batch = await finishedBatch(sql(site, `SELECT id FROM batch WHERE posting_id = '${made.posting.id}'`));
                assert.equal(batch.total, 1);
        });

        it('keeps_the_time_zone_of_an_organisation_and_refuses_what_is_none', async () => {
                const ours = await signIn(site, ...Object.values(makeOrganisation(site)));
                assert.equal((await ours.get('/api/organisation')).time_zone, 'UTC');
                const change = (time_zone) => ours.ask('PATCH', '/api/organisation', { json: { time_zone } });
                for (const zone of ['Mars/Olympus', '', 'CET', 'EST5EDT', 'Europe/Berlin; DROP', 'x'.repeat(65), 7, 'europe/' + 'x'.repeat(50)])
                        assertProblem(await change(zone), 422, { field: 'time_zone' });
                assertProblem(await change(null), 422, { field: 'nightly_batches' });
                for (const nightly_hour of [0, 24, 1.5, '6'])
                        assertProblem(await ours.ask('PATCH', '/api/organisation', { json: { nightly_hour } }), 422, { field: 'nightly_hour' });
                assert.equal((await ours.get('/api/organisation')).time_zone, 'UTC');
                const zoned = (await ours.does(200, 'PATCH', '/api/organisation', { json: { time_zone: 'Pacific/Chatham' } })).json;
                assert.deepEqual([zoned.time_zone, zoned.nightly_batches, zoned.nightly_hour], ['Pacific/Chatham', false, 1]);
                const later = (await ours.does(200, 'PATCH', '/api/organisation', { json: { nightly_hour: 6 } })).json;
                assert.deepEqual([later.time_zone, later.nightly_batches, later.nightly_hour], ['Pacific/Chatham', false, 6]);
        });

        it('ends_interviews_that_nobody_comes_back_to', async () => {
                const left = await startInterview(hr);
                const running = await startInterview(hr);
                const paused = await startInterview(hr);
                await paused.candidate.post('/api/candidate/pause');
                const short = await startInterview(hr, { posting: { supervisor: { grace_minutes: 30 } } });
                await short.candidate.post('/api/candidate/pause');
                sql(site, `UPDATE interview SET started_at = now() - interval '26 hours', supervised_at = now() + interval '1 hour'
                                WHERE id IN ('${left.interview.id}', '${running.interview.id}');
                        UPDATE interview SET paused_at = now() - interval '31 minutes' WHERE id = '${short.interview.id}';
                        UPDATE interview SET paused_at = now() - interval '25 hours' WHERE id = '${paused.interview.id}';
                        UPDATE interview SET max_minutes = 270 WHERE id = '${running.interview.id}'`);
                await tick('abandoned');
                const of = async (made) => hr.get(`/api/interviews/${made.interview.id}`);
                assert.deepEqual([(await of(left)).status, (await of(left)).end_reason], ['completed', 'abandoned']);
                assert.equal((await of(paused)).status, 'completed');
                assert.equal((await of(short)).status, 'completed', 'the grace of its posting');
                assert.equal((await of(running)).status, 'in_progress');
                await waitForReport(hr, left.interview.id);
        });

        it('sweeps_files_that_no_row_names_and_only_those', async () => {
                const made = await ended({ title: 'Swept', limits: { max_turns: 3 } }, 'Ada Example');
                await waitForReport(hr, made.interview.id);
                const media = join(site.dataDir, 'media');
                const place = join(media, 'interviews', made.interview.id);
                const named = readdirSync(place);
                assert.ok(named.length > 0);
                mkdirSync(join(media, 'tmp'), { recursive: true });
                const orphans = [join(place, `answer-9-${randomUUID()}`), join(media, 'tmp', randomUUID())];
                const young = join(place, `answer-8-${randomUUID()}`);
                for (const path of [...orphans, young]) writeFileSync(path, 'x');
                const days_ago = Date.now() / 1000 - 2 * 24 * 3600;
                for (const path of [...orphans, ...named.map((name) => join(place, name))]) utimesSync(path, days_ago, days_ago);
                const seen = () => sql(site, `SELECT count(*) FROM orphan WHERE key LIKE 'interviews/${made.interview.id}/%'`);
                await tick('sweep');
                assert.deepEqual(orphans.filter((path) => !existsSync(path)), [], 'a sweep takes what an earlier one has seen');
                assert.equal(seen(), '1');
                await tick('sweep');
                assert.deepEqual(orphans.filter((path) => !existsSync(path)), [], 'of another day');
                sql(site, `UPDATE orphan SET since = now() - interval '21 hours'`);
                await tick('sweep');
                assert.deepEqual(orphans.filter((path) => existsSync(path)), []);
                assert.ok(existsSync(young), 'what is young may get its row yet');
                assert.deepEqual(readdirSync(place).filter((name) => named.includes(name)).sort(), named.sort());
                rmSync(young);
                await tick('sweep');
                assert.equal(seen(), '0', 'what is gone is forgotten');
        });

        it('forgets_what_has_served', async () => {
                const made = await ended({ title: 'Kept house', limits: { max_turns: 3 } }, 'Ada Example');
                const batch = await finishedBatch((await begin(made.posting.id)).id);
                sql(site, `UPDATE batch SET expires_at = now() - interval '1 minute' WHERE id = '${batch.id}';
                        INSERT INTO job (id, kind, key, state, finished_at) VALUES (uuid_v7(), 'report', 'old one', 'done', now() - interval '31 days');
                        INSERT INTO failed_attempt (subject, at) VALUES ('old', now() - interval '2 days')`);
                await tick('housekeeping');
                assertProblem(await hr.ask('GET', batch.archive), 404, { detail: /expired/ });
                assert.deepEqual((({ status, archive }) => [status, archive])(await hr.get(`/api/batches/${batch.id}`)), ['expired', null]);
                assert.deepEqual(readdirSync(join(site.dataDir, 'media', 'batches', batch.id)), []);
                assert.equal(sql(site, `SELECT count(*) FROM job WHERE key = 'old one'`), '0');
                assert.equal(sql(site, `SELECT count(*) FROM failed_attempt WHERE subject = 'old'`), '0');
        });

        it('is_queued_once_for_each_time_that_was_due', async () => {
                const ticks = () => sql(site, `SELECT count(*), count(DISTINCT at) FROM tick WHERE name = 'abandoned'`).split('|').map(Number);
                sql(site, `DELETE FROM tick WHERE name = 'abandoned';
                        INSERT INTO tick VALUES ('abandoned', to_timestamp(floor(extract(epoch FROM now()) / 300) * 300 - 1800));
                        INSERT INTO tick VALUES ('abandoned', now() + interval '1 year')`);
                const before = Number(sql(site, `SELECT count(*) FROM job WHERE key LIKE 'abandoned 2%'`));
                const runner = () => execFileSync(join(process.env.EARSHOT_PROGRAM_DIR ?? 'build/asan/bin', 'earshot-jobs'), ['run', '--once'], {
                        env: { PATH: process.env.PATH, DATA_DIR: site.dataDir, LOG_LEVEL: 'error', ASAN_OPTIONS: 'detect_leaks=0' },
                });
                runner();
                const [all, different] = ticks();
                assert.equal(all, different);
                assert.ok(all >= 7 && all <= 8, `six were missed, and the one that lay ahead is taken back: ${all}`);
                runner();
                assert.ok(ticks()[0] - all <= 1, 'none is made twice');
                const after = Number(sql(site, `SELECT count(*) FROM job WHERE key LIKE 'abandoned 2%'`));
                assert.equal(after - before, ticks()[0] - 1);
                assert.equal(sql(site, `SELECT count(*) FROM tick WHERE at > now()`), '0');
        });
});
