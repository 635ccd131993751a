// What the interviewer says by itself: openings, closings and questions built on a line of the
// resume or of the description; in English, German and Spanish (others get English).
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "model/question.h"

enum plan_phrase {
        PHRASE_OPENING,       // title
        PHRASE_OPENING_PLAIN, // the role has no title
        PHRASE_CLOSING,
        PHRASE_RESUME_AT,     // thing, place
        PHRASE_RESUME,        // thing
        PHRASE_ROLE,          // term; stands before a question of the bank
        PHRASE_FOCUS,         // area; stands before a question of the bank
        PHRASE_ASK_TECHNICAL, // these stand behind PHRASE_RESUME and its like
        PHRASE_ASK_BEHAVIORAL,
        PHRASE_ASK_DESIGN,
        PHRASE_ASK_CULTURE,
        PHRASE_ASK_AGAIN, // the second of its kind
        PHRASE_ASK_TERM,  // a question on a term of the role for which the bank has none
        PHRASE_ASK_FOCUS, // three ways to ask, one behind the other
        PHRASE_ASK_FOCUS_HARD,
        PHRASE_ASK_FOCUS_DAILY,
        PHRASE_PASSAGE,           // name of the document, sentence of it
        PHRASE_ASK_PASSAGE,       // these stand behind it: how it would be done
        PHRASE_ASK_PASSAGE_STORY, // and when it was
        PHRASE_PROBE_DETAIL,      // follow-ups where the question has none of its own
        PHRASE_PROBE_OWN_PART,
        PHRASE_PROBE_RESULT,
        PHRASE_PROBE_EXAMPLE,
        PHRASE_PROBE_REASON,
        PHRASE_PROBE_MEASURE,
        PHRASE_PROBE_ACTION,
        PHRASE_AGAIN_SILENCE, // question
        PHRASE_AGAIN_SHORT,
        PHRASE_AGAIN_UNCLEAR,
        PHRASE_PANEL,    // persona, who asks for the first time
        PHRASE_GREETING, // candidate, persona, title
        PHRASE_GOODBYE,  // candidate
        PHRASE_COUNT,
};

// The phrase in the language, with "{0}", "{1}", "{2}" replaced by the texts (NULL as "").
const char *
plan_say(enum plan_phrase phrase, const char *language, const char *first, const char *second,
         const char *third, struct arena *arena);
