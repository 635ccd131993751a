#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

static int64_t
now_us(clockid_t clock)
{
        struct timespec now;
        clock_gettime(clock, &now);
        return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_us(void)
{
        return now_us(CLOCK_MONOTONIC);
}

int64_t
clock_ms(void)
{
        return clock_us() / 1000;
}

int64_t
clock_wall_ms(void)
{
        return now_us(CLOCK_REALTIME) / 1000;
}

struct clock_text
clock_rfc3339(int64_t wall_ms)
{
        struct clock_text out = {""};
        time_t seconds = (time_t)(wall_ms / 1000);
        struct tm parts;
        char date[24];
        gmtime_r(&seconds, &parts);
        strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
        snprintf(out.text, sizeof out.text, "%s.%03dZ", date, (int)(wall_ms % 1000));
        return out;
}

void
clock_sleep_ms(int64_t ms)
{
        struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
        while (nanosleep(&left, &left) != 0 && errno == EINTR)
                continue;
}
