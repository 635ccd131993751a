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

static int
read_seeds(void **state)
{
        (void)state;
        seeds = seeds_read(&arena);
        return 0;
}

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

static size_t
count_of(const char *kind, const char *family, int difficulty)
{
        size_t count = 0;
        for (size_t i = 0; i < seeds.bank_count; i++) {
                const struct question *question = &seeds.bank[i];
                count +=
                        strcmp(question->kind, kind) == 0 &&
                                        (family == NULL || text_equals(question->family, family)) &&
                                        (difficulty < 0 || (int)question->difficulty == difficulty)
                                ? 1
                                : 0;
        }
        return count;
}

static void
the_bank_has_enough_of_everything(void **state)
{
        static const char *const FAMILIES[] = {"backend", "frontend", "data", "devops"};
        (void)state;
        assert_true(seeds.bank_count >= 60);
        for (size_t i = 0; i < COUNT_OF(FAMILIES); i++)
                assert_true(count_of("technical", FAMILIES[i], -1) >= 7);
        for (int kind = 0; kind < INTERVIEW_MIXED; kind++) {
                assert_true(count_of(INTERVIEW_TYPE_NAMES[kind], NULL, -1) >= 9);
                for (int difficulty = 0; difficulty < DIFFICULTY_COUNT; difficulty++)
                        assert_true(count_of(INTERVIEW_TYPE_NAMES[kind], NULL, difficulty) >= 1);
        }
}

// What a voice reads badly: digits, abbreviations in capitals, slashes, brackets.
static void
assert_spoken_well(const char *id, const char *text)
{
        struct words words = words_of(text, "en", &arena);
        if (strpbrk(text, "0123456789/()[]{}*_#&%+=<>\"") != NULL)
                fail_msg("%s has signs that are not spoken: %s", id, text);
        if (words.count > 45)
                fail_msg("%s is too long to be kept in mind: %s", id, text);
        for (size_t i = 0; i < words.count; i++) {
                const char *word = text + words.items[i].offset;
                if (words.items[i].length >= 2 && word[0] >= 'A' && word[0] <= 'Z' &&
                    word[1] >= 'A' && word[1] <= 'Z')
                        fail_msg("%s has an abbreviation: %s", id, text);
        }
        const char *end = text + strlen(text) - 1;
        assert_true(*end == '?' || *end == '.');
}

static void
questions_can_be_spoken(void **state)
{
        (void)state;
        for (size_t i = 0; i < seeds.bank_count; i++) {
                const struct question *question = &seeds.bank[i];
                assert_spoken_well(question->id, question->text);
                for (size_t k = 0; k < question->follow_up_count; k++)
                        assert_spoken_well(question->id, question->follow_ups[k].text);
                assert_string_equal(question->language, "en");
        }
}

static void
questions_are_unlike_each_other(void **state)
{
        (void)state;
        for (size_t i = 0; i < seeds.bank_count; i++) {
                struct words words = words_of(seeds.bank[i].text, "en", &arena);
                struct stems stems = stems_of(&words, &arena);
                for (size_t k = 0; k < i; k++) {
                        struct words other_words = words_of(seeds.bank[k].text, "en", &arena);
                        struct stems other = stems_of(&other_words, &arena);
                        if (stems_share(&stems, &other) > 0.6 && stems_share(&other, &stems) > 0.6)
                                fail_msg("%s is like %s", seeds.bank[i].id, seeds.bank[k].id);
                }
        }
}

static void
other_languages_are_read(void **state)
{
        static const char *const LANGUAGES[] = {"de", "es"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                struct question *questions = NULL;
                size_t count = 0;
                size_t length = 0;
                struct err err = {0};
                const char *json = seed_file(arena_print(&arena, "questions.%s.json", LANGUAGES[i]),
                                             &arena, &length);
                if (!bank_read(json, length, &arena, &questions, &count, &err))
                        fail_msg("%s: %s: %s", LANGUAGES[i], err.field, err.message);
                assert_true(count >= 12);
                for (size_t k = 0; k < count; k++)
                        assert_string_equal(questions[k].language, LANGUAGES[i]);
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
                cmocka_unit_test(questions_are_unlike_each_other),
                cmocka_unit_test(other_languages_are_read),
                cmocka_unit_test(rubrics_are_whole),
                cmocka_unit_test(bad_banks_are_refused_with_their_place),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
