// What a candidate does with a question other than answering it: asks to hear it again, does not
// understand, asks back, needs a moment, has nothing to say to it, declines.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum plan_act {
        PLAN_ACT_NONE,          // an answer
        PLAN_ACT_REPEAT,        // "could you say that again?"
        PLAN_ACT_REPHRASED,     // "what do you mean by that?": asked in other words
        PLAN_ACT_QUESTION_BACK, // "can I use any language?"
        PLAN_ACT_MOMENT,        // "give me a second"
        PLAN_ACT_NO_IDEA,       // "I have never done that"
        PLAN_ACT_DECLINED,      // "I would rather not talk about it"
        PLAN_ACT_SKIP,          // "next question, please"
        PLAN_ACT_COUNT,
};

// "", "repeat", "rephrased", "question_back", "moment", "no_idea", "declined", "skip": as in the
// table answer and, the first four, as reasons of the API's `asked_again`.
extern const char *const PLAN_ACT_NAMES[PLAN_ACT_COUNT];

// What a question back is about.
enum plan_topic {
        PLAN_TOPIC_ANY,     // anything that the candidate may decide
        PLAN_TOPIC_TIME,    // "how long is this?"
        PLAN_TOPIC_COUNT,   // "how many questions are there?"
        PLAN_TOPIC_EXAMPLE, // "can it be from my studies?"
        PLAN_TOPIC_ROLE,    // "which position is this?"
        PLAN_TOPIC_MACHINE, // "am I talking to a person?"
        PLAN_TOPIC_RECORD,  // "who will hear this?"
        PLAN_TOPIC_OUTCOME, // "was that right?", "what is the salary?"
        PLAN_TOPICS,        // how many there are
};

struct plan_heard {
        enum plan_act act;
        enum plan_topic topic; // of PLAN_ACT_QUESTION_BACK
};

// What the words are, where the act is all of the answer: something of substance beside it makes it
// an answer (PLAN_ACT_NONE). Typed or from a recogniser, so with or without punctuation and accents
// and with a misheard word; English, German and Spanish, whatever the interview's language. `text`
// may be NULL.
struct plan_heard
plan_listen(const char *text, struct arena *arena);

// Whether the same question stands again after it, in the same turn.
bool
plan_act_asks_again(enum plan_act act);

// Whether the turn is over by it without an answer, and without harm.
bool
plan_act_leaves(enum plan_act act);
