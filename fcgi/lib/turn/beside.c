#include "turn/beside.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/stage_clock.h"
#include "turn/helpers.h"
#include "turn/turn.h"

static void
help(struct http_client *client, void *context)
{
        struct beside *beside = context;
        struct err err = {.kind = ERR_NONE};
        (void)client;
        log_subject("request_id", beside->trace.request_id);
        trace_use(&beside->trace);
        stage_clock_use(beside->clock);
        bool is_well = memory_try(beside->run, beside->context, &err);
        stage_clock_use(NULL);
        trace_use(NULL);
        log_subject(NULL, NULL);
        pthread_mutex_lock(&beside->lock);
        beside->is_well = is_well;
        beside->err = err;
        beside->is_done = true;
        // Under the lock: whoever waits takes it all away.
        pthread_cond_signal(&beside->done);
        pthread_mutex_unlock(&beside->lock);
}

bool
beside_start(struct beside *beside, const struct turn_room *room,
             bool (*run)(void *context, struct err *err), void *context)
{
        *beside = (struct beside){
                .run = run,
                .context = context,
                .trace = *trace_of_thread(),
                .clock = stage_clock_of_thread(),
        };
        pthread_mutex_init(&beside->lock, NULL);
        pthread_cond_init(&beside->done, NULL);
        beside->is_started = helpers_do_at_once(room->helpers, help, beside);
        if (!beside->is_started) {
                pthread_cond_destroy(&beside->done);
                pthread_mutex_destroy(&beside->lock);
        }
        return beside->is_started;
}

bool
beside_join(struct beside *beside, struct err *err)
{
        beside_close(beside);
        if (!beside->is_well)
                *err = beside->err;
        return beside->is_well;
}

void
beside_close(struct beside *beside)
{
        if (!beside->is_started)
                return;
        pthread_mutex_lock(&beside->lock);
        while (!beside->is_done)
                pthread_cond_wait(&beside->done, &beside->lock);
        pthread_mutex_unlock(&beside->lock);
        pthread_cond_destroy(&beside->done);
        pthread_mutex_destroy(&beside->lock);
        beside->is_started = false;
}
