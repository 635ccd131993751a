// The supervisor at a turn: what interview/supervisor.h decides, told to the plan, and kept. And
// what people ask of a running interview, which takes effect there.
#pragma once

#include "turn/ask.h"

struct db;

// What was decided before the next question, for supervise_write.
struct supervised {
        bool has_looked;
        struct supervision supervision;
        const char *guidance;      // for a language model; NULL
        const struct uuid *heeded; // actions of people that take effect by it
        size_t heeded_count;
        struct uuid pause; // the action that asks for a break behind this turn; zero
};

// To be asked when the turn that is over is in the course (ask_course_close), before the plan's
// next question. Never fails: where what people asked for cannot be read, it waits.
void
supervise_turn(const struct turn_room *room, struct course *course, struct arena *arena);

// Inside the transaction that closes the turn `number`: the decision and what it changes.
// `goes_on`: the next question stands.
MUST_CHECK bool
supervise_write(struct db *db, const struct course *course, int number, bool goes_on,
                struct err *err);

// Writes down one look; `source` is turn or round, `turn` 0 where none was asked yet.
MUST_CHECK bool
supervise_keep(struct db *db, struct uuid interview, const char *source, int turn,
               const struct supervision *supervision, struct err *err);

// The limits of an interview by the service's settings and its own.
struct supervisor_limits
supervise_limits(const struct config *config, const struct interview *interview);

// What the runner does between turns: looks at each running interview whose interval is over, keeps
// what it saw, and concludes, ends or halts those that need it. Any number of runners may do it at
// once. `looked_out`: at how many.
MUST_CHECK bool
supervise_round(const struct config *config, struct db_pool *pool, int *looked_out,
                struct err *err);
