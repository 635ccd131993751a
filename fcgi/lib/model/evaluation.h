// What an evaluator found in one answer, and the scores that follow from it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/rubric.h"

// A claim of an evaluator, not yet checked: an indicator of the rubric and words of the transcript.
struct claim {
        const char *criterion;
        const char *indicator;
        const char *quote;
};

// A claim whose quote was found in the transcript. Offsets are bytes into the transcript's text.
struct evidence {
        int turn;
        const char *criterion;
        const char *indicator;
        const char *quote; // exactly as it stands in the transcript
        size_t offset;
        size_t length;
        int start_ms; // -1 where the words have no times
        int end_ms;
};

struct evaluator {
        const char *provider;       // "builtin", "openai"
        const char *model;          // "rules-3", "gpt-4o-mini"
        const char *prompt_version; // "evaluator:2"; "none" for rules
        const char *passed_over;    // who was to evaluate and did not, and why; NULL: nobody
};

// Scores are 0 to 10 with one decimal; NAN where there is nothing to score.
struct scores {
        double dimension[DIMENSION_COUNT];
        double overall;
};

struct evaluation {
        struct scores scores;
        bool has_situation, has_task, has_action, has_result;
        const char *feedback_summary;
        const char *const *suggestions;
        size_t suggestion_count;
        const struct evidence *evidence;
        size_t evidence_count;
        const char *const *flags; // suspected manipulation and such, for a person
        size_t flag_count;
        const char *null_reason; // why the overall score is null; NULL where it is not
        struct evaluator evaluator;
};

struct json_writer;
struct json_object;

// One member of an `evidence` list: {turn, criterion, indicator, quote, offset, start_ms, end_ms};
// times that are not known are null.
void
evidence_write(struct json_writer *json, const struct evidence *evidence);

struct evidence
evidence_from_json(const struct json_object *node, struct arena *arena);

// The `evaluation` object of the API (plus null_reason).
void
evaluation_write(struct json_writer *json, const struct evaluation *evaluation);

struct evaluation
evaluation_from_json(const struct json_object *node, struct arena *arena);
