#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "model/evaluation.h"
#include "model/rubric.h"
#include "model/texts.h"
#include "model/transcript.h"

static const char CRITERIA[] =
        "[{\"key\":\"story\",\"name\":\"Story\",\"description\":\"d\",\"weight\":2.5,"
        "\"dimension\":\"behavioral\",\"indicators\":[{\"key\":\"situation\",\"text\":\"Sets the "
        "scene\",\"points\":1.25},{\"key\":\"result\",\"text\":\"Tells the end\",\"points\":3}],"
        "\"levels\":[{\"from\":0,\"text\":\"Below\"},{\"from\":5.5,\"text\":\"Meets\"}]}]";

static bool
read_rubric(const char *json, struct arena *arena, struct rubric *rubric, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        assert_true(json_parse(json, strlen(json), &document, err));
        return rubric_read_criteria(document.root, arena, rubric, err);
}

static void
rubric_comes_back_as_it_was_written(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf first = buf_open(100000);
        OWN(buf_close) struct buf second = buf_open(100000);
        struct rubric rubric = {0};
        struct rubric again = {0};
        struct err err = {0};
        assert_true(read_rubric(CRITERIA, &arena, &rubric, &err));
        assert_int_equal(rubric.criterion_count, 1);
        assert_float_equal(rubric.criteria[0].weight, 2.5, 1e-9);
        assert_float_equal(rubric.criteria[0].indicators[0].points, 1.25, 1e-9);
        assert_int_equal(rubric.criteria[0].dimension, DIMENSION_BEHAVIORAL);
        struct json_writer json = json_writer_on(&first);
        rubric_write_criteria(&json, &rubric);
        assert_true(read_rubric(buf_string(&first), &arena, &again, &err));
        json = json_writer_on(&second);
        rubric_write_criteria(&json, &again);
        assert_string_equal(buf_string(&first), buf_string(&second));
        assert_ptr_equal(rubric_criterion(&rubric, "story"), &rubric.criteria[0]);
        assert_null(rubric_criterion(&rubric, "tale"));
        assert_null(rubric_criterion(&rubric, NULL));
        assert_non_null(criterion_indicator(&rubric.criteria[0], "result"));
        assert_null(criterion_indicator(&rubric.criteria[0], "task"));
}

static void
rubric_names_the_place_of_a_mistake(void **state)
{
        static const struct {
                const char *json;
                const char *field;
                const char *says;
        } CASES[] = {
                {"{}", "rubric", "list"},
                {"[]", "rubric", "1 to 20"},
                {"[1]", "rubric[0]", "object"},
                {"[{\"key\":\"a b\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\","
                 "\"indicators\":[]}]",
                 "rubric[0].key", "small letters"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":0,\"dimension\":\"clarity\","
                 "\"indicators\":[]}]",
                 "rubric[0].weight", "above 0"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":\"1\",\"dimension\":\"clarity\","
                 "\"indicators\":[]}]",
                 "rubric[0].weight", "number"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"charm\","
                 "\"indicators\":[]}]",
                 "rubric[0].dimension", "one of"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\","
                 "\"indicators\":[]}]",
                 "rubric[0].indicators", "at least one"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\","
                 "\"indicators\":[{\"key\":\"k\",\"text\":\"t\",\"points\":-1}]}]",
                 "rubric[0].indicators[0].points", "above 0"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\","
                 "\"indicators\":[{\"key\":\"k\",\"text\":\"t\",\"points\":0.0001}]}]",
                 "rubric[0].indicators[0].points", "above 0"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\","
                 "\"indicators\":[{\"key\":\"k\",\"text\":\"t\",\"points\":1},"
                 "{\"key\":\"k\",\"text\":\"t\",\"points\":1}]}]",
                 "rubric[0].indicators[1].key", "twice"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\","
                 "\"indicators\":[{\"key\":\"k\",\"text\":\"t\",\"points\":1}],"
                 "\"levels\":[{\"from\":5,\"text\":\"x\"},{\"from\":5,\"text\":\"y\"}]}]",
                 "rubric[0].levels[1].from", "above"},
                {"[{\"key\":\"a\",\"name\":\"n\",\"weight\":1,\"dimension\":\"clarity\",\"extra\":"
                 "1,"
                 "\"indicators\":[{\"key\":\"k\",\"text\":\"t\",\"points\":1}]}]",
                 "rubric[0].extra", "not a field"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct rubric rubric = {.version = 7};
                struct err err = {0};
                if (read_rubric(CASES[i].json, &arena, &rubric, &err))
                        fail_msg("case %zu was accepted", i);
                if (err.kind != ERR_INPUT || strcmp(err.field, CASES[i].field) != 0 ||
                    strstr(err.message, CASES[i].says) == NULL)
                        fail_msg("case %zu: %s: %s", i, err.field, err.message);
                assert_int_equal(rubric.version, 7);
        }
}

static void
transcript_comes_back_as_it_was_written(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf buf = buf_open(100000);
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        const struct word words[] = {{"hello", 0, 300, 0.5}, {"w\xC3\xB6rld", -1, -1, -1}};
        struct transcript transcript = {.text = "Hello w\xC3\xB6rld",
                                        .passed_over = "openai: no answer in time",
                                        .confidence = -1,
                                        .language = "en",
                                        .words = words,
                                        .word_count = 2,
                                        .provider = "builtin"};
        struct json_writer json = json_writer_on(&buf);
        transcript_write(&json, &transcript);
        assert_true(json_parse(buf_string(&buf), buf.length, &document, &err));
        struct transcript again = transcript_from_json(document.root, &arena);
        assert_string_equal(again.text, transcript.text);
        assert_float_equal(again.confidence, -1, 0);
        assert_int_equal(again.word_count, 2);
        assert_int_equal(again.words[0].end_ms, 300);
        assert_float_equal(again.words[0].confidence, 0.5, 1e-9);
        assert_int_equal(again.words[1].start_ms, -1);
        assert_string_equal(again.words[1].text, words[1].text);
        assert_null(again.model);
        assert_string_equal(again.passed_over, transcript.passed_over);
}

static void
names_of_pieces_stand_once_in_their_list(void **state)
{
        static const struct {
                const char *names;
                const char *more;
                const char *both;
        } CASES[] = {
                {NULL, NULL, NULL},
                {NULL, "builtin", "builtin"},
                {"openai", NULL, "openai"},
                {"openai", "openai", "openai"},
                {"openai", "open", "openai, open"},
                {"openai, builtin", "builtin, browser", "openai, builtin, browser"},
                {"a: no answer in time", "answer in time", "a: no answer in time, answer in time"},
                {"a: no answer in time, b: budget used up", "b: budget used up, a: no time left",
                 "a: no answer in time, b: budget used up, a: no time left"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                const char *both = texts_named_once(CASES[i].names, CASES[i].more, &arena);
                if (CASES[i].both == NULL ? both != NULL : strcmp(both, CASES[i].both) != 0)
                        fail_msg("row %zu: %s", i, both);
        }
}

static void
stored_json_of_another_shape_gives_empty_values(void **state)
{
        static const char *const TEXTS[] = {
                "{}", "[]", "\"x\"",
                "{\"text\":5,\"words\":7,\"evidence\":{},\"flags\":[1,null],"
                "\"filler_words\":[{}],\"offset\":-9}",
                "{\"words\":[1,null,{\"start_ms\":99999999999}],"
                "\"evidence\":[1,{\"turn\":1e30}]}"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(json_document_close) struct json_document document = {0};
                struct err err = {0};
                assert_true(json_parse(TEXTS[i], strlen(TEXTS[i]), &document, &err));
                struct transcript transcript = transcript_from_json(document.root, &arena);
                assert_string_equal(transcript.text, "");
                struct evaluation evaluation = evaluation_from_json(document.root, &arena);
                assert_true(isnan(evaluation.scores.overall));
                assert_int_equal(evaluation.flag_count, 0);
                struct voice_metrics metrics = voice_metrics_from_json(document.root, &arena);
                assert_int_equal(metrics.filler_word_kinds, 0);
                assert_true(isnan(metrics.clarity_score));
        }
}

static void
evaluation_comes_back_as_it_was_written(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf buf = buf_open(100000);
        OWN(buf_close) struct buf second = buf_open(100000);
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        static const char *const FLAGS[] = {"addresses_the_machine"};
        static const char *const SUGGESTIONS[] = {"Say how it ended."};
        const struct evidence evidence[] = {{.turn = 3,
                                             .criterion = "story",
                                             .indicator = "result",
                                             .quote = "it \"ended\"",
                                             .offset = 5,
                                             .length = 10,
                                             .start_ms = -1,
                                             .end_ms = -1}};
        struct evaluation evaluation = {
                .scores = {.dimension = {NAN, 4.5, 10, 0.1}, .overall = 4.9},
                .has_result = true,
                .feedback_summary = "A fair start.",
                .suggestions = SUGGESTIONS,
                .suggestion_count = 1,
                .evidence = evidence,
                .evidence_count = 1,
                .flags = FLAGS,
                .flag_count = 1,
                .evaluator = {.provider = "builtin",
                              .model = "rules-1",
                              .prompt_version = "none",
                              .passed_over = "openai: no answer in time"},
        };
        struct json_writer json = json_writer_on(&buf);
        evaluation_write(&json, &evaluation);
        assert_non_null(strstr(buf_string(&buf), "\"technical_score\":null"));
        assert_non_null(strstr(buf_string(&buf), "\"start_ms\":null"));
        assert_true(json_parse(buf_string(&buf), buf.length, &document, &err));
        struct evaluation again = evaluation_from_json(document.root, &arena);
        assert_int_equal(again.evidence[0].length, 10);
        assert_int_equal(again.evidence[0].offset, 5);
        json = json_writer_on(&second);
        evaluation_write(&json, &again);
        assert_string_equal(buf_string(&buf), buf_string(&second));
}

static void
voice_metrics_come_back_as_they_were_written(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf buf = buf_open(100000);
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        static const char *const FILLERS[] = {"um"};
        struct voice_metrics metrics = {.duration_ms = 21400,
                                        .speech_ms = 20000,
                                        .silence_ms = 1400,
                                        .speech_pace = 141,
                                        .pause_count = 1,
                                        .longest_pause_ms = 900,
                                        .filler_word_count = 2,
                                        .filler_words = FILLERS,
                                        .filler_word_kinds = 1,
                                        .volume_level = 0.4,
                                        .clarity_score = NAN};
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        voice_metrics_write_members(&json, &metrics);
        json_close_object(&json);
        assert_true(json_parse(buf_string(&buf), buf.length, &document, &err));
        struct voice_metrics again = voice_metrics_from_json(document.root, &arena);
        assert_int_equal(again.duration_ms, 21400);
        assert_int_equal(again.longest_pause_ms, 900);
        assert_float_equal(again.speech_pace, 141, 1e-9);
        assert_float_equal(again.volume_level, 0.4, 1e-9);
        assert_string_equal(again.filler_words[0], "um");
        assert_true(isnan(again.clarity_score));
}

static void
whole_numbers_are_written_to_their_ends(void **state)
{
        (void)state;
        OWN(buf_close) struct buf out = buf_open(1000);
        struct json_writer json = json_writer_on(&out);
        json_open_list(&json);
        json_add_int(&json, 0);
        json_add_int(&json, -7);
        json_add_int(&json, 1000);
        json_add_int(&json, INT64_MAX);
        json_add_int(&json, INT64_MIN);
        json_close_list(&json);
        assert_string_equal(buf_string(&out),
                            "[0,-7,1000,9223372036854775807,-9223372036854775808]");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rubric_comes_back_as_it_was_written),
                cmocka_unit_test(rubric_names_the_place_of_a_mistake),
                cmocka_unit_test(transcript_comes_back_as_it_was_written),
                cmocka_unit_test(names_of_pieces_stand_once_in_their_list),
                cmocka_unit_test(stored_json_of_another_shape_gives_empty_values),
                cmocka_unit_test(evaluation_comes_back_as_it_was_written),
                cmocka_unit_test(voice_metrics_come_back_as_they_were_written),
                cmocka_unit_test(whole_numbers_are_written_to_their_ends),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
