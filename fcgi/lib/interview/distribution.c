#include "interview/distribution.h"

#include <assert.h>
#include <math.h>

static double
at_rank(const struct counted *counts, size_t count, int64_t rank)
{
        int64_t seen = 0;
        for (size_t i = 0; i < count; i++) {
                seen += counts[i].count;
                if (seen >= rank)
                        return counts[i].value;
        }
        return NAN;
}

struct distribution
distribution_of(const struct counted *counts, size_t count)
{
        struct distribution spread = {
                .mean = NAN, .least = NAN, .lower = NAN, .median = NAN, .upper = NAN, .most = NAN};
        double sum = 0;
        for (size_t i = 0; i < count; i++) {
                assert(counts[i].count > 0 && (i == 0 || counts[i - 1].value < counts[i].value));
                spread.count += counts[i].count;
                sum += (double)counts[i].value * (double)counts[i].count;
        }
        if (spread.count == 0)
                return spread;
        spread.mean = sum / (double)spread.count;
        spread.least = counts[0].value;
        spread.lower = at_rank(counts, count, (spread.count + 3) / 4);
        spread.median = at_rank(counts, count, (spread.count + 1) / 2);
        spread.upper = at_rank(counts, count, (3 * spread.count + 3) / 4);
        spread.most = counts[count - 1].value;
        return spread;
}

static int64_t
bins_needed(int least, int most, int64_t width)
{
        return most / width - least / width + 1;
}

size_t
distribution_bins(const struct counted *counts, size_t count, const int *widths, size_t width_count,
                  struct bin bins_out[DISTRIBUTION_BINS])
{
        if (count == 0)
                return 0;
        int least = counts[0].value;
        int most = counts[count - 1].value;
        assert(least >= 0 && width_count > 0);
        int64_t width = widths[0];
        for (size_t i = 1; bins_needed(least, most, width) > DISTRIBUTION_BINS; i++)
                width = i < width_count ? widths[i] : width * 2;
        size_t bin_count = (size_t)bins_needed(least, most, width);
        int64_t first = least / width;
        for (size_t i = 0; i < bin_count; i++)
                bins_out[i] = (struct bin){.from = (int)((first + (int64_t)i) * width),
                                           .to = (int)((first + (int64_t)i + 1) * width)};
        for (size_t i = 0; i < count; i++)
                bins_out[counts[i].value / width - first].count += counts[i].count;
        return bin_count;
}
