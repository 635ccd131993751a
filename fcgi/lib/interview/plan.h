// What is asked next. A pure function of the posting, the resume and the turns so far: the same
// input gives the same step, so a turn that is taken up again by another process asks the same.
//
// Rules, in this order:
//   1. The supervisor's wish to end, the time and the number of turns end the interview. A question
//      that a person asks through the supervisor comes next, word for word.
//   2. A question set is asked word for word and in order from turn 1. Between its questions a
//      follow-up to a thin answer stands only where the rest of the set still fits.
//   3. Without a question set turn 1 is an opening question that names the role, and, where
//      max_turns is 3 or more, the last turn asks whether there is anything to add. A wish to
//      conclude, or little time left, brings that closing question forward.
//   4. A thin answer is probed with the question's own follow-up for what it lacks, twice in a row
//      and for a third of the turns at most; an answer such as "I don't know" never.
//   5. Else a question of the bank that was not asked, nor one nearly like it: kinds of the type in
//      turns, easy to hard around the posting's difficulty and the scores so far, those nearest to
//      the description, the focus areas and the resume first; some name what they rest on.
//      Where no more questions are left than focus areas, these come first, so that each is asked
//      about. Whoever had nothing to say is asked something easier.
//      Technical questions are those of the role's job family (plan_family.h) and those for
//      everybody.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/posting.h"
#include "model/question.h"

struct stems;

enum plan_status {
        PLAN_ANSWERED,
        PLAN_SKIPPED,
        PLAN_FAILED, // asked again three times without usable speech
};

// A turn that is over.
struct plan_turn {
        struct question
                question; // as it was asked; the id of a bank question leads to its follow-ups
        enum plan_status status;
        int asked_again_count;
        const char *transcript; // "" or NULL where there is none
        double overall;         // of its evaluation; NAN where there is none yet
};

enum plan_wish {
        PLAN_GO_ON,
        PLAN_CONCLUDE, // ask the closing question, then end
        PLAN_END,      // ask nothing more
};

// A piece of one of the posting's documents that fits the role, best first.
struct plan_passage {
        const char *id;     // of the passage; questions that rest on it name it by source and text
        const char *source; // the document's name as HR gave it: "On-call guide.pdf"
        const char *text;   // as it stands in the document, some sentences
};

// What the supervisor (supervisor.h) wants of the next question, within what the plan may choose.
struct plan_heed {
        bool is_easier;           // one step down
        bool is_plain;            // short, and built on nothing
        bool wants_example;       // a follow-up that asks for a concrete example
        bool wants_focus;         // a focus area that was not asked about, no follow-up
        const char *other_than;   // a competency to leave, no follow-up; NULL
        const char *steer;        // what a person wants to be asked about, no follow-up; NULL
        const char *own_question; // of a person, asked next and word for word; NULL
};

struct plan_input {
        const struct posting *posting; // practice: one filled from the job description
        const char *candidate_name;    // NULL or "" where unknown; the first word is used
        const char *resume_text;       // NULL where there is none
        const struct plan_turn *turns; // in their order, without the current one
        size_t turn_count;
        int elapsed_seconds; // since the first question was asked
        enum plan_wish wish;
        struct plan_heed heed;
        const struct question *bank;
        size_t bank_count;
        const struct stems *bank_subjects;   // of each, as plan_subjects gives them; or NULL
        const struct plan_passage *passages; // of role and company; may be none
        size_t passage_count;
        uint64_t seed; // from the interview's id: other interviews get other questions
};

// Either a question or an end.
struct plan_step {
        const char *end_reason; // NULL, or "turns", "time", "supervisor" as in the API's `ended`
        struct question question;
        bool is_fixed; // of the question set: its text is never rephrased
};

// The first turn's question comes from an input without turns.
struct plan_step
plan_next(const struct plan_input *input, struct arena *arena);

// Whether what came in can be taken as an answer.
enum plan_usability {
        PLAN_USABLE,
        PLAN_SILENCE,
        PLAN_TOO_SHORT,
        PLAN_UNCLEAR,
        PLAN_USABILITY_COUNT,
};

// "usable", "silence", "too_short", "unclear": the last three as in the API's `asked_again`.
extern const char *const PLAN_USABILITY_NAMES[PLAN_USABILITY_COUNT];

struct transcript;

// `speech_ms` is what voice_speech_ms found in the clip. Less than 400 ms of speech is silence,
// whatever the recogniser made of it; no words is silence or, where there was speech, unclear; a
// single word in a clip with much more speech, or words with very little confidence of which there
// are fewer than six, are unclear. A short true answer ("yes", "I don't know") is usable. Typed
// answers (provider "typed") are usable unless they have no word (PLAN_TOO_SHORT).
enum plan_usability
plan_usability(const struct transcript *transcript, int duration_ms, int speech_ms);

// A kind request to repeat, which ends with the question. `reason` is not PLAN_USABLE.
const char *
plan_asked_again(enum plan_usability reason, const char *question_text, const char *language,
                 struct arena *arena);

// How many questions of the set were not asked yet.
int
plan_set_left(const struct plan_input *input);

// What is said before the first question: the persona's greeting, naming candidate and role. It is
// no part of the question's text. `persona_name` may be NULL.
const char *
plan_greeting(const struct plan_input *input, const char *persona_name, struct arena *arena);

// What is said or shown when the interview has ended.
const char *
plan_closing_words(const struct plan_input *input, struct arena *arena);
