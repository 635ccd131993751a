// Choosing, wording and speaking the next question.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "interview/plan.h"
#include "interview/supervisor.h"
#include "model/interview.h"
#include "model/turn.h"
#include "turn/turn.h"

struct supervised;

// An interview with everything that decides what comes next.
struct course {
        struct interview interview;
        struct turn *turns;
        size_t turn_count;
        struct plan_input plan;
        struct supervisor_limits limits;     // of time; those of `interview` and `plan` follow them
        const struct supervised *supervised; // of turn/supervise.h; NULL before it has looked
        const char *speaker;                 // the persona whose voice is heard
};

// Reads it all. What is open is no part of `plan`; ask_course_close adds the turn that just ended.
MUST_CHECK bool
ask_course(const struct turn_room *room, struct uuid interview, struct arena *arena,
           struct course *course_out, struct err *err);

// Counts the turn `number` as over with this status for the plan.
void
ask_course_close(struct course *course, int number, enum plan_status status, struct arena *arena);

// The next step: by the plan, worded by a language model where one is configured and its wording
// passes the check, else as the plan has it. Never fails.
struct plan_step
ask_next(const struct turn_room *room, const struct course *course, struct arena *arena);

// What is spoken for a question: the words that stand before it, and its text.
const char *
ask_words(const struct question *question, struct arena *arena);

// Speaks a text into the store. Where no provider gives sound (or none is wanted) the key is NULL:
// the question is then read. Never fails.
struct spoken {
        const char *key;
        const char *mime;
        const char *provider;
        int duration_ms; // 0 where unknown
};
struct spoken
ask_speak(const struct turn_room *room, const struct course *course, int number, const char *text,
          struct arena *arena);

// Throws away sound that no row names: somebody else's question stands. What cannot be deleted is
// left to the sweep.
void
ask_unspeak(const struct turn_room *room, const struct spoken *spoken);

// The question as JSON for its turn's row.
const char *
ask_question_json(const struct question *question, struct arena *arena);
