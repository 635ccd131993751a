#include "turn/worker.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "db/db.h"
#include "queries.h"
#include "turn/bank_cache.h"
#include "turn/prompt_cache.h"

// So long after a look the lock is taken to be held still: effects are fenced off where it is not.
static const int64_t LOOK_MS = 500;

struct worker {
        pthread_mutex_t lock;
        int64_t looked_at_ms; // 0: not yet
        struct db_pool *pool;
        int64_t number;
        struct bank_cache *banks;
        struct prompt_cache *prompts;
};

struct worker *
worker_new(const char *database_url)
{
        struct worker *worker = memory_new(sizeof *worker);
        pthread_mutex_init(&worker->lock, NULL);
        worker->banks = bank_cache_new(BANK_CACHE_MS);
        worker->prompts = prompt_cache_new();
        worker->pool = db_pool_new(database_url, 1);
        return worker;
}

struct bank_cache *
worker_banks(struct worker *worker)
{
        return worker->banks;
}

struct prompt_cache *
worker_prompts(struct worker *worker)
{
        return worker->prompts;
}

static bool
hold(struct worker *worker, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        int64_t now = clock_ms();
        if (worker->looked_at_ms > 0 && now - worker->looked_at_ms < LOOK_MS)
                return true;
        worker->looked_at_ms = 0;
        if (!db_take(worker->pool, &db, err) || !db_ask(db, &WORKER_HELD, &rows, err))
                return false;
        if (row_bool(&rows, 0, "held")) {
                worker->looked_at_ms = now;
                return true;
        }
        crypto_random(&worker->number, sizeof worker->number);
        worker->number = (worker->number & INT64_MAX) | 1;
        if (!db_ask(db, &WORKER_LOCK, &rows, err, DB_INT(worker->number)))
                return false;
        if (!row_bool(&rows, 0, "locked"))
                return FAIL(err, ERR_BUSY, "The service is very busy now. Try again in a moment.");
        worker->looked_at_ms = now;
        return true;
}

bool
worker_hold(struct worker *worker, int64_t *number_out, struct err *err)
{
        pthread_mutex_lock(&worker->lock);
        bool is_held = hold(worker, err);
        if (is_held)
                *number_out = worker->number;
        pthread_mutex_unlock(&worker->lock);
        return is_held;
}

void
worker_give_up(struct worker *worker)
{
        pthread_mutex_lock(&worker->lock);
        worker->looked_at_ms = 0;
        // The lock ends with its connection.
        db_pool_hang_up(worker->pool);
        pthread_mutex_unlock(&worker->lock);
}

void
worker_free(struct worker *worker)
{
        if (worker == NULL)
                return;
        db_pool_free(worker->pool);
        bank_cache_free(worker->banks);
        prompt_cache_free(worker->prompts);
        pthread_mutex_destroy(&worker->lock);
        free(worker);
}
