#include <string.h>

#include "model/posting.h"
#include "model/question.h"
#include "model/rubric.h"

const char *const INTERVIEW_TYPE_NAMES[INTERVIEW_TYPE_COUNT] = {
        [INTERVIEW_TECHNICAL] = "technical",
        [INTERVIEW_BEHAVIORAL] = "behavioral",
        [INTERVIEW_SYSTEM_DESIGN] = "system_design",
        [INTERVIEW_CULTURAL_FIT] = "cultural_fit",
        [INTERVIEW_MIXED] = "mixed",
};

const char *const DIFFICULTY_NAMES[DIFFICULTY_COUNT] = {
        [DIFFICULTY_EASY] = "easy",
        [DIFFICULTY_MEDIUM] = "medium",
        [DIFFICULTY_HARD] = "hard",
};

const char *const FEEDBACK_NAMES[FEEDBACK_COUNT] = {
        [FEEDBACK_NONE] = "none",
        [FEEDBACK_END] = "end",
        [FEEDBACK_LIVE] = "live",
};

const char *const DIMENSION_NAMES[DIMENSION_COUNT] = {
        [DIMENSION_TECHNICAL] = "technical",
        [DIMENSION_CLARITY] = "clarity",
        [DIMENSION_CONFIDENCE] = "confidence",
        [DIMENSION_BEHAVIORAL] = "behavioral",
};

const struct allowed ALLOWED_DEFAULT = {.pause = true, .extra_time = true};
const struct limits LIMITS_DEFAULT = {
        .max_answer_seconds = 300,
        .max_turns = 10,
        .max_minutes = 35,
};

static int
find_name(const char *const *names, int count, const char *name)
{
        for (int i = 0; name != NULL && i < count; i++) {
                if (strcmp(names[i], name) == 0)
                        return i;
        }
        return -1;
}

int
interview_type_from_name(const char *name)
{
        return find_name(INTERVIEW_TYPE_NAMES, INTERVIEW_TYPE_COUNT, name);
}

int
difficulty_from_name(const char *name)
{
        return find_name(DIFFICULTY_NAMES, DIFFICULTY_COUNT, name);
}
