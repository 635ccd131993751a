// Whether what stands in an answer was said as an answer: rows of the right words, points that are
// read out instead of made, stories from somewhere else.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/answer.h"

// Marks clauses that consist of words of the expected points and hardly anything else (`is_list`),
// and words that recite an expected point where the answer says that it cites, or in the voice in
// which a rubric speaks of a candidate (`is_listed`). Nothing without expected points.
void
doubts_mark(const struct words *words, const struct question *question, const char *language,
            struct clause *clauses, size_t clause_count, bool *is_listed, struct arena *arena);

// Marks clauses that are hardly more than the words that rubrics are made of ("situation, task,
// action, result, lesson ..."). English.
void
doubts_mark_rubric(const struct words *words, struct clause *clauses, size_t clause_count,
                   struct arena *arena);

// Whether anything of the world of work is named that the question did not name. English.
bool
words_are_of_work(const struct words *words, const struct stems *question);

// Whether it is about home and holidays and not about work. English.
bool
words_are_private(const struct words *words);
