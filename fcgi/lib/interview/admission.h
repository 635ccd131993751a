// Whether one more interview can begin: only when what is measured says that it can be served to
// its end. Who has begun is never refused. Pure: values in, a decision out.
//
// What an interview needs is held against what there is: threads and, where speech is embedded, its
// processes. How busy they are was measured over the last minute; interviews younger than that are
// not in it yet, so their share is added: what a turn takes of it, once in the time from question
// to question. A quiet machine refuses nobody: the first few of each, and all while less than a
// quarter is in use.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
        // As many as each process of the embedded speech serves in any case: at worst some seconds
        // of waiting.
        ADMISSION_SPEECH_LEAST = 4,
        // A minute goes by between questions at least: hearing one, thinking, speaking.
        ADMISSION_CYCLE_LEAST_SECONDS = 60,
        // What an interview may bring, at 10 answers of 400 kB, and half of it from those that run.
        ADMISSION_BYTES = 10 * 400 * 1000,
};

// Something that turns take, one at a time each: `width` of it at once.
struct admission_server {
        int width;           // 0: it is not used
        double busy;         // of it, on average over the last minute, also waited for
        double turn_seconds; // of it that a turn takes; NAN: not measured
        int least;           // so many interviews it serves in any case
};

struct admission_facts {
        int limit;   // of interviews at once, as it was set; 0: by what is measured
        int running; // interviews that go on, and those that were let in and not begun
        int young;   // of them, not longer than a minute
        int place;   // of this one in the line, from 1
        struct admission_server threads;
        struct admission_server speech;
        double cycle_seconds;    // from question to question; NAN: not measured
        bool is_recogniser_away; // of a spoken interview: every one is left alone for a while
        uint64_t free_bytes;
        double interview_seconds; // how long an interview takes; NAN: not measured
};

enum admission_reason {
        ADMISSION_OPEN,
        ADMISSION_LIMIT,
        ADMISSION_THREADS,
        ADMISSION_SPEECH,
        ADMISSION_PROVIDER,
        ADMISSION_DISK,
        ADMISSION_REASON_COUNT,
};
extern const char *const ADMISSION_REASON_NAMES[ADMISSION_REASON_COUNT];

struct admission {
        bool is_admitted;
        enum admission_reason reason; // why not
        int wait_seconds;             // until it is its turn; 0: not known
};

// First come, first served: it is let in when there is room for all those before it, too.
struct admission
admission_decide(const struct admission_facts *facts);
