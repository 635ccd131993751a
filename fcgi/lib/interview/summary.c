#include "interview/summary.h"

#include <math.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/summary_texts.h"

// --- scores

static bool
is_scored(const struct summary_turn *turn)
{
        return turn->status == PLAN_ANSWERED && turn->evaluation != NULL;
}

static struct evidence *
all_evidence(const struct summary_input *input, struct arena *arena, size_t *count_out)
{
        size_t count = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                if (is_scored(&input->turns[i]))
                        count += input->turns[i].evaluation->evidence_count;
        }
        struct evidence *all = arena_alloc(arena, count, sizeof *all);
        size_t at = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct summary_turn *turn = &input->turns[i];
                for (size_t k = 0; is_scored(turn) && k < turn->evaluation->evidence_count; k++) {
                        all[at] = turn->evaluation->evidence[k];
                        // What counts is the turn that it stands in.
                        all[at++].turn = turn->number;
                }
        }
        *count_out = count;
        return all;
}

static struct scored_turn *
scored_turns(const struct summary_input *input, struct arena *arena, size_t *count_out)
{
        struct scored_turn *turns = arena_alloc(arena, input->turn_count, sizeof *turns);
        size_t count = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                if (is_scored(&input->turns[i]))
                        turns[count++] =
                                (struct scored_turn){.turn = input->turns[i].number,
                                                     .kind = input->turns[i].question.kind};
        }
        *count_out = count;
        return turns;
}

static void
fill_criterion(struct summary_criterion *item, const struct evidence *evidence, size_t count,
               struct arena *arena)
{
        const struct criterion *criterion = item->score.criterion;
        struct evidence *own = arena_alloc(arena, count, sizeof *own);
        const char **missing = arena_alloc(arena, criterion->indicator_count, sizeof *missing);
        for (size_t i = 0; i < count; i++) {
                if (strcmp(evidence[i].criterion, criterion->key) == 0)
                        own[item->evidence_count++] = evidence[i];
        }
        for (size_t i = 0; i < criterion->indicator_count; i++) {
                bool is_shown = false;
                for (size_t k = 0; k < item->evidence_count && !is_shown; k++)
                        is_shown = strcmp(own[k].indicator, criterion->indicators[i].key) == 0;
                if (!is_shown)
                        missing[item->not_shown.count++] = criterion->indicators[i].text;
        }
        const char *level = level_text(criterion, item->score.score);
        item->evidence = own;
        item->not_shown.items = missing;
        item->level_word = level_word(item->score.score);
        item->level = level != NULL ? level : item->level_word;
        if (isnan(item->score.score))
                item->level = "Not shown.";
}

static const char *
null_reason(const struct summary_input *input, const struct summary *summary, size_t evaluated,
            size_t evidence_count)
{
        if (!isnan(summary->scores.overall))
                return NULL;
        if (summary->questions_answered == 0)
                return "No question was answered.";
        if (evaluated == 0)
                return "No answer was scored by a machine; a person reads them.";
        // One and the same reason in all turns says more than a general one.
        const char *shared = NULL;
        for (size_t i = 0; i < input->turn_count && evidence_count == 0; i++) {
                const struct summary_turn *turn = &input->turns[i];
                if (!is_scored(turn) || text_equals(turn->question.kind, "closing"))
                        continue;
                if (shared != NULL && !text_equals(shared, turn->evaluation->null_reason))
                        return "Nothing that the rubric asks for was found in the answers.";
                shared = turn->evaluation->null_reason;
        }
        if (shared != NULL)
                return shared;
        return evidence_count == 0
                       ? "Nothing that the rubric asks for was found in the answers."
                       : "The answers do not speak to what the interview mainly asks for.";
}

// --- facts

static void
add_facts(const struct summary_input *input, struct summary *summary)
{
        double response_ms = 0;
        double pace = 0;
        double spoken_ms = 0;
        int64_t speech_ms = 0;
        int timed = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct summary_turn *turn = &input->turns[i];
                if (turn->status != PLAN_ANSWERED) {
                        summary->questions_skipped++;
                        continue;
                }
                summary->questions_answered++;
                if (turn->response_ms > 0) {
                        response_ms += turn->response_ms;
                        timed++;
                }
                if (turn->voice == NULL)
                        continue;
                speech_ms += turn->voice->speech_ms;
                summary->total_filler_words += turn->voice->filler_word_count;
                // Longer answers tell more of the pace.
                if (turn->voice->speech_pace > 0) {
                        pace += turn->voice->speech_pace * turn->voice->duration_ms;
                        spoken_ms += turn->voice->duration_ms;
                }
        }
        summary->total_speaking_time_seconds = (int)((speech_ms + 500) / 1000);
        summary->avg_response_time_seconds = timed > 0 ? response_ms / timed / 1000 : NAN;
        summary->avg_speech_pace = spoken_ms > 0 ? pace / spoken_ms : NAN;
}

static void
find_best_and_worst(const struct summary_input *input, struct summary *summary)
{
        double best = 0;
        double worst = 0;
        int scored = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct summary_turn *turn = &input->turns[i];
                if (!is_scored(turn) || isnan(turn->evaluation->scores.overall))
                        continue;
                double overall = turn->evaluation->scores.overall;
                if (scored == 0 || overall > best) {
                        best = overall;
                        summary->best_answer = turn->number;
                }
                if (scored == 0 || overall < worst) {
                        worst = overall;
                        summary->worst_answer = turn->number;
                }
                scored++;
        }
        if (scored < 2 || summary->worst_answer == summary->best_answer)
                summary->worst_answer = 0;
}

static void
add_flags(const struct summary_input *input, struct summary *summary, struct arena *arena)
{
        size_t most = input->resume_flags.count;
        for (size_t i = 0; i < input->turn_count; i++)
                most += input->turns[i].evaluation == NULL ? 0
                                                           : input->turns[i].evaluation->flag_count;
        const char **flags = arena_alloc(arena, most, sizeof *flags);
        for (size_t i = 0; i < input->resume_flags.count; i++)
                flags[summary->flags.count++] =
                        arena_print(arena, "resume: %s", input->resume_flags.items[i]);
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct evaluation *evaluation = input->turns[i].evaluation;
                for (size_t k = 0; evaluation != NULL && k < evaluation->flag_count; k++)
                        flags[summary->flags.count++] = arena_print(
                                arena, "turn %d: %s", input->turns[i].number, evaluation->flags[k]);
        }
        summary->flags.items = flags;
}

struct summary
summary_of(const struct summary_input *input, struct arena *arena)
{
        struct summary summary = {.criterion_count = input->rubric->criterion_count};
        size_t evidence_count = 0;
        size_t scored_count = 0;
        const struct evidence *evidence = all_evidence(input, arena, &evidence_count);
        const struct scored_turn *scored = scored_turns(input, arena, &scored_count);
        struct criterion_score *scores =
                arena_alloc(arena, summary.criterion_count, sizeof *scores);
        struct summary_criterion *criteria =
                arena_alloc(arena, summary.criterion_count, sizeof *criteria);
        summary.scores = scores_of_interview(input->rubric, input->type, scored, scored_count,
                                             evidence, evidence_count, arena, scores);
        for (size_t i = 0; i < summary.criterion_count; i++) {
                criteria[i].score = scores[i];
                fill_criterion(&criteria[i], evidence, evidence_count, arena);
        }
        summary.criteria = criteria;
        add_facts(input, &summary);
        find_best_and_worst(input, &summary);
        add_flags(input, &summary, arena);
        summary.null_reason = null_reason(input, &summary, scored_count, evidence_count);
        summary_add_texts(input, &summary, arena);
        return summary;
}
