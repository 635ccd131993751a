#include "base/stage_clock.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/load.h"

static _Thread_local struct stage_clock *current;

void
stage_clock_start(struct stage_clock *clock, int64_t began_us)
{
        clock->began_us = began_us;
        for (int i = 0; i < TURN_STAGE_COUNT; i++)
                atomic_init(&clock->us[i], -1);
        atomic_init(&clock->provider_count, 0);
        atomic_init(&clock->providers_since_us, 0);
        atomic_init(&clock->providers_us, 0);
        current = clock;
}

void
stage_clock_use(struct stage_clock *clock)
{
        current = clock;
}

struct stage_clock *
stage_clock_of_thread(void)
{
        return current;
}

static void
add(struct stage_clock *clock, enum turn_stage stage, int64_t us)
{
        int64_t none = -1;
        (void)atomic_compare_exchange_strong(&clock->us[stage], &none, 0);
        atomic_fetch_add(&clock->us[stage], us);
}

void
stage_took(enum turn_stage stage, int64_t us)
{
        if (current != NULL)
                add(current, stage, us);
        else
                metrics_observe(METRIC_STAGE_SECONDS, (int)stage, 0, us);
}

struct stage_timer
stage_timer_start(enum turn_stage stage)
{
        return (struct stage_timer){.stage = stage, .began_us = clock_us()};
}

void
stage_timer_stop(struct stage_timer *timer)
{
        stage_took(timer->stage, clock_us() - timer->began_us);
}

void
stage_provider_enter(void)
{
        if (current != NULL && atomic_fetch_add(&current->provider_count, 1) == 0)
                atomic_store(&current->providers_since_us, clock_us());
}

void
stage_provider_leave(void)
{
        if (current == NULL)
                return;
        // Read before it is let go: the next one to enter writes it.
        int64_t since = atomic_load(&current->providers_since_us);
        if (atomic_fetch_sub(&current->provider_count, 1) == 1)
                atomic_fetch_add(&current->providers_us, clock_us() - since);
}

void
stage_clock_stop(void)
{
        struct stage_clock *clock = current;
        if (clock == NULL || clock->began_us == 0 || atomic_load(&clock->us[TURN_STAGE_WHOLE]) >= 0)
                return;
        int64_t whole = clock_us() - clock->began_us;
        int64_t own = whole - atomic_load(&clock->providers_us);
        stage_took(TURN_STAGE_WHOLE, whole);
        stage_took(TURN_STAGE_OWN, own > 0 ? own : 0);
        load_add(LOAD_TURNS, whole);
}

void
stage_clock_end(struct stage_clock *clock)
{
        current = NULL;
        for (int i = 0; i < TURN_STAGE_COUNT; i++) {
                int64_t us = atomic_load(&clock->us[i]);
                if (us >= 0)
                        metrics_observe(METRIC_STAGE_SECONDS, i, 0, us);
        }
}
