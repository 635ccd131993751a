// The one transaction by which an interview goes on: the turn that is over is closed, and the next
// question stands, or the interview is completed and its report queued.
#pragma once

#include "turn/ask.h"

struct db;

// What is over: an answer under the fence of its claim, or a turn that was skipped (answer zero).
struct advance {
        int number;
        enum plan_status status;
        struct uuid answer;
        int fence;
        const char *act; // of the answer; NULL
};

// `next_out` is the new turn's number, 0 where the interview is over. `has_lost_out` is true, and
// nothing is written, where the claim was taken over by another process meanwhile.
MUST_CHECK bool
advance_write(const struct turn_room *room, const struct course *course,
              const struct advance *advance, const struct plan_step *step, struct spoken spoken,
              struct arena *arena, int *next_out, bool *has_lost_out, struct err *err);

// Inside the caller's transaction: completes the interview and queues its report.
MUST_CHECK bool
advance_complete(struct db *db, struct uuid interview, struct uuid organisation, const char *reason,
                 struct err *err);
