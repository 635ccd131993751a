// How a report compares with the others of its posting, where there are 200, 2,000 and 20,000 of
// them: what it takes to find its place and the means, and to put a new report in the place of an
// old one. Beside it the same counted from all of them, as a check that there are so many.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/own.h"
#include "cluster.h"
#include "db/db.h"
#include "db/report.h"
#include "line.h"
#include "model/report_context.h"
#include "peers.h"

enum { ROUNDS = 301, FEW = 200, SOME = 2000, MANY = 20000 };

static const char COUNT_ALL[] =
        "SELECT count(*), count(*) FILTER (WHERE r.overall_score < 5)"
        " FROM report r JOIN interview o ON o.id = r.interview_id JOIN interview i"
        " ON i.posting_id = o.posting_id AND i.rubric_id = o.rubric_id AND i.id <> o.id"
        " WHERE i.id = peer_id(1) AND o.status = 'completed'";

static void
check(bool is_done, const struct err *err)
{
        if (!is_done) {
                fprintf(stderr, "%s (%s)\n", err->message, err->detail);
                exit(1);
        }
}

static int
by_size(const void *a, const void *b)
{
        int64_t left = *(const int64_t *)a;
        int64_t right = *(const int64_t *)b;
        return (left > right) - (left < right);
}

// Of the quicker quarter the slowest: what else the machine does is in the others.
static double
quarter_ms(int64_t took[ROUNDS])
{
        qsort(took, ROUNDS, sizeof took[0], by_size);
        return (double)took[ROUNDS / 4] / 1000;
}

static double
find_ms(struct db *db)
{
        static int64_t took[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
                OWN(arena_done) struct arena arena = {0};
                struct report_context context = {0};
                struct err err = {0};
                int64_t began = clock_us();
                check(report_context_find(db, peers_id(1 + i % FEW), 5, &arena, &context, &err),
                      &err);
                took[i] = clock_us() - began;
        }
        return quarter_ms(took);
}

static double
set_ms(struct db *db)
{
        static int64_t took[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
                OWN(arena_done) struct arena arena = {0};
                struct report_files old = {NULL, NULL};
                struct err err = {0};
                struct report_row row = {
                        .id = uuid_new(),
                        .body = "{}",
                        .pdf_key = arena_print(&arena, "new-%s", uuid_to_text(uuid_new()).text),
                        .overall_score = i % 101 / 10.0,
                        .criterion_scores = "{\"story\": 6.5, \"impact\": 3}",
                        .generated_at = "2026-11-21T10:00:00.000Z",
                };
                int64_t began = clock_us();
                check(db_begin(db, &err) &&
                              report_set(db, peers_id(1 + i % FEW), &row, &arena, &old, &err) &&
                              db_commit(db, &err),
                      &err);
                took[i] = clock_us() - began;
        }
        return quarter_ms(took);
}

static double
count_all_ms(struct db *db)
{
        struct err err = {0};
        int64_t began = clock_us();
        check(db_run_text(db, COUNT_ALL, &err), &err);
        return (double)(clock_us() - began) / 1000;
}

int
main(void)
{
        static const int SIZES[] = {FEW, SOME, MANY};
        struct cluster cluster;
        struct err err = {0};
        struct db *db = NULL;
        double find[COUNT_OF(SIZES)];
        double set[COUNT_OF(SIZES)];
        double all[COUNT_OF(SIZES)];
        cluster_open(&cluster);
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        check(db_take(pool, &db, &err) && peers_begin(db, &err), &err);
        for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
                check(peers_add(db, i == 0 ? 1 : SIZES[i - 1] + 1, SIZES[i], &err) &&
                              db_run_text(db, "VACUUM ANALYZE", &err),
                      &err);
                find[i] = find_ms(db);
                set[i] = set_ms(db);
                all[i] = count_all_ms(db);
        }
        line_at_most_of("a report's place among 20,000 / among 200", find[2], find[0], 2, "ms");
        line_at_most_of("a report written among 20,000 / among 200", set[2], set[0], 2, "ms");
        for (size_t i = 0; i < COUNT_OF(SIZES); i++)
                printf("    %d reports: place and means %.2f ms, written %.2f ms; all of them "
                       "looked at: %.2f ms\n",
                       SIZES[i], find[i], set[i], all[i]);
        db_give(&db);
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}
