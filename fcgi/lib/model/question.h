// A question: one from the bank or a posting's question set, or as it was asked in a turn.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// What a posting asks for. INTERVIEW_MIXED takes from all kinds.
enum interview_type {
        INTERVIEW_TECHNICAL,
        INTERVIEW_BEHAVIORAL,
        INTERVIEW_SYSTEM_DESIGN,
        INTERVIEW_CULTURAL_FIT,
        INTERVIEW_MIXED,
        INTERVIEW_TYPE_COUNT,
};

enum difficulty {
        DIFFICULTY_EASY,
        DIFFICULTY_MEDIUM,
        DIFFICULTY_HARD,
        DIFFICULTY_COUNT,
};

// Names as they stand in SQL, JSON and JavaScript, indexed by the enums.
extern const char *const INTERVIEW_TYPE_NAMES[INTERVIEW_TYPE_COUNT];
extern const char *const DIFFICULTY_NAMES[DIFFICULTY_COUNT];

// -1 where the name is unknown or NULL.
int
interview_type_from_name(const char *name);
int
difficulty_from_name(const char *name);

// A probe bound to what an answer may lack.
struct follow_up {
        const char *lacks; // result, action, measure, example, detail, reason, own_part
        const char *text;
};

struct question {
        const char *id;         // of the bank, such as "backend-index-slow-query"; NULL for others
        const char *text;       // as it is spoken
        const char *kind;       // an INTERVIEW_TYPE_NAMES name, or "opening", "closing"
        const char *family;     // job family of a technical one ("backend", ...), NULL for any
        const char *competency; // such as "Problem solving"; never NULL
        enum difficulty difficulty;
        const char *language;   // BCP 47 primary subtag: "en"
        const char *greeting;   // spoken before it: a welcome, or kind words to what was not
                                // answered; NULL
        const char *rests_on;   // the resume line or duty it was built on; NULL
        const char *phrased_by; // provider, model and version of the prompt; NULL: our own
        const char *spoken_by;  // provider and model of its sound; NULL: none was made
        // Who was to word it, and to speak it, and did not, and why; NULL: nobody.
        const char *phrasing_passed_over;
        const char *speech_passed_over;
        bool is_follow_up;
        bool is_by_person;           // asked by HR through the supervisor
        const char *persona;         // who asks it, by id; NULL: whoever leads the interview
        const char *const *expected; // the points that a good answer makes
        size_t expected_count;
        const struct follow_up *follow_ups; // bank questions only
        size_t follow_up_count;
};

struct arena;
struct json_object;
struct json_writer;

// As it stands in turns and question sets, without follow-ups.
void
question_write(struct json_writer *json, const struct question *question);

// Reads what question_write wrote; what is missing gets its usual value. Copies into the arena.
struct question
question_from_json(const struct json_object *node, struct arena *arena);
