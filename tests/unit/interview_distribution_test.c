// How values are spread, against worked examples and against all values in a row.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/own.h"
#include "interview/distribution.h"

static const int WIDTHS[] = {1, 2, 5, 10};

static void
nothing_has_no_spread(void **state)
{
        (void)state;
        struct bin bins[DISTRIBUTION_BINS] = {{0}};
        struct distribution spread = distribution_of(NULL, 0);
        assert_int_equal(spread.count, 0);
        assert_true(isnan(spread.mean) && isnan(spread.least) && isnan(spread.lower) &&
                    isnan(spread.median) && isnan(spread.upper) && isnan(spread.most));
        assert_int_equal(distribution_bins(NULL, 0, WIDTHS, COUNT_OF(WIDTHS), bins), 0);
}

static void
quartiles_are_values_that_were_there(void **state)
{
        (void)state;
        static const struct {
                struct counted counts[4];
                size_t count;
                double figures[6]; // least, lower, median, upper, most, mean
        } CASES[] = {
                {{{7, 1}}, 1, {7, 7, 7, 7, 7, 7}},
                {{{1, 1}, {2, 1}}, 2, {1, 1, 1, 2, 2, 1.5}},
                {{{1, 1}, {2, 1}, {3, 1}, {4, 1}}, 4, {1, 1, 2, 3, 4, 2.5}},
                {{{0, 3}, {10, 1}}, 2, {0, 0, 0, 0, 10, 2.5}},
                {{{5, 1000000000000}, {6, 1}}, 2, {5, 5, 5, 5, 6, 5}},
        };
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct distribution spread = distribution_of(CASES[i].counts, CASES[i].count);
                const double found[] = {spread.least, spread.lower, spread.median,
                                        spread.upper, spread.most,  spread.mean};
                for (size_t k = 0; k < COUNT_OF(found); k++) {
                        if (fabs(found[k] - CASES[i].figures[k]) > 1e-9)
                                fail_msg("case %zu, figure %zu: %f", i, k, found[k]);
                }
        }
}

static void
quartiles_are_those_of_all_values_in_a_row(void **state)
{
        (void)state;
        for (int n = 1; n <= 40; n++) {
                struct counted counts[40];
                int row[1000];
                int length = 0;
                for (int i = 0; i < n; i++) {
                        counts[i] = (struct counted){.value = 3 * i, .count = 1 + i * 7 % 5};
                        for (int k = 0; k < (int)counts[i].count; k++)
                                row[length++] = 3 * i;
                }
                struct distribution spread = distribution_of(counts, (size_t)n);
                assert_int_equal(spread.count, length);
                assert_int_equal((int)spread.lower, row[(int)ceil(0.25 * length) - 1]);
                assert_int_equal((int)spread.median, row[(int)ceil(0.5 * length) - 1]);
                assert_int_equal((int)spread.upper, row[(int)ceil(0.75 * length) - 1]);
        }
}

static void
bins_are_few_equally_wide_and_hold_everything(void **state)
{
        (void)state;
        static const struct {
                struct counted counts[3];
                size_t count;
                int width;
                size_t bins;
        } CASES[] = {
                {{{7, 3}}, 1, 1, 1},
                {{{0, 1}, {11, 2}}, 2, 1, 12},
                {{{0, 1}, {12, 2}}, 2, 2, 7},
                {{{9, 1}, {33, 2}}, 2, 5, 6},
                {{{3, 1}, {140, 1}}, 2, 20, 8},
                {{{0, 1}, {1, 1}, {99999, 1}}, 3, 10240, 10},
                {{{0, 1}, {1000000, 1}}, 2, 163840, 7},
        };
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct bin bins[DISTRIBUTION_BINS] = {{0}};
                int64_t held = 0;
                int64_t given = 0;
                size_t count = distribution_bins(CASES[i].counts, CASES[i].count, WIDTHS,
                                                 COUNT_OF(WIDTHS), bins);
                if (count != CASES[i].bins || bins[0].to - bins[0].from != CASES[i].width)
                        fail_msg("case %zu: %zu bins of %d", i, count, bins[0].to - bins[0].from);
                for (size_t k = 0; k < count; k++) {
                        held += bins[k].count;
                        assert_int_equal(bins[k].from % CASES[i].width, 0);
                        if (k > 0)
                                assert_int_equal(bins[k].from, bins[k - 1].to);
                }
                for (size_t k = 0; k < CASES[i].count; k++)
                        given += CASES[i].counts[k].count;
                assert_int_equal(held, given);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(nothing_has_no_spread),
                cmocka_unit_test(quartiles_are_values_that_were_there),
                cmocka_unit_test(quartiles_are_those_of_all_values_in_a_row),
                cmocka_unit_test(bins_are_few_equally_wide_and_hold_everything),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
