// Where memory cannot be had. One request, or one part of one, ends then, and nothing else does:
// the thread goes back to the memory_try that it stands in, and on its way everything is closed
// that is owned (OWN), as if each function had failed. So what must be given back is owned, and
// nothing that allocates by arena or buf is called under a lock that is not owned, from a closer,
// or by a library that calls back (which has a memory_try of its own around what it calls).
// Where a thread stands in none, as at the start of a program, the process ends.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

// What `run` gives; false with ERR_BUSY where memory could not be had in it. `run` finds what it
// takes and gives behind `context`.
MUST_CHECK bool
memory_try(bool (*run)(void *context, struct err *err), void *context, struct err *err);

// Never comes back. `wanted_bytes` is for the log.
_Noreturn void
memory_none(size_t wanted_bytes);

// Zeroed, for what outlives the request; free(3) gives it back. Never NULL.
void *
memory_new(size_t size);

// For libraries that lose a piece and go on where they have no memory: whether a call of theirs in
// this thread had none since memory_forget. Only programs that link them with library_memory.c
// know.
void
memory_note(void);
void
memory_forget(void);
bool
memory_is_noted(void);

// LOCKED(&lock); holds it from there to the end of its scope, once a scope, however that ends.
pthread_mutex_t *
memory_enter(pthread_mutex_t *lock);
void
memory_leave(pthread_mutex_t **held);
#define LOCKED(lock)                                                                               \
        OWN(memory_leave)                                                                          \
        __attribute__((unused)) pthread_mutex_t *held = memory_enter(lock)
