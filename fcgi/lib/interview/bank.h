// Reading the seeds: the question bank of one language and the default rubrics. Their formats stand
// in sql/seed/README.md.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/question.h"
#include "model/rubric.h"

// Reads `questions.<language>.json`, strictly: unknown members, names or values, texts too long,
// questions without two follow-ups or without expected points, and ids twice are ERR_INPUT, whose
// field names the place ("questions[3].follow_ups[0].lacks"). Everything is copied into the arena.
MUST_CHECK bool
bank_read(const char *json, size_t length, struct arena *arena, struct question **questions_out,
          size_t *count_out, struct err *err);

// Reads `rubrics.json`: one rubric for every INTERVIEW_TYPE_NAMES name, indexed by the enum.
MUST_CHECK bool
rubric_defaults_read(const char *json, size_t length, struct arena *arena,
                     struct rubric rubrics_out[INTERVIEW_TYPE_COUNT], struct err *err);
