#include "interview/supervisor.h"

#include <math.h>
#include <string.h>

#include "base/config.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/supervisor_measure.h"

// Answers that share so much of their words say the same.
static const double ALIKE = 0.7;
// A mean of two scores below this shows little.
static const double WEAK_SCORE = 3;

// Where no conclusion time is given: 25 of 35 minutes.
enum { CONCLUSION_PARTS = 5, CONCLUSION_OF = 7, INTERVAL_DEFAULT = 30 };

static int
first_given(int a, int b)
{
        return a > 0 ? a : b;
}

struct supervisor_limits
supervisor_limits_of(const struct supervisor_settings *service,
                     const struct supervisor_settings *posting, int posting_minutes,
                     int added_minutes)
{
        int own = posting_minutes * 60;
        int max = first_given(posting->max_minutes, service->max_minutes);
        int conclusion = first_given(posting->conclusion_minutes, service->conclusion_minutes);
        struct supervisor_limits limits = {
                .interval_seconds =
                        first_given(posting->interval_seconds,
                                    first_given(service->interval_seconds, INTERVAL_DEFAULT)),
                .max_seconds = max > 0 ? (max + added_minutes) * 60 : own,
        };
        limits.is_posting_time = limits.max_seconds >= own;
        if (limits.is_posting_time)
                limits.max_seconds = own;
        limits.conclusion_seconds = conclusion > 0
                                            ? (conclusion + added_minutes) * 60
                                            : limits.max_seconds / CONCLUSION_OF * CONCLUSION_PARTS;
        if (limits.conclusion_seconds > limits.max_seconds)
                limits.conclusion_seconds = limits.max_seconds;
        int kept = (limits.max_seconds - limits.conclusion_seconds) / 3;
        kept = kept < SUPERVISOR_CLOSING_SECONDS ? SUPERVISOR_CLOSING_SECONDS : kept;
        limits.last_call_seconds = limits.max_seconds - kept;
        // A conclusion that is set late is kept, however little time is left then.
        if (limits.last_call_seconds < limits.conclusion_seconds)
                limits.last_call_seconds = limits.conclusion_seconds;
        return limits;
}

static bool
has_closed(const struct plan_input *plan)
{
        return plan->turn_count > 0 &&
               text_equals(plan->turns[plan->turn_count - 1].question.kind, "closing");
}

static bool
is_of_knowledge(const struct plan_input *plan)
{
        const char *kind = plan->turns[plan->turn_count - 1].question.kind;
        return text_equals(kind, INTERVIEW_TYPE_NAMES[INTERVIEW_TECHNICAL]) ||
               text_equals(kind, INTERVIEW_TYPE_NAMES[INTERVIEW_SYSTEM_DESIGN]);
}

// How many more questions fit into the time before the closing one, by how long they took so far.
static int
questions_that_fit(const struct supervisor_input *input, const struct supervisor_analysis *analysis)
{
        int each = analysis->turns > 0 ? analysis->elapsed_seconds / analysis->turns : 0;
        int left = input->limits.last_call_seconds - analysis->elapsed_seconds;
        each = each > 0 ? each : SUPERVISOR_TURN_SECONDS;
        return left > 0 ? (left + each - 1) / each : 0;
}

static bool
must_hurry(const struct supervisor_input *input, const struct supervisor_analysis *analysis)
{
        return analysis->focus_areas_open > 0 && analysis->set_left == 0 &&
               (analysis->elapsed_seconds >= input->limits.conclusion_seconds ||
                questions_that_fit(input, analysis) <= analysis->focus_areas_open);
}

// The rules that end or conclude; IGNORE where none fits.
static struct supervision
course_of(const struct supervisor_input *input, const struct supervisor_analysis *analysis)
{
        const struct supervisor_limits *limits = &input->limits;
        bool may_conclude = analysis->elapsed_seconds >= limits->conclusion_seconds;
        bool is_covered = analysis->set_left == 0 && analysis->focus_areas_open == 0;
        const struct {
                bool applies;
                enum supervisor_decision decision;
                enum supervisor_reason reason;
        } RULES[] = {
                {input->wishes.wants_end, SUPERVISOR_END, SUPERVISOR_PERSON_ENDS},
                {input->is_concluding && has_closed(input->plan), SUPERVISOR_END,
                 SUPERVISOR_CLOSED},
                {analysis->left_seconds <= 0, SUPERVISOR_END, SUPERVISOR_TIME_OVER},
                {input->wishes.wants_conclusion, SUPERVISOR_CONCLUDE, SUPERVISOR_PERSON_CONCLUDES},
                {input->is_concluding, SUPERVISOR_CONCLUDE, SUPERVISOR_CONCLUDING},
                {may_conclude && is_covered, SUPERVISOR_CONCLUDE, SUPERVISOR_COVERED},
                {analysis->elapsed_seconds >= limits->last_call_seconds, SUPERVISOR_CONCLUDE,
                 SUPERVISOR_TIME_SHORT},
                {analysis->unheard_in_a_row >= SUPERVISOR_UNHEARD_MOST, SUPERVISOR_CONCLUDE,
                 SUPERVISOR_UNHEARD},
                {analysis->unanswered_in_a_row >= SUPERVISOR_UNANSWERED_MOST &&
                         analysis->set_left == 0,
                 SUPERVISOR_CONCLUDE, SUPERVISOR_UNANSWERED},
        };
        for (size_t i = 0; i < COUNT_OF(RULES); i++) {
                if (RULES[i].applies)
                        return (struct supervision){.decision = RULES[i].decision,
                                                    .reason = RULES[i].reason};
        }
        return (struct supervision){0};
}

// What the next question may heed. Questions of a set are asked as they are, so that what would
// choose another one is left out while there are any.
static struct supervision
guidance_of(const struct supervisor_input *input, const struct supervisor_analysis *analysis,
            struct arena *arena)
{
        const struct plan_input *plan = input->plan;
        bool is_free = analysis->set_left == 0;
        bool is_off = analysis->last_words >= SUPERVISOR_LONG_WORDS && analysis->relevance <= 0 &&
                      is_of_knowledge(plan);
        const struct {
                bool applies;
                enum supervisor_reason reason;
                enum supervisor_heed heed;
        } RULES[] = {
                {input->wishes.guidance != NULL, SUPERVISOR_PERSON_GUIDES, SUPERVISOR_HEED_PERSON},
                {must_hurry(input, analysis), SUPERVISOR_AREAS_OPEN, SUPERVISOR_HEED_FOCUS_AREA},
                {is_free && analysis->unanswered_in_a_row >= SUPERVISOR_UNANSWERED_EASIER,
                 SUPERVISOR_NO_ANSWERS, SUPERVISOR_HEED_EASIER},
                {is_free && analysis->asked_again >= SUPERVISOR_AGAIN_MOST, SUPERVISOR_ASKED_AGAIN,
                 SUPERVISOR_HEED_PLAIN},
                {analysis->repetition >= ALIKE, SUPERVISOR_REPEATS,
                 SUPERVISOR_HEED_OTHER_COMPETENCY},
                {is_off, SUPERVISOR_OFF_QUESTION, SUPERVISOR_HEED_EXAMPLE},
                {is_free && analysis->quality < WEAK_SCORE, SUPERVISOR_WEAK_ANSWERS,
                 SUPERVISOR_HEED_EASIER},
                {supervisor_is_thin(plan, arena), SUPERVISOR_THIN_ANSWERS, SUPERVISOR_HEED_EXAMPLE},
                {is_free && supervisor_same_competency(plan) >= SUPERVISOR_SAME_COMPETENCY,
                 SUPERVISOR_ONE_SUBJECT, SUPERVISOR_HEED_OTHER_COMPETENCY},
        };
        for (size_t i = 0; i < COUNT_OF(RULES); i++) {
                if (RULES[i].applies)
                        return (struct supervision){.decision = SUPERVISOR_GUIDE,
                                                    .reason = RULES[i].reason,
                                                    .heed = RULES[i].heed};
        }
        return (struct supervision){0};
}

struct supervision
supervisor_look(const struct supervisor_input *input, struct arena *arena)
{
        struct supervisor_analysis analysis = supervisor_measure(input, arena);
        struct supervision supervision = course_of(input, &analysis);
        // A person's words are heeded also on the way to the end.
        bool is_person_heard =
                input->wishes.guidance != NULL && supervision.decision == SUPERVISOR_CONCLUDE;
        if (input->plan->turn_count > 0 &&
            (supervision.decision == SUPERVISOR_IGNORE || is_person_heard))
                supervision = guidance_of(input, &analysis, arena);
        supervision.analysis = analysis;
        return supervision;
}

bool
supervisor_is_question(const char *message)
{
        static const char *const MARKS[] = {"?", "\xef\xbc\x9f", "\xd8\x9f"}; // ASCII, wide, Arabic
        size_t length = strlen(message);
        while (length > 0 && strchr(" \t\r\n", message[length - 1]) != NULL)
                length--;
        for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
                size_t mark = strlen(MARKS[i]);
                if (length > mark && memcmp(message + length - mark, MARKS[i], mark) == 0)
                        return true;
        }
        return false;
}

static const char *
heed_for_model(enum supervisor_heed heed)
{
        static const char *const WORDS[SUPERVISOR_HEED_COUNT] = {
                [SUPERVISOR_HEED_EASIER] = "Word it encouragingly and make it easy to begin.",
                [SUPERVISOR_HEED_OTHER_COMPETENCY] = "Leave the subject of the last answer.",
                [SUPERVISOR_HEED_EXAMPLE] = "Ask for one concrete example.",
                [SUPERVISOR_HEED_PLAIN] = "Use short and plain words.",
                [SUPERVISOR_HEED_FOCUS_AREA] = "Be brief: time is short.",
        };
        return WORDS[heed];
}

void
supervisor_tell_plan(const struct supervision *supervision, const struct supervisor_input *input,
                     struct plan_input *plan, struct arena *arena, const char **guidance_out)
{
        const char *message = input->wishes.guidance;
        bool is_last_in_time =
                supervision->reason == SUPERVISOR_TIME_OVER && input->limits.is_posting_time;
        // The posting's own time is kept, and named as the reason, by the plan.
        if (supervision->decision == SUPERVISOR_END && !is_last_in_time)
                plan->wish = PLAN_END;
        else if (supervision->decision == SUPERVISOR_CONCLUDE)
                plan->wish = PLAN_CONCLUDE;
        struct plan_heed heed = {0};
        switch (supervision->heed) {
        case SUPERVISOR_HEED_PERSON:
                if (supervisor_is_question(message))
                        heed.own_question = text_trim(arena, message);
                else
                        heed.steer = message;
                break;
        case SUPERVISOR_HEED_EASIER:
                heed.is_easier = true;
                break;
        case SUPERVISOR_HEED_OTHER_COMPETENCY:
                heed.other_than = plan->turns[plan->turn_count - 1].question.competency;
                break;
        case SUPERVISOR_HEED_EXAMPLE:
                heed.wants_example = true;
                break;
        case SUPERVISOR_HEED_PLAIN:
                heed.is_plain = true;
                break;
        case SUPERVISOR_HEED_FOCUS_AREA:
                heed.wants_focus = true;
                break;
        default:
                break;
        }
        plan->heed = heed;
        *guidance_out = heed.steer != NULL ? heed.steer : heed_for_model(supervision->heed);
}

// The time that counts: what is beyond the longest answer is nobody's.
static int
counted_seconds(const struct supervisor_round *round)
{
        int beyond = round->silence_seconds - round->max_answer_seconds;
        return beyond > 0 ? round->elapsed_seconds - beyond : round->elapsed_seconds;
}

struct supervision
supervisor_look_round(const struct supervisor_round *round)
{
        struct supervision supervision = {
                .analysis = {.elapsed_seconds = round->elapsed_seconds,
                             .left_seconds = round->limits.max_seconds - round->elapsed_seconds,
                             .silence_seconds = round->silence_seconds}};
        int silent = round->is_answer_open ? round->silence_seconds - round->max_answer_seconds : 0;
        bool may_end = silent >= SUPERVISOR_OVER_SECONDS;
        if (may_end && round->wants_end) {
                supervision.decision = SUPERVISOR_END;
                supervision.reason = SUPERVISOR_PERSON_ENDS;
        } else if (may_end && counted_seconds(round) >= round->limits.max_seconds) {
                supervision.decision = SUPERVISOR_END;
                supervision.reason = SUPERVISOR_TIME_OVER;
        } else if (silent >= SUPERVISOR_AWAY_SECONDS) {
                supervision.decision = SUPERVISOR_GUIDE;
                supervision.reason = SUPERVISOR_NOBODY_THERE;
                supervision.heed = SUPERVISOR_HEED_BREAK;
        } else if (!round->is_concluding &&
                   round->elapsed_seconds >= round->limits.last_call_seconds) {
                supervision.decision = SUPERVISOR_CONCLUDE;
                supervision.reason = SUPERVISOR_TIME_SHORT;
        } else if (silent >= 0 && round->is_answer_open &&
                   round->silence_seconds >= round->max_answer_seconds) {
                supervision.reason = SUPERVISOR_SILENT;
        }
        return supervision;
}
