// Counts what providers over the network are used for, while a request or a job runs, and knows
// whether a budget lets them be asked. Whoever has the request or the job in hand keeps the counts
// (turn/spent.h).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/uuid.h"
#include "model/usage.h"

struct endpoint;
struct providers;

enum {
        // Purposes times the providers of a chain, and the same once more with another model.
        USED_MOST = 32,
};

// Starts as {0}. Threads that work for one request may share it.
struct used {
        struct usage items[USED_MOST];
        size_t count;
        struct uuid looked_for; // the interview whose budgets were looked at; zero: none
        const char *reached;    // the budget that is used up, such as "month_tokens"; NULL: none
};

// Adds the counts of `what` (its purpose, names and cost are filled in here, by the prices of the
// settings) to what the endpoint was used for. Nothing for those on this host, and where nobody
// counts.
void
used_add(struct providers *providers, const struct endpoint *endpoint, struct usage what);

// How many tokens a text has, roughly: four bytes each.
int64_t
used_tokens_of(const char *text);
