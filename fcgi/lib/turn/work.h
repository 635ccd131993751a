// The inside of turn_work, for the files of turn/ that begin an answer's work before it is theirs.
#pragma once

#include "db/answer.h"
#include "turn/ask.h"
#include "turn/listen.h"

// A claim of an answer, until its work is done.
struct claimed {
        const struct turn_room *room;
        struct uuid answer;
        int fence; // 0: there is nothing to release
};

// Gives the claim back after a failure, so that the next one need not wait.
void
work_release(struct claimed *claimed);

// Claims the answer that `claimed` names. Its fence stays 0 where another process is at it, or
// nothing is to be done; it is known, and is to be released, before the answer is read.
MUST_CHECK bool
work_claim(struct claimed *claimed, struct arena *arena, struct answer *answer_out,
           struct err *err);

// What was done of an answer's work before its turn came, as far as it was; {0}: nothing.
struct early {
        int fence; // of the claim; 0: none
        bool is_claimed;
        struct answer answer; // as it stands under the claim
        bool has_course;
        struct course course; // as it was before the answer was understood
        bool has_listened;
        bool is_heard;
        struct heard heard;
        struct err heard_err; // why it is not
};

// Reads the course of the interview into `early`, with the arena's memory, in whatever thread.
MUST_CHECK bool
work_read_course(const struct turn_room *room, struct uuid interview, struct arena *arena,
                 struct early *early, struct err *err);

// turn_work from there. `early` is borrowed for the call; what is claimed by it is then this call's
// to release.
MUST_CHECK bool
work_from(const struct turn_room *room, struct uuid answer, struct early *early,
          const struct turn_events *events, struct arena *arena, struct err *err);
