#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "interview/scoring.h"

static const struct indicator POINTS[] = {{"a", "A", 2}, {"b", "B", 3}, {"c", "C", 5}};
static const struct level LEVELS[] = {{0, "low"}, {3, "some"}, {5.5, "good"}, {8, "great"}};
static const struct criterion CRITERIA[] = {
        {.key = "know",
         .weight = 3,
         .dimension = DIMENSION_TECHNICAL,
         .indicators = POINTS,
         .indicator_count = 3,
         .levels = LEVELS,
         .level_count = 4},
        {.key = "judge",
         .weight = 1,
         .dimension = DIMENSION_TECHNICAL,
         .indicators = POINTS,
         .indicator_count = 3},
        {.key = "tell",
         .weight = 1,
         .dimension = DIMENSION_CLARITY,
         .indicators = POINTS,
         .indicator_count = 3},
};
static const struct rubric RUBRIC = {.criteria = CRITERIA, .criterion_count = 3};

static struct evidence
shown(int turn, const char *criterion, const char *indicator)
{
        return (struct evidence){.turn = turn,
                                 .criterion = criterion,
                                 .indicator = indicator,
                                 .quote = "some words"};
}

static void
one_answer_is_points_over_all_points(void **state)
{
        (void)state;
        const struct evidence evidence[] = {shown(1, "know", "a"),  shown(1, "know", "a"),
                                            shown(1, "judge", "c"), shown(1, "tell", "b"),
                                            shown(1, "know", "z"),  shown(1, "zzz", "a")};
        double criteria[3] = {0};
        struct scores scores = scores_of(&RUBRIC, "technical", INTERVIEW_TECHNICAL, evidence,
                                         COUNT_OF(evidence), criteria);
        assert_float_equal(criteria[0], 2, 1e-9); // shown twice, counted once
        assert_float_equal(criteria[1], 5, 1e-9);
        assert_float_equal(criteria[2], 3, 1e-9);
        assert_float_equal(scores.dimension[DIMENSION_TECHNICAL], 2.8, 1e-9); // (3*2 + 5) / 4
        assert_float_equal(scores.dimension[DIMENSION_CLARITY], 3, 1e-9);
        assert_true(isnan(scores.dimension[DIMENSION_BEHAVIORAL]));
        assert_float_equal(scores.overall, 2.8, 1e-9); // (6 + 5 + 3) / 5
}

static void
nothing_shown_is_null(void **state)
{
        (void)state;
        struct scores scores = scores_of(&RUBRIC, "technical", INTERVIEW_TECHNICAL, NULL, 0, NULL);
        assert_true(isnan(scores.overall));
        for (int i = 0; i < DIMENSION_COUNT; i++)
                assert_true(isnan(scores.dimension[i]));
}

static void
style_without_substance_is_null(void **state)
{
        (void)state;
        const struct evidence evidence[] = {shown(1, "tell", "a"), shown(1, "tell", "b")};
        struct scores scores =
                scores_of(&RUBRIC, "technical", INTERVIEW_TECHNICAL, evidence, 2, NULL);
        assert_true(isnan(scores.overall));
        assert_float_equal(scores.dimension[DIMENSION_CLARITY], 5, 1e-9);
        scores = scores_of(&RUBRIC, "opening", INTERVIEW_TECHNICAL, evidence, 2, NULL);
        assert_float_equal(scores.overall, 5, 1e-9);
}

static void
an_interview_takes_the_better_half(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        const struct scored_turn turns[] = {{1, "technical"}, {2, "technical"},  {3, "technical"},
                                            {4, "technical"}, {5, "behavioral"}, {6, "closing"}};
        const struct evidence evidence[] = {
                shown(1, "know", "a"), shown(1, "know", "b"), shown(1, "know", "c"), // 10
                shown(2, "know", "c"),                                               // 5
                shown(3, "know", "a"),                                               // 2
                shown(9, "know", "a"), // not among the turns
        };
        struct criterion_score criteria[3];
        struct scores scores = scores_of_interview(&RUBRIC, INTERVIEW_TECHNICAL, turns, 6, evidence,
                                                   COUNT_OF(evidence), &arena, criteria);
        assert_float_equal(criteria[0].score, 7.5, 1e-9); // the best two of four that asked for it
        assert_int_equal(criteria[0].answers_asked, 4);
        assert_int_equal(criteria[0].answers_shown, 3);
        // Without the first: (5 + 2) / 2; without the second (10 + 2) / 2; without another one of
        // the four (10 + 5) / 2.
        assert_float_equal(criteria[0].lowest, 3.5, 1e-9);
        assert_float_equal(criteria[0].highest, 7.5, 1e-9);
        assert_true(isnan(criteria[1].score));
        assert_true(isnan(criteria[1].lowest));
        assert_float_equal(scores.overall, 7.5, 1e-9);
}

static void
one_lucky_answer_does_not_carry_an_interview(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct scored_turn turns[10];
        for (int i = 0; i < 10; i++)
                turns[i] = (struct scored_turn){i + 1, "technical"};
        const struct evidence evidence[] = {shown(4, "know", "a"), shown(4, "know", "b"),
                                            shown(4, "know", "c")};
        struct criterion_score criteria[3];
        struct scores scores = scores_of_interview(&RUBRIC, INTERVIEW_TECHNICAL, turns, 10,
                                                   evidence, 3, &arena, criteria);
        assert_float_equal(scores.overall, 2, 1e-9);
        assert_float_equal(criteria[0].lowest, 0, 1e-9);
}

// Whatever is added, no criterion's score sinks.
static void
more_evidence_never_lowers_a_criterion(void **state)
{
        (void)state;
        uint32_t random = 7;
        for (int round = 0; round < 300; round++) {
                OWN(arena_done) struct arena arena = {0};
                static const char *const KEYS[] = {"a", "b", "c"};
                struct scored_turn turns[6];
                struct evidence evidence[30];
                struct criterion_score before[3];
                struct criterion_score after[3];
                for (int i = 0; i < 6; i++)
                        turns[i] = (struct scored_turn){i + 1,
                                                        i % 3 == 0 ? "behavioral" : "technical"};
                for (size_t i = 0; i < COUNT_OF(evidence); i++) {
                        random = random * 1664525u + 1013904223u;
                        evidence[i] =
                                shown((int)(random >> 24) % 6 + 1, CRITERIA[(random >> 16) % 3].key,
                                      KEYS[(random >> 8) % 3]);
                }
                for (size_t count = 1; count < COUNT_OF(evidence); count++) {
                        (void)scores_of_interview(&RUBRIC, INTERVIEW_MIXED, turns, 6, evidence,
                                                  count, &arena, before);
                        (void)scores_of_interview(&RUBRIC, INTERVIEW_MIXED, turns, 6, evidence,
                                                  count + 1, &arena, after);
                        for (int i = 0; i < 3; i++)
                                assert_false(after[i].score < before[i].score);
                }
        }
}

static void
an_empty_interview_has_no_scores(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct criterion_score criteria[3];
        struct scores scores = scores_of_interview(&RUBRIC, INTERVIEW_TECHNICAL, NULL, 0, NULL, 0,
                                                   &arena, criteria);
        assert_true(isnan(scores.overall));
        assert_true(isnan(criteria[0].score));
}

static void
levels_and_rounding(void **state)
{
        static const struct {
                double score;
                const char *text;
                const char *word;
        } CASES[] = {{0, "low", "Below"},    {2.9, "low", "Below"},  {3, "some", "Partly"},
                     {5.5, "good", "Meets"}, {7.9, "good", "Meets"}, {10, "great", "Exceeds"}};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                assert_string_equal(level_text(&CRITERIA[0], CASES[i].score), CASES[i].text);
                assert_string_equal(level_word(CASES[i].score), CASES[i].word);
        }
        assert_null(level_text(&CRITERIA[0], NAN));
        assert_null(level_text(&CRITERIA[1], 5));
        assert_string_equal(level_word(NAN), "Not shown");
        assert_float_equal(score_rounded(2.25), 2.3, 1e-9);
        assert_float_equal(score_rounded(2.249), 2.2, 1e-9);
        assert_float_equal(score_rounded(0.1 + 0.2 + 0.05), 0.4, 1e-9);
        assert_true(isnan(score_rounded(NAN)));
}

static void
kinds_ask_for_dimensions(void **state)
{
        (void)state;
        assert_true(scoring_asks("technical", INTERVIEW_BEHAVIORAL, DIMENSION_TECHNICAL));
        assert_false(scoring_asks("technical", INTERVIEW_BEHAVIORAL, DIMENSION_BEHAVIORAL));
        assert_true(scoring_asks("system_design", INTERVIEW_MIXED, DIMENSION_TECHNICAL));
        assert_true(scoring_asks("cultural_fit", INTERVIEW_MIXED, DIMENSION_BEHAVIORAL));
        assert_true(scoring_asks(NULL, INTERVIEW_MIXED, DIMENSION_TECHNICAL));
        assert_true(scoring_asks(NULL, INTERVIEW_MIXED, DIMENSION_BEHAVIORAL));
        assert_false(scoring_asks(NULL, INTERVIEW_BEHAVIORAL, DIMENSION_TECHNICAL));
        assert_true(scoring_asks("opening", INTERVIEW_TECHNICAL, DIMENSION_CLARITY));
        assert_false(scoring_asks("opening", INTERVIEW_TECHNICAL, DIMENSION_TECHNICAL));
        assert_false(scoring_asks("closing", INTERVIEW_TECHNICAL, DIMENSION_CLARITY));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(one_answer_is_points_over_all_points),
                cmocka_unit_test(nothing_shown_is_null),
                cmocka_unit_test(style_without_substance_is_null),
                cmocka_unit_test(an_interview_takes_the_better_half),
                cmocka_unit_test(one_lucky_answer_does_not_carry_an_interview),
                cmocka_unit_test(more_evidence_never_lowers_a_criterion),
                cmocka_unit_test(an_empty_interview_has_no_scores),
                cmocka_unit_test(levels_and_rounding),
                cmocka_unit_test(kinds_ask_for_dimensions),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
