// Files of the media store that no row names: uploads that were cut off, and what a process left
// that died between the file and its row.
#pragma once

#include <stdbool.h>

#include "base/err.h"

struct db_pool;
struct store;

// Calls `each` for every one of them, and `beat` (NULL: none) now and then. Either ends the walk by
// returning false, with *err filled.
struct orphan_search {
        struct db_pool *pool;
        const struct store *store;
        bool (*each)(const char *key, void *context, struct err *err);
        bool (*beat)(void *context, struct err *err);
        void *context;
};

// Those that are a day old by this host's clock: what is younger may get its row yet.
MUST_CHECK bool
orphans_find(const struct orphan_search *search, struct err *err);

// A sweep: deletes of the same those that an earlier sweep saw as well, more than 20 hours before
// by the database's clock, and calls `each` for them. No file that is on its way to its row (which
// takes minutes) is lost where a clock is set: before that it was young by the host's clock, so no
// sweep had seen it, and by the database's clock the next is far. Where nobody sets clocks an
// orphan is gone after two to three days.
MUST_CHECK bool
orphans_sweep(const struct orphan_search *search, struct err *err);
