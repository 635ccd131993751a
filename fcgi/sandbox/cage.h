// What every sandbox program enters before it reads the first byte of a stranger's file, and how it
// answers from inside. The order of a program: cage_prepare, load whatever the libraries need from
// disk and make ready what all files have in common, cage_next_file, read ANSWER_FILE_FD, answer.
#pragma once

#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/own.h"
#include "sandbox/answer.h"

// Built with AddressSanitizer, which needs some more of the machine.
#if defined(__SANITIZE_ADDRESS__)
#define CAGE_IS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAGE_IS_SANITIZED
#endif
#endif

// The one fork there is: a process beside the template, a child of its caller.
enum { CAGE_FORK_FLAGS = CLONE_PARENT | SIGCHLD };

// How much one file may cost.
struct cage {
        size_t memory_bytes;
        unsigned cpu_seconds;
        size_t most_payload_bytes;
};

// A locale and a time zone that are the same everywhere and read no file later.
void
cage_prepare(void);

// Waits for files as a template (sandbox/answer.h) and returns once for each, in a process of its
// own that has entered the cage. What it gets is the memory of the template, which has seen no
// file. The template itself has locked its files and most of its calls. It ends when its caller is
// gone, and with ANSWER_EXIT_OPEN where it has threads: what they hold at the moment of a fork
// would be held for ever.
void
cage_next_file(const struct cage *cage);

// The same without a lock; cage_next_file is what calls it.
void
cage_wait(void);

// Closes the door: limits, no new privileges, no file by name (Landlock), no call but those that
// reading, computing and answering need (seccomp). Ends the program with ANSWER_EXIT_OPEN where a
// lock does not close, unless it is called ANSWER_OPEN_NAME. AddressSanitizer reserves terabytes:
// under it the limit on memory is left out and the few calls that it makes are added.
void
cage_enter(const struct cage *cage);

// Makes ready what cage_lock_calls gives to the kernel, which then costs little; cage_next_file is
// what calls it.
MUST_CHECK bool
cage_prepare_calls(void);

// The calls that may be made inside; cage_enter is what calls it.
MUST_CHECK bool
cage_lock_calls(void);

// Those of a template: the same, and what it takes to fork and to let the forked process enter;
// cage_next_file is what calls it.
MUST_CHECK bool
cage_lock_template_calls(void);

// Hides every file of the disk; true also where this kernel has no Landlock.
MUST_CHECK bool
cage_lock_files(void);

// Adds to the payload of the answer.
void
cage_payload(const void *bytes, size_t length);

// Writes the answer's line, a JSON object, and ends the program.
_Noreturn void
cage_answer(const struct buf *line);

// Answers that the file is not read, and why, and ends the program. The detail is for the log and
// holds nothing that a person wrote.
_Noreturn void
cage_refuse(enum refusal refusal, const char *detail);

// Reads the whole stranger's file of at most `most` bytes into memory that is never freed. False
// where it is larger.
MUST_CHECK bool
cage_read_file(size_t most, const char **bytes_out, size_t *length_out);
