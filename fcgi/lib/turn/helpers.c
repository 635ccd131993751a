#include "turn/helpers.h"

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/lifo.h"
#include "base/memory.h"
#include "base/own.h"
#include "net/http_client.h"

enum {
        // Tasks that wait for a helper: several for each thread that may ask.
        TASKS_A_HELPER = 4,
        // Frames of TLS and libpq; what is not touched costs nothing.
        STACK_BYTES = 256 * 1024,
};

struct task {
        helper_task *run;
        void *context;
};

struct helpers {
        const char *ca_file;
        pthread_mutex_t lock; // of all below
        struct lifo idle;
        int most;
        int started;
        int busy;
        size_t first; // of the tasks that wait, a ring
        size_t count;
        size_t room;
        struct task tasks[];
};

struct helpers *
helpers_new(int most, const char *ca_file)
{
        assert(most > 0);
        size_t room = (size_t)most * TASKS_A_HELPER;
        struct helpers *helpers = memory_new(sizeof *helpers + room * sizeof helpers->tasks[0]);
        pthread_mutex_init(&helpers->lock, NULL);
        helpers->most = most;
        helpers->ca_file = ca_file;
        helpers->room = room;
        return helpers;
}

struct helper {
        struct helpers *helpers;
        struct http_client *client;
};

static void *
help(void *context)
{
        const struct helper *helper = context;
        struct helpers *helpers = helper->helpers;
        pthread_mutex_lock(&helpers->lock);
        for (;;) {
                while (helpers->count == 0)
                        lifo_wait(&helpers->idle, &helpers->lock);
                struct task task = helpers->tasks[helpers->first];
                helpers->first = (helpers->first + 1) % helpers->room;
                helpers->count--;
                helpers->busy++;
                pthread_mutex_unlock(&helpers->lock);
                task.run(helper->client, task.context);
                pthread_mutex_lock(&helpers->lock);
                helpers->busy--;
        }
        return NULL;
}

static void
helper_free(struct helper **helper)
{
        if (*helper != NULL)
                http_client_free(&(*helper)->client);
        free(*helper);
        *helper = NULL;
}

// Under the lock. All that it needs is made before it: a task that is given to it is done. One that
// cannot be started is done without.
static void
start_one(struct helpers *helpers)
{
        pthread_t thread;
        pthread_attr_t attributes;
        OWN(helper_free) struct helper *helper = calloc(1, sizeof *helper);
        if (helper == NULL || (helper->client = http_client_new(helpers->ca_file)) == NULL)
                return;
        helper->helpers = helpers;
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, STACK_BYTES);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        if (pthread_create(&thread, &attributes, help, helper) == 0) {
                helpers->started++;
                helper = NULL; // the thread's
        }
        pthread_attr_destroy(&attributes);
}

// What a task may ask of the queue.
enum manner { IN_TURN, AT_ONCE, IDLY };

static bool
may_come(const struct helpers *helpers, enum manner manner)
{
        int waiting = (int)helpers->count;
        switch (manner) {
        case IN_TURN:
                break;
        case AT_ONCE:
                return waiting + helpers->busy < helpers->most;
        case IDLY:
                return waiting == 0 && helpers->busy * 2 <= helpers->most;
        }
        return helpers->count < helpers->room;
}

static bool
give(struct helpers *helpers, helper_task *run, void *context, enum manner manner)
{
        if (helpers == NULL)
                return false;
        pthread_mutex_lock(&helpers->lock);
        size_t wanted = helpers->count + 1 + (size_t)helpers->busy;
        bool may = may_come(helpers, manner);
        if (may && wanted > (size_t)helpers->started && helpers->started < helpers->most)
                start_one(helpers);
        may = may && helpers->started > 0 &&
              (manner != AT_ONCE || wanted <= (size_t)helpers->started);
        if (may) {
                helpers->tasks[(helpers->first + helpers->count) % helpers->room] =
                        (struct task){run, context};
                helpers->count++;
                lifo_call(&helpers->idle);
        }
        pthread_mutex_unlock(&helpers->lock);
        return may;
}

bool
helpers_do(struct helpers *helpers, helper_task *task, void *context)
{
        return give(helpers, task, context, IN_TURN);
}

bool
helpers_do_at_once(struct helpers *helpers, helper_task *task, void *context)
{
        return give(helpers, task, context, AT_ONCE);
}

bool
helpers_do_idly(struct helpers *helpers, helper_task *task, void *context)
{
        return give(helpers, task, context, IDLY);
}
