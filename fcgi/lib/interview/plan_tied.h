// Questions that name what they rest on: a line of the resume, a term of the role, a focus area, a
// passage of the documents. False where there is nothing to name that was not named, or the
// question would be nearly like one that was asked.
#pragma once

#include <stdbool.h>

#include "interview/plan_choose.h"

// "Your resume mentions Kafka at Northwind. ..." `is_first`: the first of the interview.
bool
plan_tied_resume(const struct plan_input *input, struct plan_wanted wanted, bool is_first,
                 struct arena *arena, struct plan_step *step);

// "The role works with PostgreSQL. ..."
bool
plan_tied_role(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
               struct plan_step *step);

// "One focus of this role is incident response. ..."
bool
plan_tied_focus(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
                struct plan_step *step);

// "Our document on call guide says this. ..."
bool
plan_tied_passage(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
                  struct plan_step *step);

// How many focus areas were not asked about.
int
plan_focus_left(const struct plan_input *input);
