#include "interview/answer_doubts.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "interview/word_lists.h"

enum {
        STUFFED_WORDS_LEAST = 10, // shorter answers are terse, not stuffed
        STUFFED_WORDS_SURE = 20,
        STUFFED_CONTENT_LEAST = 8,
        RECITED_RUN = 4, // so many words in a row, as they stand in a point
        POINTS_SEVERAL = 2,
        PRIVATE_LEAST = 2,
        STUFFED_WORDS_MOST = 200, // nobody keeps a list up for longer
        RECITED_WORDS_MOST = 2000,
};

// So much of what is said are words of the points and of the question.
static const double STUFFED_SHARE = 0.8;
static const double STUFFED_SHARE_TERSE = 0.7;
static const double STUFFED_SHARE_ONLY = 0.9; // where the only point is a whole reference answer
static const double STUFFED_AGAIN = 1.4;      // each of them so often
// An answer of which so much is recited is none.
static const double RECITED_SHARE = 0.3;
static const double LISTED_SHARE = 0.45; // of a list that answers what asks for one
static const double CITED_SHARE = 0.5;   // of a clause in an answer that cites
static const double FEW_TIES = 0.25;
static const double TERSE_TIES = 0.12; // with so few words that tie them together

// Words that only hold a list together; sorted.
static const char *const GLUE[] = {
        "a",  "also", "an", "and", "at",   "by",  "for",   "from",  "in", "my",
        "of", "on",   "or", "our", "plus", "the", "these", "those", "to", "with",
};

// What says that the points are read out, mentioned or made fun of, and not made.
static const char *const CITING[] = {
        "want to hear",
        "wants to hear",
        "like to hear",
        "likes to hear",
        "youd like it if",
        "would like it",
        "read out",
        "reading out",
        "reading that",
        "read these lines",
        "it says here",
        "what it says",
        "written in",
        "said the",
        "list on the internet",
        "the internet",
        "from a list",
        "your points",
        "expected points",
        "and i will not",
        "and i wont",
        "answer your question",
        "what it means",
        "do any of these",
        "do any of them",
        "favourite words",
        "favorite words",
        "collect words",
        "checklist",
        "amen",
        "la la",
        "a song",
        "other screen",
        "learned by heart",
        "learnt by heart",
        "a good answer",
        "the right answer",
        "the model answer",
        "the listed points",
        "before me said",
        "one should do",
        "all that would",
        "these sentences",
        "the following points",
};

// Stems of the world of homes and holidays. Sorted.
static const char *const HOME[] = {
        "apart",    "aunt",       "babi",        "baker",   "bakeri",    "bath",     "beach",
        "bed",      "bedroom",    "bee",         "beer",    "birthday",  "bread",    "breakfast",
        "cake",     "camp",       "chees",       "chilli",  "choir",     "christma", "church",
        "cinema",   "coffe",      "concert",     "cook",    "cottag",    "cousin",   "curtain",
        "dad",      "danc",       "dinner",      "fish",    "footbal",   "fruit",    "furnitur",
        "garden",   "girlfriend", "grandfath",   "grandma", "grandmoth", "grandpa",  "grandpar",
        "grandson", "gravi",      "guitar",      "hike",    "hobbi",     "holiday",  "home",
        "honey",    "hors",       "husband",     "jog",     "kid",       "kitchen",  "lawn",
        "lunch",    "marathon",   "marri",       "meal",    "mom",       "mother",   "mountain",
        "mum",      "neighbor",   "neighbour",   "oak",     "piano",     "picnic",   "pizza",
        "pub",      "restaur",    "salad",       "school",  "shoe",      "singer",   "sofa",
        "summer",   "sunday",     "supermarket", "swamp",   "swim",      "tenni",    "tent",
        "tomato",   "uncl",       "vacat",       "wed",     "weekend",   "wife",     "winter",
        "yoga",     "yoghurt",
};

// Stems of the world of work. Sorted.
static const char *const WORK[] = {
        "account",     "advert",     "advertis",
        "agil",        "alert",      "api",
        "app",         "applic",     "apprenticeship",
        "architectur", "articl",     "assist",
        "audit",       "backlog",    "backup",
        "bank",        "board",      "boss",
        "branch",      "budget",     "bug",
        "build",       "busi",       "campaign",
        "candid",      "case",       "cash",
        "class",       "classroom",  "client",
        "clinic",      "code",       "colleagu",
        "compani",     "complaint",  "confer",
        "configur",    "construct",  "contract",
        "counter",     "cours",      "cowork",
        "crash",       "custom",     "data",
        "databas",     "deadlin",    "deliveri",
        "demo",        "depart",     "deploy",
        "design",      "develop",    "director",
        "document",    "employe",    "engin",
        "error",       "exam",       "export",
        "factori",     "fair",       "featur",
        "feedback",    "financ",     "forecast",
        "guest",       "hire",       "hospit",
        "hotel",       "import",     "incid",
        "index",       "interfac",   "intern",
        "internship",  "invoic",     "issu",
        "job",         "laboratori", "launch",
        "lead",        "leader",     "lectur",
        "ledger",      "licenc",     "licens",
        "log",         "machin",     "mainten",
        "manag",       "market",     "meet",
        "merger",      "metric",     "migrat",
        "mistak",      "modul",      "monolith",
        "network",     "newslett",   "nurs",
        "offic",       "oper",       "order",
        "outag",       "owner",      "page",
        "paper",       "parcel",     "patient",
        "payrol",      "perform",    "pipelin",
        "plan",        "plant",      "platform",
        "price",       "prioriti",   "process",
        "product",     "professor",  "project",
        "propos",      "prototyp",   "purchas",
        "qualiti",     "queri",      "queue",
        "receipt",     "refund",     "releas",
        "report",      "repositori", "requir",
        "research",    "revenu",     "review",
        "risk",        "roadmap",    "rollout",
        "salari",      "sale",       "schedul",
        "script",      "server",     "servic",
        "shift",       "shop",       "site",
        "softwar",     "specif",     "sprint",
        "staff",       "stakehold",  "stock",
        "strategi",    "student",    "subscript",
        "supervisor",  "supplier",   "support",
        "system",      "tablet",     "task",
        "tax",         "team",       "teammat",
        "technician",  "tender",     "test",
        "thesi",       "ticket",     "tool",
        "train",       "traine",     "transact",
        "univers",     "updat",      "user",
        "vendor",      "volunt",     "ward",
        "warehous",    "websit",     "workflow",
        "workshop",
};

// --- stuffing

struct mixture {
        size_t words;
        size_t content; // words that are not common
        size_t distinct;
        size_t of_points; // of them: words of the points or the question
        size_t ties;      // common words that tie a statement together
};

static bool
is_first(const struct words *words, size_t from, size_t at)
{
        for (size_t i = from; i < at; i++) {
                if (strcmp(words->items[i].stem, words->items[at].stem) == 0)
                        return false;
        }
        return true;
}

static struct mixture
mixture_of(const struct words *words, size_t from, size_t to, const struct stems *points)
{
        struct mixture mixture = {.words = to - from};
        for (size_t i = from; i < to; i++) {
                const struct word_at *word = &words->items[i];
                if (word->is_common) {
                        mixture.ties += word_list_has(GLUE, COUNT_OF(GLUE), word->folded) ? 0 : 1;
                        continue;
                }
                mixture.content++;
                mixture.distinct += is_first(words, from, i) ? 1 : 0;
                mixture.of_points += stems_has(points, word->stem) ? 1 : 0;
        }
        return mixture;
}

// Whether the words [from, to) are hardly anything but words of the points: nobody who does not
// have them before their eyes speaks like this.
static bool
is_stuffed(const struct words *words, size_t from, size_t to, const struct stems *points,
           bool has_several)
{
        // More is no list, and each word is compared with all before it.
        if (to - from < STUFFED_WORDS_LEAST || to - from > STUFFED_WORDS_MOST)
                return false;
        struct mixture mixture = mixture_of(words, from, to, points);
        double content = (double)mixture.content;
        double share = mixture.content == 0 ? 0 : (double)mixture.of_points / content;
        double again = mixture.distinct == 0 ? 0 : content / (double)mixture.distinct;
        double ties = (double)mixture.ties / (double)mixture.words;
        if (mixture.content < STUFFED_CONTENT_LEAST)
                return false;
        if (!has_several)
                return share >= STUFFED_SHARE_ONLY && again >= STUFFED_AGAIN;
        return (mixture.words >= STUFFED_WORDS_SURE && share >= STUFFED_SHARE &&
                (ties <= FEW_TIES || again >= STUFFED_AGAIN)) ||
               (share >= STUFFED_SHARE_TERSE && ties <= TERSE_TIES);
}

// --- reciting

// How many words from `at` on stand in the point in the same order, beginning at its word `from`.
static size_t
run_length(const struct words *words, size_t at, const struct words *point, size_t from)
{
        size_t length = 0;
        while (at + length < words->count && from + length < point->count &&
               strcmp(words->items[at + length].folded, point->items[from + length].folded) == 0)
                length++;
        return length;
}

static size_t
longest_run(const struct words *words, size_t at, const struct words *point, size_t *from_out)
{
        size_t longest = 0;
        for (size_t from = 0; from < point->count; from++) {
                size_t length = run_length(words, at, point, from);
                if (length > longest) {
                        longest = length;
                        *from_out = from;
                }
        }
        return longest;
}

static bool
ends_with_s(const char *folded)
{
        size_t length = strlen(folded);
        return length > 3 && folded[length - 1] == 's' && folded[length - 2] != 's';
}

// "Measures with the tools" is how a rubric speaks of somebody, not how they speak of themselves.
static bool
speaks_of_candidate(const struct words *words, size_t at, const struct words *point, size_t from)
{
        return from == 0 && ends_with_s(point->items[0].folded) &&
               strcmp(point->items[0].folded, point->items[0].stem) != 0 &&
               (point->count < 2 || point->items[1].is_common) &&
               (at == 0 || words_sign_follows(words, at - 1, ".,:;!?(\"") ||
                !words->items[at - 1].is_common || strcmp(words->items[at - 1].folded, "and") == 0);
}

static bool
cites(const struct words *words)
{
        for (size_t i = 0; i < COUNT_OF(CITING); i++) {
                if (words_find(words, 0, CITING[i]) != SIZE_MAX)
                        return true;
        }
        return false;
}

static void
mark_recited(const struct words *words, const struct words *point, bool is_cited, bool *is_listed)
{
        for (size_t at = 0; at < words->count; at++) {
                size_t from = 0;
                size_t length = longest_run(words, at, point, &from);
                bool is_recited = (length >= RECITED_RUN && is_cited) ||
                                  (length >= 3 && speaks_of_candidate(words, at, point, from));
                for (size_t i = 0; i < length && is_recited; i++)
                        is_listed[at + i] = true;
        }
}

// --- private life

static size_t
distinct_of(const struct words *words, const char *const *list, size_t count)
{
        size_t found = 0;
        for (size_t i = 0; i < words->count; i++)
                found += word_list_has(list, count, words->items[i].stem) && is_first(words, 0, i)
                                 ? 1
                                 : 0;
        return found;
}

bool
words_are_of_work(const struct words *words, const struct stems *question)
{
        for (size_t i = 0; i < words->count; i++) {
                const char *stem = words->items[i].stem;
                if (word_list_has(WORK, COUNT_OF(WORK), stem) && !stems_has(question, stem))
                        return true;
        }
        return false;
}

bool
words_are_private(const struct words *words)
{
        static const char *const OWN[] = {"i", "me", "my", "our", "us", "we"};
        size_t home = distinct_of(words, HOME, COUNT_OF(HOME));
        bool is_own = false;
        for (size_t i = 0; i < words->count && !is_own; i++)
                is_own = word_list_has(OWN, COUNT_OF(OWN), words->items[i].folded);
        return is_own && home >= PRIVATE_LEAST && home > distinct_of(words, WORK, COUNT_OF(WORK));
}

// --- words of rubrics

// What rubrics of interviews are made of. Sorted.
static const char *const RUBRIC_WORDS[] = {
        "action",  "agreed",   "because",   "check",     "decided",    "decision", "end",
        "example", "figure",   "finally",   "first",     "impact",     "involved", "learned",
        "lesson",  "listened", "measured",  "next",      "ownership",  "reason",   "responsible",
        "result",  "results",  "second",    "situation", "situations", "star",     "summary",
        "task",    "then",     "therefore", "trade",     "tradeoff",
};

enum { RUBRIC_WINDOW = 16, RUBRIC_DISTINCT_LEAST = 7 };

// Whether so many of the words from `from` on are those: nobody tells a story like that.
static bool
is_made_of_rubric(const struct words *words, size_t from)
{
        size_t distinct = 0;
        for (size_t i = from; i < from + RUBRIC_WINDOW; i++) {
                distinct += word_list_has(RUBRIC_WORDS, COUNT_OF(RUBRIC_WORDS),
                                          words->items[i].folded) &&
                                            is_first(words, from, i)
                                    ? 1
                                    : 0;
        }
        return distinct >= RUBRIC_DISTINCT_LEAST;
}

void
doubts_mark_rubric(const struct words *words, struct clause *clauses, size_t clause_count,
                   struct arena *arena)
{
        bool *is_stuffed = arena_alloc(arena, words->count + 1, sizeof *is_stuffed);
        for (size_t from = 0; from + RUBRIC_WINDOW <= words->count; from++) {
                if (!is_made_of_rubric(words, from))
                        continue;
                for (size_t i = from; i < from + RUBRIC_WINDOW; i++)
                        is_stuffed[i] = true;
        }
        for (size_t i = 0; i < clause_count; i++) {
                for (size_t k = clauses[i].from; k < clauses[i].to; k++)
                        clauses[i].is_list = clauses[i].is_list || is_stuffed[k];
        }
}

// --- all of it

static struct stems
stems_of_points(const struct question *question, const char *language, struct arena *arena)
{
        const char *text = question->text;
        for (size_t i = 0; i < question->expected_count; i++)
                text = arena_print(arena, "%s\n%s", text, question->expected[i]);
        struct words words = words_of(text, language, arena);
        return stems_of(&words, arena);
}

static bool
is_of_points(const struct words *words, const struct clause *clause, const struct stems *points)
{
        struct mixture mixture = mixture_of(words, clause->from, clause->to, points);
        return (double)mixture.of_points >= LISTED_SHARE * (double)mixture.content;
}

void
doubts_mark(const struct words *words, const struct question *question, const char *language,
            struct clause *clauses, size_t clause_count, bool *is_listed, struct arena *arena)
{
        if (question == NULL || question->expected_count == 0 || words->count == 0)
                return;
        struct stems points = stems_of_points(question, language, arena);
        bool has_several = question->expected_count >= POINTS_SEVERAL;
        bool is_cited = cites(words);
        bool is_all = is_stuffed(words, 0, words->count, &points, has_several);
        for (size_t i = 0; i < clause_count; i++) {
                struct clause *clause = &clauses[i];
                // Where the reference is a list, so is a right answer.
                if (!has_several && is_of_points(words, clause, &points))
                        clause->is_list = false;
                clause->is_list = clause->is_list || is_all ||
                                  is_stuffed(words, clause->from, clause->to, &points, has_several);
                struct mixture mixture = mixture_of(words, clause->from, clause->to, &points);
                clause->is_list =
                        clause->is_list ||
                        (is_cited && has_several &&
                         (double)mixture.of_points >= CITED_SHARE * (double)mixture.content);
        }
        for (size_t i = 0; i < question->expected_count && has_several; i++) {
                struct words point = words_of(question->expected[i], language, arena);
                if (words->count <= RECITED_WORDS_MOST)
                        mark_recited(words, &point, is_cited, is_listed);
        }
        size_t recited = 0;
        for (size_t i = 0; i < words->count; i++)
                recited += is_listed[i] ? 1 : 0;
        for (size_t i = 0; i < clause_count; i++)
                clauses[i].is_list = clauses[i].is_list ||
                                     (double)recited >= RECITED_SHARE * (double)words->count;
}
