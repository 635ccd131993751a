// Choosing, wording and speaking the next question.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "db/answer.h"
#include "interview/plan.h"
#include "interview/supervisor.h"
#include "model/interview.h"
#include "model/turn.h"
#include "turn/turn.h"

struct persona;
struct supervised;

// An interview with everything that decides what comes next.
struct course {
        struct interview interview;
        struct turn *turns;
        size_t turn_count;
        struct plan_input plan;
        struct supervisor_limits limits;     // of time; those of `interview` and `plan` follow them
        int64_t read_ms;                     // when it was read (clock_ms)
        const struct supervised *supervised; // of turn/supervise.h; NULL before it has looked
        const char *speaker;                 // the persona whose voice is heard
};

// Reads it all. What is open is no part of `plan`; ask_course_close adds the turn that just ended.
MUST_CHECK bool
ask_course(const struct turn_room *room, struct uuid interview, struct arena *arena,
           struct course *course_out, struct err *err);

// One that was read some time ago, with what others changed meanwhile. It may have been copied
// since.
MUST_CHECK bool
ask_course_now(const struct turn_room *room, struct arena *arena, struct course *course,
               struct err *err);

// Adds the transcript of an answer, whose row may not have it yet.
void
ask_course_hear(struct course *course, const struct answer *answer);

// Counts the turn `number` as over with this status for the plan.
void
ask_course_close(struct course *course, int number, enum plan_status status, struct arena *arena);

// The next step by the plan, with the passages that it may rest on and the words before it. Never
// fails.
struct plan_step
ask_next(const struct turn_room *room, struct course *course, struct arena *arena);

// Who asks: the persona of this id; NULL: the posting's.
const struct persona *
ask_persona(const struct course *course, const char *id);

struct speech;
struct tell;

// Words the step's question and says it: by a language model where one is configured and the
// question is not fixed, each sentence as soon as it has passed the check; where the model's
// wording does not pass, the plan's follows what was said. `tell` (may be NULL) is told of the
// text, the speech says it. Afterwards the step has the question as it was asked. Never fails.
void
ask_say(const struct turn_room *room, const struct course *course, int number,
        struct plan_step *step, struct speech *speech, struct tell *tell, struct arena *arena);

// Says a text that was made here: the question again, and words around it.
void
ask_say_again(const struct course *course, const char *text, struct speech *speech,
              struct arena *arena);

// The sound of a question. Where no provider gives any (or none is wanted) the key is NULL: the
// question is then read.
struct spoken {
        const char *key;
        const char *mime;
        const char *by;          // provider and model: "openai tts-1"
        int duration_ms;         // 0 where unknown
        const char *visemes;     // mouth shapes as JSON; NULL: none
        struct digest sha256;    // of its bytes; zeros where not known
        const char *passed_over; // who was to speak and did not, and why; NULL: nobody
};

// The question as JSON for its turn's row.
const char *
ask_question_json(const struct question *question, struct arena *arena);
