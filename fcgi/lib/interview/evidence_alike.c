#include "interview/evidence_alike.h"

#include <string.h>

#include "base/own.h"
#include "interview/evidence_rarity.h"
#include "interview/evidence_rules.h"
#include "interview/word_lists.h"

static const double ALIKE_SAME = 1;
static const double ALIKE_FAMILY = 0.95;
static const double ALIKE_MISSPELT = 0.9;
static const double ALIKE_SYNONYM = 0.85;
static const double ALIKE_NEAR = 0.35;
static const double ALIKE_DENIED_OPPOSITE = 0.7;
static const double DENIED = -0.6;
static const double OPPOSITE = -0.6;
// What the point denies was said as if it were so.
static const double DENIAL_LEFT_OUT = -0.3;
// Denied here, and something else there: perhaps another way to say it.
static const double DENIED_OTHERWISE = 0.6;

enum {
        STEM_START = 4,     // stems that begin alike are taken for the same
        NEGATION_REACH = 3, // words before a word that may deny it
        MISSPELT_LEAST = 6,
        ABBREVIATION_LEAST = 3,
        ABBREVIATION_MOST = 6,
        MATCHES_MOST = 24,
        PREFIXED_LEAST = 4, // what follows "un" in words that deny by it
};

// What stemming leaves on one of two words of a family. Sorted.
static const char *const ENDINGS[] = {"abil", "abl", "al",  "at", "er",   "ful",  "ibl",
                                      "ic",   "ing", "ion", "iv", "less", "ment", "or"};

bool
stems_are_family(const char *a, const char *b)
{
        size_t length_a = strlen(a);
        size_t length_b = strlen(b);
        const char *longer = length_a > length_b ? a : b;
        size_t shorter = length_a < length_b ? length_a : length_b;
        if (length_a == length_b || shorter < STEM_START || strncmp(a, b, shorter) != 0)
                return false;
        return shorter > STEM_START || word_list_has(ENDINGS, COUNT_OF(ENDINGS), longer + shorter);
}

bool
words_are_misspelt(const char *a, const char *b)
{
        size_t length_a = strlen(a);
        size_t length_b = strlen(b);
        if (length_a > length_b)
                return words_are_misspelt(b, a);
        if (length_a < MISSPELT_LEAST - 1 || length_b < MISSPELT_LEAST || length_b - length_a > 1 ||
            a[0] != b[0])
                return false;
        size_t same = 0;
        while (same < length_a && a[same] == b[same])
                same++;
        if (length_a < length_b)
                return strcmp(a + same, b + same + 1) == 0;
        if (a[same] == '\0')
                return false;
        bool is_swapped = a[same] == b[same + 1] && a[same + 1] == b[same] && a[same + 1] != '\0' &&
                          strcmp(a + same + 2, b + same + 2) == 0;
        return is_swapped || strcmp(a + same + 1, b + same + 1) == 0;
}

size_t
words_spelled_by(const struct word_at *abbreviation, const struct words *words, size_t at)
{
        size_t length = strlen(abbreviation->folded);
        if (length < ABBREVIATION_LEAST || length > ABBREVIATION_MOST || abbreviation->is_common ||
            at + length > words->count)
                return 0;
        for (size_t i = 0; i < length; i++) {
                if (words->items[at + i].folded[0] != abbreviation->folded[i])
                        return 0;
        }
        return length;
}

static bool
is_negation(const struct words *words, size_t at)
{
        static const char *const DENYING[] = {"avoid", "elimin", "lack", "prevent"};
        if (word_list_has(DENYING, COUNT_OF(DENYING), words->items[at].stem))
                return true;
        const char *next = at + 1 < words->count ? words->items[at + 1].folded : "";
        for (const char *const *negation = NEGATIONS; *negation != NULL; negation++) {
                if (strcmp(words->items[at].folded, *negation) == 0)
                        return strcmp(next, "only") != 0 && strcmp(next, "just") != 0 &&
                               strcmp(next, "matter") != 0;
        }
        return false;
}

// Words that end what a negation reaches, and words that do not stand between it and what it
// denies.
static bool
ends_reach(const struct word_at *word)
{
        static const char *const BREAKS[] = {"and", "because", "but", "instead", "rather"};
        return word->ends_sentence || word_list_has(BREAKS, COUNT_OF(BREAKS), word->folded);
}

static bool
is_see_through(const struct word_at *word)
{
        static const char *const SEEN_THROUGH[] = {"a",  "an",     "any",    "be",  "been", "have",
                                                   "it", "longer", "really", "the", "to"};
        return word_list_has(SEEN_THROUGH, COUNT_OF(SEEN_THROUGH), word->folded);
}

static void
mark_denial(struct unit *unit, const struct words *words, size_t from)
{
        for (size_t back = 1; back <= NEGATION_REACH && unit->from >= from + back; back++) {
                size_t at = unit->from - back;
                if (ends_reach(&words->items[at]))
                        return;
                if (is_negation(words, at)) {
                        unit->is_denied = true;
                        return;
                }
                if (!is_see_through(&words->items[at]))
                        return;
        }
}

// What stands in a sentence that denies anything.
static void
mark_far_denials(struct unit *units, size_t count, const struct words *words, size_t from,
                 size_t to)
{
        static const char *const SUPPOSING[] = {"could",     "couldnt", "if",     "might",
                                                "otherwise", "would",   "wouldnt"};
        size_t unit = 0;
        while (from < to) {
                size_t end = from;
                bool denies = false;
                bool supposes = false;
                do {
                        denies = is_negation(words, end) || denies;
                        supposes = word_list_has(SUPPOSING, COUNT_OF(SUPPOSING),
                                                 words->items[end].folded) ||
                                   supposes;
                } while (!words->items[end++].ends_sentence && end < to);
                for (; unit < count && units[unit].from < end; unit++) {
                        units[unit].is_denied_far = denies;
                        units[unit].is_supposed = supposes;
                }
                from = end;
        }
}

static void
add_group(struct unit *unit, synonym_group group)
{
        if (unit->group_count < UNIT_GROUPS_MOST)
                unit->groups[unit->group_count++] = group;
}

static double
weight_of(const struct words *words, size_t from, size_t to)
{
        double weight = 0;
        for (size_t i = from; i < to; i++)
                weight += word_rarity(&words->items[i]);
        return weight;
}

struct growing_units {
        struct unit *items;
        size_t count;
        size_t room;
};

static struct unit *
add_unit(struct growing_units *units, struct arena *arena)
{
        if (units->count == units->room) {
                size_t room = units->room == 0 ? 32 : units->room * 2;
                struct unit *more = arena_alloc(arena, room, sizeof *more);
                if (units->count > 0)
                        memcpy(more, units->items, units->count * sizeof *more);
                units->items = more;
                units->room = room;
        }
        return &units->items[units->count++];
}

// The word at `at` and the phrases that begin with it.
static void
add_units_at(struct growing_units *units, const struct words *words, size_t from, size_t at,
             size_t to, const struct abbreviations *abbreviations, struct arena *arena)
{
        struct synonym_match matches[MATCHES_MOST];
        size_t count = synonyms_at(words, at, to, abbreviations, matches, MATCHES_MOST);
        struct unit single = {.from = at,
                              .to = at + 1,
                              .word = &words->items[at],
                              .weight = word_rarity(&words->items[at])};
        mark_denial(&single, words, from);
        struct unit *phrase = NULL;
        for (size_t i = 0; i < count; i++) {
                size_t length = matches[i].length;
                if (length == 1) {
                        add_group(&single, matches[i].group);
                        continue;
                }
                if (phrase == NULL || phrase->to != at + length) {
                        phrase = add_unit(units, arena);
                        *phrase = (struct unit){.from = at,
                                                .to = at + length,
                                                .weight = weight_of(words, at, at + length)};
                        mark_denial(phrase, words, from);
                }
                add_group(phrase, matches[i].group);
        }
        if (single.weight > 0)
                *add_unit(units, arena) = single;
}

struct units
units_of(const struct words *words, size_t from, size_t to,
         const struct abbreviations *abbreviations, struct arena *arena)
{
        struct growing_units units = {0};
        for (size_t at = from; at < to; at++)
                add_units_at(&units, words, from, at, to, abbreviations, arena);
        mark_far_denials(units.items, units.count, words, from, to);
        return (struct units){.words = words, .items = units.items, .count = units.count};
}

// "unreachable" denies "reach".
static bool
denies_by_prefix(const struct word_at *denying, const struct word_at *word)
{
        static const char *const PREFIXES[] = {"un", "non", "in", "im", "dis", "ir"};
        // Most words begin otherwise.
        if (strchr("dinu", denying->stem[0]) == NULL)
                return false;
        for (size_t i = 0; i < COUNT_OF(PREFIXES); i++) {
                size_t length = strlen(PREFIXES[i]);
                if (strncmp(denying->stem, PREFIXES[i], length) == 0 &&
                    strlen(denying->stem) >= length + PREFIXED_LEAST &&
                    (strcmp(denying->stem + length, word->stem) == 0 ||
                     stems_are_family(denying->stem + length, word->stem)))
                        return true;
        }
        return false;
}

// How the groups of two units meet.
struct meeting {
        bool is_same;
        bool is_near;
        bool is_opposite;
};

static struct meeting
meeting_of(const struct unit *a, const struct unit *b)
{
        struct meeting meeting = {
                .is_opposite =
                        a->word != NULL && b->word != NULL &&
                        (denies_by_prefix(a->word, b->word) || denies_by_prefix(b->word, a->word)),
        };
        for (size_t i = 0; i < a->group_count; i++) {
                enum synonym_kind kind = synonym_kind_of(a->groups[i]);
                for (size_t k = 0; k < b->group_count; k++) {
                        if (a->groups[i] == b->groups[k]) {
                                meeting.is_same = meeting.is_same || kind == SYNONYM_SAME;
                                meeting.is_near = meeting.is_near || kind == SYNONYM_NEAR;
                        } else if (kind >= SYNONYM_LEFT &&
                                   synonym_opposite(a->groups[i]) == b->groups[k]) {
                                meeting.is_opposite = true;
                        }
                }
        }
        return meeting;
}

static double
likeness(const struct unit *a, const struct unit *b, const struct meeting *meeting)
{
        if (a->word != NULL && b->word != NULL) {
                if (strcmp(a->word->stem, b->word->stem) == 0)
                        return ALIKE_SAME;
                if (stems_are_family(a->word->stem, b->word->stem))
                        return ALIKE_FAMILY;
                if (words_are_misspelt(a->word->folded, b->word->folded))
                        return ALIKE_MISSPELT;
        }
        if (meeting->is_same)
                return ALIKE_SYNONYM;
        return meeting->is_near ? ALIKE_NEAR : 0;
}

double
units_alike(const struct unit *said, const struct unit *wanted)
{
        struct meeting meeting = meeting_of(said, wanted);
        double alike = likeness(said, wanted, &meeting);
        if (alike <= ALIKE_NEAR && meeting.is_opposite)
                return said->is_denied != wanted->is_denied ? ALIKE_DENIED_OPPOSITE : OPPOSITE;
        if (alike <= 0)
                return 0;
        if (said->is_denied && !wanted->is_denied)
                return alike <= ALIKE_NEAR                          ? 0
                       : wanted->is_denied_far || said->is_supposed ? alike * DENIED_OTHERWISE
                                                                    : DENIED;
        if (wanted->is_denied && !said->is_denied_far)
                return alike > ALIKE_NEAR ? DENIAL_LEFT_OUT : 0;
        return alike;
}
