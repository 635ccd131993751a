// Jobs a second of the queue, claimed and finished one after the other on one connection, against
// the bare loop: one UPDATE that claims a row of a plain table by SKIP LOCKED and one that
// completes it. Both on the same PostgreSQL, in turns, medians of five.
#include <libpq-fe.h>
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
#include "db/job.h"
#include "line.h"

enum { ROUNDS = 5, JOBS = 2000 };

static const char BARE[] =
        "CREATE TABLE bare (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'queued',"
        " run_at timestamptz NOT NULL DEFAULT now());"
        "CREATE INDEX bare_claim ON bare (run_at, id) WHERE state = 'queued'";
static const char FILL_BARE[] =
        "TRUNCATE bare; INSERT INTO bare (id) SELECT generate_series(1, 2000); ANALYZE bare";
static const char FILL_OURS[] =
        "TRUNCATE job; INSERT INTO job (id, kind, key)"
        " SELECT uuid_v7(), 'test', n::text FROM generate_series(1, 2000) n; ANALYZE job";
static const char CLAIM_BARE[] =
        "UPDATE bare SET state = 'running' WHERE id = (SELECT id FROM bare WHERE state = 'queued'"
        " AND run_at <= now() ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id";
static const char FINISH_BARE[] = "UPDATE bare SET state = 'done' WHERE id = $1";

static const struct job_kinds KINDS = {.names = "{test}", .leases = "{60}"};

static void
check(bool is_done, const struct err *err)
{
        if (!is_done) {
                fprintf(stderr, "%s (%s)\n", err->message, err->detail);
                exit(1);
        }
}

static void
check_bare(PGconn *connection, PGresult *result)
{
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
                fprintf(stderr, "%s\n", PQerrorMessage(connection));
                exit(1);
        }
}

static void
run_bare(PGconn *connection, const char *sql)
{
        PGresult *result = PQexec(connection, sql);
        check_bare(connection, result);
        PQclear(result);
}

// Jobs a second.
static double
measure_bare(PGconn *connection)
{
        run_bare(connection, FILL_BARE);
        int64_t began = clock_us();
        for (int i = 0; i < JOBS; i++) {
                PGresult *claimed = PQexecPrepared(connection, "claim", 0, NULL, NULL, NULL, 0);
                check_bare(connection, claimed);
                const char *id = PQgetvalue(claimed, 0, 0);
                PGresult *finished = PQexecPrepared(connection, "finish", 1, &id, NULL, NULL, 0);
                check_bare(connection, finished);
                PQclear(finished);
                PQclear(claimed);
        }
        return JOBS * 1e6 / (double)(clock_us() - began);
}

static double
measure_ours(struct db *db)
{
        struct err err = {0};
        check(db_run_text(db, FILL_OURS, &err), &err);
        OWN(arena_done) struct arena arena = {0};
        struct job job = {0};
        bool has = false;
        int64_t began = clock_us();
        check(job_claim(db, KINDS, "bench", &arena, &job, &has, &err) && has, &err);
        for (int i = 0; i < JOBS; i++)
                check(job_finish_and_claim(db, &job, KINDS, "bench", &arena, &job, &has, &err) &&
                              has == (i + 1 < JOBS),
                      &err);
        return JOBS * 1e6 / (double)(clock_us() - began);
}

static int
by_size(const void *a, const void *b)
{
        double left = *(const double *)a;
        double right = *(const double *)b;
        return (left > right) - (left < right);
}

int
main(void)
{
        struct cluster cluster;
        struct err err = {0};
        struct db *db = NULL;
        double bare[ROUNDS];
        double ours[ROUNDS];
        cluster_open(&cluster);
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        check(db_take(pool, &db, &err), &err);
        PGconn *connection = PQconnectdb(cluster.owner_url);
        // As it is used: a commit is on the disk.
        run_bare(connection, "ALTER SYSTEM SET fsync = on");
        run_bare(connection, "SELECT pg_reload_conf()");
        run_bare(connection, BARE);
        PQclear(PQprepare(connection, "claim", CLAIM_BARE, 0, NULL));
        PQclear(PQprepare(connection, "finish", FINISH_BARE, 1, NULL));
        for (int i = 0; i < ROUNDS; i++) {
                bare[i] = measure_bare(connection);
                ours[i] = measure_ours(db);
        }
        qsort(bare, ROUNDS, sizeof bare[0], by_size);
        qsort(ours, ROUNDS, sizeof ours[0], by_size);
        line_at_least_of("jobs claimed and finished / bare loop", ours[ROUNDS / 2],
                         bare[ROUNDS / 2], 0.8, "/s");
        PQfinish(connection);
        db_give(&db);
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}
