#include "report/pdf_words.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

struct moment {
        int year, month, day, hour, minute;
};

static bool
read_moment(const char *rfc3339, struct moment *moment)
{
        return rfc3339 != NULL &&
               sscanf(rfc3339, "%4d-%2d-%2dT%2d:%2d", &moment->year, &moment->month, &moment->day,
                      &moment->hour, &moment->minute) == 5 &&
               moment->month >= 1 && moment->month <= 12;
}

const char *
pdf_date(const char *rfc3339, struct arena *arena)
{
        struct moment moment;
        if (!read_moment(rfc3339, &moment))
                return "";
        return arena_print(arena, "%d %s %d", moment.day, MONTHS[moment.month - 1], moment.year);
}

const char *
pdf_time(const char *rfc3339, struct arena *arena)
{
        struct moment moment;
        if (!read_moment(rfc3339, &moment))
                return "";
        return arena_print(arena, "%02d:%02d UTC", moment.hour, moment.minute);
}

const char *
pdf_length(int seconds, struct arena *arena)
{
        if (seconds <= 0)
                return "-";
        if (seconds >= 3600)
                return arena_print(arena, "%d h %d min", seconds / 3600, seconds % 3600 / 60);
        if (seconds >= 60)
                return arena_print(arena, "%d min %d s", seconds / 60, seconds % 60);
        return arena_print(arena, "%d s", seconds);
}

const char *
pdf_place(int ms, struct arena *arena)
{
        if (ms < 0)
                return "";
        return arena_print(arena, "%d:%02d", ms / 60000, ms / 1000 % 60);
}

const char *
pdf_score(double score, struct arena *arena)
{
        return isnan(score) ? "-" : arena_print(arena, "%.1f", score);
}
