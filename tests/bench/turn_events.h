// What the two programs of whole turns share (turns.c, providers.c): how they wait, and how a
// recording says whose it is.
#pragma once

#include <event2/event.h>
#include <stddef.h>
#include <sys/resource.h>

// The first samples of a recording are the candidate's number. turns.mjs makes recordings so too.
enum {
        CLIP_HEAD_BYTES = 44,     // RIFF, fmt and data: 16 kHz, one channel, 16 bits
        CLIP_NUMBER_SAMPLES = 40, // so many, so that some are left where an end is cut
        CLIP_NUMBER_STEP = 16,    // times this, so that rounding does not change it
        CLIP_BYTES_A_SECOND = 32000,
};

// Timers to the microsecond (a timerfd in place of epoll's milliseconds), counted from when they
// are set and not from when the loop woke; and as many descriptors as this process may have. NULL
// where the machine has no such thing.
static inline struct event_base *
open_precise_base(void)
{
        struct rlimit files;
        if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
                files.rlim_cur = files.rlim_max;
                setrlimit(RLIMIT_NOFILE, &files);
        }
        struct event_config *config = event_config_new();
        if (config == NULL)
                return NULL;
        event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
        event_config_set_flag(config, EVENT_BASE_FLAG_NO_CACHE_TIME);
        event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
        struct event_base *base = event_base_new_with_config(config);
        event_config_free(config);
        return base;
}
