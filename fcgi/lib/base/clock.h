// The two clocks of the machine. Leases and schedules use the database's clock, not these.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Milliseconds that only ever grow: for durations and deadlines.
int64_t
clock_ms(void);

// The same in microseconds.
int64_t
clock_us(void);

// Milliseconds since 1970-01-01T00:00:00Z: for what is shown and stored.
int64_t
clock_wall_ms(void);

// A wall time as RFC 3339 in UTC with milliseconds, such as 2026-01-31T09:30:00.000Z.
struct clock_text {
        char text[32];
};
struct clock_text
clock_rfc3339(int64_t wall_ms);

// The other way: a date and time with Z or an offset (RFC 3339, 5.6; seconds may be missing), from
// the year 2000 to 2200. False for anything else, also for a day that its month does not have.
bool
clock_from_rfc3339(const char *text, int64_t *wall_ms_out);

void
clock_sleep_ms(int64_t ms);
