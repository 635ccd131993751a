#include "interview/evidence_coverage.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "interview/evidence_rarity.h"
#include "interview/word_lists.h"

// What a phrase says for the words of another one.
static const double PHRASE_FOR_WORDS = 0.95;
// One word said for two of the point's counts half the second time, unless it is the very word.
static const double SAID_TWICE = 0.5;
static const double VERY_WORD = 0.89;
// What was said of the wrong thing outweighs what was said of the right one.
static const double SWAPPED_LEAST = 0.6;
static const double SWAPPED_WEIGHT = 0.4; // and is worth mentioning
static const double TURNED_WEIGHT = 0.7;  // on each side of the word between
static const double SAID_SURELY = 0.8;
static const double TERM_WEIGHT = 1;

enum {
        TARGETS_MOST = 120,
        PHRASES_PER_TARGET = 4,
        MARKER_REACH = 3, // words on each side of "into" and its like
        AND_REACH = 3,    // words after "and" in which it names another thing
};

// A telling word of the point, and the phrases that it is part of.
struct target {
        const struct unit *unit;
        const struct unit *phrases[PHRASES_PER_TARGET];
        size_t phrase_count;
        double weight;
        size_t thing; // what the point says it of; SIZE_MAX for none
};

static bool
is_asked(const struct words *asked, const struct word_at *word)
{
        for (size_t i = 0; i < asked->count; i++) {
                const struct word_at *other = &asked->items[i];
                if (strcmp(other->stem, word->stem) == 0 ||
                    (!other->is_common && stems_are_family(other->stem, word->stem)))
                        return true;
        }
        return false;
}

static bool
is_unit_asked(const struct words *asked, const struct words *words, const struct unit *unit)
{
        for (size_t i = unit->from; i < unit->to; i++) {
                bool counts = unit->weight <= 0 || word_rarity(&words->items[i]) > 0;
                if (counts && !is_asked(asked, &words->items[i]))
                        return false;
        }
        return true;
}

// --- what was said

struct said
said_by(const struct answer *answer, const struct words *asked,
        const struct abbreviations *abbreviations, struct arena *arena)
{
        struct said said = {.answer = answer, .asked = asked};
        said.things = things_of(asked);
        said.things.are_two =
                said.things.are_two && things_both_named(&said.things, &answer->words);
        said.units = units_of(&answer->words, 0, answer->words.count, abbreviations, arena);
        size_t *clause_of = arena_alloc(arena, said.units.count, sizeof *clause_of);
        size_t *thing_of = arena_alloc(arena, said.units.count, sizeof *thing_of);
        const size_t *by_word = things_by_word(&said.things, &answer->words, arena);
        bool *is_own = arena_alloc(arena, said.units.count, sizeof *is_own);
        size_t clause = 0;
        for (size_t i = 0; i < said.units.count; i++) {
                const struct unit *unit = &said.units.items[i];
                while (answer->clauses[clause].to <= unit->from)
                        clause++;
                clause_of[i] = clause;
                is_own[i] = answer->clauses[clause].is_usable && !answer->is_listed[unit->from] &&
                            !is_unit_asked(asked, &answer->words, unit);
                thing_of[i] = by_word[unit->from];
                said.own_weight += is_own[i] && unit->word != NULL ? unit->weight : 0;
        }
        said.clause_of = clause_of;
        said.thing_of = thing_of;
        said.is_own = is_own;
        return said;
}

// --- the point

// What is said of both things tells them not apart.
static size_t
thing_of_stem(const struct words *words, const size_t *by_word, size_t at)
{
        for (size_t i = 0; i < words->count; i++) {
                if (by_word[i] != by_word[at] &&
                    strcmp(words->items[i].stem, words->items[at].stem) == 0)
                        return SIZE_MAX;
        }
        return by_word[at];
}

static bool
has_target(const struct target *targets, size_t count, const struct unit *unit)
{
        for (size_t i = 0; i < count; i++) {
                const struct unit *other = targets[i].unit;
                if (unit->word != NULL && other->word != NULL &&
                    strcmp(other->word->stem, unit->word->stem) == 0)
                        return true;
                // Of phrases that lie over each other, the first and longest is enough.
                if (unit->word == NULL && other->word == NULL && unit->from < other->to)
                        return true;
        }
        return false;
}

static void
add_phrases(struct target *target, const struct units *units)
{
        for (size_t i = 0; i < units->count; i++) {
                const struct unit *phrase = &units->items[i];
                if (phrase->word == NULL && phrase->from <= target->unit->from &&
                    phrase->to > target->unit->from && target->phrase_count < PHRASES_PER_TARGET)
                        target->phrases[target->phrase_count++] = phrase;
        }
}

// A phrase of small words that is a term by itself: "first in first out", "all or nothing".
static bool
is_term(const struct unit *unit)
{
        return unit->word == NULL && unit->to - unit->from >= 3 && unit->weight < TERM_WEIGHT;
}

static void
add_targets(struct point *point, const struct said *said, bool asked_too, struct arena *arena)
{
        struct target *targets = arena_alloc(arena, point->units.count, sizeof *targets);
        const size_t *by_word = things_by_word(&said->things, &point->words, arena);
        size_t count = 0;
        for (size_t i = 0; i < point->units.count && count < TARGETS_MOST; i++) {
                const struct unit *unit = &point->units.items[i];
                if ((unit->word == NULL && !is_term(unit)) || has_target(targets, count, unit) ||
                    (!asked_too && is_unit_asked(said->asked, &point->words, unit)))
                        continue;
                struct target *target = &targets[count++];
                *target =
                        (struct target){.unit = unit,
                                        .weight = unit->word == NULL ? TERM_WEIGHT : unit->weight,
                                        .thing = thing_of_stem(&point->words, by_word, unit->from)};
                if (unit->word != NULL)
                        add_phrases(target, &point->units);
        }
        point->targets = targets;
        point->target_count = count;
}

static struct point
point_of(const char *text, const struct said *said, const struct abbreviations *abbreviations,
         struct arena *arena)
{
        struct point point = {.words = words_of(text, said->answer->language, arena)};
        struct words *words = arena_alloc(arena, 1, sizeof *words);
        *words = point.words;
        point.units = units_of(words, 0, words->count, abbreviations, arena);
        add_targets(&point, said, false, arena);
        if (point.target_count == 0)
                add_targets(&point, said, true, arena);
        return point;
}

// How many of the points have the target's word.
static size_t
points_with(const struct point *points, size_t count, const struct target *target)
{
        size_t with = 0;
        for (size_t i = 0; i < count; i++)
                with += has_target(points[i].targets, points[i].target_count, target->unit) ? 1 : 0;
        return with;
}

struct point *
points_from(const char *const *texts, size_t count, const struct said *said,
            const struct abbreviations *abbreviations, struct arena *arena)
{
        struct point *points = arena_alloc(arena, count, sizeof *points);
        for (size_t i = 0; i < count; i++)
                points[i] = point_of(texts[i], said, abbreviations, arena);
        for (size_t i = 0; i < count; i++) {
                for (size_t t = 0; t < points[i].target_count; t++) {
                        struct target *target = &points[i].targets[t];
                        target->weight /= target->unit->word == NULL
                                                  ? 1
                                                  : (double)points_with(points, count, target);
                        points[i].weight += target->weight;
                }
        }
        return points;
}

// --- the one in the other

// The best that a clause has for a target, and the worst.
struct hit {
        double best;
        size_t unit; // that has it
        double worst;
        size_t worst_unit;
};

// An abbreviation of the one text that the other spells out, and the other way round.
static bool
is_spelled(const struct unit *said, const struct said *all, const struct target *target,
           const struct point *point)
{
        if (said->word == NULL || target->unit->word == NULL ||
            (said->weight < 1 && target->unit->weight < 1))
                return false;
        if (words_spelled_by(target->unit->word, &all->answer->words, said->from) > 0)
                return true;
        size_t from = target->unit->from;
        for (size_t back = 0; back <= from && back < 6; back++) {
                if (words_spelled_by(said->word, &point->words, from - back) > back)
                        return true;
        }
        return false;
}

static double
alike(const struct unit *said, const struct said *all, const struct target *target,
      const struct point *point)
{
        double best = units_alike(said, target->unit);
        for (size_t i = 0; i < target->phrase_count; i++) {
                double phrase = PHRASE_FOR_WORDS * units_alike(said, target->phrases[i]);
                best = phrase > best ? phrase : best;
        }
        if (best >= 0 && best < PHRASE_FOR_WORDS && !said->is_denied &&
            is_spelled(said, all, target, point))
                best = PHRASE_FOR_WORDS;
        return best;
}

static struct hit *
hits_of(const struct point *point, const struct said *said, struct arena *arena)
{
        size_t clauses = said->answer->clause_count;
        struct hit *hits = arena_alloc(arena, point->target_count * clauses, sizeof *hits);
        for (size_t t = 0; t < point->target_count; t++) {
                for (size_t i = 0; i < said->units.count; i++) {
                        struct hit *hit = &hits[t * clauses + said->clause_of[i]];
                        if (!said->is_own[i])
                                continue;
                        double value =
                                alike(&said->units.items[i], said, &point->targets[t], point);
                        if (value > hit->best) {
                                hit->best = value;
                                hit->unit = i;
                        }
                        if (value < hit->worst) {
                                hit->worst = value;
                                hit->worst_unit = i;
                        }
                }
        }
        return hits;
}

// One window of clauses.
struct window {
        const struct point *point;
        const struct said *said;
        const struct hit *hits;
        size_t from;
        size_t to;
        size_t *used_in; // of each unit: the last window that counted it, from 1
};

static struct hit
best_hit(const struct window *window, size_t target, size_t *clause_out)
{
        size_t clauses = window->said->answer->clause_count;
        struct hit best = {0};
        for (size_t k = window->from; k < window->to; k++) {
                const struct hit *hit = &window->hits[target * clauses + k];
                if (hit->best > best.best) {
                        best.best = hit->best;
                        best.unit = hit->unit;
                        *clause_out = k;
                }
                if (hit->worst < best.worst) {
                        best.worst = hit->worst;
                        best.worst_unit = hit->worst_unit;
                }
        }
        return best;
}

struct tally {
        double sum;
        double rarest;
        double denied;
        double right_thing;
        double wrong_thing;
};

// What a target gained, and where.
struct gain {
        size_t clause;
        size_t unit;
        double weight;
};

// Whether the unit says another part of the point: "different keys, same slot" has both sides of
// an opposition, and none of them denies the other.
static bool
is_said_elsewhere(const struct window *window, size_t unit)
{
        const struct point *point = window->point;
        for (size_t t = 0; t < point->target_count; t++) {
                if (alike(&window->said->units.items[unit], window->said, &point->targets[t],
                          point) >= SAID_SURELY)
                        return true;
        }
        return false;
}

static void
count_target(const struct window *window, size_t number, struct gain *gain, struct tally *tally)
{
        const struct target *target = &window->point->targets[number];
        *gain = (struct gain){.clause = window->from};
        struct hit hit = best_hit(window, number, &gain->clause);
        double value = hit.best;
        if (value <= 0 && hit.worst < 0 && is_said_elsewhere(window, hit.worst_unit))
                return;
        if (value <= 0) {
                tally->sum += target->weight * hit.worst;
                tally->denied += hit.worst < 0 ? target->weight : 0;
                return;
        }
        if (window->used_in[hit.unit] == window->from + 1 && value < VERY_WORD)
                value *= SAID_TWICE;
        window->used_in[hit.unit] = window->from + 1;
        double weight = target->weight * value;
        tally->sum += weight;
        gain->weight = weight;
        gain->unit = hit.unit;
        if (weight > tally->rarest)
                tally->rarest = weight;
        size_t thing = window->said->thing_of[hit.unit];
        if (thing != SIZE_MAX && target->thing != SIZE_MAX)
                *(thing == target->thing ? &tally->right_thing : &tally->wrong_thing) += weight;
}

// Whether a target of the point has its place on that side of the marker, near it, in the text.
static bool
is_beside(size_t place, size_t marker, bool is_left)
{
        return is_left ? place < marker && marker - place <= MARKER_REACH
                       : place > marker && place - marker <= MARKER_REACH;
}

// The weight of what stands on the one side of the marker in the point, and was said on the given
// side of the same marker.
static double
weight_beside(const struct window *window, const struct gain *gains, size_t in_point, bool is_left,
              size_t in_answer, bool said_left)
{
        double weight = 0;
        for (size_t t = 0; t < window->point->target_count; t++) {
                const struct target *target = &window->point->targets[t];
                if (gains[t].weight > 0 && is_beside(target->unit->from, in_point, is_left) &&
                    is_beside(window->said->units.items[gains[t].unit].from, in_answer, said_left))
                        weight += gains[t].weight;
        }
        return weight;
}

// "Names into addresses" is not "addresses into names".
static bool
is_turned_round(const struct window *window, const struct gain *gains)
{
        static const char *const MARKERS[] = {"after", "before", "into", "onto"};
        const struct words *wanted = &window->point->words;
        const struct words *words = &window->said->answer->words;
        for (size_t i = 0; i < wanted->count; i++) {
                if (!word_list_has(MARKERS, COUNT_OF(MARKERS), wanted->items[i].folded))
                        continue;
                for (size_t k = 0; k < words->count; k++) {
                        if (strcmp(words->items[k].folded, wanted->items[i].folded) != 0)
                                continue;
                        double left = weight_beside(window, gains, i, true, k, false);
                        double right = weight_beside(window, gains, i, false, k, true);
                        if (left >= TURNED_WEIGHT && right >= TURNED_WEIGHT)
                                return true;
                }
        }
        return false;
}

static bool
is_said_of_wrong_thing(const struct tally *tally)
{
        return tally->wrong_thing >= SWAPPED_WEIGHT &&
               tally->wrong_thing >= SWAPPED_LEAST * (tally->wrong_thing + tally->right_thing);
}

static struct coverage
coverage_in(const struct window *window, struct gain *gains)
{
        struct tally tally = {0};
        for (size_t t = 0; t < window->point->target_count; t++)
                count_target(window, t, &gains[t], &tally);
        double share = window->point->weight > 0 ? tally.sum / window->point->weight : 0;
        return (struct coverage){
                .share = share > 0 ? share : 0,
                .rarest = tally.rarest,
                .denied = window->point->weight > 0 ? tally.denied / window->point->weight : 0,
                .is_swapped = is_turned_round(window, gains) || is_said_of_wrong_thing(&tally),
        };
}

struct coverage
coverage_of(const struct point *point, const struct said *said, size_t window, struct arena *arena)
{
        size_t clauses = said->answer->clause_count;
        double *by_clause = arena_alloc(arena, clauses, sizeof *by_clause);
        struct gain *gains = arena_alloc(arena, point->target_count, sizeof *gains);
        struct gain *best_gains = arena_alloc(arena, point->target_count, sizeof *gains);
        size_t *used_in = arena_alloc(arena, said->units.count, sizeof *used_in);
        const struct hit *hits = hits_of(point, said, arena);
        struct coverage best = {.gains = by_clause};
        for (size_t from = 0; from < clauses; from++) {
                struct window here = {.point = point,
                                      .said = said,
                                      .hits = hits,
                                      .from = from,
                                      .to = from + window < clauses ? from + window : clauses,
                                      .used_in = used_in};
                struct coverage coverage = coverage_in(&here, gains);
                if (coverage.share > best.share) {
                        best = coverage;
                        memcpy(best_gains, gains, point->target_count * sizeof *gains);
                }
                if (here.to == clauses)
                        break;
        }
        for (size_t t = 0; t < point->target_count; t++)
                by_clause[best_gains[t].clause] += best_gains[t].weight;
        best.gains = by_clause;
        return best;
}
