#include "interview/evidence_story.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "interview/evidence_rules.h"
#include "interview/word_lists.h"

enum {
        STORY_WORDS_LEAST = 12,
        SITUATION_WORDS_LEAST = 2, // that say something of a subject
        SUBJECT_REACH = 3,         // words in which a clause names who did it
};

// Forms of "be" and their like: what follows them is a state ("are limited"), not the past.
static const char *const STATES_FOLLOW[] = {"a",   "an",   "are", "be",  "been", "being", "by",
                                            "get", "gets", "is",  "the", "to",   "when",  "with"};

static const char *const PAST_AUXILIARIES[] = {"couldnt", "did",   "didnt", "had",
                                               "was",     "wasnt", "were",  "werent"};

static bool
is_past(const struct words *words, const struct clause *clause)
{
        for (size_t i = clause->from; i < clause->to; i++) {
                const char *word = words->items[i].folded;
                if (word_list_has(PAST_AUXILIARIES, COUNT_OF(PAST_AUXILIARIES), word))
                        return true;
                const char *before = i > 0 ? words->items[i - 1].folded : "the";
                if (word_is_deed(word) &&
                    !word_list_has(STATES_FOLLOW, COUNT_OF(STATES_FOLLOW), before))
                        return true;
        }
        return false;
}

static size_t
subject_words(const struct words *words, const struct clause *clause)
{
        size_t count = 0;
        for (size_t i = clause->from; i < clause->to; i++)
                count += words->items[i].is_common ? 0 : 1;
        return count;
}

static bool
is_of_speaker(const struct words *words, const struct clause *clause)
{
        for (size_t i = clause->from; i < clause->to && i < clause->from + SUBJECT_REACH; i++) {
                if (strcmp(words->items[i].folded, "i") == 0)
                        return true;
        }
        return false;
}

// Whether the clause goes on to others or to things, in the past: "... and it took a day".
static bool
turns_to_others(const struct words *words, const struct clause *clause)
{
        static const char *const OTHERS[] = {"he", "it", "she", "that", "they", "this", "which"};
        static const char *const TURNS[] = {"and", "so", "then", "until"};
        for (size_t i = clause->from; i + 2 < clause->to; i++) {
                const struct clause rest = {.from = i + 2, .to = clause->to};
                if (word_list_has(TURNS, COUNT_OF(TURNS), words->items[i].folded) &&
                    word_list_has(OTHERS, COUNT_OF(OTHERS), words->items[i + 1].folded) &&
                    is_past(words, &rest))
                        return true;
        }
        return false;
}

struct story
story_of(const struct answer *answer,
         bool (*acts)(const void *context, const struct clause *clause), const void *context)
{
        struct story story = {0};
        size_t acted = SIZE_MAX;
        if (answer->words.count < STORY_WORDS_LEAST)
                return story;
        for (size_t i = 0; i < answer->clause_count; i++) {
                const struct clause *clause = &answer->clauses[i];
                bool is_early = i * 2 < answer->clause_count;
                if (!clause->is_usable || !is_past(&answer->words, clause))
                        continue;
                if (story.situation == NULL && is_early &&
                    subject_words(&answer->words, clause) >= SITUATION_WORDS_LEAST)
                        story.situation = clause;
                if (acted != SIZE_MAX && i > acted && !is_of_speaker(&answer->words, clause) &&
                    subject_words(&answer->words, clause) >= 1)
                        story.result = clause;
                if (acted == SIZE_MAX && acts(context, clause))
                        acted = i;
                // "I moved it to a cache and it went down to a second."
                if (acted == i && turns_to_others(&answer->words, clause))
                        story.result = clause;
        }
        return story;
}

// How a rubric begins to ask for a part of a story. Sorted.
static const char *const ASKING[] = {"admits", "describes", "explains", "mentions",
                                     "names",  "offers",    "reflects", "says",
                                     "shows",  "states",    "takes",    "tells"};

static const struct {
        const char *phrase;
        const char *key;
} PARTS[] = {
        {"responsib*", "responsibility"},
        {"learned", "lesson"},
        {"learnt", "lesson"},
        {"differently", "lesson"},
        {"happen again", "change"},
        {"was changed", "change"},
        {"they changed", "change"},
        {"listened", "listens"},
        {"understood", "listens"},
        {"understand", "listens"},
        {"both positions", "situation"},
        {"won people", "involves_others"},
        {"fears", "involves_others"},
        {"whom they told", "involves_others"},
        {"concerned were told", "involves_others"},
        {"told the", "involves_others"},
        {"result", "result"},
        {"outcome", "result"},
        {"ended", "result"},
        {"effect", "result"},
        {"turned out", "result"},
        {"came of", "result"},
        {"achieved", "result"},
        {"consequence", "result"},
        {"was settled", "result"},
        {"was fixed", "own_action"},
        {"they did", "own_action"},
        {"themselves did", "own_action"},
        {"steps", "own_action"},
        {"plan", "own_action"},
        {"narrowed", "own_action"},
        {"priorities", "own_action"},
        {"reacted", "reaction"},
        {"decided", "own_action"},
        {"another way", "own_action"},
        {"weighed", "own_action"},
        {"initiative", "reason"},
        {"why", "reason"},
        {"reason", "reason"},
        {"cause", "reason"},
        {"setback*", "task"},
        {"difficult about", "task"},
};

static bool
has_key(const char *const *keys, size_t count, const char *key)
{
        for (size_t i = 0; i < count; i++) {
                if (strcmp(keys[i], key) == 0)
                        return true;
        }
        return false;
}

size_t
story_keys(const char *point, const char *keys[STORY_KEYS_MOST], struct arena *arena)
{
        struct words words = words_of(point, "en", arena);
        size_t count = 0;
        if (words.count < 2 || !word_list_has(ASKING, COUNT_OF(ASKING), words.items[0].folded))
                return 0;
        for (size_t i = 0; i < COUNT_OF(PARTS) && count < STORY_KEYS_MOST; i++) {
                if (words_find(&words, 1, PARTS[i].phrase) != SIZE_MAX &&
                    !has_key(keys, count, PARTS[i].key))
                        keys[count++] = PARTS[i].key;
        }
        if (count == 0)
                keys[count++] = "situation";
        return count;
}
