#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/answer.h"
#include "interview/evidence.h"
#include "interview/evidence_points.h"
#include "interview/evidence_rules.h"
#include "interview/evidence_story.h"
#include "interview/word_lists.h"

// An answer this short counts as one with some substance.
static const size_t SUBSTANCE_WORDS = 12;
// A sentence or two.
static const size_t SHORT_WORDS = 40;
// "I don't know" with little else around it answers nothing.
static const size_t SHRUG_WORDS_MOST = 14;
static const size_t SHRUG_CONTENT_MOST = 4;

// Words between "I" and the verb that change nothing. Sorted.
static const char *const ADVERBS[] = {
        "actually", "already", "also",   "always", "even", "finally", "first", "had",
        "have",     "just",    "myself", "next",   "now",  "often",   "once",  "personally",
        "quickly",  "really",  "simply", "still",  "then", "usually",
};

// What somebody does as a habit, after "I". Sorted.
static const char *const HABITS[] = {
        "add",     "analyze",    "ask",     "begin",   "break",   "build",     "call",     "check",
        "choose",  "collect",    "compare", "create",  "define",  "design",    "document", "draw",
        "explain", "find",       "fix",     "follow",  "help",    "invite",    "isolate",  "keep",
        "list",    "listen",     "look",    "measure", "monitor", "move",      "note",     "open",
        "plan",    "prioritize", "profile", "put",     "read",    "reproduce", "review",   "run",
        "sample",  "search",     "send",    "set",     "share",   "show",      "sketch",   "sort",
        "split",   "start",      "store",   "take",    "talk",    "tell",      "test",     "use",
        "verify",  "walk",       "watch",   "write",
};

// What "I would" introduces without doing anything. Sorted.
static const char *const NOT_DONE[] = {
        "be", "guess", "have", "imagine", "know", "like", "love", "not", "say", "think",
};

static const char *const OWN_WORDS[] = {
        "i", "id", "ill", "im", "ive", "me", "my", "myself",
};

static const char *const SHRUGS[] = {
        "dont know",     "do not know",   "no idea",       "not sure",     "cant answer",
        "cannot answer", "cant remember", "no experience", "never done",   "havent done",
        "pass on",       "skip this",     "skip that",     "next question"};

static const char *const ORDERS[] = {"first",         "firstly",   "second",      "secondly",
                                     "third",         "then",      "next",        "after that",
                                     "afterwards",    "finally",   "lastly",      "to begin with",
                                     "to start with", "step",      "before that", "in the end",
                                     "at the end",    "once that", "at last"};

// Words of an indicator's own text that say nothing of what must be said. Sorted.
static const char *const INDICATOR_META[] = {
        "answer", "candid",  "clear", "clearli", "concret",    "describ", "discuss",
        "exampl", "explain", "give",  "mention", "name",       "point",   "say",
        "show",   "state",   "talk",  "tell",    "understand",
};

struct search {
        const struct evidence_input *input;
        const struct words *terms; // of the role, one for each of the input
        struct answer answer;
        struct points points;
        struct story story;
        struct arena *arena;
};

static const struct word_at *
word(const struct search *search, size_t at)
{
        return &search->answer.words.items[at];
}

#define HAS(list, text) word_list_has((list), COUNT_OF(list), (text))

static bool
ends_with(const char *text, const char *end)
{
        size_t length = strlen(text);
        size_t tail = strlen(end);
        return length > tail && strcmp(text + length - tail, end) == 0;
}

// The word behind "I" at `at`, past adverbs; `to` where there is none.
static size_t
verb_after(const struct search *search, size_t at, size_t to)
{
        size_t verb = at + 1;
        while (verb < to && verb - at <= 3 &&
               (HAS(ADVERBS, word(search, verb)->folded) ||
                ends_with(word(search, verb)->folded, "ly")))
                verb++;
        return verb;
}

// "I built", "I then measured", "I've written".
static bool
is_deed(const struct search *search, size_t at, size_t to)
{
        const char *own = word(search, at)->folded;
        if (strcmp(own, "i") != 0 && strcmp(own, "ive") != 0)
                return false;
        size_t verb = verb_after(search, at, to);
        return verb < to && word_is_deed(word(search, verb)->folded);
}

// "I would add", "I'll check", "I usually start with".
static bool
is_intent(const struct search *search, size_t at, size_t to)
{
        const char *own = word(search, at)->folded;
        size_t verb = verb_after(search, at, to);
        bool is_contracted = strcmp(own, "id") == 0 || strcmp(own, "ill") == 0;
        if (verb >= to || (strcmp(own, "i") != 0 && !is_contracted))
                return false;
        const char *next = word(search, verb)->folded;
        if (strcmp(next, "would") == 0 || strcmp(next, "will") == 0) {
                verb = verb_after(search, verb, to);
                return verb < to && !HAS(NOT_DONE, word(search, verb)->folded);
        }
        return is_contracted ? !HAS(NOT_DONE, next) : HAS(HABITS, next);
}

static bool
clause_has_deed(const struct search *search, const struct clause *clause, bool intent_too)
{
        for (size_t i = clause->from; i < clause->to; i++) {
                if (is_deed(search, i, clause->to) ||
                    (intent_too && is_intent(search, i, clause->to)))
                        return true;
        }
        return false;
}

// A figure that measures something: no year, and not how long ago it was.
static bool
is_measure(const struct search *search, size_t at)
{
        const struct word_at *figure = word(search, at);
        bool is_year = strlen(figure->folded) == 4 && (strncmp(figure->folded, "19", 2) == 0 ||
                                                       strncmp(figure->folded, "20", 2) == 0);
        if (!figure->is_figure || is_year)
                return false;
        for (size_t i = at + 1; i < search->answer.words.count && i <= at + 2; i++) {
                if (strcmp(word(search, i)->folded, "ago") == 0)
                        return false;
        }
        return true;
}

static bool
clause_has_figure(const struct search *search, const struct clause *clause)
{
        for (size_t i = clause->from; i < clause->to; i++) {
                if (is_measure(search, i))
                        return true;
        }
        return false;
}

static bool
clause_has_own_word(const struct search *search, const struct clause *clause)
{
        for (size_t i = clause->from; i < clause->to; i++) {
                if (HAS(OWN_WORDS, word(search, i)->folded))
                        return true;
        }
        return false;
}

static size_t
subject_words(const struct search *search, const struct clause *clause)
{
        size_t count = 0;
        for (size_t i = clause->from; i < clause->to; i++)
                count += word(search, i)->is_common ? 0 : 1;
        return count;
}

static bool
has_negation(const struct search *search, const struct clause *clause, size_t at)
{
        size_t from = at >= clause->from + 3 ? at - 3 : clause->from;
        for (size_t i = from; i < at; i++) {
                for (const char *const *negation = NEGATIONS; *negation != NULL; negation++) {
                        if (strcmp(word(search, i)->folded, *negation) == 0)
                                return true;
                }
        }
        return false;
}

static bool
has_phrase(const struct search *search, const struct clause *clause, const struct rule *rule)
{
        struct words part = search->answer.words;
        part.count = clause->to;
        if (rule->phrases == NULL)
                return true;
        for (const char *const *phrase = rule->phrases; *phrase != NULL; phrase++) {
                size_t at = words_find(&part, clause->from, *phrase);
                if (at != SIZE_MAX &&
                    !((rule->needs & NEEDS_NO_NOT) != 0 && has_negation(search, clause, at)))
                        return true;
        }
        return false;
}

static bool
meets_needs(const struct search *search, size_t index, unsigned needs)
{
        const struct answer *answer = &search->answer;
        const struct clause *clause = &answer->clauses[index];
        if ((needs & NEEDS_EARLY) != 0 && index >= 3 && index * 2 >= answer->clause_count)
                return false;
        if ((needs & NEEDS_SUBJECT) != 0 && subject_words(search, clause) < 2)
                return false;
        if ((needs & NEEDS_I) != 0 && !clause_has_own_word(search, clause))
                return false;
        if ((needs & NEEDS_I_DID) != 0 && !clause_has_deed(search, clause, false))
                return false;
        return (needs & NEEDS_I_DO) == 0 || clause_has_deed(search, clause, true);
}

// The figure may stand in the clause itself or in the one behind it.
static bool
has_figure_near(const struct search *search, size_t index, size_t reach)
{
        const struct answer *answer = &search->answer;
        for (size_t i = index; i <= index + reach && i < answer->clause_count; i++) {
                if (answer->clauses[i].is_usable && clause_has_figure(search, &answer->clauses[i]))
                        return true;
        }
        return false;
}

static const struct clause *
find_phrases(const struct search *search, const struct rule *rule)
{
        const struct answer *answer = &search->answer;
        bool needs_figure = (rule->needs & NEEDS_FIGURE) != 0;
        bool takes_last = (rule->needs & TAKES_LAST) != 0;
        for (size_t reach = 0; reach <= (needs_figure ? 1u : 0u); reach++) {
                for (size_t n = 0; n < answer->clause_count; n++) {
                        size_t i = takes_last ? answer->clause_count - 1 - n : n;
                        if (answer->clauses[i].is_usable &&
                            (!needs_figure || has_figure_near(search, i, reach)) &&
                            has_phrase(search, &answer->clauses[i], rule) &&
                            meets_needs(search, i, rule->needs))
                                return &answer->clauses[i];
                }
        }
        return NULL;
}

static const struct clause *
find_own_part(const struct search *search)
{
        const struct answer *answer = &search->answer;
        size_t deeds = 0;
        for (size_t i = 0; i < answer->clause_count; i++) {
                const struct clause *clause = &answer->clauses[i];
                if (clause->is_usable && clause_has_deed(search, clause, true) && ++deeds == 2)
                        return clause;
        }
        return NULL;
}

static const struct clause *
find_order(const struct search *search)
{
        const struct answer *answer = &search->answer;
        size_t found = 0;
        const struct clause *last = NULL;
        for (size_t k = 0; k < COUNT_OF(ORDERS); k++) {
                for (size_t i = 0; i < answer->clause_count; i++) {
                        const struct clause *clause = &answer->clauses[i];
                        struct words part = answer->words;
                        part.count = clause->to;
                        if (!clause->is_usable || clause == last ||
                            subject_words(search, clause) < 2 ||
                            words_find(&part, clause->from, ORDERS[k]) == SIZE_MAX)
                                continue;
                        last = clause;
                        if (++found == 2)
                                return clause;
                        break;
                }
        }
        return NULL;
}

// How many of the role's terms the clause uses.
static size_t
terms_in(const struct search *search, const struct clause *clause, bool *is_used)
{
        struct words part = search->answer.words;
        part.count = clause->to;
        size_t count = 0;
        for (size_t i = 0; i < search->input->role_term_count; i++) {
                struct words term = search->terms[i];
                for (size_t at = clause->from; term.count > 0 && at + term.count <= clause->to;
                     at++) {
                        size_t same = 0;
                        while (same < term.count &&
                               strcmp(part.items[at + same].stem, term.items[same].stem) == 0)
                                same++;
                        if (same < term.count)
                                continue;
                        count++;
                        is_used[i] = true;
                        break;
                }
        }
        return count;
}

static const struct clause *
find_terms(const struct search *search)
{
        const struct answer *answer = &search->answer;
        size_t terms = search->input->role_term_count;
        bool *is_used = arena_alloc(search->arena, terms, sizeof *is_used);
        const struct clause *best = NULL;
        size_t most = 0;
        size_t used = 0;
        for (size_t i = 0; i < answer->clause_count; i++) {
                const struct clause *clause = &answer->clauses[i];
                if (!clause->is_usable || clause->to - clause->from < 5 ||
                    clause->to - clause->from < subject_words(search, clause) + 2)
                        continue;
                size_t count = terms_in(search, clause, is_used);
                if (count > most) {
                        most = count;
                        best = clause;
                }
        }
        for (size_t i = 0; i < terms; i++)
                used += is_used[i] ? 1 : 0;
        return used >= (terms < 4 ? 1 : 2) ? best : NULL;
}

// An indicator of a posting's own rubric: known by the words of its text.
static const struct clause *
find_by_text(const struct search *search, const struct indicator *indicator)
{
        const struct answer *answer = &search->answer;
        struct words text = words_of(indicator->text, answer->language, search->arena);
        struct stems wanted = stems_of(&text, search->arena);
        const char **kept = arena_alloc(search->arena, wanted.count, sizeof *kept);
        size_t count = 0;
        for (size_t i = 0; i < wanted.count; i++) {
                if (!HAS(INDICATOR_META, wanted.items[i]))
                        kept[count++] = wanted.items[i];
        }
        wanted = (struct stems){.items = kept, .count = count};
        for (size_t i = 0; i < answer->clause_count && count > 0; i++) {
                const struct clause *clause = &answer->clauses[i];
                size_t to = i + 1 < answer->clause_count && answer->clauses[i + 1].is_usable
                                    ? answer->clauses[i + 1].to
                                    : clause->to;
                if (!clause->is_usable)
                        continue;
                struct stems here =
                        stems_in(&answer->words, clause->from, clause->to, search->arena);
                struct stems wide = stems_in(&answer->words, clause->from, to, search->arena);
                if (stems_share(&wanted, &wide) >= 0.5 && stems_share(&wanted, &here) > 0 &&
                    here.count >= 2)
                        return clause;
        }
        return NULL;
}

// Parts of a story that are told without the phrases of their rule.
static const struct clause *
find_told(const struct search *search, const struct rule *rule)
{
        const struct clause *clause = find_phrases(search, rule);
        if (clause != NULL)
                return clause;
        if (strcmp(rule->key, "situation") == 0)
                return search->story.situation;
        return strcmp(rule->key, "result") == 0 ? search->story.result : NULL;
}

static const struct clause *
find_rule(const struct search *search, const struct rule *rule)
{
        if ((rule->needs & NEEDS_SUBSTANCE) != 0 && search->answer.words.count < SUBSTANCE_WORDS)
                return NULL;
        switch (rule->kind) {
        case RULE_PHRASES:
                return find_told(search, rule);
        case RULE_SUBJECT:
                return search->points.subject;
        case RULE_POINTS:
                return points_made(&search->answer, &search->points, rule->share);
        case RULE_TERMS:
                return find_terms(search);
        case RULE_OWN_PART:
                return find_own_part(search);
        case RULE_ORDER:
                return find_order(search);
        }
        return NULL;
}

static const struct clause *
find_indicator(const struct search *search, const struct indicator *indicator)
{
        const struct rule *rule = rule_for(indicator->key);
        return rule == NULL ? find_by_text(search, indicator) : find_rule(search, rule);
}

static const struct clause *
find_by_key(const void *context, const char *rule_key)
{
        const struct rule *rule = rule_for(rule_key);
        return rule == NULL ? NULL : find_rule(context, rule);
}

static bool
tells_deed(const void *context, const struct clause *clause)
{
        return clause_has_deed(context, clause, false);
}

// The clause's words; of a clause of one word, with the words before or behind it.
static const char *
quote_of(const struct search *search, const struct clause *clause)
{
        const struct words *words = &search->answer.words;
        size_t from = clause->from;
        size_t to = clause->to;
        if (to - from < 2 && to < words->count)
                to++;
        else if (to - from < 2 && from > 0)
                from--;
        size_t start = words->items[from].offset;
        size_t end = words->items[to - 1].offset + words->items[to - 1].length;
        return arena_copy(search->arena, words->text + start, end - start);
}

bool
evidence_is_shrug(const struct words *words)
{
        static const char *const OF_OTHERS[] = {"he", "it", "one", "she", "they", "you"};
        size_t content = 0;
        if (words->count > SHRUG_WORDS_MOST)
                return false;
        for (size_t i = 0; i < words->count; i++)
                content += words->items[i].is_common ? 0 : 1;
        // "You don't know the code in a black box" says something.
        if (content > SHRUG_CONTENT_MOST)
                return false;
        for (size_t i = 0; i < COUNT_OF(SHRUGS); i++) {
                size_t at = words_find(words, 0, SHRUGS[i]);
                if (at != SIZE_MAX && (at == 0 || !HAS(OF_OTHERS, words->items[at - 1].folded)))
                        return true;
        }
        return false;
}

bool
evidence_knows(const char *language)
{
        return language_is(language, "en");
}

// Whether a criterion may earn anything from this answer. Where a question asks for points, an
// answer that makes none is beside it; and one of a sentence or two is judged by its points alone:
// it has no room to weigh, to order and to sum up.
static bool
is_open(const struct search *search, const struct criterion *criterion)
{
        const struct evidence_input *input = search->input;
        if (!input->asks_points || !search->points.has_expected)
                return true;
        if (search->points.share <= 0)
                return !input->asks_only_points && criterion->dimension != DIMENSION_TECHNICAL;
        return true;
}

static bool
is_open_to(const struct search *search, const struct criterion *criterion,
           const struct indicator *indicator)
{
        const struct rule *rule = rule_for(indicator->key);
        bool is_short = search->answer.words.count < SHORT_WORDS;
        if (!is_open(search, criterion))
                return false;
        return !is_short || !search->input->asks_only_points || !search->points.has_expected ||
               rule == NULL || rule->kind == RULE_POINTS || rule->kind == RULE_SUBJECT;
}

void
evidence_find_builtin(const struct evidence_input *input, struct arena *arena,
                      struct claim **claims_out, size_t *count_out)
{
        const struct rubric *rubric = input->rubric;
        struct claim *claims = arena_alloc(arena, EVIDENCE_CLAIMS_MOST, sizeof *claims);
        size_t count = 0;
        *claims_out = claims;
        *count_out = 0;
        if (!evidence_knows(input->transcript->language))
                return;
        struct search search = {
                .input = input,
                .answer = answer_of(input->transcript->text, input->transcript->language,
                                    input->question, arena),
                .arena = arena,
        };
        if (search.answer.words.count == 0 || evidence_is_shrug(&search.answer.words))
                return;
        struct words *terms = arena_alloc(arena, input->role_term_count, sizeof *terms);
        for (size_t i = 0; i < input->role_term_count; i++)
                terms[i] = words_of(input->role_terms[i], "en", arena);
        search.terms = terms;
        search.story = story_of(&search.answer, tells_deed, &search);
        search.points =
                points_of(&search.answer, input,
                          (struct rule_finder){.find = find_by_key, .context = &search}, arena);
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                const struct criterion *criterion = &rubric->criteria[i];
                for (size_t k = 0; k < criterion->indicator_count; k++) {
                        const struct indicator *indicator = &criterion->indicators[k];
                        const struct clause *clause = is_open_to(&search, criterion, indicator)
                                                              ? find_indicator(&search, indicator)
                                                              : NULL;
                        if (clause == NULL || count == EVIDENCE_CLAIMS_MOST)
                                continue;
                        claims[count++] = (struct claim){
                                .criterion = criterion->key,
                                .indicator = criterion->indicators[k].key,
                                .quote = quote_of(&search, clause),
                        };
                }
        }
        *count_out = count;
}

void
evidence_flags(const struct evidence_input *input, struct arena *arena,
               const char *const **flags_out, size_t *count_out)
{
        struct answer answer = answer_of(input->transcript->text, input->transcript->language,
                                         input->question, arena);
        const char **flags = arena_alloc(arena, 3, sizeof *flags);
        size_t count = 0;
        size_t repeated = 0;
        size_t listed = 0;
        for (size_t i = 0; i < answer.clause_count; i++) {
                const struct clause *clause = &answer.clauses[i];
                repeated += clause->repeats_question ? clause->to - clause->from : 0;
                listed += clause->is_list ? clause->to - clause->from : 0;
        }
        if (answer.addresses_machine)
                flags[count++] = "addresses_the_machine";
        if (repeated > 0 && repeated * 2 > answer.words.count)
                flags[count++] = "repeats_the_question";
        if (listed > 0 && listed * 2 > answer.words.count)
                flags[count++] = "lists_keywords";
        *flags_out = flags;
        *count_out = count;
}
