#include "turn/prompt_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "db/db.h"
#include "db/prompt.h"

struct entry {
        char *body; // NULL before the first reading
        int version;
        int64_t read_ms;
};

struct prompt_cache {
        pthread_mutex_t lock; // of all below; not held while the database is asked
        struct entry entries[PROMPT_FUNCTION_COUNT];
};

struct prompt_cache *
prompt_cache_new(void)
{
        struct prompt_cache *cache = memory_new(sizeof *cache);
        pthread_mutex_init(&cache->lock, NULL);
        return cache;
}

void
prompt_cache_free(struct prompt_cache *cache)
{
        if (cache == NULL)
                return;
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++)
                free(cache->entries[i].body);
        pthread_mutex_destroy(&cache->lock);
        free(cache);
}

// The body that is kept, copied; NULL for none. `is_fresh_out`: it need not be asked for again.
static const char *
kept(struct prompt_cache *cache, enum prompt_function function, struct arena *arena,
     int *version_out, bool *is_fresh_out)
{
        LOCKED(&cache->lock);
        const struct entry *entry = &cache->entries[function];
        const char *body = arena_text(arena, entry->body);
        *version_out = entry->version;
        *is_fresh_out = body != NULL && clock_ms() - entry->read_ms < PROMPT_CACHE_MS;
        return body;
}

static void
keep(struct prompt_cache *cache, enum prompt_function function, const struct prompt_row *row)
{
        size_t size = strlen(row->body) + 1;
        char *body = memory_new(size);
        memcpy(body, row->body, size);
        pthread_mutex_lock(&cache->lock);
        struct entry *entry = &cache->entries[function];
        free(entry->body);
        *entry = (struct entry){.body = body, .version = row->version, .read_ms = clock_ms()};
        pthread_mutex_unlock(&cache->lock);
}

static bool
read_row(struct db_pool *pool, enum prompt_function function, struct arena *arena,
         struct prompt_row *row_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        bool has_one = false;
        if (!db_take(pool, &db, err) ||
            !prompt_find_active(db, PROMPT_FUNCTION_NAMES[function], arena, row_out, &has_one, err))
                return false;
        return has_one || FAIL(err, ERR_BROKEN, "No version of this prompt is in use.");
}

bool
prompt_cache_find(struct prompt_cache *cache, struct db_pool *pool, enum prompt_function function,
                  struct arena *arena, struct prompt_version *version_out, struct err *err)
{
        int version = 0;
        bool is_fresh = false;
        struct prompt_row row = {0};
        const char *body = kept(cache, function, arena, &version, &is_fresh);
        if (!is_fresh) {
                if (read_row(pool, function, arena, &row, err)) {
                        keep(cache, function, &row);
                        body = row.body;
                        version = row.version;
                } else if (body == NULL || err->kind == ERR_BROKEN) {
                        return false;
                }
        }
        return prompt_body_parse(function, version, body, arena, version_out, err);
}
