// How much power sound has.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The variance of 16-bit samples, in units of a sample squared: their power without what does not
// swing. Exact up to the last division; 1 to 65536 samples.
double
power_of(const int16_t *samples, size_t count);
