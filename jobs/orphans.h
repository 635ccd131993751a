// Files of the media store that no row names and that are a day old: uploads that were cut off, and
// what a process left that died between the file and its row.
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

MUST_CHECK bool
orphans_find(const struct orphan_search *search, struct err *err);
