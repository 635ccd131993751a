// The sign of life of this process: an advisory lock of PostgreSQL, held on a connection of its own
// until the process dies. Others see by it whether what the process has claimed may be taken over.
#pragma once

#include <stdint.h>

#include "base/err.h"

struct worker;
struct bank_cache;
struct prompt_cache;

// The url is borrowed. Nothing is connected yet.
struct worker *
worker_new(const char *database_url);

// The number of the lock, held now (looked for at most twice a second): a connection that broke has
// lost it, then there is a new one.
// May be called from any thread.
MUST_CHECK bool
worker_hold(struct worker *worker, int64_t *number_out, struct err *err);

// The question banks of this process; they live as long as the worker.
struct bank_cache *
worker_banks(struct worker *worker);

// The prompts in use, as this process knows them; as long as the worker.
struct prompt_cache *
worker_prompts(struct worker *worker);

// Gives the number up, for claims that could not be released: whoever is asked next takes them.
// Work of this process that is still going on loses its claim too, and its effects are fenced off.
void
worker_give_up(struct worker *worker);

void
worker_free(struct worker *worker);
