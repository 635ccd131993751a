// A turn: one question and its newest answer, as it stands now.
//
//   asked --turn_accept--> received --> transcribed --> answered
//     ^                                     |
//     +--- no usable speech, asked again ---+---(third time)--> failed
//     +--- a request such as to repeat -----+---(declined)--> skipped
//   asked --skip--> skipped
#pragma once

#include <stdbool.h>

#include "base/uuid.h"
#include "model/evaluation.h"
#include "model/question.h"
#include "model/transcript.h"

// After so many clips without usable speech a turn is failed and the interview goes on.
enum { TURN_ATTEMPTS_MOST = 3 };

struct turn {
        int number;
        const char *status;
        int attempt;
        struct question question;
        const char *question_audio_key; // NULL: nobody speaks it
        const char *question_audio_mime;
        int question_audio_ms; // 0 where unknown
        const char *asked_at;
        const char *closed_at; // NULL while it is open
        bool has_answer;
        struct uuid answer_id;
        bool is_spoken; // else typed
        const char *answer_stage;
        const char *usability;
        const char *act;        // what was done instead of answering (interview/plan_act.h); NULL
        const char *answer_key; // the clip; NULL where typed
        const char *answer_mime;
        long long answer_bytes;
        const char *answered_at; // when the answer was received
        int duration_ms;
        bool has_transcript;
        struct transcript transcript; // as it was corrected, where it was
        const char *original_text;    // as it was understood; NULL where nothing was corrected
        const char *corrected_at;
        int corrections;
        bool has_voice;
        struct voice_metrics voice;
        bool has_evaluation;
        struct evaluation evaluation;
};
