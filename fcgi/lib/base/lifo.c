#include "base/lifo.h"

#include <stdbool.h>
#include <stddef.h>

struct lifo_waiter {
        pthread_cond_t call;
        bool is_called;
        struct lifo_waiter *before;
};

// A thread waits at one place at a time.
static _Thread_local struct lifo_waiter own = {.call = PTHREAD_COND_INITIALIZER};

void
lifo_wait(struct lifo *lifo, pthread_mutex_t *lock)
{
        own.before = lifo->last;
        own.is_called = false;
        lifo->last = &own;
        while (!own.is_called)
                pthread_cond_wait(&own.call, lock);
}

void
lifo_call(struct lifo *lifo)
{
        struct lifo_waiter *waiter = lifo->last;
        if (waiter == NULL)
                return;
        lifo->last = waiter->before;
        waiter->is_called = true;
        pthread_cond_signal(&waiter->call);
}
