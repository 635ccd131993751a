// A story by tense, person and order: what was, what "I" did, how it ended. For people who tell it
// without the usual phrases. And expected points that ask for parts of a story ("Tells how it
// ended"): what is shown by telling it, not by the words of the point.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "interview/answer.h"

struct story {
        const struct clause *situation; // an early clause in the past; NULL
        const struct clause *result; // a late one, behind what "I" did, of others or things; NULL
};

// `acts` says whether a clause tells what the speaker did.
struct story
story_of(const struct answer *answer,
         bool (*acts)(const void *context, const struct clause *clause), const void *context);

enum { STORY_KEYS_MOST = 3 };

// The keys of the rules (evidence_rules.h) by which the point is shown; returns how many, 0 where
// it asks for no part of a story.
size_t
story_keys(const char *point, const char *keys[STORY_KEYS_MOST], struct arena *arena);
