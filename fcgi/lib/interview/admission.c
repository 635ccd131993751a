#include "interview/admission.h"

#include <math.h>

#include "base/own.h"

// Of a server's width: below the first nobody is refused, above the second waits grow out of hand
// (with two at once, turns wait on average as long as they take at some three quarters).
static const double QUIET = 0.25;
static const double FULL = 0.75;

static const int WAIT_MOST_SECONDS = 60 * 60;

const char *const ADMISSION_REASON_NAMES[] = {
        [ADMISSION_OPEN] = "open",         [ADMISSION_LIMIT] = "limit",
        [ADMISSION_THREADS] = "threads",   [ADMISSION_SPEECH] = "speech",
        [ADMISSION_PROVIDER] = "provider", [ADMISSION_DISK] = "disk",
};
_Static_assert(COUNT_OF(ADMISSION_REASON_NAMES) == ADMISSION_REASON_COUNT,
               "every reason has its name");

static bool
has_room(const struct admission_facts *facts, const struct admission_server *server)
{
        double cycle = facts->cycle_seconds;
        if (server->width == 0 || facts->running + facts->place <= server->least ||
            server->busy < QUIET * server->width)
                return true;
        if (!(cycle >= ADMISSION_CYCLE_LEAST_SECONDS))
                cycle = ADMISSION_CYCLE_LEAST_SECONDS;
        double share = isnan(server->turn_seconds) ? 0 : server->turn_seconds / cycle;
        return server->busy + (facts->young + facts->place) * share <= FULL * server->width;
}

static bool
has_disk(const struct admission_facts *facts)
{
        uint64_t needed = (uint64_t)facts->place * ADMISSION_BYTES +
                          (uint64_t)facts->running * (ADMISSION_BYTES / 2);
        return facts->free_bytes >= needed;
}

static enum admission_reason
reason_of(const struct admission_facts *facts)
{
        if (!has_disk(facts))
                return ADMISSION_DISK;
        if (facts->is_recogniser_away)
                return ADMISSION_PROVIDER;
        if (facts->limit > 0)
                return facts->running + facts->place <= facts->limit ? ADMISSION_OPEN
                                                                     : ADMISSION_LIMIT;
        if (!has_room(facts, &facts->threads))
                return ADMISSION_THREADS;
        return has_room(facts, &facts->speech) ? ADMISSION_OPEN : ADMISSION_SPEECH;
}

// Of those that run one ends in each such part of an interview's time. A full disk or a provider
// that is away does not pass with them.
static int
wait_of(const struct admission_facts *facts, enum admission_reason reason)
{
        if (reason == ADMISSION_DISK || reason == ADMISSION_PROVIDER || facts->running == 0 ||
            isnan(facts->interview_seconds))
                return 0;
        double wait = facts->interview_seconds / facts->running * facts->place;
        return wait > WAIT_MOST_SECONDS ? WAIT_MOST_SECONDS : (int)ceil(wait);
}

struct admission
admission_decide(const struct admission_facts *facts)
{
        enum admission_reason reason = reason_of(facts);
        struct admission admission = {.is_admitted = reason == ADMISSION_OPEN, .reason = reason};
        if (!admission.is_admitted)
                admission.wait_seconds = wait_of(facts, reason);
        return admission;
}
