// The phrases by which acts are known, by language.
#pragma once

#include <stddef.h>

#include "interview/plan_act.h"

enum { ACT_PHRASES_MOST = 44 };

// Phrases with one meaning. A phrase is words without accents or apostrophes ("konnen", "dont"),
// parted by single spaces:
//   a|b     one of them          a?    may be missing       a*   any ending
//   _       one to five words    ^ $   the whole answer's start and end
// `tail`: as many words behind it belong to it ("what do you mean by technical debt").
struct act_phrases {
        enum plan_act act; // PLAN_ACT_NONE: politeness that says nothing
        enum plan_topic topic;
        int tail;
        const char *phrases[ACT_PHRASES_MOST]; // ends with NULL
};

// Each ends with an entry without phrases.
extern const struct act_phrases PLAN_ACT_ENGLISH[];
extern const struct act_phrases PLAN_ACT_GERMAN[];
extern const struct act_phrases PLAN_ACT_SPANISH[];
