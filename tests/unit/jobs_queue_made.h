// What the tests of the queue and of its runner share: a real PostgreSQL whose queue is emptied
// before each.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "db/job.h"

static struct cluster cluster;
static struct db_pool *pool;
static const struct uuid NOBODY = {{0}};

static inline int
set_up(void **state)
{
        (void)state;
        struct err err;
        cluster_open(&cluster);
        pool = db_pool_new(cluster.app_url, 4);
        return crypto_open(&err) ? 0 : 1;
}

static inline int
tear_down(void **state)
{
        (void)state;
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}

static inline struct db *
taken(void)
{
        struct db *db = NULL;
        struct err err = {0};
        if (!db_take(pool, &db, &err))
                fail_msg("%s", err.detail);
        return db;
}

static inline void
run_text(struct db *db, const char *sql)
{
        struct err err = {0};
        if (!db_run_text(db, sql, &err))
                fail_msg("%s", err.detail);
}

static inline int
empty_queue(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = taken();
        run_text(db, "DELETE FROM job");
        return 0;
}

static inline void
enqueue(struct db *db, const char *kind, const char *key)
{
        struct err err = {0};
        if (!job_enqueue(db, kind, key, NULL, NOBODY, 0, &err))
                fail_msg("%s", err.detail);
}

static inline int64_t
count_of(struct db *db, struct arena *arena, const char *state)
{
        struct job_view *jobs = NULL;
        size_t count = 0;
        struct err err = {0};
        if (!job_list(db, NOBODY, NOBODY, 200, arena, &jobs, &count, &err))
                fail_msg("%s", err.detail);
        int64_t found = 0;
        for (size_t i = 0; i < count; i++)
                found += text_equals(jobs[i].state, state);
        return found;
}
