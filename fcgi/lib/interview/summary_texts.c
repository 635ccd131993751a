#include "interview/summary_texts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/summary_advice.h"

enum {
        TEXTS_MOST = 4,
        QUOTE_POINTS_MOST = 140,
        SUMMARY_WORDS_MOST = 80,
        SUMMARY_BYTES_MOST = 2000,
};
static const double MEETS = 5.5;
static const double EXCEEDS = 8;
static const double HIGHLIGHT_SCORE = 3; // "Partly" begins there

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

// "Partly: hints only." -> "hints only": the level's name stands beside it already.
static const char *
level_meaning(const struct summary_criterion *item, struct arena *arena)
{
        const char *text = item->level;
        size_t word = strlen(item->level_word);
        if (strncmp(text, item->level_word, word) == 0 && strncmp(text + word, ": ", 2) == 0)
                text += word + 2;
        size_t length = strlen(text);
        return arena_copy(arena, text, length > 0 && text[length - 1] == '.' ? length - 1 : length);
}

// "Partly (3.5)"
static const char *
level_of(const struct summary_criterion *item, struct arena *arena)
{
        if (isnan(item->score.score))
                return "not shown";
        return arena_print(arena, "%s, %.1f", item->level_word, item->score.score);
}

static const char *
quoted(const struct evidence *evidence, struct arena *arena)
{
        return arena_print(arena, "\u201c%s\u201d (answer %d)",
                           text_cut(arena, evidence->quote, QUOTE_POINTS_MOST), evidence->turn);
}

// Of an indicator that no answer showed, the one worth most; NULL where all were shown.
static const struct indicator *
most_missed(const struct summary_criterion *item)
{
        const struct indicator *missed = NULL;
        const struct criterion *criterion = item->score.criterion;
        for (size_t i = 0; i < criterion->indicator_count; i++) {
                const struct indicator *indicator = &criterion->indicators[i];
                bool is_missing = false;
                for (size_t k = 0; k < item->not_shown.count && !is_missing; k++)
                        is_missing = item->not_shown.items[k] == indicator->text;
                if (is_missing && (missed == NULL || indicator->points > missed->points))
                        missed = indicator;
        }
        return missed;
}

// Shown by so few answers that the next one should show it again: the rarest.
static const struct indicator *
rarest_shown(const struct summary_criterion *item)
{
        const struct indicator *rarest = NULL;
        const struct criterion *criterion = item->score.criterion;
        size_t fewest = SIZE_MAX;
        for (size_t i = 0; i < criterion->indicator_count; i++) {
                size_t count = 0;
                for (size_t k = 0; k < item->evidence_count; k++)
                        count += strcmp(item->evidence[k].indicator,
                                        criterion->indicators[i].key) == 0;
                if (count > 0 && count < fewest) {
                        fewest = count;
                        rarest = &criterion->indicators[i];
                }
        }
        return rarest;
}

static const struct indicator *
wanted_next(const struct summary_criterion *item)
{
        const struct indicator *missed = most_missed(item);
        return missed != NULL ? missed : rarest_shown(item);
}

static bool
was_asked(const struct summary_criterion *item)
{
        return item->score.answers_asked > 0 || item->evidence_count > 0;
}

static bool
is_below(const struct summary_criterion *item, double score)
{
        return isnan(item->score.score) || item->score.score < score;
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

static const char *
strength_of(const struct summary_criterion *item, struct arena *arena)
{
        return arena_print(
                arena, "%s: %s (%s), shown in %d of %d answers", item->score.criterion->name,
                level_meaning(item, arena), level_of(item, arena), item->score.answers_shown,
                item->score.answers_asked > item->score.answers_shown ? item->score.answers_asked
                                                                      : item->score.answers_shown);
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
                if (item->score.score >= MEETS)
                        add(&summary->strengths, strengths, strength_of(item, arena));
                // What is below the levels is no highlight.
                if (item->score.score < HIGHLIGHT_SCORE)
                        continue;
                const struct evidence *best =
                        best_unused(item, used, summary->key_highlights.count);
                if (best == NULL || summary->key_highlights.count == TEXTS_MOST)
                        continue;
                used[summary->key_highlights.count] = best;
                add(&summary->key_highlights, highlights,
                    arena_print(arena, "%s, answer %d: \"%s\"", item->score.criterion->name,
                                best->turn, text_cut(arena, best->quote, QUOTE_POINTS_MOST)));
        }
}

// What is open, and the question that would close it.
static const char *
weakness_of(const struct summary_criterion *item, struct arena *arena)
{
        const struct indicator *open = wanted_next(item);
        const struct advice *advice = open == NULL ? NULL : advice_for(open->key);
        const char *name = item->score.criterion->name;
        const char *said =
                item->evidence_count == 0
                        ? "no answer showed it"
                        : arena_print(arena, "shown in %d of %d answers", item->score.answers_shown,
                                      item->score.answers_asked > item->score.answers_shown
                                              ? item->score.answers_asked
                                              : item->score.answers_shown);
        const char *level =
                isnan(item->score.score) ? "" : arena_print(arena, " (%s)", level_of(item, arena));
        if (advice != NULL)
                return arena_print(arena, "%s%s: %s. Ask \u201c%s\u201d", name, level, said,
                                   advice->ask);
        if (open != NULL)
                return arena_print(arena, "%s%s: %s. Ask for this: %s", name, level, said,
                                   open->text);
        return arena_print(arena, "%s%s: %s.", name, level, said);
}

// The lowest first. Where everything meets the rubric, what is below its highest level is named.
static void
add_weaknesses(struct summary *summary, const size_t *ranked, struct arena *arena)
{
        const char **weaknesses = room_for_texts(arena);
        size_t open = 0;
        for (size_t i = 0; i < summary->criterion_count; i++)
                open += was_asked(&summary->criteria[i]) && is_below(&summary->criteria[i], MEETS);
        for (size_t n = summary->criterion_count; n > 0; n--) {
                const struct summary_criterion *item = &summary->criteria[ranked[n - 1]];
                if (was_asked(item) && is_below(item, open > 0 ? MEETS : EXCEEDS))
                        add(&summary->weaknesses, weaknesses, weakness_of(item, arena));
        }
}

// Hangs the advice on words that were said, where there are any.
static const char *
improvement_of(const struct summary_criterion *item, const struct indicator *open,
               const struct evidence *said, struct arena *arena)
{
        const struct advice *advice = advice_for(open->key);
        const char *what =
                advice != NULL ? advice->improve : arena_print(arena, "Show this: %s", open->text);
        if (said == NULL && item->evidence_count == 0)
                return arena_print(arena, "%s No answer did.", what);
        if (said == NULL)
                return arena_print(arena, "%s: %s", item->score.criterion->name, what);
        return arena_print(arena, "You said %s. %s", quoted(said, arena), what);
}

// The family of the technical question that was answered worst; its number in `turn_out`, 0: none.
static const char *
family_to_read(const struct summary_input *input, int *turn_out)
{
        const char *family = NULL;
        double lowest = 0;
        *turn_out = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct summary_turn *turn = &input->turns[i];
                if (turn->evaluation == NULL || turn->question.family == NULL)
                        continue;
                double score = turn->evaluation->scores.dimension[DIMENSION_TECHNICAL];
                score = isnan(score) ? 0 : score;
                if (*turn_out == 0 || score < lowest) {
                        lowest = score;
                        family = turn->question.family;
                        *turn_out = turn->number;
                }
        }
        return family;
}

static const char *
resource_of(const struct summary_input *input, const struct summary_criterion *item,
            struct arena *arena)
{
        enum dimension dimension = item->score.criterion->dimension;
        int turn = 0;
        const char *family = family_to_read(input, &turn);
        const char *resource = advice_resource(dimension, family);
        if (dimension == DIMENSION_TECHNICAL && turn > 0)
                return arena_print(arena, "For %s, after answer %d: %s.",
                                   item->score.criterion->name, turn, resource);
        return arena_print(arena, "For %s: %s.", item->score.criterion->name, resource);
}

static void
add_advice(const struct summary_input *input, struct summary *summary, const size_t *ranked,
           struct arena *arena)
{
        const char **improvements = room_for_texts(arena);
        const char **practice = room_for_texts(arena);
        const char **resources = room_for_texts(arena);
        const struct evidence *used[TEXTS_MOST] = {NULL};
        size_t used_count = 0;
        bool is_there[DIMENSION_COUNT] = {false};
        for (size_t n = summary->criterion_count; n > 0; n--) {
                const struct summary_criterion *item = &summary->criteria[ranked[n - 1]];
                const struct indicator *open = wanted_next(item);
                enum dimension dimension = item->score.criterion->dimension;
                if (!was_asked(item) || open == NULL || !is_below(item, EXCEEDS))
                        continue;
                const struct advice *advice = advice_for(open->key);
                size_t count = summary->immediate_improvements.count;
                const struct evidence *said =
                        count < TEXTS_MOST ? best_unused(item, used, used_count) : NULL;
                if (said != NULL)
                        used[used_count++] = said;
                add(&summary->immediate_improvements, improvements,
                    improvement_of(item, open, said, arena));
                add(&summary->practice_areas, practice,
                    arena_print(arena, "%s: %s", item->score.criterion->name,
                                advice != NULL ? advice->practise : open->text));
                if (is_there[dimension])
                        continue;
                is_there[dimension] = true;
                add(&summary->resources_recommended, resources, resource_of(input, item, arena));
        }
}

static size_t
word_count(const char *text)
{
        size_t count = 0;
        for (const char *at = text; *at != '\0';) {
                at += strspn(at, " ");
                count += *at != '\0';
                at += strcspn(at, " ");
        }
        return count;
}

// Sentences that no longer fit into the words are left out; the last one always fits.
static void
say(struct buf *buf, const char *sentence)
{
        static const char LAST[] = " A person decides.";
        if (word_count(buf_string(buf)) + word_count(sentence) + word_count(LAST) <=
            SUMMARY_WORDS_MOST)
                buf_text(buf, sentence);
}

static const char *
overall_sentence(const struct summary *summary, struct arena *arena)
{
        static const struct {
                const char *level;
                const char *words;
        } WORDS[] = {
                {"Exceeds", "go beyond what the rubric asks for"},
                {"Meets", "meet what the rubric asks for"},
                {"Partly", "meet a part of what the rubric asks for"},
                {"Below", "stay below what the rubric asks for"},
        };
        const char *level = level_word(summary->scores.overall);
        const char *words = "";
        if (isnan(summary->scores.overall))
                return arena_print(arena, " There is no overall score: %s", summary->null_reason);
        for (size_t i = 0; i < COUNT_OF(WORDS); i++)
                words = text_equals(WORDS[i].level, level) ? WORDS[i].words : words;
        return arena_print(arena, " Taken together the answers %s (%s, %.1f of 10).", words, level,
                           summary->scores.overall);
}

// The name in the middle of a sentence.
static const char *
short_name(const struct summary_criterion *item, struct arena *arena)
{
        return text_cut(arena, item->score.criterion->name, 60);
}

static void
say_best_and_least(const struct summary *summary, const size_t *ranked, struct buf *buf,
                   struct arena *arena)
{
        const struct summary_criterion *first =
                summary->criterion_count == 0 ? NULL : &summary->criteria[ranked[0]];
        const struct summary_criterion *last = NULL;
        for (size_t i = 0; i < summary->criterion_count; i++) {
                if (!isnan(summary->criteria[ranked[i]].score.score))
                        last = &summary->criteria[ranked[i]];
        }
        // What is below the second level was not shown well, if best.
        if (first != NULL && !is_below(first, HIGHLIGHT_SCORE))
                say(buf, arena_print(arena, " Shown best: %s (%s).", short_name(first, arena),
                                     level_of(first, arena)));
        if (last != NULL && last != first)
                say(buf, arena_print(arena, " Shown least: %s (%s).", short_name(last, arena),
                                     level_of(last, arena)));
}

static void
say_not_shown(const struct summary *summary, struct buf *buf, struct arena *arena)
{
        const char *names = NULL;
        for (size_t i = 0; i < summary->criterion_count; i++) {
                const struct summary_criterion *item = &summary->criteria[i];
                if (!isnan(item->score.score) || item->score.answers_asked == 0)
                        continue;
                const char *name = short_name(item, arena);
                names = names == NULL ? name : arena_print(arena, "%s; %s", names, name);
        }
        if (names != NULL && !isnan(summary->scores.overall))
                say(buf, arena_print(arena, " Not shown at all: %s.", names));
}

static void
add_text(const struct summary_input *input, struct summary *summary, const size_t *ranked,
         struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(SUMMARY_BYTES_MOST);
        const char *title = input->title == NULL ? "" : text_cut(arena, input->title, 60);
        int asked = summary->questions_answered + summary->questions_skipped;
        buf_print(&buf, "%d of %d question%s answered%s%s.", summary->questions_answered, asked,
                  asked == 1 ? " was" : "s were", title[0] != '\0' ? " for the role of " : "",
                  title);
        say(&buf, overall_sentence(summary, arena));
        say_best_and_least(summary, ranked, &buf, arena);
        say_not_shown(summary, &buf, arena);
        if (summary->flags.count > 0)
                say(&buf, summary->flags.count == 1 ? " One flag asks for a look."
                                                    : " Some flags ask for a look.");
        buf_text(&buf, " A person decides.");
        summary->text = arena_text(arena, buf_string(&buf));
}

void
summary_add_texts(const struct summary_input *input, struct summary *summary, struct arena *arena)
{
        size_t *ranked = ranked_criteria(summary, arena);
        add_strengths(summary, ranked, arena);
        add_weaknesses(summary, ranked, arena);
        add_advice(input, summary, ranked, arena);
        add_text(input, summary, ranked, arena);
}
