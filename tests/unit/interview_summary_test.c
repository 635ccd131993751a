#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "interview_candidates.h"
#include "interview_seeded.h"

static struct talk *
talk_of(enum candidate candidate, enum interview_type type)
{
        struct posting posting = posting_for(type);
        return talk_with(candidate, &seeds, &posting, RESUME, 6, &arena);
}

static void
a_report_follows_from_its_evidence(void **state)
{
        (void)state;
        struct talk *talk = talk_of(CANDIDATE_STRONG, INTERVIEW_BEHAVIORAL);
        const struct summary *summary = &talk->summary;
        const struct rubric *rubric = &seeds.rubrics[INTERVIEW_BEHAVIORAL];
        assert_int_equal(summary->criterion_count, rubric->criterion_count);
        for (size_t i = 0; i < summary->criterion_count; i++) {
                const struct summary_criterion *item = &summary->criteria[i];
                assert_ptr_equal(item->score.criterion, &rubric->criteria[i]);
                assert_string_equal(item->level_word, level_word(item->score.score));
                if (!isnan(item->score.score)) {
                        assert_true(item->score.lowest <= item->score.score + 1e-9);
                        assert_true(item->score.highest >= item->score.score - 1e-9);
                        assert_true(item->evidence_count > 0);
                }
                for (size_t k = 0; k < item->evidence_count; k++) {
                        int turn = item->evidence[k].turn;
                        assert_non_null(
                                strstr(talk->turns[turn - 1].transcript, item->evidence[k].quote));
                }
        }
        assert_int_equal(summary->questions_answered, 10);
        assert_int_equal(summary->questions_skipped, 0);
        assert_true(summary->best_answer >= 1);
        assert_true(summary->strengths.count > 0 && summary->key_highlights.count > 0);
        // Each highlight quotes another passage.
        for (size_t i = 0; i < summary->key_highlights.count; i++) {
                const char *quote = strchr(summary->key_highlights.items[i], '"');
                assert_non_null(quote);
                for (size_t k = 0; k < i; k++)
                        assert_null(strstr(summary->key_highlights.items[k], quote));
        }
        assert_null(summary->null_reason);
        assert_float_equal(summary->avg_response_time_seconds, 30, 1e-9);
        assert_true(isnan(summary->avg_speech_pace));
}

static void
the_text_has_at_most_eighty_words(void **state)
{
        (void)state;
        for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                for (int candidate = 0; candidate <= CANDIDATE_SHRUGGING; candidate++) {
                        struct talk *talk =
                                talk_of((enum candidate)candidate, (enum interview_type)type);
                        struct words words = words_of(talk->summary.text, "en", &arena);
                        if (words.count > 80 || words.count < 8)
                                fail_msg("%zu words: %s", words.count, talk->summary.text);
                        assert_non_null(strstr(talk->summary.text, "A person decides."));
                }
        }
}

static void
a_weak_interview_says_what_was_not_shown(void **state)
{
        (void)state;
        struct talk *talk = talk_of(CANDIDATE_AVERAGE, INTERVIEW_TECHNICAL);
        assert_true(talk->summary.weaknesses.count > 0);
        assert_true(talk->summary.immediate_improvements.count > 0);
        assert_true(talk->summary.practice_areas.count > 0);
        assert_int_equal(talk->summary.practice_areas.count,
                         talk->summary.resources_recommended.count);
        talk = talk_of(CANDIDATE_COMMANDING, INTERVIEW_TECHNICAL);
        assert_true(isnan(talk->summary.scores.overall));
        assert_non_null(talk->summary.null_reason);
        assert_string_equal(talk->summary.flags.items[0], "turn 1: addresses_the_machine");
        assert_int_equal(talk->summary.best_answer, 0);
        for (size_t i = 0; i < talk->summary.criterion_count; i++)
                assert_string_equal(talk->summary.criteria[i].level, "Not shown.");
}

static void
what_the_resume_hides_is_a_flag_before_those_of_answers(void **state)
{
        (void)state;
        static const char *const HIDES[] = {"hidden_text"};
        struct talk *talk = talk_of(CANDIDATE_COMMANDING, INTERVIEW_TECHNICAL);
        struct summary_input input = talk->input;
        input.resume_flags = (struct summary_texts){HIDES, 1};
        struct summary summary = summary_of(&input, &arena);
        assert_int_equal(summary.flags.count, talk->summary.flags.count + 1);
        assert_string_equal(summary.flags.items[0], "resume: hidden_text");
        assert_string_equal(summary.flags.items[1], "turn 1: addresses_the_machine");
        assert_true(isnan(summary.scores.overall));
}

static void
what_is_open_is_asked_for_and_no_list_is_long(void **state)
{
        (void)state;
        for (int candidate = 0; candidate <= CANDIDATE_WEAK; candidate++) {
                struct talk *talk = talk_of((enum candidate)candidate, INTERVIEW_MIXED);
                const struct summary *summary = &talk->summary;
                const struct summary_texts LISTS[] = {
                        summary->strengths,      summary->weaknesses,
                        summary->key_highlights, summary->immediate_improvements,
                        summary->practice_areas, summary->resources_recommended,
                };
                // Where all of it goes beyond the rubric, nothing is left to ask.
                bool is_open = false;
                for (size_t i = 0; i < summary->criterion_count; i++)
                        is_open = is_open || (summary->criteria[i].score.answers_asked > 0 &&
                                              !(summary->criteria[i].score.score >= 8));
                assert_int_equal(summary->weaknesses.count > 0, is_open);
                if (is_open)
                        assert_non_null(strstr(summary->weaknesses.items[0], "Ask"));
                for (size_t i = 0; i < COUNT_OF(LISTS); i++) {
                        assert_true(LISTS[i].count <= 4);
                        for (size_t k = 0; k < LISTS[i].count; k++)
                                assert_null(strstr(LISTS[i].items[k], "Meets: "));
                }
        }
}

// What is quoted in an advice was said in the answer that it names.
static void
improvements_quote_what_was_said(void **state)
{
        (void)state;
        struct talk *talk = talk_of(CANDIDATE_AVERAGE, INTERVIEW_BEHAVIORAL);
        size_t quotes = 0;
        for (size_t i = 0; i < talk->summary.immediate_improvements.count; i++) {
                const char *text = talk->summary.immediate_improvements.items[i];
                const char *from = strstr(text, "\u201c");
                const char *to = from == NULL ? NULL : strstr(from, "\u201d (answer ");
                if (to == NULL)
                        continue;
                int turn = atoi(to + strlen("\u201d (answer "));
                const char *quote = arena_copy(&arena, from + 3, (size_t)(to - from) - 3);
                const char *cut = strstr(quote, "\u2026");
                quote = cut == NULL ? quote : arena_copy(&arena, quote, (size_t)(cut - quote));
                assert_non_null(strstr(talk->turns[turn - 1].transcript, quote));
                quotes++;
        }
        assert_true(quotes > 0);
}

static void
facts_are_added_up(void **state)
{
        (void)state;
        struct voice_metrics first = {.duration_ms = 30000,
                                      .speech_ms = 20400,
                                      .speech_pace = 120,
                                      .filler_word_count = 2,
                                      .volume_level = 0.4};
        struct voice_metrics second = {.duration_ms = 10000,
                                       .speech_ms = 8000,
                                       .speech_pace = 160,
                                       .filler_word_count = 1,
                                       .volume_level = 0.6};
        struct evaluation low = {.scores = {{2, NAN, NAN, NAN}, 2}};
        struct evaluation high = {.scores = {{7, 5, NAN, NAN}, 6.5}};
        const struct summary_turn turns[] = {
                {.number = 1,
                 .status = PLAN_ANSWERED,
                 .voice = &first,
                 .evaluation = &low,
                 .response_ms = 30000},
                {.number = 2, .status = PLAN_SKIPPED},
                {.number = 3,
                 .status = PLAN_ANSWERED,
                 .voice = &second,
                 .evaluation = &high,
                 .response_ms = 10000},
                {.number = 4, .status = PLAN_FAILED},
        };
        struct summary_input input = {.rubric = &seeds.rubrics[INTERVIEW_MIXED],
                                      .type = INTERVIEW_MIXED,
                                      .turns = turns,
                                      .turn_count = 4};
        struct summary summary = summary_of(&input, &arena);
        assert_int_equal(summary.total_speaking_time_seconds, 28);
        assert_float_equal(summary.avg_response_time_seconds, 20, 1e-9);
        assert_float_equal(summary.avg_speech_pace, 130, 1e-9);
        assert_int_equal(summary.total_filler_words, 3);
        assert_int_equal(summary.questions_answered, 2);
        assert_int_equal(summary.questions_skipped, 2);
        assert_int_equal(summary.best_answer, 3);
        assert_int_equal(summary.worst_answer, 1);

        struct limits limits = {.max_turns = 10, .max_minutes = 35};
        struct live_metrics metrics = metrics_live(turns, 4, limits, 240);
        assert_int_equal(metrics.questions_completed, 4);
        assert_float_equal(metrics.rolling_avg[DIMENSION_TECHNICAL], 4.5, 1e-9);
        assert_float_equal(metrics.rolling_avg[DIMENSION_CLARITY], 5, 1e-9);
        assert_true(isnan(metrics.rolling_avg[DIMENSION_BEHAVIORAL]));
        assert_float_equal(metrics.current_speech_pace, 160, 1e-9);
        assert_int_equal(metrics.estimated_time_remaining_seconds, 360);
        metrics = metrics_live(turns, 4, limits, 2090);
        assert_int_equal(metrics.estimated_time_remaining_seconds, 10);
        metrics = metrics_live(turns, 4, limits, 9999);
        assert_int_equal(metrics.estimated_time_remaining_seconds, 0);

        OWN(buf_close) struct buf buf = buf_open(4096);
        struct json_writer json = json_writer_on(&buf);
        live_metrics_write(&json, &metrics, false);
        assert_null(strstr(buf_string(&buf), "avg"));
        assert_non_null(strstr(buf_string(&buf), "\"questions_completed\":4"));
        buf_clear(&buf);
        json = json_writer_on(&buf);
        live_metrics_write(&json, &metrics, true);
        assert_non_null(strstr(buf_string(&buf), "\"rolling_technical_avg\":4.5"));
        assert_non_null(strstr(buf_string(&buf), "\"rolling_behavioral_avg\":null"));
}

static void
an_empty_interview_has_a_report(void **state)
{
        (void)state;
        struct summary_input input = {.rubric = &seeds.rubrics[INTERVIEW_MIXED],
                                      .type = INTERVIEW_MIXED};
        struct summary summary = summary_of(&input, &arena);
        assert_true(isnan(summary.scores.overall));
        assert_string_equal(summary.null_reason, "No question was answered.");
        assert_non_null(summary.text);
        assert_int_equal(summary.strengths.count, 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_report_follows_from_its_evidence),
                cmocka_unit_test(the_text_has_at_most_eighty_words),
                cmocka_unit_test(a_weak_interview_says_what_was_not_shown),
                cmocka_unit_test(what_the_resume_hides_is_a_flag_before_those_of_answers),
                cmocka_unit_test(what_is_open_is_asked_for_and_no_list_is_long),
                cmocka_unit_test(improvements_quote_what_was_said),
                cmocka_unit_test(facts_are_added_up),
                cmocka_unit_test(an_empty_interview_has_a_report),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
