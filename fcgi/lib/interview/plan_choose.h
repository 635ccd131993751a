// Which question of the bank comes next, and what it can be tied to.
#pragma once

#include <stdbool.h>

#include "interview/plan.h"

struct plan_wanted {
        enum interview_type kind; // never INTERVIEW_MIXED
        enum difficulty difficulty;
};

struct stems;

// What each question of a bank is about: to be made once, where a bank serves many interviews.
// Without it plan_choose makes it for each question that it looks at.
const struct stems *
plan_subjects(const struct question *bank, size_t count, struct arena *arena);

// The question of the bank that fits best and is not like one that was asked; NULL where none is
// left of this kind. `about` is NULL, or a text that the question must share a subject with.
const struct question *
plan_choose(const struct plan_input *input, struct plan_wanted wanted, const char *about,
            struct arena *arena);

// Whether a question like this text was asked: the same, or most of its words.
bool
plan_was_asked(const struct plan_input *input, const char *text, struct arena *arena);
