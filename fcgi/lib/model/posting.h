// A posting: what the interviews for one role have in common. Practice interviews have none.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "base/uuid.h"
#include "model/question.h"
#include "model/rubric.h"

enum feedback {
        FEEDBACK_NONE,
        FEEDBACK_END,
        FEEDBACK_LIVE,
        FEEDBACK_COUNT,
};

extern const char *const FEEDBACK_NAMES[FEEDBACK_COUNT];

struct limits {
        int max_answer_seconds; // 30 to 780, default 300
        int max_turns;          // 1 to 50, default 10; follow-ups count
        int max_minutes;        // 5 to 180, default 35
};

// What candidates may do by themselves.
struct allowed {
        bool pause;      // breaks between questions, default true
        bool extra_time; // minutes more for an answer, default true: false where the limit is
                         // essential
};

struct posting {
        struct uuid id;
        const char *title;
        const char *description;
        const char *language;
        const char *persona;
        enum interview_type type;
        enum difficulty difficulty;
        const char *instructions;
        const char *const *focus_areas;
        size_t focus_area_count;
        const struct question *question_set; // asked word for word, in order, from turn 1
        size_t question_count;
        enum feedback feedback;
        struct limits limits;
        struct allowed allowed;
        struct supervisor_settings supervisor;
        const char *const *personas; // who takes turns in asking, the lead first; may be none
        size_t persona_count;
        int retention_days;
};

// What a posting has where nothing is said: as in the API's contract.
extern const struct limits LIMITS_DEFAULT;
extern const struct allowed ALLOWED_DEFAULT;
