#include "turn/bank_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "db/db.h"
#include "interview/bank.h"
#include "interview/plan_choose.h"
#include "queries.h"

// Three languages, and what is seeded anew while the process lives.
enum { BANKS_MOST = 32, LANGUAGE_BYTES_MOST = 40 };

struct entry {
        const char *language;
        const char *version; // of the row
        struct bank bank;
        struct arena arena; // of all that
};

// What an interview's language led to lately.
struct look {
        char language[LANGUAGE_BYTES_MOST];
        struct bank bank;
        int64_t at_ms;
};

struct bank_cache {
        pthread_mutex_t lock; // of all below
        struct entry entries[BANKS_MOST];
        size_t count;
        struct look looks[BANKS_MOST];
        size_t look_count;
        int look_ms;
};

struct bank_cache *
bank_cache_new(int look_ms)
{
        struct bank_cache *cache = memory_new(sizeof *cache);
        pthread_mutex_init(&cache->lock, NULL);
        cache->look_ms = look_ms;
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
                .bank = {questions, count, plan_subjects(questions, count, &arena)},
        };
        entry->arena = arena;
        arena = (struct arena){0};
        cache->count++;
        *bank_out = entry->bank;
        return true;
}

static struct look *
look_of(struct bank_cache *cache, const char *language)
{
        for (size_t i = 0; i < cache->look_count; i++) {
                if (text_equals(cache->looks[i].language, language))
                        return &cache->looks[i];
        }
        return NULL;
}

static bool
is_known(struct bank_cache *cache, const char *language, struct bank *bank_out)
{
        LOCKED(&cache->lock);
        const struct look *look = look_of(cache, language);
        if (look == NULL || clock_ms() - look->at_ms >= cache->look_ms)
                return false;
        *bank_out = look->bank;
        return true;
}

// Under the lock. A language beyond the room for them is looked up each time.
static void
keep_look(struct bank_cache *cache, const char *language, struct bank bank)
{
        struct look *look = look_of(cache, language);
        if (look == NULL && cache->look_count < BANKS_MOST &&
            strlen(language) < LANGUAGE_BYTES_MOST) {
                look = &cache->looks[cache->look_count++];
                memcpy(look->language, language, strlen(language) + 1);
        }
        if (look != NULL) {
                look->bank = bank;
                look->at_ms = clock_ms();
        }
}

bool
bank_cache_find(struct bank_cache *cache, struct db *db, const char *language,
                struct bank *bank_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (is_known(cache, language, bank_out))
                return true;
        if (!db_ask(db, &BANK_VERSION, &rows, err, DB_TEXT(language)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_BROKEN, "The question bank is empty.");
        const char *found = row_text(&rows, 0, "language");
        LOCKED(&cache->lock);
        if (!is_kept(cache, found, row_text(&rows, 0, "version"), bank_out) &&
            !read_bank(cache, db, found, bank_out, err))
                return false;
        keep_look(cache, language, *bank_out);
        return true;
}
