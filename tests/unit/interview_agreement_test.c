// Agreement of two readers, against worked examples and against another formula for the same thing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/own.h"
#include "interview/agreement.h"

enum { MOST = 400 };

struct rows {
        int a[MOST];
        int b[MOST];
        size_t count;
};

// A table of how often the readers gave which levels.
static struct rows
rows_of(const int table[AGREEMENT_LEVELS][AGREEMENT_LEVELS])
{
        struct rows rows = {.count = 0};
        for (int i = 0; i < AGREEMENT_LEVELS; i++) {
                for (int k = 0; k < AGREEMENT_LEVELS; k++) {
                        for (int n = 0; n < table[i][k]; n++) {
                                rows.a[rows.count] = i;
                                rows.b[rows.count++] = k;
                        }
                }
        }
        return rows;
}

static void
kappa_of_worked_examples(void **state)
{
        // With two levels the weights make no difference: the textbook examples of Cohen's kappa.
        // The others were worked out by hand.
        static const struct {
                int table[AGREEMENT_LEVELS][AGREEMENT_LEVELS];
                double kappa;
                double exact;
                double within;
        } CASES[] = {
                {{{20, 5}, {10, 15}}, 0.4, 0.7, 1},
                {{{45, 15}, {25, 15}}, 3.0 / 23, 0.6, 1},
                {{{25, 35}, {5, 35}}, 7.0 / 27, 0.6, 1},
                {{{5, 0, 0, 0}, {0, 5, 0, 0}, {0, 0, 5, 0}, {0, 0, 0, 5}}, 1, 1, 1},
                // Each the other way round: as bad as it can be.
                {{{0, 0, 0, 5}, {0, 0, 0, 0}, {0, 0, 0, 0}, {5, 0, 0, 0}}, -1, 0, 0},
                // No better than chance.
                {{{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}}, 0, 0.25, 0.625},
                // (0, 1, 2) against (0, 1, 1): observed 1/3, expected 5/9 + 4/9.
                {{{1, 0, 0}, {0, 1, 0}, {0, 1, 0}}, 2.0 / 3, 2.0 / 3, 1},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct rows rows = rows_of(CASES[i].table);
                struct agreement agreement = agreement_of(rows.a, rows.b, rows.count);
                if (fabs(agreement.kappa - CASES[i].kappa) > 1e-9 ||
                    fabs(agreement.exact - CASES[i].exact) > 1e-9 ||
                    fabs(agreement.within - CASES[i].within) > 1e-9)
                        fail_msg("case %zu: kappa %.6f, exact %.4f, within %.4f", i,
                                 agreement.kappa, agreement.exact, agreement.within);
                assert_int_equal(agreement.count, rows.count);
        }
}

// With squared weights kappa is 2 cov / (var + var + (difference of the means)^2).
static void
kappa_is_the_concordance_of_the_numbers(void **state)
{
        uint32_t seed = 12345;
        (void)state;
        for (int round = 0; round < 200; round++) {
                struct rows rows = {.count = 3 + (size_t)round};
                double mean_a = 0;
                double mean_b = 0;
                double both = 0;
                double of_a = 0;
                double of_b = 0;
                double count = (double)rows.count;
                for (size_t i = 0; i < rows.count; i++) {
                        seed = seed * 1664525 + 1013904223;
                        rows.a[i] = (int)(seed >> 28) % AGREEMENT_LEVELS;
                        seed = seed * 1664525 + 1013904223;
                        rows.b[i] = round % 2 == 0 ? (int)(seed >> 28) % AGREEMENT_LEVELS
                                                   : (rows.a[i] + (int)(seed >> 31)) % 4;
                        mean_a += rows.a[i] / count;
                        mean_b += rows.b[i] / count;
                }
                for (size_t i = 0; i < rows.count; i++) {
                        both += (rows.a[i] - mean_a) * (rows.b[i] - mean_b) / count;
                        of_a += (rows.a[i] - mean_a) * (rows.a[i] - mean_a) / count;
                        of_b += (rows.b[i] - mean_b) * (rows.b[i] - mean_b) / count;
                }
                double apart = of_a + of_b + (mean_a - mean_b) * (mean_a - mean_b);
                struct agreement agreement = agreement_of(rows.a, rows.b, rows.count);
                struct agreement turned = agreement_of(rows.b, rows.a, rows.count);
                assert_true(fabs(agreement.kappa - 2 * both / apart) < 1e-9);
                assert_true(fabs(agreement.kappa - turned.kappa) < 1e-9);
        }
}

static void
what_is_not_defined_is_no_number(void **state)
{
        static const int SAME[] = {2, 2, 2};
        (void)state;
        struct agreement none = agreement_of(SAME, SAME, 0);
        assert_true(isnan(none.kappa) && isnan(none.exact) && isnan(none.within));
        struct agreement same = agreement_of(SAME, SAME, COUNT_OF(SAME));
        assert_true(isnan(same.kappa));
        assert_true(same.exact >= 1 && same.within >= 1);
}

static void
levels_begin_where_the_rubrics_say(void **state)
{
        static const struct {
                double score;
                int level;
        } CASES[] = {{0, 0}, {2.9, 0}, {3, 1}, {5.4, 1}, {5.5, 2}, {7.9, 2}, {8, 3}, {10, 3}};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                assert_int_equal(agreement_level(CASES[i].score), CASES[i].level);
        assert_int_equal(agreement_level(NAN), 0);
}

static void
percentiles_are_values_of_the_row(void **state)
{
        double values[] = {5, 1, 4, 2, 3};
        double one[] = {7};
        (void)state;
        assert_float_equal(agreement_percentile(values, 5, 0.5), 3, 0);
        assert_float_equal(agreement_percentile(values, 5, 0.95), 5, 0);
        assert_float_equal(agreement_percentile(values, 5, 0), 1, 0);
        assert_float_equal(agreement_percentile(values, 5, 0.2), 1, 0);
        assert_float_equal(agreement_percentile(values, 5, 1), 5, 0);
        assert_float_equal(agreement_percentile(one, 1, 0.5), 7, 0);
        assert_true(isnan(agreement_percentile(one, 0, 0.5)));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(kappa_of_worked_examples),
                cmocka_unit_test(kappa_is_the_concordance_of_the_numbers),
                cmocka_unit_test(what_is_not_defined_is_no_number),
                cmocka_unit_test(levels_begin_where_the_rubrics_say),
                cmocka_unit_test(percentiles_are_values_of_the_row),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
