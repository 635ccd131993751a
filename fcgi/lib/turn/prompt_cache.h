// The prompts in use, as this process knows them: asked for anew after PROMPT_CACHE_MS, so that a
// version that somebody activates or takes back holds everywhere soon, without a query each turn.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "interview/prompt_version.h"

struct db_pool;
struct prompt_cache;

enum { PROMPT_CACHE_MS = 5000 };

struct prompt_cache *
prompt_cache_new(void);

void
prompt_cache_free(struct prompt_cache *cache);

// The version in use, in the arena. From any thread. Where the database cannot be asked the one
// that was read last holds on. ERR_BROKEN where there is none, or it cannot be read: the caller
// falls back to our own rules.
MUST_CHECK bool
prompt_cache_find(struct prompt_cache *cache, struct db_pool *pool, enum prompt_function function,
                  struct arena *arena, struct prompt_version *version_out, struct err *err);
