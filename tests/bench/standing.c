// How a report compares with the others of its posting, where there are 200, 2,000 and 20,000 of
// them: what it takes to find its place and the means, and to put a new report in the place of an
// old one. Beside it the same counted from all of them, as a check that there are so many.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/own.h"
#include "cluster.h"
#include "db/db.h"
#include "db/report.h"
#include "line.h"
#include "model/report_context.h"
#include "peers.h"
#include "queries.h"

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

// Of the processor, that PostgreSQL used for this connection (proc(5), /proc/PID/schedstat): what
// else the machine does is no part of it.
static double
server_ms(int pid)
{
        char path[64];
        long long ns = 0;
        snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
        FILE *file = fopen(path, "re");
        if (file == NULL || fscanf(file, "%lld", &ns) != 1) {
                perror(path);
                exit(1);
        }
        fclose(file);
        return (double)ns / 1e6;
}

static void
find(struct db *db, int round)
{
        OWN(arena_done) struct arena arena = {0};
        struct report_context context = {0};
        struct err err = {0};
        check(report_context_find(db, peers_id(1 + round % FEW), 5, &arena, &context, &err), &err);
}

static void
set(struct db *db, int round)
{
        OWN(arena_done) struct arena arena = {0};
        struct report_files old = {NULL, NULL};
        struct err err = {0};
        struct report_row row = {
                .id = uuid_new(),
                .body = "{}",
                .pdf_key = arena_print(&arena, "new-%s", uuid_to_text(uuid_new()).text),
                .overall_score = round % 101 / 10.0,
                .criterion_scores = "{\"story\": 6.5, \"impact\": 3}",
                .generated_at = "2026-11-21T10:00:00.000Z",
        };
        check(db_begin(db, &err) &&
                      report_set(db, peers_id(1 + round % FEW), &row, &arena, &old, &err) &&
                      db_commit(db, &err),
              &err);
}

static void
count_all(struct db *db, int round)
{
        struct err err = {0};
        (void)round;
        check(db_run_text(db, COUNT_ALL, &err), &err);
}

// Of one, on the average.
static double
measure_ms(struct db *db, int pid, int rounds, void (*once)(struct db *db, int round))
{
        double began = server_ms(pid);
        for (int i = 0; i < rounds; i++)
                once(db, i);
        return (server_ms(pid) - began) / rounds;
}

static int
find_server(struct db *db)
{
        const struct query own = {.name = "server_of_bench",
                                  .sql = "SELECT pg_backend_pid() AS pid",
                                  .rows = QUERY_ONE,
                                  .number = QUERY_COUNT};
        OWN(rows_close) struct rows rows = {0};
        struct err err = {0};
        check(db_ask(db, &own, &rows, &err), &err);
        return (int)row_int(&rows, 0, "pid");
}

int
main(void)
{
        static const int SIZES[] = {FEW, SOME, MANY};
        struct cluster cluster;
        struct err err = {0};
        struct db *db = NULL;
        double found[COUNT_OF(SIZES)];
        double written[COUNT_OF(SIZES)];
        double all[COUNT_OF(SIZES)];
        cluster_open(&cluster);
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        check(db_take(pool, &db, &err) && peers_begin(db, &err), &err);
        int pid = find_server(db);
        for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
                check(peers_add(db, i == 0 ? 1 : SIZES[i - 1] + 1, SIZES[i], &err) &&
                              db_run_text(db, "VACUUM ANALYZE", &err),
                      &err);
                found[i] = measure_ms(db, pid, ROUNDS, find);
                written[i] = measure_ms(db, pid, ROUNDS, set);
                all[i] = measure_ms(db, pid, 5, count_all);
        }
        line_at_most_of("a report's place among 20,000 / among 200", found[2], found[0], 2, "ms");
        line_at_most_of("a report written among 20,000 / among 200", written[2], written[0], 2,
                        "ms");
        for (size_t i = 0; i < COUNT_OF(SIZES); i++)
                printf("    %d reports: place and means %.2f ms, written %.2f ms; all of them "
                       "looked at: %.2f ms\n",
                       SIZES[i], found[i], written[i], all[i]);
        db_give(&db);
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}
