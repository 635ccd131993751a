// The golden set of the repository is whole, and what is not as described is refused with its
// place.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/text.h"
#include "evaluate/golden_set.h"
#include "interview/scoring.h"
#include "interview/words.h"

static struct arena arena;

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

static const char *
golden_path(void)
{
        static const char *const ROOTS[] = {".", "..", "../..", "../../.."};
        for (size_t i = 0; i < COUNT_OF(ROOTS); i++) {
                const char *path = arena_print(&arena, "%s/tests/golden", ROOTS[i]);
                if (access(path, R_OK) == 0)
                        return path;
        }
        fail_msg("tests/golden is not there");
        return NULL;
}

static void
the_set_has_answers_of_all_kinds(void **state)
{
        size_t of_quality[GOLDEN_QUALITY_COUNT] = {0};
        size_t of_type[INTERVIEW_TYPE_COUNT] = {0};
        size_t english = 0;
        struct golden_answer *answers = NULL;
        size_t count = 0;
        struct err err = {0};
        (void)state;
        if (!golden_set_read(golden_path(), &arena, &answers, &count, &err))
                fail_msg("%s", err.message);
        assert_true(count >= 60);
        for (size_t i = 0; i < count; i++) {
                const struct golden_answer *answer = &answers[i];
                struct words words = words_of(answer->text, answer->question->language, &arena);
                for (int k = 0; k < GOLDEN_QUALITY_COUNT; k++)
                        of_quality[k] += text_equals(GOLDEN_QUALITIES[k], answer->quality) ? 1 : 0;
                of_type[answer->type]++;
                english += text_equals(answer->question->language, "en") ? 1 : 0;
                if (words.count < 20 || words.count > 400)
                        fail_msg("%s has %zu words", answer->id, words.count);
                // Nobody gives a level to what was not asked for.
                for (int k = 0; k < DIMENSION_COUNT; k++) {
                        bool is_asked = scoring_asks(answer->question->kind, answer->type,
                                                     (enum dimension)k);
                        if (answer->reference[k] >= 0 && !is_asked &&
                            answer->type != INTERVIEW_MIXED)
                                fail_msg("%s: %s is not asked for", answer->id,
                                         golden_measure_name(k));
                        if (answer->reference[k] < 0 && is_asked)
                                fail_msg("%s: %s is missing", answer->id, golden_measure_name(k));
                }
                for (size_t k = 0; k < i; k++)
                        assert_string_not_equal(answers[k].text, answer->text);
                // What is meant to be strong is not given less than what is meant to be weak.
                if (text_equals(answer->quality, "strong"))
                        assert_true(answer->reference[GOLDEN_OVERALL] >= 2);
                if (text_equals(answer->quality, "weak") ||
                    text_equals(answer->quality, "off_topic"))
                        assert_true(answer->reference[GOLDEN_OVERALL] == 0);
        }
        for (int k = 0; k < GOLDEN_QUALITY_COUNT; k++)
                assert_true(of_quality[k] >= 5);
        for (int k = 0; k < INTERVIEW_TYPE_COUNT; k++)
                assert_true(of_type[k] >= 4);
        assert_true(english * 4 > count * 3 && english < count);
}

#define QUESTION(rest)                                                                             \
        "[{\"id\":\"q\",\"language\":\"en\",\"type\":\"technical\",\"kind\":\"technical\","        \
        "\"question\":\"Why?\",\"competency\":\"C\",\"expected\":[\"a\"],\"answers\":[" rest "]}]"
#define ANSWER(id, quality, level)                                                                 \
        "{\"id\":\"" id "\",\"quality\":\"" quality "\",\"text\":\"Because.\",\"why\":\"so\","     \
        "\"reference\":{\"overall\":\"" level "\"}}"

static void
what_is_not_as_described_is_refused(void **state)
{
        static const struct {
                const char *json;
                const char *message; // NULL where it is taken
        } CASES[] = {
                {QUESTION(ANSWER("a", "weak", "below")), NULL},
                {QUESTION(ANSWER("a", "weak", "below") "," ANSWER("a", "weak", "below")),
                 "golden-set-try.json, question 1: id: \"a\" stands twice."},
                {QUESTION(ANSWER("a", "bad", "below")), "quality"},
                {QUESTION(ANSWER("a", "weak", "low")), "overall"},
                {QUESTION(""), "The golden set has no answers."},
                {QUESTION("7"), "question 1"},
                {QUESTION("{\"id\":\"a\"}"), "question 1: quality"},
                {"[{\"id\":\"q\",\"colour\":1}]", "colour"},
                {"{}", "A file of a golden set is a list of questions."},
                {"[", "golden-set-try.json"},
                {"", "golden-set-try.json"},
        };
        (void)state;
        char folder[] = "/tmp/golden-unit-XXXXXX";
        assert_non_null(mkdtemp(folder));
        const char *path = arena_print(&arena, "%s/golden-set-try.json", folder);
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                FILE *file = fopen(path, "wb");
                assert_non_null(file);
                fputs(CASES[i].json, file);
                fclose(file);
                struct golden_answer *answers = NULL;
                size_t count = 0;
                struct err err = {0};
                bool is_read =
                        golden_set_read(i % 2 == 0 ? path : folder, &arena, &answers, &count, &err);
                if (is_read != (CASES[i].message == NULL))
                        fail_msg("case %zu: %s", i, is_read ? "taken" : err.message);
                if (!is_read && strstr(err.message, CASES[i].message) == NULL)
                        fail_msg("case %zu: %s", i, err.message);
        }
        unlink(path);
        struct golden_answer *answers = NULL;
        size_t count = 0;
        struct err err = {0};
        assert_false(golden_set_read(folder, &arena, &answers, &count, &err));
        assert_int_equal(err.kind, ERR_MISSING);
        assert_false(golden_set_read(path, &arena, &answers, &count, &err));
        assert_int_equal(err.kind, ERR_MISSING);
        rmdir(folder);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_set_has_answers_of_all_kinds),
                cmocka_unit_test(what_is_not_as_described_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, done);
}
