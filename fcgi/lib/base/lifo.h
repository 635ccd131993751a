// Threads that wait to be called, the one that came last first: its stack and its heap are in the
// caches still, and its connections to others are open.
#pragma once

#include <pthread.h>

struct lifo_waiter;

// Guarded by a lock of the owner's. Starts as {0}; all private.
struct lifo {
        struct lifo_waiter *last;
};

// Under the lock, which is open meanwhile: waits until it is called. What it waits for is to be
// looked at again then, as somebody else may have been faster.
void
lifo_wait(struct lifo *lifo, pthread_mutex_t *lock);

// Under the lock: calls one who waits, if anybody does.
void
lifo_call(struct lifo *lifo);
