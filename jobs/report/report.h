// The report of an interview: everything it shows, computed once, written twice: as JSON
// (report_write) and as PDF (pdf_report.h). Both are pure functions of this struct.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/uuid.h"
#include "db/report.h"
#include "interview/summary.h"
#include "model/interview.h"
#include "model/report_context.h"
#include "model/turn.h"

#define REPORT_GENERATOR_NAME "Earshot"
#define REPORT_GENERATOR_VERSION "0.1"

// What was read of the database.
struct report_matter {
        struct interview interview;
        struct rubric rubric;
        const struct turn *turns;
        size_t turn_count;
        const struct report_clip *clips;
        size_t clip_count;
        struct report_resume resume;
};

struct report_turn {
        const struct turn *turn;
        bool is_over;    // answered, skipped or failed
        bool has_digest; // something was posted
        struct digest clip;
        struct digest transcript; // of its text; where turn->has_transcript
};

struct report {
        struct uuid id;
        const char *generated_at;
        const struct report_matter *matter;
        struct summary summary;
        // Set by the caller, for the PDF alone; NULL: nothing of others and of people is shown, as
        // in the candidate's own.
        const struct report_context *context;
        const char *null_reason; // why there is no overall score; NULL where there is one
        const struct report_turn *turns;
        size_t turn_count;
        // Different ones, in the order in which they come; "builtin rules-1"
        struct summary_texts evaluators;
        struct summary_texts prompts;
        struct summary_texts transcribers;
        struct summary_texts wordings;    // of questions that a model worded, with the prompt
        struct summary_texts voices;      // of questions that have sound
        struct summary_texts passed_over; // "speech by openai: no answer in time"
        struct digest rubric_digest;      // of the criteria as rubric_write_criteria writes them
        struct digest evidence_digest;    // of the list of all evidence, in the order of the turns
};

// Without consent to machine evaluation there are no scores, whatever the turns hold. Everything
// lives in the arena or is borrowed from the matter.
struct report
report_of(const struct report_matter *matter, struct uuid id, const char *generated_at,
          struct arena *arena);

struct json_writer;

// The `report` object of the API as it is kept, without what report_context_write_members puts
// behind it when it is read. Besides the contract: `null_reason`, `resume`, `consent`; of each
// criterion `level`, `level_text`, `answers_asked`, `answers_shown`, `not_shown`; of each turn
// `status`, `asked_at`, `answered_at`.
void
report_write(struct json_writer *json, const struct report *report);
