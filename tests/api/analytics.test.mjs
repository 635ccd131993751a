// GET /api/analytics: what is counted of interviews, for whom, and what is not told.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { Caller, answer, assertProblem, createInterview, makeOrganisation, makeUser, openSite, signIn, sql, startInterview, waitForReport } from './client.mjs';

let site;
let hr;
before(async () => {
        site = openSite();
        hr = await signIn(site);
});

// The figures, once nothing of the organisation is to be counted any more.
async function figuresOf(client, query = '') {
        for (let i = 0; i < 300; i++) {
                const figures = await client.get(`/api/analytics${query}`);
                if (!figures.is_counting) return figures;
                await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`it is counted: ${sql(site, `SELECT state, attempts, last_error FROM job WHERE kind = 'statistics' ORDER BY created_at DESC LIMIT 3`)}`);
}

// A posting with one interview, and that one's row as often as there are `others`, each with its own columns.
async function postingWith(client, others) {
        const { posting, interview } = await createInterview(client, { posting: { title: 'Counted' } });
        const rows = others.map((own) => ({ id: randomUUID(), candidate_name: 'Copy', ...own }));
        for (const row of rows)
                sql(site, `INSERT INTO interview SELECT (jsonb_populate_record(o, '${JSON.stringify(row)}')).* FROM interview o WHERE o.id = '${interview.id}'`);
        return { posting, interview, rows, query: `?posting_id=${posting.id}` };
}

const day = (number) => `2026-03-${String(number).padStart(2, '0')}`;
const done = (number, minutes, more = {}) => ({ status: 'completed', end_reason: 'turns', created_at: `${day(number)}T09:00:00Z`, started_at: `${day(number)}T10:00:00Z`,
        ended_at: `${day(number)}T10:${String(minutes).padStart(2, '0')}:00Z`, ...more });

function report(id, overall, scores) {
        sql(site, `INSERT INTO report (interview_id, id, body, overall_score, criterion_scores, pdf_key)
                VALUES ('${id}', gen_random_uuid(), '{}', ${overall ?? 'NULL'}, '${JSON.stringify(scores)}', 'none');
                INSERT INTO report_event (interview_id, kind, at) SELECT id, 'made', ended_at + interval '416 milliseconds' FROM interview WHERE id = '${id}'`);
}

const rowsOf = (posting) => sql(site, `SELECT day, figure, item, label, value, beside, count FROM statistic WHERE posting_id = '${posting.id}' ORDER BY 1, 2, 3, 4, 5, 6`);
const recount = (posting) => sql(site, `INSERT INTO statistic_change SELECT posting_id, day FROM statistic_day WHERE posting_id = '${posting.id}'`);

describe('figures', () => {
        it('of_nothing_are_nothing', async () => {
                const other = makeOrganisation(site);
                const figures = await (await signIn(site, other.email, other.password)).get('/api/analytics');
                assert.deepEqual([figures.posting, figures.from, figures.to, figures.counted_at, figures.is_counting], [null, null, null, null, false]);
                assert.deepEqual(Object.values(figures.interviews), Array(8).fill(0));
                assert.deepEqual([figures.criteria, figures.stages, figures.minutes.histogram, figures.questions.items, figures.agreement.levels, figures.decisions.levels], [[], [], [], [], [], []]);
                assert.equal(figures.minutes.mean, null);
        });

        it('follow_one_interview_from_invitation_to_report', async () => {
                const made = await startInterview(hr, { posting: { title: 'One counted', limits: { max_turns: 3 } } });
                const query = `?posting_id=${made.posting.id}`;
                assert.deepEqual((await figuresOf(hr, query)).interviews, { invited: 1, started: 1, finished: 0, left: 0, running: 1, waiting: 0, expired: 0, cancelled: 0 });
                await answer(made.candidate, 1, { text: 'When I worked at a shop I mended a cash desk myself, and it sold forty things more a day.' });
                await made.candidate.post('/api/candidate/end');
                await waitForReport(hr, made.interview.id);
                const figures = await figuresOf(hr, query);
                assert.deepEqual(figures.posting, { id: made.posting.id, title: 'One counted' });
                assert.equal(figures.interviews.finished, 1);
                assert.ok(figures.criteria.length > 0);
                for (const spread of [figures.minutes, figures.hours, figures.report, ...figures.criteria, ...figures.stages]) {
                        assert.equal(spread.is_shown, false, 'of one nothing is told but that there is one');
                        assert.equal(spread.median, null);
                }
                assert.deepEqual([figures.questions.interviews, figures.questions.items], [1, []]);
                assert.equal(sql(site, `SELECT string_agg(item || value, ' ' ORDER BY value) FROM statistic WHERE posting_id = '${made.posting.id}' AND figure = 'question'`), 'answered1 left2');
        });

        it('of_many_add_up_over_days', async () => {
                const others = [done(1, 10), done(1, 12), done(2, 14), done(2, 21), done(3, 23), done(3, 59, { paused_seconds: 1800 }),
                        { status: 'completed', end_reason: 'abandoned', created_at: `${day(3)}T00:00:00Z`, started_at: `${day(3)}T10:00:00Z`, ended_at: `${day(4)}T11:00:00Z` },
                        { created_at: `${day(2)}T23:59:59.9Z`, expires_at: `${day(9)}T00:00:00Z` }, { created_at: `${day(4)}T00:00:00Z`, status: 'cancelled' }];
                const { posting, interview, rows, query } = await postingWith(hr, others);
                sql(site, `DELETE FROM invitation WHERE interview_id = '${interview.id}'; UPDATE interview SET created_at = '${day(1)}T09:00:00Z' WHERE id = '${interview.id}'`);
                const scores = [9, 8, 7.5, 6, 5.5, 2.9];
                rows.slice(0, 6).forEach(({ id }, at) => report(id, scores[at], { ownership: scores[at], depth: at === 0 ? 4 : null }));
                const decisions = ['advance', 'advance', 'advance', 'hold', 'reject', 'reject'];
                rows.slice(0, 6).forEach(({ id }, at) => sql(site, `UPDATE interview SET decision = '${decisions[at]}', decided_at = now() WHERE id = '${id}';
                        WITH g AS (INSERT INTO human_scoring (id, interview_id) VALUES (gen_random_uuid(), '${id}') RETURNING id)
                        INSERT INTO human_score (scoring_id, criterion, score, machine_score, reason) SELECT g.id, 'ownership', ${[9, 6, 6, 6, 4, 2][at]}, ${scores[at]}, 'Because.' FROM g;
                        INSERT INTO turn (interview_id, number, status, question) SELECT '${id}', n, CASE WHEN n < 3 THEN 'answered' WHEN ${at} = 0 THEN 'asked' ELSE 'skipped' END, '{}'
                        FROM generate_series(1, ${at === 5 ? 2 : 3}) n`));
                rows.slice(0, 6).forEach(({ id }, at) => sql(site, `INSERT INTO answer (id, interview_id, turn_number, attempt, kind, mime, size_bytes, sha256, typed_text, stages)
                        SELECT gen_random_uuid(), '${id}', n, 1, 'text', 'text/plain', 1, '', 'x', '${JSON.stringify({ question_ms: 1234, ...at < 4 ? { decode_ms: 99 } : {} })}' FROM generate_series(1, 2) n`));

                const all = await figuresOf(hr, query);
                assert.deepEqual(all.interviews, { invited: 10, started: 7, finished: 6, left: 1, running: 0, waiting: 1, expired: 1, cancelled: 1 });
                assert.deepEqual((({ count, is_shown, mean, least, lower_quartile, median, upper_quartile, most }) => [count, is_shown, mean, least, lower_quartile, median, upper_quartile, most])(all.minutes),
                        [6, true, 18.2, 10, 12, 14, 23, 29]);
                assert.deepEqual(all.minutes.histogram, [[10, 12, 1], [12, 14, 1], [14, 16, 1], [16, 18, 0], [18, 20, 0], [20, 22, 1], [22, 24, 1], [24, 26, 0], [26, 28, 0], [28, 30, 1]]
                        .map(([from, to, count]) => ({ from, to, count })));
                const ownership = all.criteria.find(({ key }) => key === 'ownership');
                assert.deepEqual([ownership.count, ownership.without_score, ownership.median, ownership.mean, ownership.levels], [6, 0, 6, 6.48, { below: 1, partly: 0, meets: 3, exceeds: 2 }]);
                const depth = all.criteria.find(({ key }) => key === 'depth');
                assert.deepEqual([depth.count, depth.without_score, depth.is_shown, depth.median, depth.levels], [1, 5, false, null, null]);
                assert.deepEqual([all.agreement.interviews, all.agreement.scores, all.agreement.is_shown], [6, 6, true]);
                assert.deepEqual([all.agreement.same_level, all.agreement.one_level_apart_at_most, all.agreement.kappa], [0.667, 1, 0.83]);
                assert.deepEqual(all.agreement.levels.at(-1), { machine: 'exceeds', below: 0, partly: 0, meets: 1, exceeds: 1 });
                assert.deepEqual(all.decisions.levels.map(({ overall, advance, hold, reject }) => [overall, advance, hold, reject]),
                        [['below', 0, 0, 1], ['partly', 0, 0, 0], ['meets', 1, 1, 1], ['exceeds', 2, 0, 0], [null, 0, 0, 0]]);
                assert.deepEqual(all.questions.items, [{ number: 1, answered: 6, skipped: 0, failed: 0, left: 0, cut: 0 }, { number: 2, answered: 6, skipped: 0, failed: 0, left: 0, cut: 0 },
                        { number: 3, answered: 0, skipped: 4, failed: 0, left: 0, cut: 1 }]);
                assert.deepEqual(all.stages.map(({ stage, count, is_shown, median }) => [stage, count, is_shown, median]), [['decode', 8, false, null], ['question', 12, true, 1200]]);
                assert.deepEqual([all.report.count, all.report.median], [6, 420]);

                const invited = async (from, to) => (await hr.get(`/api/analytics${query}&from=${from}&to=${to}`)).interviews.invited;
                assert.deepEqual([await invited(day(1), day(1)), await invited(day(2), day(2)), await invited(day(3), day(4)), await invited(day(1), day(4)), await invited(day(5), day(9))], [3, 3, 4, 10, 0]);
                assert.equal(await invited('2000-01-01', '2199-12-31'), 10, 'however long the time is');
                const few = await hr.get(`/api/analytics${query}&from=${day(1)}&to=${day(2)}`);
                assert.deepEqual([few.minutes.count, few.minutes.is_shown, few.minutes.histogram], [4, false, []]);

                const before_ = rowsOf(posting);
                recount(posting);
                await figuresOf(hr, query);
                assert.equal(rowsOf(posting), before_, 'counted again they are the same');
        });

        it('lose_an_interview_that_is_erased_at_once', async () => {
                const { posting, rows, query } = await postingWith(hr, [1, 2, 3, 4, 5].map((minutes) => done(5, minutes)));
                rows.forEach(({ id }) => report(id, 7, { ownership: 7 }));
                assert.equal((await figuresOf(hr, query)).criteria[0].median, 7);
                sql(site, `UPDATE posting SET retention_days = 1 WHERE id = '${posting.id}';
                        UPDATE interview SET ended_at = now() WHERE id <> '${rows[0].id}' AND posting_id = '${posting.id}' AND status = 'completed';
                        INSERT INTO job (id, kind, key, payload) VALUES (uuid_v7(), 'retention', '${randomUUID()}', '{}'); NOTIFY job`);
                const left = () => sql(site, `SELECT coalesce(sum(count), 0) FROM statistic WHERE posting_id = '${posting.id}' AND figure = 'score'`);
                for (let i = 0; left() !== '4'; i++) {
                        assert.ok(i < 150, 'nobody has to look for it');
                        await new Promise((resolve) => setTimeout(resolve, 100));
                }
                const figures = await figuresOf(hr, query);
                assert.deepEqual([figures.interviews.invited, figures.interviews.finished, figures.criteria[0].count, figures.criteria[0].is_shown], [5, 4, 4, false]);
                assert.equal(sql(site, `SELECT count(*) FROM statistic_day WHERE posting_id = '${posting.id}'`), '2');
        });

        it('notice_that_an_invitation_has_expired', async () => {
                const { posting, interview, query } = await postingWith(hr, []);
                assert.deepEqual([(await figuresOf(hr, query)).interviews.waiting], [1]);
                sql(site, `ALTER TABLE interview DISABLE TRIGGER statistic_interview_changed;
                        UPDATE interview SET expires_at = now() WHERE id = '${interview.id}';
                        ALTER TABLE interview ENABLE TRIGGER statistic_interview_changed;
                        UPDATE statistic_day SET changes_at = now() WHERE posting_id = '${posting.id}'`);
                const { interviews } = await figuresOf(hr, query);
                assert.deepEqual([interviews.waiting, interviews.expired], [0, 1]);
        });

        it('of_other_days_are_counted_where_one_cannot_be', async () => {
                const broken = await postingWith(hr, [done(6, 5)]);
                sql(site, `INSERT INTO turn (interview_id, number, status, question) VALUES ('${broken.rows[0].id}', 1, 'answered', '{}');
                        INSERT INTO answer (id, interview_id, turn_number, attempt, kind, mime, size_bytes, sha256, typed_text, stages)
                        VALUES (gen_random_uuid(), '${broken.rows[0].id}', 1, 1, 'text', 'text/plain', 1, '', 'x', '{"stt_ms":"long"}')`);
                const whole = await postingWith(hr, [done(6, 5)]);
                const counted = () => sql(site, `SELECT count(*) FROM statistic_day WHERE posting_id = '${whole.posting.id}'`);
                await hr.get('/api/analytics');
                for (let i = 0; counted() !== '2'; i++) {
                        assert.ok(i < 150, 'the others are counted');
                        await new Promise((resolve) => setTimeout(resolve, 100));
                }
                assert.equal((await hr.get('/api/analytics')).is_counting, true, 'and this one is still due');
                sql(site, `DELETE FROM turn WHERE interview_id = '${broken.rows[0].id}'`);
                assert.equal((await figuresOf(hr, broken.query)).interviews.finished, 1);
        });

        it('are_counted_once_by_many_at_once', async () => {
                const { posting, query } = await postingWith(hr, [done(6, 5), done(6, 9), done(7, 9)]);
                await figuresOf(hr, query);
                const once = rowsOf(posting);
                for (let round = 0; round < 5; round++) {
                        recount(posting);
                        sql(site, `INSERT INTO job (id, kind, key) SELECT uuid_v7(), 'statistics', 'at once ' || gen_random_uuid() FROM generate_series(1, 4); NOTIFY job`);
                        await figuresOf(hr, query);
                }
                assert.equal(rowsOf(posting), once);
        });
});

describe('who may see figures', () => {
        it('is_who_is_signed_in_for_the_organisation', async () => {
                const { posting, query } = await postingWith(hr, [done(8, 9)]);
                assertProblem(await new Caller(site).ask('GET', '/api/analytics'), 401);
                const reviewer = makeUser(site, 'reviewer');
                assert.equal((await figuresOf(await signIn(site, reviewer.email, reviewer.password), query)).interviews.finished, 1);
                const other = makeOrganisation(site);
                const stranger = await signIn(site, other.email, other.password);
                assertProblem(await stranger.ask('GET', `/api/analytics${query}`), 404, { detail: /There is no such posting\./ });
                assert.equal((await stranger.get('/api/analytics')).interviews.invited, 0);
                await hr.does(204, 'DELETE', `/api/postings/${posting.id}`);
                assert.equal((await figuresOf(hr, query)).interviews.finished, 1, 'a posting that was deleted keeps its interviews');
        });

        it('is_told_what_is_wrong_with_a_period', async () => {
                for (const [query, field] of [['from=yesterday', 'from'], ['from=2026-02-30', 'from'], ['to=2026-3-1', 'to'], ['to=2026-03-01T00:00:00Z', 'to'], ['from=0000-00-00', 'from'],
                        ['to=9999-12-31', 'to'], ['from=2026-03-02&to=2026-03-01', 'to'], ['posting_id=7', 'posting_id'], [`from=${'9'.repeat(3000)}`, 'from'], ["to=2026-03-0'", 'to'], ['from=%zz', 'from']])
                        assertProblem(await hr.ask('GET', `/api/analytics?${query}`), 422, { field });
                assertProblem(await hr.ask('GET', `/api/analytics?posting_id=${randomUUID()}`), 404);
                        assert.equal((await hr.get('/api/analytics?from=&to=&posting_id=')).from, null);
                assertProblem(await hr.ask('POST', '/api/analytics', { json: {} }), 405);
        });

        it('is_spared_what_has_not_changed', async () => {
                const { query } = await postingWith(hr, []);
                await figuresOf(hr, query);
                const address = `/api/analytics${query}&to=${day(1)}`;
                const first = await hr.does(200, 'GET', address);
                const tag = first.headers.get('etag');
                assert.equal((await hr.ask('GET', address, { headers: { 'If-None-Match': tag } })).status, 304);
        });
});
