#include "interview/summary_texts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"

enum {
        TEXTS_MOST = 5,
        QUOTE_POINTS_MOST = 160,
        SUMMARY_BYTES_MOST = 1200,
};
static const double STRONG_SCORE = 5.5;
static const double WEAK_SCORE = 4.5;
static const double HIGHLIGHT_SCORE = 3; // "Partly" begins there

// What to practise and where to read, by dimension. General on purpose: no product, no link.
static const struct {
        const char *practice;
        const char *resource;
} ADVICE[DIMENSION_COUNT] = {
        [DIMENSION_TECHNICAL] =
                {"Explaining a technical choice aloud: how it works, why this way, what it costs.",
                 "The official documentation of the tools that the role names, read with one of "
                 "your own "
                 "problems in mind."},
        [DIMENSION_CLARITY] = {"Answering in three steps: the answer in one sentence, one example, "
                               "one conclusion.",
                               "A good book on explaining technical things in plain words, and "
                               "recordings of your own "
                               "answers."},
        [DIMENSION_CONFIDENCE] =
                {"Telling what you decided and answered for in sentences that begin with I.",
                 "A written list of ten things you did yourself, each with what depended on you."},
        [DIMENSION_BEHAVIORAL] = {"Telling stories from work by situation, task, action and "
                                  "result, in two minutes each.",
                                  "Guides to the situation, task, action and result method, and a "
                                  "notebook of your own "
                                  "stories."},
};

static void
add(struct summary_texts *texts, const char **room, const char *text)
{
        if (texts->count < TEXTS_MOST)
                room[texts->count++] = text;
        texts->items = room;
}

static const char **
room_for_texts(struct arena *arena)
{
        return arena_alloc(arena, TEXTS_MOST, sizeof(const char *));
}

// Places of the criteria from the highest score to the lowest; those without one last.
static size_t *
ranked_criteria(const struct summary *summary, struct arena *arena)
{
        size_t *ranked = arena_alloc(arena, summary->criterion_count, sizeof *ranked);
        for (size_t i = 0; i < summary->criterion_count; i++) {
                double score = summary->criteria[i].score.score;
                size_t at = i;
                while (at > 0) {
                        double before = summary->criteria[ranked[at - 1]].score.score;
                        if (isnan(score) || before >= score)
                                break;
                        ranked[at] = ranked[at - 1];
                        at--;
                }
                ranked[at] = i;
        }
        return ranked;
}

static const char *
described(const struct summary_criterion *item, struct arena *arena)
{
        return arena_print(arena, "%s: %s", item->score.criterion->name, item->level);
}

// The quote of the indicator that is worth most, of those that no other criterion has shown.
static const struct evidence *
best_unused(const struct summary_criterion *item, const struct evidence *const *used,
            size_t used_count)
{
        const struct evidence *best = NULL;
        double most = 0;
        for (size_t i = 0; i < item->evidence_count; i++) {
                const struct evidence *one = &item->evidence[i];
                const struct indicator *indicator =
                        criterion_indicator(item->score.criterion, one->indicator);
                bool is_used = false;
                for (size_t k = 0; k < used_count && !is_used; k++)
                        is_used = used[k]->turn == one->turn &&
                                  strcmp(used[k]->quote, one->quote) == 0;
                if (!is_used && indicator != NULL && indicator->points > most) {
                        most = indicator->points;
                        best = one;
                }
        }
        return best;
}

static void
add_strengths(struct summary *summary, const size_t *ranked, struct arena *arena)
{
        const char **strengths = room_for_texts(arena);
        const char **highlights = room_for_texts(arena);
        const struct evidence *used[TEXTS_MOST] = {NULL};
        for (size_t i = 0; i < summary->criterion_count; i++) {
                const struct summary_criterion *item = &summary->criteria[ranked[i]];
                if (isnan(item->score.score) || item->evidence_count == 0)
                        continue;
                if (item->score.score >= STRONG_SCORE)
                        add(&summary->strengths, strengths, described(item, arena));
                // What is below the levels is no highlight.
                if (item->score.score < HIGHLIGHT_SCORE)
                        continue;
                const struct evidence *best =
                        best_unused(item, used, summary->key_highlights.count);
                if (best == NULL || summary->key_highlights.count == TEXTS_MOST)
                        continue;
                used[summary->key_highlights.count] = best;
                add(&summary->key_highlights, highlights,
                    arena_print(arena, "%s, question %d: \"%s\"", item->score.criterion->name,
                                best->turn, text_cut(arena, best->quote, QUOTE_POINTS_MOST)));
        }
}

static void
add_weaknesses(struct summary *summary, const size_t *ranked, struct arena *arena)
{
        const char **weaknesses = room_for_texts(arena);
        const char **improvements = room_for_texts(arena);
        for (size_t n = summary->criterion_count; n > 0; n--) {
                const struct summary_criterion *item = &summary->criteria[ranked[n - 1]];
                bool is_weak = isnan(item->score.score) || item->score.score < WEAK_SCORE;
                // What no answer could show was not asked for.
                if (item->score.answers_asked == 0 && item->evidence_count == 0)
                        continue;
                if (is_weak)
                        add(&summary->weaknesses, weaknesses, described(item, arena));
                if (item->not_shown.count > 0)
                        add(&summary->immediate_improvements, improvements,
                            arena_print(arena, "%s, not heard yet: %s", item->score.criterion->name,
                                        item->not_shown.items[0]));
        }
}

static void
add_advice(struct summary *summary, const size_t *ranked, struct arena *arena)
{
        const char **practice = room_for_texts(arena);
        const char **resources = room_for_texts(arena);
        bool is_there[DIMENSION_COUNT] = {false};
        for (size_t n = summary->criterion_count; n > 0; n--) {
                const struct summary_criterion *item = &summary->criteria[ranked[n - 1]];
                enum dimension dimension = item->score.criterion->dimension;
                bool is_enough = !isnan(item->score.score) && item->score.score >= 8;
                if (is_there[dimension] || is_enough || item->score.answers_asked == 0)
                        continue;
                is_there[dimension] = true;
                add(&summary->practice_areas, practice, ADVICE[dimension].practice);
                add(&summary->resources_recommended, resources, ADVICE[dimension].resource);
        }
}

static const char *
plural(int count)
{
        return count == 1 ? "" : "s";
}

static void
add_text(const struct summary_input *input, struct summary *summary, const size_t *ranked,
         struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(SUMMARY_BYTES_MOST);
        const char *title = input->title == NULL ? "" : text_cut(arena, input->title, 60);
        int asked = summary->questions_answered + summary->questions_skipped;
        buf_print(&buf, "%d of %d question%s answered%s%s.", summary->questions_answered, asked,
                  plural(asked), title[0] != '\0' ? " for the role of " : "", title);
        if (isnan(summary->scores.overall)) {
                buf_print(&buf, " There is no overall score: %s", summary->null_reason);
        } else {
                buf_print(&buf, " Overall level: %s (%.1f of 10).",
                          level_word(summary->scores.overall), summary->scores.overall);
        }
        const struct summary_criterion *first =
                summary->criterion_count == 0 ? NULL : &summary->criteria[ranked[0]];
        const struct summary_criterion *last = NULL;
        for (size_t i = 0; i < summary->criterion_count; i++) {
                if (!isnan(summary->criteria[ranked[i]].score.score))
                        last = &summary->criteria[ranked[i]];
        }
        // What is below the second level was not shown well, if best.
        if (first != NULL && first->score.score >= 3)
                buf_print(&buf, " Shown best: %s.",
                          text_cut(arena, first->score.criterion->name, 60));
        if (last != NULL && last != first)
                buf_print(&buf, " Shown least: %s.",
                          text_cut(arena, last->score.criterion->name, 60));
        if (summary->flags.count > 0)
                buf_text(&buf, " There is a flag for a person to look at.");
        buf_text(&buf, " A person decides.");
        summary->text = arena_text(arena, buf_string(&buf));
}

void
summary_add_texts(const struct summary_input *input, struct summary *summary, struct arena *arena)
{
        size_t *ranked = ranked_criteria(summary, arena);
        add_strengths(summary, ranked, arena);
        add_weaknesses(summary, ranked, arena);
        add_advice(summary, ranked, arena);
        add_text(input, summary, ranked, arena);
}
