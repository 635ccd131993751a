#include "interview/supervisor_measure.h"

#include <math.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/evidence.h"
#include "interview/plan_act.h"
#include "interview/plan_probe.h"
#include "interview/plan_tied.h"
#include "interview/words.h"

// What an answer that is thin leaves out at least.
static const int THIN_LACKS_LEAST = 2;

static bool
is_aside(const struct plan_turn *turn)
{
        return text_equals(turn->question.kind, "opening") ||
               text_equals(turn->question.kind, "closing");
}

// Without an answer: left, unheard, or no more than that there is nothing to say.
static bool
is_unanswered(const struct plan_turn *turn, const char *language, struct arena *arena)
{
        if (turn->status != PLAN_ANSWERED || turn->transcript == NULL)
                return true;
        struct words words = words_of(turn->transcript, language, arena);
        return evidence_is_shrug(&words) ||
               plan_listen(turn->transcript, arena).act == PLAN_ACT_NO_IDEA;
}

static int
unanswered_in_a_row(const struct plan_input *plan, struct arena *arena)
{
        int count = 0;
        for (size_t i = plan->turn_count; i > 0; i--) {
                if (!is_unanswered(&plan->turns[i - 1], plan->posting->language, arena))
                        return count;
                count++;
        }
        return count;
}

static int
unheard_in_a_row(const struct plan_input *plan)
{
        int count = 0;
        while ((size_t)count < plan->turn_count &&
               plan->turns[plan->turn_count - 1 - (size_t)count].status == PLAN_FAILED)
                count++;
        return count;
}

// Counted once each, at the first turn about it; `answered`: those with an answer.
static void
count_competencies(const struct plan_input *plan, struct supervisor_analysis *analysis)
{
        for (size_t i = 0; i < plan->turn_count; i++) {
                const char *competency = plan->turns[i].question.competency;
                bool is_first = true;
                bool is_answered = false;
                for (size_t k = 0; k < plan->turn_count; k++) {
                        if (!text_equals(plan->turns[k].question.competency, competency))
                                continue;
                        is_first = is_first && k >= i;
                        is_answered = is_answered || plan->turns[k].status == PLAN_ANSWERED;
                }
                if (is_aside(&plan->turns[i]) || !is_first)
                        continue;
                analysis->competencies_asked++;
                analysis->competencies_answered += is_answered ? 1 : 0;
        }
}

static struct stems
stems_of_text(const char *text, const char *language, struct arena *arena)
{
        struct words words = words_of(text, language, arena);
        return stems_of(&words, arena);
}

// The subject is what the question says and what it expects to hear.
static double
relevance_of(const struct plan_turn *turn, const struct stems *answer, const char *language,
             struct arena *arena)
{
        const char *text =
                arena_print(arena, "%s\n%s", turn->question.text,
                            turn->question.competency == NULL ? "" : turn->question.competency);
        for (size_t i = 0; i < turn->question.expected_count; i++)
                text = arena_print(arena, "%s\n%s", text, turn->question.expected[i]);
        struct stems subject = stems_of_text(text, language, arena);
        return stems_share(&subject, answer);
}

// Shared stems of all stems of both.
static double
likeness(const struct stems *a, const struct stems *b)
{
        double shared = stems_share(a, b) * (double)a->count;
        double all = (double)(a->count + b->count) - shared;
        return all <= 0 ? 0 : shared / all;
}

static double
repetition_of(const struct plan_input *plan, const struct stems *answer, struct arena *arena)
{
        double most = 0;
        for (size_t i = 0; i + 1 < plan->turn_count; i++) {
                const struct plan_turn *turn = &plan->turns[i];
                if (turn->status != PLAN_ANSWERED)
                        continue;
                struct words words = words_of(turn->transcript, plan->posting->language, arena);
                struct stems stems = stems_of(&words, arena);
                if (words.count >= SUPERVISOR_COMPARED_WORDS)
                        most = fmax(most, likeness(answer, &stems));
        }
        return most;
}

static void
measure_last(const struct plan_input *plan, struct supervisor_analysis *analysis,
             struct arena *arena)
{
        if (plan->turn_count == 0)
                return;
        const struct plan_turn *last = &plan->turns[plan->turn_count - 1];
        const char *language = plan->posting->language;
        analysis->asked_again = last->asked_again_count;
        if (last->status != PLAN_ANSWERED)
                return;
        struct words words = words_of(last->transcript, language, arena);
        struct stems stems = stems_of(&words, arena);
        analysis->last_words = (int)words.count;
        analysis->relevance = relevance_of(last, &stems, language, arena);
        if (words.count >= SUPERVISOR_COMPARED_WORDS)
                analysis->repetition = repetition_of(plan, &stems, arena);
}

static double
quality_of(const struct plan_input *plan)
{
        double sum = 0;
        int scored = 0;
        for (size_t i = plan->turn_count; i > 0 && scored < 2; i--) {
                const struct plan_turn *turn = &plan->turns[i - 1];
                if (isnan(turn->overall) || is_aside(turn))
                        continue;
                sum += turn->overall;
                scored++;
        }
        return scored == 2 ? sum / 2 : (double)NAN;
}

struct supervisor_analysis
supervisor_measure(const struct supervisor_input *input, struct arena *arena)
{
        const struct plan_input *plan = input->plan;
        struct supervisor_analysis analysis = {
                .elapsed_seconds = plan->elapsed_seconds,
                .left_seconds = input->limits.max_seconds - plan->elapsed_seconds,
                .turns = (int)plan->turn_count,
                .unanswered_in_a_row = unanswered_in_a_row(plan, arena),
                .unheard_in_a_row = unheard_in_a_row(plan),
                .focus_areas = (int)plan->posting->focus_area_count,
                .focus_areas_open = plan_focus_left(plan),
                .set_left = plan_set_left(plan),
                .relevance = (double)NAN,
                .quality = quality_of(plan),
        };
        for (size_t i = 0; i < plan->turn_count; i++)
                analysis.answered += plan->turns[i].status == PLAN_ANSWERED ? 1 : 0;
        count_competencies(plan, &analysis);
        measure_last(plan, &analysis, arena);
        return analysis;
}

int
supervisor_same_competency(const struct plan_input *plan)
{
        int count = 0;
        for (size_t i = plan->turn_count; i > 0; i--) {
                const struct plan_turn *turn = &plan->turns[i - 1];
                const struct plan_turn *last = &plan->turns[plan->turn_count - 1];
                if (is_aside(turn) ||
                    !text_equals(turn->question.competency, last->question.competency))
                        return count;
                count++;
        }
        return count;
}

bool
supervisor_is_thin(const struct plan_input *plan, struct arena *arena)
{
        if (plan->turn_count < 2)
                return false;
        for (size_t i = plan->turn_count - 2; i < plan->turn_count; i++) {
                const struct plan_turn *turn = &plan->turns[i];
                const char *language = plan->posting->language;
                if (turn->status != PLAN_ANSWERED || is_aside(turn) ||
                    words_of(turn->transcript, language, arena).count >= SUPERVISOR_SHORT_WORDS ||
                    plan_lacks(turn, language, arena).count < THIN_LACKS_LEAST)
                        return false;
        }
        return true;
}
