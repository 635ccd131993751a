#include "net/breaker.h"

#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/own.h"
#include "base/shared.h"

enum {
        // Long enough to spare everybody, short enough that a provider that is back is used.
        PAUSE_MOST_MS = 5 * 60 * 1000,
        // No call takes longer: after this, one that tried and was never heard of again is given
        // up, unless its process was seen to die before.
        TRIAL_MS = 30 * 60 * 1000,
};

const char *const BREAKER_STATE_NAMES[BREAKER_STATE_COUNT] = {
        [BREAKER_CLOSED] = "closed",
        [BREAKER_OPEN] = "open",
        [BREAKER_HALF_OPEN] = "half_open",
};

struct breaker {
        atomic_int failures;  // in a row
        atomic_llong open_ms; // open until this time (clock_ms); 0: closed
        atomic_llong pause_ms;
        atomic_bool is_tried; // one call tries whether it is back
        atomic_ullong trier;  // the process that does (shared_self)
        atomic_uint learned;
};
_Static_assert((int)FUNCTION_COUNT == (int)METRICS_FUNCTIONS, "every function has its metrics");

static struct breaker *
breaker_of(enum function function, enum provider provider)
{
        struct breaker *all = shared_area(SHARED_BREAKERS, sizeof *all * (size_t)FUNCTION_COUNT *
                                                                   (size_t)PROVIDER_COUNT);
        return &all[(size_t)function * PROVIDER_COUNT + (size_t)provider];
}

bool
provider_is_remote(enum provider provider)
{
        return provider != PROVIDER_BUILTIN && provider != PROVIDER_BROWSER &&
               provider != PROVIDER_NONE;
}

// Whoever tried has died on the way.
static bool
is_forsaken(struct breaker *breaker)
{
        return atomic_load(&breaker->is_tried) && !shared_lives(atomic_load(&breaker->trier));
}

bool
breaker_enter(enum function function, enum provider provider)
{
        struct breaker *breaker = breaker_of(function, provider);
        long long until = atomic_load(&breaker->open_ms);
        long long now = clock_ms();
        if (until == 0)
                return true;
        if (now < until && !is_forsaken(breaker))
                return false;
        if (!atomic_compare_exchange_strong(&breaker->open_ms, &until, now + TRIAL_MS))
                return false;
        atomic_store(&breaker->trier, shared_self());
        atomic_store(&breaker->is_tried, true);
        return true;
}

void
breaker_answered(enum function function, enum provider provider)
{
        struct breaker *breaker = breaker_of(function, provider);
        atomic_store(&breaker->failures, 0);
        atomic_store(&breaker->is_tried, false);
        atomic_store(&breaker->pause_ms, 0);
        atomic_store(&breaker->open_ms, 0);
}

static void
open_for(struct breaker *breaker, long long pause_ms)
{
        if (pause_ms > PAUSE_MOST_MS)
                pause_ms = PAUSE_MOST_MS;
        atomic_store(&breaker->pause_ms, pause_ms);
        atomic_store(&breaker->open_ms, clock_ms() + pause_ms);
        atomic_store(&breaker->is_tried, false);
}

void
breaker_failed(enum function function, enum provider provider, const struct config *config,
               int retry_after_seconds)
{
        struct breaker *breaker = breaker_of(function, provider);
        long long asked_ms = (long long)retry_after_seconds * 1000;
        long long pause_ms = (long long)config->breaker_seconds * 1000;
        if (config->breaker_failures == 0)
                return;
        int failures = atomic_fetch_add(&breaker->failures, 1) + 1;
        bool was_tried = atomic_load(&breaker->is_tried);
        // A call that began before it opened has nothing new to say.
        if (!was_tried && atomic_load(&breaker->open_ms) != 0)
                return;
        if (was_tried)
                pause_ms = atomic_load(&breaker->pause_ms) * 2;
        else if (failures < config->breaker_failures && asked_ms == 0)
                return;
        open_for(breaker, asked_ms > pause_ms ? asked_ms : pause_ms);
}

void
breaker_left(enum function function, enum provider provider)
{
        struct breaker *breaker = breaker_of(function, provider);
        if (atomic_exchange(&breaker->is_tried, false))
                atomic_store(&breaker->open_ms, clock_ms());
}

enum breaker_state
breaker_look(enum function function, enum provider provider)
{
        struct breaker *breaker = breaker_of(function, provider);
        long long until = atomic_load(&breaker->open_ms);
        if (until == 0)
                return BREAKER_CLOSED;
        return atomic_load(&breaker->is_tried) || clock_ms() >= until ? BREAKER_HALF_OPEN
                                                                      : BREAKER_OPEN;
}

void
breaker_forget_all(void)
{
        for (int i = 0; i < FUNCTION_COUNT; i++) {
                for (int k = 0; k < PROVIDER_COUNT; k++) {
                        breaker_answered((enum function)i, (enum provider)k);
                        atomic_store(&breaker_of((enum function)i, (enum provider)k)->learned, 0);
                }
        }
}

unsigned
breaker_learned(enum function function, enum provider provider)
{
        return atomic_load(&breaker_of(function, provider)->learned);
}

void
breaker_learn(enum function function, enum provider provider, unsigned bits)
{
        atomic_fetch_or(&breaker_of(function, provider)->learned, bits);
}
