// How a report compares with the others of its posting: counts that are kept always agree with the
// reports themselves, whatever becomes of reports and interviews.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "db/report.h"
#include "model/report_context.h"
#include "peers.h"
#include "queries.h"

enum { PEERS = 120, WRITERS = 4, EACH = 60 };

static struct cluster cluster;
static struct db_pool *pool; // as the owner
static const unsigned SEED = 20261121;

#define must(call)                                                                                 \
        do {                                                                                       \
                if (!(call))                                                                       \
                        fail_msg("%s: %s (%s)", #call, err.message, err.detail);                   \
        } while (0)

static int
set_up(void **state)
{
        (void)state;
        struct err err = {0};
        struct db *db = NULL;
        cluster_open(&cluster);
        pool = db_pool_new(cluster.owner_url, 1);
        must(db_take(pool, &db, &err) && peers_begin(db, &err));
        db_give(&db);
        return 0;
}

static int
tear_down(void **state)
{
        (void)state;
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}

static void
run_text(struct db *db, const char *sql)
{
        struct err err = {0};
        must(db_run_text(db, sql, &err));
}

static void
assert_counts_agree(struct db *db, const char *after)
{
        OWN(rows_close) struct rows rows = {0};
        struct err err = {0};
        must(db_ask(db, &CHECK_TALLY, &rows, &err));
        if (row_int(&rows, 0, "count") != 0)
                fail_msg("the counts are wrong after: %s", after);
}

// What report_standing and report_averages are short for: every other report is looked at.
static void
assert_stands_as_read(struct db *db, int number)
{
        OWN(arena_done) struct arena arena = {0};
        struct report_context context = {0};
        struct err err = {0};
        char sql[1400];
        must(report_context_find(db, peers_id(number), 5.1, &arena, &context, &err));
        snprintf(sql, sizeof sql,
                 "DO $$ DECLARE f record; BEGIN"
                 " SELECT count(*) AS c, count(*) FILTER (WHERE overall_score < 5.1) AS l,"
                 " count(*) FILTER (WHERE overall_score = 5.1) AS e INTO f"
                 " FROM report r JOIN interview o ON o.id = r.interview_id, interview i"
                 " WHERE i.id = peer_id(%d) AND o.posting_id = i.posting_id"
                 " AND o.rubric_id = i.rubric_id AND o.id <> i.id AND o.status = 'completed'"
                 " AND r.overall_score IS NOT NULL;"
                 " ASSERT (f.c, f.l, f.e) = (%d, %d, %d), (f.c, f.l, f.e)::text; END $$",
                 number, context.standing.compared_to_count, context.standing.lower_count,
                 context.standing.equal_count);
        run_text(db, sql);
        for (size_t i = 0; i < context.average_count; i++) {
                snprintf(sql, sizeof sql,
                         "DO $$ BEGIN ASSERT (SELECT count(*) = %d AND abs(avg(v) - %.12f) < 1e-9"
                         " FROM (SELECT (r.criterion_scores ->> '%s')::numeric AS v"
                         " FROM report r JOIN interview o ON o.id = r.interview_id, interview i"
                         " WHERE i.id = peer_id(%d) AND o.posting_id = i.posting_id"
                         " AND o.rubric_id = i.rubric_id AND o.id <> i.id"
                         " AND o.status = 'completed') s WHERE v IS NOT NULL); END $$",
                         context.averages[i].count, context.averages[i].mean,
                         context.averages[i].criterion, number);
                run_text(db, sql);
        }
        assert_int_equal(context.average_count, context.standing.compared_to_count > 10 ? 2 : 0);
}

static void
counts_follow_reports_and_interviews(void **state)
{
        (void)state;
        static const char *const CHANGES[] = {
                "UPDATE report SET overall_score = 5.1 WHERE interview_id = peer_id(7)",
                "UPDATE report SET overall_score = NULL, criterion_scores = '{}'"
                " WHERE interview_id = peer_id(8)",
                "UPDATE report SET body = '{\"again\":1}' WHERE interview_id = peer_id(9)",
                "DELETE FROM report WHERE interview_id = peer_id(10)",
                "UPDATE interview SET status = 'erased' WHERE id = peer_id(12)",
                "UPDATE interview SET status = 'completed' WHERE id = peer_id(12)",
                "UPDATE interview SET rubric_id = 'peers-2' WHERE id < peer_id(40)",
                "UPDATE interview SET posting_id = NULL WHERE id = peer_id(41)",
                "DELETE FROM interview WHERE id = peer_id(42)",
                // As an erasure does, in one statement.
                "WITH gone AS (DELETE FROM report WHERE interview_id = peer_id(43))"
                " UPDATE interview SET status = 'erased' WHERE id = peer_id(43)",
                "BEGIN; UPDATE interview SET status = 'erased' WHERE id = peer_id(44);"
                " DELETE FROM report WHERE interview_id = peer_id(44); COMMIT",
                "BEGIN; DELETE FROM report WHERE interview_id > peer_id(60); ROLLBACK",
        };
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        must(db_take(pool, &db, &err) && peers_add(db, 1, PEERS, &err));
        assert_counts_agree(db, "they were made");
        for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
                run_text(db, CHANGES[i]);
                assert_counts_agree(db, CHANGES[i]);
        }
        for (int number = 1; number <= PEERS; number += 7)
                assert_stands_as_read(db, number);
        // The check finds what is wrong.
        run_text(db,
                 "UPDATE report_tally SET count = count + 1 WHERE criterion = '' AND score = 5.1");
        OWN(rows_close) struct rows rows = {0};
        must(db_ask(db, &CHECK_TALLY, &rows, &err));
        assert_int_equal(row_int(&rows, 0, "count"), 1);
        run_text(db, "TRUNCATE report, report_tally CASCADE; DELETE FROM interview");
}

// Makes and replaces reports of one posting, as report jobs do; exits 0 when each was written.
static void
write_some(int writer)
{
        struct db_pool *own = db_pool_new(cluster.owner_url, 1);
        struct db *db = NULL;
        struct err err = {0};
        unsigned chance = SEED + (unsigned)writer;
        char sql[400];
        if (!db_take(own, &db, &err))
                _exit(1);
        for (int i = 0; i < EACH; i++) {
                snprintf(sql, sizeof sql,
                         "UPDATE report SET overall_score = %d / 10.0, criterion_scores ="
                         " '{\"story\": %d.5, \"impact\": %d.5, \"c\": %d}'"
                         " WHERE interview_id = peer_id(%d)",
                         rand_r(&chance) % 101, rand_r(&chance) % 10, rand_r(&chance) % 10,
                         rand_r(&chance) % 10, rand_r(&chance) % PEERS + 1);
                if (!db_run_text(db, sql, &err)) {
                        fprintf(stderr, "%s\n", err.detail);
                        _exit(2);
                }
        }
        db_give(&db);
        db_pool_free(own);
        _exit(0);
}

static void
reports_made_at_once_are_all_counted(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        pid_t pids[WRITERS];
        must(db_take(pool, &db, &err) && peers_add(db, 1, PEERS, &err));
        fflush(NULL);
        for (int i = 0; i < WRITERS; i++) {
                pids[i] = fork();
                if (pids[i] == 0)
                        write_some(i);
        }
        for (int i = 0; i < WRITERS; i++) {
                int status = -1;
                assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
                assert_int_equal(status, 0);
        }
        assert_counts_agree(db, "four writers at once");
        run_text(db, "TRUNCATE report, report_tally CASCADE; DELETE FROM interview");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(counts_follow_reports_and_interviews),
                cmocka_unit_test(reports_made_at_once_are_all_counted),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
