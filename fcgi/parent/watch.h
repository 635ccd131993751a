// The processes that are watched: started, started again when they die, ended in order.
//
//                 watch_keep                          the process ends
//   (not there) ------------> running ----------------------------------> due again (kept)
//                                ^ |                                           |
//                                | '-- watch_end --> ended                     |
//                                '--------- watch_wait, after a pause ---------'
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "child.h"

enum program {
        PROGRAM_STEP, // Something that is run to its end on the way to a start.
        PROGRAM_POSTGRES,
        PROGRAM_API,
        PROGRAM_SPEECH,
        PROGRAM_SPEECH_SITE, // nginx before the embedded speech
        PROGRAM_SITE,        // nginx
        PROGRAM_JOBS,
        PROGRAM_COUNT,
};

// The name of a program as it is shown.
const char *
program_name(enum program program);

// One place for a process. `pid` is 0 while none runs.
struct watched {
        struct launch launch;
        const char *log_path;
        enum program program;
        pid_t pid;
        int status; // of the last end
        bool is_kept;
        int deaths; // in a row, each soon after its start
        int64_t started_at_ms;
        int64_t due_at_ms;
};

enum { WATCHED_MOST = 144 }; // 64 API, 64 speech, and one of each other with the runners

struct watch {
        struct watched items[WATCHED_MOST];
        int stop_requests; // signals that asked for the end
        bool was_ready;    // once the service has been ready, nothing makes it give up
        bool is_ending;    // nothing is started again
        char failure[512]; // why it gave up, or ""
};

// Takes the signals of this process: from here on they are seen by watch_wait alone.
void
watch_open(struct watch *watch);

// Whether there is a reason to stop: a signal or a failure.
bool
watch_must_stop(const struct watch *watch);

// A program that is to run all the time. What the launch points to must live as long as the watch.
// The one returned stays the watch's.
MUST_CHECK bool
watch_keep(struct watch *watch, enum program program, const struct launch *launch,
           const char *log_path, struct watched **item_out, struct err *err);

// A program that runs once, beside the others: it is waited for by nobody.
MUST_CHECK bool
watch_once(struct watch *watch, enum program program, const struct launch *launch,
           const char *log_path, struct err *err);

// Runs a program to its end, at most this long. Fails with the last words of its log where it
// fails, and without a sentence where a stop was asked for meanwhile.
MUST_CHECK bool
watch_run(struct watch *watch, const struct launch *launch, const char *log_path, int bound_ms,
          struct err *err);

// Waits until something has happened, at most until then (clock_ms), and does what is due: takes
// note of the ended, starts the kept again.
void
watch_wait(struct watch *watch, int64_t until_ms);

// How many processes of a program run.
int
watch_count(const struct watch *watch, enum program program);

// Sends a signal to the processes of a program.
void
watch_signal(const struct watch *watch, enum program program, int signal);

// Sends them the signal and waits for their end; after the bound they are killed. A second request
// to stop makes all bounds short.
void
watch_end(struct watch *watch, enum program program, int signal, int bound_ms);
