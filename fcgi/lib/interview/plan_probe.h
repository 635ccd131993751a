// What an answer lacks, and how to ask for it.
#pragma once

#include "interview/plan.h"

// What a thin answer lacks most: "detail", "own_part", "action", "result", "example", "reason",
// "measure" in the order in which it should be asked for, ending with NULL; empty where the answer
// is full enough, or says that there is nothing to say.
struct lacks {
        const char *items[8];
        int count;
};

struct lacks
plan_lacks(const struct plan_turn *turn, const char *language, struct arena *arena);
