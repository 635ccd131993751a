// The computed part of the report, and the live metrics: pure over the turns of an interview.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/plan.h"
#include "interview/scoring.h"
#include "model/evaluation.h"
#include "model/posting.h"
#include "model/transcript.h"

// One turn that is over.
struct summary_turn {
        int number;
        struct question question;
        enum plan_status status;
        const struct transcript *transcript; // NULL where there is none
        const struct voice_metrics *voice;   // NULL for typed answers
        const struct evaluation *evaluation; // NULL where there is none
        int response_ms;                     // length of the answer; 0 where unknown
};

struct summary_texts {
        const char *const *items;
        size_t count;
};

struct summary_input {
        const struct rubric *rubric;
        enum interview_type type;
        const char *title; // of the role
        const struct summary_turn *turns;
        size_t turn_count;
        struct summary_texts resume_flags; // names, such as "hidden_text"
};

struct summary_criterion {
        struct criterion_score score; // with the criterion
        const char *level;      // worded level of the rubric; "Not shown." where there is no score
        const char *level_word; // Below, Partly, Meets, Exceeds, Not shown
        const struct evidence *evidence; // of all turns, by turn
        size_t evidence_count;
        struct summary_texts not_shown; // texts of the indicators that no answer showed
};

struct summary {
        struct scores scores;
        const char *null_reason; // why scores.overall is null; NULL where it is not
        const struct summary_criterion *criteria; // one for each of the rubric, in its order
        size_t criterion_count;
        struct summary_texts strengths;
        struct summary_texts weaknesses;
        struct summary_texts key_highlights; // with the words that were said
        struct summary_texts immediate_improvements;
        struct summary_texts practice_areas;
        struct summary_texts resources_recommended;
        const char *text;           // at most 80 words
        struct summary_texts flags; // "resume: hidden_text", "turn 3: addresses_the_machine"
        int total_speaking_time_seconds;
        double avg_response_time_seconds; // NAN where nothing was answered
        double avg_speech_pace;           // words a minute; NAN where nothing was spoken
        int total_filler_words;
        int questions_answered;
        int questions_skipped; // skipped and failed
        int best_answer;  // number of the turn with the highest overall score; 0 where none has one
        int worst_answer; // with the lowest; 0 where fewer than two have one
};

struct summary
summary_of(const struct summary_input *input, struct arena *arena);

// The API's `live_metrics`. Averages are over the turns that have the score, NAN where none has.
struct live_metrics {
        int questions_completed;
        double rolling_avg[DIMENSION_COUNT];
        double current_speech_pace; // of the last spoken answer; NAN
        double current_volume;      // NAN
        int estimated_time_remaining_seconds;
};

struct live_metrics
metrics_live(const struct summary_turn *turns, size_t turn_count, struct limits limits,
             int elapsed_seconds);

struct json_writer;

// The `live_metrics` object; the four averages are left out where `has_scores` is false.
void
live_metrics_write(struct json_writer *json, const struct live_metrics *metrics, bool has_scores);
