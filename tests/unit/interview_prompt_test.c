// Versions of prompts: what is refused, how templates are filled, and that the seeds are whole.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "interview/prompt_version.h"
#include "interview_seed.h"

static struct arena arena;

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

#define EVALUATOR(system, user, rest)                                                              \
        "{\"function\":\"evaluator\",\"system\":[\"" system "\"],\"user\":[\"" user "\"]" rest "}"
#define SETTINGS ",\"temperature\":0,\"max_tokens\":100"
#define WHOLE "{{indicators}} {{question}} {{answer}}"

static void
what_makes_no_sense_is_refused(void **state)
{
        static const struct {
                const char *json;
                const char *field; // NULL where it is taken
                const char *message;
        } CASES[] = {
                {EVALUATOR("Quote.", WHOLE, SETTINGS), NULL, NULL},
                {EVALUATOR("Quote.", WHOLE, SETTINGS ",\"models\":{\"openai\":\"m-1\"}"), NULL,
                 NULL},
                {EVALUATOR("Quote {a: 1}, {{ and }}.", "{{indicators}}{{question}}{{answer}}",
                           SETTINGS),
                 "system", "\"{{ and }}.\" is no placeholder of the evaluator's prompt."},
                {EVALUATOR("Quote.", "{{indicators}} {{question}}", SETTINGS), "user",
                 "The evaluator's prompt needs {{answer}}."},
                {EVALUATOR("Quote.", WHOLE " {{resume}}", SETTINGS), "user",
                 "\"{{resume}}\" is no placeholder of the evaluator's prompt."},
                {EVALUATOR("Quote. {{answer}}", WHOLE, SETTINGS), "system",
                 "{{answer}} may have strangers' words and belongs in \"user\"."},
                {EVALUATOR("Quote.", WHOLE, ",\"temperature\":3,\"max_tokens\":100"), "temperature",
                 "temperature must be a number from 0 to 2."},
                {EVALUATOR("Quote.", WHOLE, ",\"max_tokens\":100"), "temperature",
                 "temperature must be a number from 0 to 2."},
                {EVALUATOR("Quote.", WHOLE, SETTINGS ",\"models\":[1]"), "models",
                 "models must name a model for each provider."},
                {EVALUATOR("Quote.", WHOLE, SETTINGS ",\"models\":{\"elevenlabs\":\"m\"}"), NULL,
                 ""},
                {EVALUATOR("Quote.", WHOLE, SETTINGS ",\"colour\":1"), NULL, ""},
                {EVALUATOR("Quote.", WHOLE, ",\"temperature\":0,\"max_tokens\":0"), NULL, ""},
                {EVALUATOR("", WHOLE, SETTINGS), "system", "system must not be empty."},
                {EVALUATOR("Two\\nlines", WHOLE, SETTINGS), "system",
                 "system must be a list of lines of at most 2000 characters."},
                {"{\"function\":\"judge\",\"system\":[\"a\"],\"user\":[\"b\"]" SETTINGS "}", NULL,
                 ""},
                {"[]", NULL, ""},
                {"{", NULL, ""},
                {"", NULL, ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct prompt_version version = {.version = 77};
                struct err err = {0};
                bool is_taken = prompt_version_parse(CASES[i].json, strlen(CASES[i].json), &arena,
                                                     &version, &err);
                if (is_taken != (CASES[i].message == NULL))
                        fail_msg("case %zu: %s", i, is_taken ? "taken" : err.message);
                if (is_taken)
                        continue;
                assert_int_equal(version.version, 77);
                if (CASES[i].field == NULL)
                        continue;
                assert_string_equal(err.field, CASES[i].field);
                assert_string_equal(err.message, CASES[i].message);
        }
}

static void
templates_are_filled_once_and_empty_lines_fall_away(void **state)
{
        static const struct prompt_value VALUES[] = {
                {"a", "first {{b}}"}, {"b", "second"}, {"none", ""}, {"null", NULL}};
        static const struct {
                const char *template;
                const char *filled;
        } CASES[] = {
                {"{{a}}, {{b}}.", "first {{b}}, second."},
                {"x\n{{none}}\n{{null}}\ny", "x\ny"},
                {"x\n{{none}}", "x\n"},
                {"x {{none}}\ny", "x \ny"},
                {"{{b}}{{b}}", "secondsecond"},
                {"{{unknown}} {not} {{ b }}", " {not} {{ b }}"},
                {"{{", "{{"},
                {"{{b", "{{b"},
                {"{{b}", "{{b}"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(buf_close) struct buf buf = buf_open(1000);
                prompt_fill(&buf, CASES[i].template, VALUES, COUNT_OF(VALUES));
                assert_string_equal(buf_string(&buf), CASES[i].filled);
        }
}

static void
a_stored_body_is_the_same_version_again(void **state)
{
        (void)state;
        struct seeds seeds = seeds_read(&arena);
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++) {
                OWN(buf_close) struct buf buf = buf_open(100000);
                struct json_writer json = json_writer_on(&buf);
                struct prompt_version again = {.version = 0};
                struct err err = {0};
                seeds.prompts[i].models[PROVIDER_ANTHROPIC] = "m \"1\"";
                prompt_body_write(&json, &seeds.prompts[i]);
                assert_true(prompt_body_parse((enum prompt_function)i, 7, buf_string(&buf), &arena,
                                              &again, &err));
                assert_int_equal(again.version, 7);
                assert_string_equal(again.system, seeds.prompts[i].system);
                assert_string_equal(again.user, seeds.prompts[i].user);
                assert_string_equal(again.models[PROVIDER_ANTHROPIC], "m \"1\"");
                assert_int_equal(again.max_tokens, seeds.prompts[i].max_tokens);
                assert_float_equal(again.temperature, seeds.prompts[i].temperature, 1e-9);
        }
}

static void
ids_name_function_and_version(void **state)
{
        static const char *const BAD[] = {
                "evaluator", "evaluator:",   "evaluator:0",         "evaluator:-1",
                "judge:1",   "evaluator:1x", "evaluator: 1",        "evaluator1",
                "",          "rules-2",      "evaluator:9999999999"};
        enum prompt_function function = PROMPT_INTERVIEWER;
        int version = 0;
        (void)state;
        assert_true(prompt_version_from_id("evaluator:12", &function, &version));
        assert_int_equal(function, PROMPT_EVALUATOR);
        assert_int_equal(version, 12);
        assert_string_equal(
                prompt_version_id(
                        &(struct prompt_version){.function = PROMPT_INTERVIEWER, .version = 3},
                        &arena),
                "interviewer:3");
        for (size_t i = 0; i < COUNT_OF(BAD); i++) {
                if (prompt_version_from_id(BAD[i], &function, &version))
                        fail_msg("%s", BAD[i]);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_makes_no_sense_is_refused),
                cmocka_unit_test(templates_are_filled_once_and_empty_lines_fall_away),
                cmocka_unit_test(a_stored_body_is_the_same_version_again),
                cmocka_unit_test(ids_name_function_and_version),
        };
        return cmocka_run_group_tests(tests, NULL, done);
}
