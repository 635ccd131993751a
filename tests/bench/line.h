// The line that every benchmark prints: what, limit, ours, ratio, ok or OVER.
#pragma once

#include <stdio.h>

// A figure that may be `most` at most.
static inline void
line_at_most(const char *what, double ours, double most, const char *unit)
{
        char limit[40], figure[40];
        snprintf(limit, sizeof limit, "<= %g %s", most, unit);
        snprintf(figure, sizeof figure, "%.1f %s", ours, unit);
        printf("%-64s %24s %14s %7.2f  %s\n", what, limit, figure, ours / most,
               ours <= most ? "ok" : "OVER");
}

// A figure that must be `least` at least.
static inline void
line_at_least(const char *what, double ours, double least, const char *unit)
{
        char limit[40], figure[40];
        snprintf(limit, sizeof limit, ">= %g %s", least, unit);
        snprintf(figure, sizeof figure, "%.1f %s", ours, unit);
        printf("%-64s %24s %14s %7.2f  %s\n", what, limit, figure, ours / least,
               ours >= least ? "ok" : "OVER");
}

// A figure that may be so many times a peer's, taken in the same run.
static inline void
line_at_most_of(const char *what, double ours, double peer, double most, const char *unit)
{
        char limit[40], figure[40];
        snprintf(limit, sizeof limit, "<= %.2f of %.1f %s", most, peer, unit);
        snprintf(figure, sizeof figure, "%.1f %s", ours, unit);
        printf("%-64s %24s %14s %7.2f  %s\n", what, limit, figure, ours / peer,
               ours <= most * peer ? "ok" : "OVER");
}

// A figure that must be so many times a peer's at least, taken in the same run.
static inline void
line_at_least_of(const char *what, double ours, double peer, double least, const char *unit)
{
        char limit[40], figure[40];
        snprintf(limit, sizeof limit, ">= %.2f of %.0f %s", least, peer, unit);
        snprintf(figure, sizeof figure, "%.0f %s", ours, unit);
        printf("%-64s %24s %14s %7.2f  %s\n", what, limit, figure, ours / peer,
               ours >= least * peer ? "ok" : "OVER");
}
