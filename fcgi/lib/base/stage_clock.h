// Where the time of one turn goes: a clock that the thread at work carries, so that a probe is one
// line wherever a stage happens. What it has measured is told to the metrics at its end. Monotonic
// time.
//
// A thread that helps uses the clock of the one it helps:
//   struct stage_clock *clock = stage_clock_of_thread();      in the one
//   stage_clock_use(clock);                                   in the other
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/metrics.h"
#include "base/own.h"

struct stage_clock {
        int64_t began_us;                     // 0: the turn began in another process
        _Atomic int64_t us[TURN_STAGE_COUNT]; // -1 where it was not measured
        atomic_int provider_count;            // of calls in flight
        _Atomic int64_t providers_since_us;   // when the first of them began
        _Atomic int64_t providers_us;         // in which at least one was in flight
};

// Starts it for a turn that began at this time (clock_us; 0: in another process), and makes it this
// thread's.
void
stage_clock_start(struct stage_clock *clock, int64_t began_us);

// Makes it this thread's; NULL: none.
void
stage_clock_use(struct stage_clock *clock);

// NULL where the thread has none.
struct stage_clock *
stage_clock_of_thread(void);

// A stage, or a part of one, took so long: added to the thread's clock, and told to the metrics
// when that ends; at once where the thread has none.
void
stage_took(enum turn_stage stage, int64_t us);

// STAGE_TIMED(TURN_STAGE_DECODE); measures from there to the end of its scope, once a scope.
struct stage_timer {
        enum turn_stage stage;
        int64_t began_us;
};
struct stage_timer
stage_timer_start(enum turn_stage stage);
void
stage_timer_stop(struct stage_timer *timer);
#define STAGE_TIMED(stage)                                                                         \
        OWN(stage_timer_stop)                                                                      \
        __attribute__((unused)) struct stage_timer stage_timer = stage_timer_start(stage)

// Around each call of a provider, in any thread that uses the clock.
void
stage_provider_enter(void);
void
stage_provider_leave(void);

// The next question is there: the whole of this thread's clock, if it has one, and our own part of
// it, which is the whole without the time in which at least one call of a provider was in flight.
void
stage_clock_stop(void);

// Tells the metrics what it has measured; this thread has no clock then.
void
stage_clock_end(struct stage_clock *clock);
