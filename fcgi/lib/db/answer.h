// The table answer: what was posted to a turn, and how far it has come.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/turn.h"

struct db;

enum answer_stage {
        STAGE_RECEIVED,
        STAGE_TRANSCRIBED,
        STAGE_ANSWERED,
};

// "received", "transcribed"; anything else is STAGE_ANSWERED.
enum answer_stage
answer_stage_from_name(const char *name);

struct answer {
        struct uuid id;
        struct uuid interview;
        int number; // of its turn
        int attempt;
        bool is_spoken;
        const char *media_key; // NULL where typed
        const char *mime;
        const char *typed_text;   // NULL where spoken
        const char *browser_text; // what the candidate's browser understood; NULL where it did not
        long long size_bytes;
        struct question question;
        enum answer_stage stage;
        const char *usability; // NULL before it is transcribed
        struct transcript transcript;
        bool has_voice;
        struct voice_metrics voice;
        const char *outcome; // next, asked_again, ended; NULL before it is answered
        const char *outcome_text;
        const char *act; // what was done instead of answering (interview/plan_act.h); NULL
        int acts_before; // in the same turn
        const char *question_audio_key; // of its turn, now
        bool was_uploaded; // while it was spoken: pieces of it may have been understood then
        bool has_evaluation;
        struct evaluation evaluation;
};

// ERR_MISSING where it was erased meanwhile.
MUST_CHECK bool
answer_find(struct db *db, struct uuid id, struct arena *arena, struct answer *answer_out,
            struct err *err);

// Claims it for a worker (turn/worker.h) and gives it as it stands under the claim. `fence_out` is
// 0 where another one holds it, it is answered, or it is not there; `answer_out` is then untouched.
MUST_CHECK bool
answer_claim(struct db *db, struct uuid id, int64_t worker, struct arena *arena,
             struct answer *answer_out, int *fence_out, struct err *err);
