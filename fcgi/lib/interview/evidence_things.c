#include "interview/evidence_things.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "interview/word_lists.h"

enum { AND_REACH = 3 }; // words after "and" in which it names another thing

// Stems of questions that say how to answer, not about what. Sorted.
static const char *const ASKING_STEMS[] = {
        "advantag", "answer",  "approach", "between", "briefli",     "call",   "compar",  "day",
        "defin",    "describ", "detail",   "differ",  "disadvantag", "exampl", "explain", "main",
        "question", "recent",  "situat",   "start",   "step",        "talk",   "time",    "two",
        "type",     "walk",    "way",      "work",    "year",
};

static bool
is_telling(const struct word_at *word)
{
        return !word->is_common && !word_list_has(ASKING_STEMS, COUNT_OF(ASKING_STEMS), word->stem);
}

static struct run
next_run(const struct words *words, size_t from)
{
        struct run run = {.from = from};
        while (run.from < words->count && !is_telling(&words->items[run.from]))
                run.from++;
        run.to = run.from;
        while (run.to < words->count && is_telling(&words->items[run.to]) &&
               (run.to == run.from || !words->items[run.to - 1].ends_sentence))
                run.to++;
        return run;
}

// Whether what stands between two runs holds them against each other: "a queue from a stack".
static bool
is_contrast(const struct words *words, size_t from, size_t to)
{
        static const char *const JOINS[] = {"and", "from",   "or", "over", "than",
                                            "to",  "versus", "vs", "with"};
        for (size_t i = from; i < to; i++) {
                if (word_list_has(JOINS, COUNT_OF(JOINS), words->items[i].folded))
                        return true;
        }
        return false;
}

static bool
asks_for_contrast(const struct words *words)
{
        static const char *const CUES[] = {"between", "compar", "contrast", "differ", "distinguish",
                                           "prefer",  "than",   "versus",   "vs"};
        for (size_t i = 0; i < words->count; i++) {
                if (word_list_has(CUES, COUNT_OF(CUES), words->items[i].stem))
                        return true;
        }
        return false;
}

// The two things; false where the question holds none against each other. "faster" in "faster than"
// is no thing.
static bool
find_pair(const struct words *asked, struct run pair[2])
{
        struct run last = {0};
        if (!asks_for_contrast(asked))
                return false;
        for (struct run run = next_run(asked, 0); run.from < asked->count;
             run = next_run(asked, run.to)) {
                if (run.to < asked->count && run.to == run.from + 1 &&
                    strcmp(asked->items[run.to].folded, "than") == 0)
                        continue;
                if (last.to > 0 && is_contrast(asked, last.to, run.from)) {
                        pair[0] = last;
                        pair[1] = run;
                        return true;
                }
                last = run;
        }
        return false;
}

static bool
run_has(const struct words *words, const struct run *run, const char *stem)
{
        for (size_t i = run->from; i < run->to; i++) {
                if (strcmp(words->items[i].stem, stem) == 0)
                        return true;
        }
        return false;
}

// 0 or 1 for the thing that the word names alone; SIZE_MAX for none.
static size_t
thing_named(const struct things *things, const struct word_at *word)
{
        bool is_first = run_has(things->asked, &things->pair[0], word->stem);
        bool is_second = run_has(things->asked, &things->pair[1], word->stem);
        return is_first == is_second ? SIZE_MAX : is_first ? 0 : 1;
}

bool
things_both_named(const struct things *things, const struct words *words)
{
        bool is_named[2] = {false, false};
        for (size_t i = 0; i < words->count; i++) {
                size_t thing = thing_named(things, &words->items[i]);
                if (thing != SIZE_MAX)
                        is_named[thing] = true;
        }
        return is_named[0] && is_named[1];
}

// Whether something new is said of somebody from the word `at` on: behind a comma, after "while",
// or after an "and" that names the other thing.
static bool
begins_part(const struct things *things, const struct words *words, size_t at)
{
        static const char *const BREAKS[] = {"but", "however", "whereas", "while", "whilst"};
        const struct word_at *word = &words->items[at];
        if (at == 0 || words->items[at - 1].ends_sentence ||
            word_list_has(BREAKS, COUNT_OF(BREAKS), word->folded))
                return true;
        if (words_sign_follows(words, at - 1, ",;:"))
                return true;
        if (strcmp(word->folded, "and") != 0)
                return false;
        for (size_t i = at + 1; i < words->count && i <= at + AND_REACH; i++) {
                if (thing_named(things, &words->items[i]) != SIZE_MAX)
                        return true;
        }
        return false;
}

// Of each word, of which of the two things it is said: the first that its part of the sentence
// names, or else the one before.
size_t *
things_by_word(const struct things *things, const struct words *words, struct arena *arena)
{
        size_t *by_word = arena_alloc(arena, words->count, sizeof *by_word);
        size_t thing = SIZE_MAX;
        for (size_t from = 0; from < words->count;) {
                size_t to = from + 1;
                while (to < words->count && !begins_part(things, words, to))
                        to++;
                for (size_t i = from; i < to && things->are_two; i++) {
                        size_t named = thing_named(things, &words->items[i]);
                        if (named != SIZE_MAX) {
                                thing = named;
                                break;
                        }
                }
                for (; from < to; from++)
                        by_word[from] = thing;
        }
        return by_word;
}

struct things
things_of(const struct words *asked)
{
        struct things things = {.asked = asked};
        things.are_two = find_pair(asked, things.pair);
        return things;
}
