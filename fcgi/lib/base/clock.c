#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
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

// So many digits, and a value within the bounds.
static bool
take_number(const char **place, int digits, int least, int most, int *value_out)
{
        int value = 0;
        for (int i = 0; i < digits; i++, (*place)++) {
                if (**place < '0' || **place > '9')
                        return false;
                value = 10 * value + (**place - '0');
        }
        *value_out = value;
        return value >= least && value <= most;
}

static bool
take_char(const char **place, const char *allowed)
{
        if (**place == '\0' || strchr(allowed, **place) == NULL)
                return false;
        (*place)++;
        return true;
}

// ":30.25", or nothing; what lies behind a millisecond is dropped.
static bool
take_seconds(const char **place, int *seconds_out, int *ms_out)
{
        *seconds_out = 0;
        *ms_out = 0;
        if (**place != ':')
                return true;
        (*place)++;
        if (!take_number(place, 2, 0, 59, seconds_out))
                return false;
        if (**place != '.')
                return true;
        (*place)++;
        size_t digits = strspn(*place, "0123456789");
        int weight = 100;
        for (size_t i = 0; i < digits && i < 3; i++, weight /= 10)
                *ms_out += weight * ((*place)[i] - '0');
        *place += digits;
        return digits > 0;
}

// Minutes east of Greenwich.
static bool
take_offset(const char **place, int *minutes_out)
{
        int hours = 0;
        int minutes = 0;
        *minutes_out = 0;
        if (take_char(place, "Zz"))
                return true;
        int sign = **place == '-' ? -1 : 1;
        if (!take_char(place, "+-") || !take_number(place, 2, 0, 23, &hours) ||
            !take_char(place, ":") || !take_number(place, 2, 0, 59, &minutes))
                return false;
        *minutes_out = sign * (60 * hours + minutes);
        return true;
}

bool
clock_from_rfc3339(const char *text, int64_t *wall_ms_out)
{
        static const int YEAR_FIRST = 2000;
        static const int YEAR_LAST = 2200;
        struct tm parts = {0};
        int ms = 0;
        int offset = 0;
        if (!take_number(&text, 4, YEAR_FIRST, YEAR_LAST, &parts.tm_year) ||
            !take_char(&text, "-") || !take_number(&text, 2, 1, 12, &parts.tm_mon) ||
            !take_char(&text, "-") || !take_number(&text, 2, 1, 31, &parts.tm_mday) ||
            !take_char(&text, "Tt") || !take_number(&text, 2, 0, 23, &parts.tm_hour) ||
            !take_char(&text, ":") || !take_number(&text, 2, 0, 59, &parts.tm_min) ||
            !take_seconds(&text, &parts.tm_sec, &ms) || !take_offset(&text, &offset) ||
            *text != '\0')
                return false;
        parts.tm_year -= 1900;
        parts.tm_mon -= 1;
        int day = parts.tm_mday;
        time_t seconds = timegm(&parts);
        // timegm makes 1 March of 30 February.
        if (parts.tm_mday != day)
                return false;
        *wall_ms_out = ((int64_t)seconds - 60 * (int64_t)offset) * 1000 + ms;
        return true;
}

void
clock_sleep_ms(int64_t ms)
{
        struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
        while (nanosleep(&left, &left) != 0 && errno == EINTR)
                continue;
}
