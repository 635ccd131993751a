#include "turn/bank_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "db/db.h"
#include "interview/bank.h"
#include "queries.h"

// Three languages, and what is seeded anew while the process lives.
enum { BANKS_MOST = 32 };

struct entry {
        const char *language;
        const char *version; // of the row
        struct bank bank;
        struct arena arena; // of all that
};

struct bank_cache {
        pthread_mutex_t lock; // of all below
        struct entry entries[BANKS_MOST];
        size_t count;
};

struct bank_cache *
bank_cache_new(void)
{
        struct bank_cache *cache = memory_new(sizeof *cache);
        pthread_mutex_init(&cache->lock, NULL);
        return cache;
}

void
bank_cache_free(struct bank_cache *cache)
{
        if (cache == NULL)
                return;
        for (size_t i = 0; i < cache->count; i++)
                arena_done(&cache->entries[i].arena);
        pthread_mutex_destroy(&cache->lock);
        free(cache);
}

static bool
is_kept(const struct bank_cache *cache, const char *language, const char *version,
        struct bank *bank_out)
{
        for (size_t i = 0; i < cache->count; i++) {
                const struct entry *entry = &cache->entries[i];
                if (text_equals(entry->language, language) &&
                    text_equals(entry->version, version)) {
                        *bank_out = entry->bank;
                        return true;
                }
        }
        return false;
}

static bool
read_bank(struct bank_cache *cache, struct db *db, const char *language, struct bank *bank_out,
          struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        OWN(arena_done) struct arena arena = {0};
        struct question *questions = NULL;
        size_t count = 0;
        if (cache->count == BANKS_MOST)
                return FAIL(err, ERR_BROKEN,
                            "The question bank changed too often since this process started.");
        if (!db_ask(db, &BANK_BODY, &rows, err, DB_TEXT(language)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_BROKEN, "The question bank is empty.");
        const char *json = row_text(&rows, 0, "body");
        if (!bank_read(json, strlen(json), &arena, &questions, &count, err))
                return false;
        struct entry *entry = &cache->entries[cache->count];
        *entry = (struct entry){
                .language = arena_text(&arena, language),
                .version = arena_text(&arena, row_text(&rows, 0, "version")),
                .bank = {questions, count},
        };
        entry->arena = arena;
        arena = (struct arena){0};
        cache->count++;
        *bank_out = entry->bank;
        return true;
}

bool
bank_cache_find(struct bank_cache *cache, struct db *db, const char *language,
                struct bank *bank_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BANK_VERSION, &rows, err, DB_TEXT(language)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_BROKEN, "The question bank is empty.");
        const char *found = row_text(&rows, 0, "language");
        LOCKED(&cache->lock);
        return is_kept(cache, found, row_text(&rows, 0, "version"), bank_out) ||
               read_bank(cache, db, found, bank_out, err);
}
