// Templates: earshot-sandbox-* programs that were started, linked and made ready once and fork a
// process for each file, before it comes (answer.h tells how). A template is started when it is
// first needed and never sees a byte of a file. It is replaced when it is gone, when it has had a
// number of files, and when a process that it forked did not end well: all processes of a template
// have the same addresses, and whoever guesses at them guesses once. The processes are children of
// the caller, so that the end of a template is no end of theirs.
//
//      none --start--> waiting --end--> none        (ask: waiting, or gone without our doing)
//
// May be used from many threads. A thread that starts a template must live as long as the process,
// or what it forks is killed when the thread ends (PR_SET_PDEATHSIG).
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "sandbox/answer.h"
#include "sandbox/sandbox.h"

// One file's process: a child of this one, in a process group of its own, not yet waited for.
struct template_child {
        pid_t pid;
        int64_t template_number;
};

// For the programs of that directory, which is borrowed. `is_optional`: they go on with the locks
// that close.
struct templates *
templates_new(const char *program_dir, bool is_optional);

// Ends all templates and waits for them. Accepts NULL.
void
templates_free(struct templates *templates);

// Ends those that had no file for `rest_ms`. They are started again when needed.
void
templates_rest(struct templates *templates, int64_t rest_ms);

// Gives the descriptors to the template of that program, whose file is called `name`. ERR_BROKEN:
// there is no such program, or it cannot lock itself in or make itself ready. ERR_BUSY: this
// process has no descriptors or processes left, or the template did not answer before the deadline
// (clock_ms) or was killed. `may_try_again`: with a new template it may be another matter, and with
// other descriptors: a process that nobody knew of may have read and written by these.
MUST_CHECK bool
template_fork(struct templates *templates, enum sandbox_program program, const char *name,
              const int fds[REQUEST_FD_COUNT], int64_t deadline_ms,
              struct template_child *child_out, bool *may_try_again, struct err *err);

// The process has answered: it is killed, if it did not end by itself, and waited for when there is
// time.
void
template_bury(struct templates *templates, pid_t pid);

// The process did not end well: its template gets no other file.
void
template_distrust(struct templates *templates, enum sandbox_program program,
                  const struct template_child *child);
