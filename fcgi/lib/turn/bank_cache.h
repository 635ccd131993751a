// The question banks of this process, read once: parsing one takes longer than all else that is
// decided in a turn. A bank is never changed or freed before the cache is, so threads share what
// they are given without a lock; a bank that was seeded anew is another row version and is read
// beside.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/question.h"

struct db;
struct stems;
struct bank_cache;

struct bank {
        const struct question *questions;
        size_t count;
        const struct stems *subjects; // of each question (interview/plan_choose.h)
};

// Every process knows of a bank that was seeded anew within this time.
enum { BANK_CACHE_MS = 5000 };

// `look_ms`: for so long it is not looked again whether a bank is still the newest.
struct bank_cache *
bank_cache_new(int look_ms);

void
bank_cache_free(struct bank_cache *cache);

// The bank of the language; English where that language has none. Valid as long as the cache.
// ERR_BROKEN where there is none at all.
MUST_CHECK bool
bank_cache_find(struct bank_cache *cache, struct db *db, const char *language,
                struct bank *bank_out, struct err *err);
