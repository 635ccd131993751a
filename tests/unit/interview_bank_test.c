#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "interview/evidence_rules.h"
#include "interview/words.h"
#include "interview_seed.h"

static struct arena arena;
static struct seeds seeds;

// The question banks, one for each language.
static struct bank {
        const char *language;
        struct question *questions;
        size_t count;
} banks[] = {{.language = "en"}, {.language = "de"}, {.language = "es"}};

static int
read_seeds(void **state)
{
        (void)state;
        seeds = seeds_read(&arena);
        for (size_t i = 0; i < COUNT_OF(banks); i++) {
                struct err err = {0};
                size_t length = 0;
                const char *name = arena_print(&arena, "questions.%s.json", banks[i].language);
                const char *json = seed_file(name, &arena, &length);
                if (!bank_read(json, length, &arena, &banks[i].questions, &banks[i].count, &err)) {
                        print_error("%s: %s: %s\n", name, err.field, err.message);
                        return -1;
                }
        }
        return 0;
}

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

// Questions of the kind; `family` NULL stands for any, "" for those without one; `difficulty` below
// 0 for any.
static size_t
count_of(const struct bank *bank, enum interview_type kind, const char *family, int difficulty)
{
        size_t count = 0;
        for (size_t i = 0; i < bank->count; i++) {
                const struct question *question = &bank->questions[i];
                const char *own = question->family == NULL ? "" : question->family;
                if (strcmp(question->kind, INTERVIEW_TYPE_NAMES[kind]) != 0 ||
                    (family != NULL && strcmp(own, family) != 0) ||
                    (difficulty >= 0 && (int)question->difficulty != difficulty))
                        continue;
                count++;
        }
        return count;
}

// At least so many in all, and a fair share of easy, medium and hard ones: a sixth or more each.
static void
assert_enough(const struct bank *bank, enum interview_type kind, const char *family, size_t least)
{
        size_t all = count_of(bank, kind, family, -1);
        if (all < least)
                fail_msg("%s, %s, %s: only %zu", bank->language, INTERVIEW_TYPE_NAMES[kind],
                         family == NULL ? "any" : family, all);
        for (int difficulty = 0; difficulty < DIFFICULTY_COUNT; difficulty++) {
                size_t share = count_of(bank, kind, family, difficulty);
                if (share * 6 < all)
                        fail_msg("%s, %s, %s: %zu of %zu are %s", bank->language,
                                 INTERVIEW_TYPE_NAMES[kind], family == NULL ? "any" : family, share,
                                 all, DIFFICULTY_NAMES[difficulty]);
        }
}

static void
the_bank_has_enough_of_everything(void **state)
{
        static const char *const FAMILIES[] = {"backend", "frontend", "data",    "devops",
                                               "product", "sales",    "support", "finance"};
        (void)state;
        assert_true(banks[0].count >= 165);
        size_t technical = count_of(&banks[0], INTERVIEW_TECHNICAL, "", -1);
        for (size_t i = 0; i < COUNT_OF(FAMILIES); i++) {
                assert_enough(&banks[0], INTERVIEW_TECHNICAL, FAMILIES[i], 10);
                technical += count_of(&banks[0], INTERVIEW_TECHNICAL, FAMILIES[i], -1);
        }
        assert_enough(&banks[0], INTERVIEW_TECHNICAL, "", 12);
        // A family that is misspelt would never be chosen.
        assert_int_equal(technical, count_of(&banks[0], INTERVIEW_TECHNICAL, NULL, -1));
        assert_enough(&banks[0], INTERVIEW_BEHAVIORAL, "", 25);
        assert_enough(&banks[0], INTERVIEW_SYSTEM_DESIGN, "", 18);
        assert_enough(&banks[0], INTERVIEW_CULTURAL_FIT, "", 18);
        for (size_t i = 1; i < COUNT_OF(banks); i++) {
                assert_enough(&banks[i], INTERVIEW_BEHAVIORAL, "", 20);
                assert_enough(&banks[i], INTERVIEW_CULTURAL_FIT, "", 15);
        }
}

// Abbreviations that fcgi/speech/spoken_text.c says as they are said.
static bool
is_said_right(const struct word_at *word)
{
        static const char *const SAID[] = {"api", "apis", "sql", "json", "ui", "ux", "url"};
        for (size_t i = 0; i < COUNT_OF(SAID); i++) {
                if (strcmp(word->folded, SAID[i]) == 0)
                        return true;
        }
        return false;
}

// What a voice reads badly: digits, unknown abbreviations in capitals, slashes, brackets. What is
// spoken is a single question, short enough to be kept in mind.
static void
assert_spoken_well(const char *language, const char *id, const char *text, size_t words_most)
{
        struct words words = words_of(text, language, &arena);
        if (strpbrk(text, "0123456789/()[]{}*_#&%+=<>\"|\\@$~^;") != NULL)
                fail_msg("%s has signs that are not spoken: %s", id, text);
        if (words.count > words_most)
                fail_msg("%s is too long to be kept in mind: %s", id, text);
        for (size_t i = 0; i < words.count; i++) {
                const char *word = text + words.items[i].offset;
                if (words.items[i].length >= 2 && word[0] >= 'A' && word[0] <= 'Z' &&
                    word[1] >= 'A' && word[1] <= 'Z' && !is_said_right(&words.items[i]))
                        fail_msg("%s has an abbreviation: %s", id, text);
        }
        const char *question = strchr(text, '?');
        if (question != NULL && strchr(question + 1, '?') != NULL)
                fail_msg("%s is more than one question: %s", id, text);
        const char *end = text + strlen(text) - 1;
        if (*end != '?' && *end != '.')
                fail_msg("%s has no end: %s", id, text);
        if (strstr(text, "  ") != NULL || text[0] == ' ' || end[-1] == ' ')
                fail_msg("%s has white space out of place: %s", id, text);
}

static void
questions_can_be_spoken(void **state)
{
        enum { QUESTION_WORDS_MOST = 40, FOLLOW_UP_WORDS_MOST = 25 };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(banks); i++) {
                const char *language = banks[i].language;
                for (size_t k = 0; k < banks[i].count; k++) {
                        const struct question *question = &banks[i].questions[k];
                        assert_string_equal(question->language, language);
                        assert_spoken_well(language, question->id, question->text,
                                           QUESTION_WORDS_MOST);
                        for (size_t n = 0; n < question->follow_up_count; n++)
                                assert_spoken_well(language, question->id,
                                                   question->follow_ups[n].text,
                                                   FOLLOW_UP_WORDS_MOST);
                }
        }
}

// Three points or more, each short, each about something: its stems are what answers are read for.
static void
expected_points_can_be_met(void **state)
{
        enum { POINT_WORDS_MOST = 20 };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(banks); i++) {
                for (size_t k = 0; k < banks[i].count; k++) {
                        const struct question *question = &banks[i].questions[k];
                        if (question->expected_count < 3 || question->expected_count > 6)
                                fail_msg("%s has %zu points", question->id,
                                         question->expected_count);
                        for (size_t n = 0; n < question->expected_count; n++) {
                                const char *point = question->expected[n];
                                struct words words = words_of(point, banks[i].language, &arena);
                                struct stems stems = stems_of(&words, &arena);
                                if (words.count > POINT_WORDS_MOST || strchr(point, '?') != NULL)
                                        fail_msg("%s: no short point: %s", question->id, point);
                                if (stems.count == 0)
                                        fail_msg("%s: says nothing: %s", question->id, point);
                        }
                }
        }
}

// Two follow-ups to the same lack would be two ways of asking the same.
static void
follow_ups_ask_for_different_things(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(banks); i++) {
                for (size_t k = 0; k < banks[i].count; k++) {
                        const struct question *question = &banks[i].questions[k];
                        for (size_t n = 1; n < question->follow_up_count; n++) {
                                for (size_t m = 0; m < n; m++) {
                                        if (strcmp(question->follow_ups[n].lacks,
                                                   question->follow_ups[m].lacks) == 0)
                                                fail_msg("%s asks twice for %s", question->id,
                                                         question->follow_ups[n].lacks);
                                }
                        }
                }
        }
}

static void
questions_are_unlike_each_other(void **state)
{
        (void)state;
        for (size_t n = 0; n < COUNT_OF(banks); n++) {
                const struct bank *bank = &banks[n];
                struct stems *all = arena_alloc(&arena, bank->count, sizeof *all);
                for (size_t i = 0; i < bank->count; i++) {
                        const struct question *question = &bank->questions[i];
                        struct words words = words_of(question->text, bank->language, &arena);
                        all[i] = stems_of(&words, &arena);
                        for (size_t k = 0; k < i; k++) {
                                if (stems_share(&all[i], &all[k]) > 0.6 &&
                                    stems_share(&all[k], &all[i]) > 0.6)
                                        fail_msg("%s is like %s", question->id,
                                                 bank->questions[k].id);
                        }
                }
        }
}

// An interview has no business with these, in any language that the bank speaks.
static void
private_matters_are_not_asked_about(void **state)
{
        static const char *const PRIVATE[] = {
                "married",     "marriage",    "pregnan*",    "children",     "religio*",
                "church",      "nationality", "birth*",      "ethnic*",      "illness",
                "disab*",      "sick",        "party",       "sexual*",      "how old",
                "your age",    "your health", "your family", "your husband", "your wife",
                "verheiratet", "schwanger*",  "kinder",      "religi*",      "kirche",
                "herkunft",    "krank*",      "behindert*",  "ihr alter",    "ihre familie",
                "casad*",      "embaraz*",    "hijos",       "iglesia",      "enferm*",
                "discapac*",   "su edad",     "su familia",  "su salud"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(banks); i++) {
                for (size_t k = 0; k < banks[i].count; k++) {
                        const struct question *question = &banks[i].questions[k];
                        const char *texts = question->text;
                        for (size_t n = 0; n < question->follow_up_count; n++)
                                texts = arena_print(&arena, "%s\n%s", texts,
                                                    question->follow_ups[n].text);
                        struct words words = words_of(texts, banks[i].language, &arena);
                        for (size_t n = 0; n < COUNT_OF(PRIVATE); n++) {
                                if (words_find(&words, 0, PRIVATE[n]) != SIZE_MAX)
                                        fail_msg("%s asks about %s", question->id, PRIVATE[n]);
                        }
                }
        }
}

// A stranger is spoken to as one speaks to strangers.
static void
candidates_are_addressed_formally(void **state)
{
        static const char *const FAMILIAR[] = {
                "du", "dich",    "dir", "dein", "deine",  "deinen", "tu",       "tus",    "te",
                "ti", "contigo", "has", "eres", "tienes", "puedes", "cuéntame", "háblame"};
        (void)state;
        for (size_t i = 1; i < COUNT_OF(banks); i++) {
                for (size_t k = 0; k < banks[i].count; k++) {
                        const struct question *question = &banks[i].questions[k];
                        struct words words = words_of(question->text, banks[i].language, &arena);
                        for (size_t n = 0; n < COUNT_OF(FAMILIAR); n++) {
                                if (words_find(&words, 0, FAMILIAR[n]) != SIZE_MAX)
                                        fail_msg("%s says %s", question->id, FAMILIAR[n]);
                        }
                }
        }
}

static void
rubrics_are_whole(void **state)
{
        (void)state;
        for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                const struct rubric *rubric = &seeds.rubrics[type];
                bool has[DIMENSION_COUNT] = {false};
                assert_non_null(rubric->id);
                assert_true(rubric->version >= 1);
                for (size_t i = 0; i < rubric->criterion_count; i++) {
                        const struct criterion *criterion = &rubric->criteria[i];
                        has[criterion->dimension] = true;
                        assert_int_equal(criterion->level_count, 4);
                        assert_float_equal(criterion->levels[0].from, 0, 0);
                        assert_true(criterion->indicator_count >= 3);
                        for (size_t k = 0; k < criterion->indicator_count; k++) {
                                if (rule_for(criterion->indicators[k].key) == NULL)
                                        fail_msg("%s: no rule for %s", rubric->id,
                                                 criterion->indicators[k].key);
                        }
                }
                assert_true(has[DIMENSION_CLARITY] && has[DIMENSION_CONFIDENCE]);
                assert_true(has[DIMENSION_TECHNICAL] || has[DIMENSION_BEHAVIORAL]);
        }
}

#define QUESTION(text, kind, extra)                                                                \
        "{\"language\":\"en\",\"questions\":[{\"id\":\"abc\",\"text\":\"" text                     \
        "\",\"kind\":\"" kind "\",\"competency\":\"Things\",\"difficulty\":\"easy\"," extra "}]}"
#define FOLLOW_UPS                                                                                 \
        "\"follow_ups\":[{\"lacks\":\"result\",\"text\":\"And "                                    \
        "then?\"},{\"lacks\":\"detail\",\"text\":\"Tell more.\"}]"

static void
bad_banks_are_refused_with_their_place(void **state)
{
        static const struct {
                const char *json;
                const char *field;
        } CASES[] = {
                {"{\"language\":\"en\",\"questions\":[]}", "questions"},
                {"{\"questions\":[]}", "language"},
                {"{\"language\":\"en\",\"questions\":[7]}", "questions[0]"},
                {"{\"language\":\"en\",\"questions\":[{}],\"x\":1}", "x"},
                {QUESTION("Why is it so?", "mixed", "\"expected\":[\"a\"]," FOLLOW_UPS),
                 "questions[0].kind"},
                {QUESTION("Why?", "technical", "\"expected\":[\"a\"]," FOLLOW_UPS),
                 "questions[0].text"},
                {QUESTION("Why is it so?", "technical", FOLLOW_UPS), "questions[0].expected"},
                {QUESTION("Why is it so?", "technical", "\"expected\":[3]," FOLLOW_UPS),
                 "questions[0].expected[0]"},
                {QUESTION("Why is it so?", "technical", "\"expected\":[\"a\"],\"follow_ups\":[]"),
                 "questions[0].follow_ups"},
                {QUESTION(
                         "Why is it so?", "technical",
                         "\"expected\":[\"a\"],\"follow_ups\":[{\"lacks\":\"charm\",\"text\":\"And "
                         "then?\"},{}]"),
                 "questions[0].follow_ups[0].lacks"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct question *questions = NULL;
                size_t count = 99;
                struct err err = {0};
                if (bank_read(CASES[i].json, strlen(CASES[i].json), &arena, &questions, &count,
                              &err))
                        fail_msg("case %zu was accepted", i);
                if (err.kind != ERR_INPUT || strcmp(err.field, CASES[i].field) != 0)
                        fail_msg("case %zu: \"%s\": %s", i, err.field, err.message);
                assert_int_equal(count, 99);
        }
        struct rubric rubrics[INTERVIEW_TYPE_COUNT];
        struct err err = {0};
        assert_false(rubric_defaults_read("{\"rubrics\":[]}", 14, &arena, rubrics, &err));
        assert_non_null(strstr(err.message, "technical"));
        assert_false(rubric_defaults_read("{\"rub", 5, &arena, rubrics, &err));
        assert_int_equal(err.kind, ERR_MALFORMED);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_bank_has_enough_of_everything),
                cmocka_unit_test(questions_can_be_spoken),
                cmocka_unit_test(expected_points_can_be_met),
                cmocka_unit_test(follow_ups_ask_for_different_things),
                cmocka_unit_test(questions_are_unlike_each_other),
                cmocka_unit_test(private_matters_are_not_asked_about),
                cmocka_unit_test(candidates_are_addressed_formally),
                cmocka_unit_test(rubrics_are_whole),
                cmocka_unit_test(bad_banks_are_refused_with_their_place),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
