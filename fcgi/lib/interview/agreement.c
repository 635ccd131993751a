#include "interview/agreement.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "interview/scoring.h"

const char *const AGREEMENT_LEVEL_NAMES[] = {"below", "partly", "meets", "exceeds"};
_Static_assert(COUNT_OF(AGREEMENT_LEVEL_NAMES) == AGREEMENT_LEVELS, "each level has its name");

int
agreement_level(double score)
{
        static const char *const WORDS[] = {"Below", "Partly", "Meets", "Exceeds"};
        const char *word = level_word(score);
        for (int i = 0; i < AGREEMENT_LEVELS; i++) {
                if (strcmp(WORDS[i], word) == 0)
                        return i;
        }
        return 0;
}

struct agreement
agreement_of_table(const int64_t table[AGREEMENT_LEVELS][AGREEMENT_LEVELS])
{
        double shares_a[AGREEMENT_LEVELS] = {0};
        double shares_b[AGREEMENT_LEVELS] = {0};
        double observed = 0;
        double expected = 0;
        int64_t exact = 0;
        int64_t within = 0;
        int64_t count = 0;
        for (int i = 0; i < AGREEMENT_LEVELS; i++) {
                for (int k = 0; k < AGREEMENT_LEVELS; k++)
                        count += table[i][k];
        }
        if (count == 0)
                return (struct agreement){.kappa = NAN, .exact = NAN, .within = NAN};
        double total = (double)count;
        for (int i = 0; i < AGREEMENT_LEVELS; i++) {
                for (int k = 0; k < AGREEMENT_LEVELS; k++) {
                        double share = (double)table[i][k] / total;
                        int apart = abs(i - k);
                        shares_a[i] += share;
                        shares_b[k] += share;
                        observed += apart * apart * share;
                        exact += apart == 0 ? table[i][k] : 0;
                        within += apart <= 1 ? table[i][k] : 0;
                }
        }
        for (int i = 0; i < AGREEMENT_LEVELS; i++) {
                for (int k = 0; k < AGREEMENT_LEVELS; k++)
                        expected += (i - k) * (i - k) * shares_a[i] * shares_b[k];
        }
        return (struct agreement){
                .count = (size_t)count,
                .kappa = expected > 0 ? 1 - observed / expected : NAN,
                .exact = (double)exact / total,
                .within = (double)within / total,
        };
}

struct agreement
agreement_of(const int *a, const int *b, size_t count)
{
        int64_t table[AGREEMENT_LEVELS][AGREEMENT_LEVELS] = {{0}};
        for (size_t i = 0; i < count; i++) {
                assert(a[i] >= 0 && a[i] < AGREEMENT_LEVELS && b[i] >= 0 &&
                       b[i] < AGREEMENT_LEVELS);
                table[a[i]][b[i]]++;
        }
        return agreement_of_table(table);
}

static int
by_value(const void *a, const void *b)
{
        double first = *(const double *)a;
        double second = *(const double *)b;
        return first < second ? -1 : first > second;
}

double
agreement_percentile(double *values, size_t count, double share)
{
        if (count == 0)
                return NAN;
        qsort(values, count, sizeof *values, by_value);
        size_t rank = (size_t)ceil(share * (double)count);
        return values[rank == 0 ? 0 : rank > count ? count - 1 : rank - 1];
}
