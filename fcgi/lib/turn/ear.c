#include "turn/ear.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/stage_clock.h"
#include "net/http_client.h"
#include "turn/ear_upload.h"
#include "turn/turn.h"

// Room for libpq and libcurl with TLS; what is not touched costs nothing.
static const size_t STACK_BYTES = 512 * 1024;
// Uploads that a process knows of. Where more candidates speak to it at once, those whose last
// bytes came first are forgotten until their next ones come.
enum { KNOWN_MOST = 1024 };

// Work that several threads share, until the one that asked has seen it done.
struct batch {
        void (*run)(const struct turn_room *room, void *context, size_t index);
        void *context;
        size_t count;
        size_t taken;
        size_t done;
        struct stage_clock *clock; // of the turn
        struct used *used;         // and what its providers did
        struct batch *next;
};

// A recording that grows.
struct known {
        struct ear_upload upload; // zero: a free place
        uint64_t arrived_bytes;
        uint64_t arrival; // which of all the last bytes were
        bool is_listened_to;
};

struct ear {
        struct turn_room room; // without a client
        int most;
        pthread_mutex_t lock;
        pthread_cond_t has_work;
        pthread_cond_t has_done;
        int threads;
        int idle;
        struct batch *batches;
        struct known known[KNOWN_MOST];
        uint64_t arrivals;
};

// The embedded recogniser hears as many at once as it has processes. Other ones answer a piece of
// some seconds within a second, so that one thread can serve ten candidates and more.
enum { THREADS_MOST = 32 };

struct ear *
ear_new(const struct turn_room *room)
{
        struct ear *ear = memory_new(sizeof *ear);
        ear->room = *room;
        ear->room.client = NULL;
        ear->room.used = NULL;
        ear->most = room->config->stt.items[0] == PROVIDER_BUILTIN ? room->config->speech_processes
                                                                   : THREADS_MOST;
        pthread_mutex_init(&ear->lock, NULL);
        pthread_cond_init(&ear->has_work, NULL);
        pthread_cond_init(&ear->has_done, NULL);
        return ear;
}

// With the lock held: does the next index of a batch. False where all are taken.
static bool
do_one(struct ear *ear, const struct turn_room *room, struct batch *batch)
{
        if (batch->taken == batch->count)
                return false;
        size_t index = batch->taken++;
        pthread_mutex_unlock(&ear->lock);
        struct turn_room own = *room;
        own.used = batch->used;
        stage_clock_use(batch->clock);
        batch->run(&own, batch->context, index);
        pthread_mutex_lock(&ear->lock);
        batch->done++;
        if (batch->done == batch->count)
                pthread_cond_broadcast(&ear->has_done);
        return true;
}

static bool
help(struct ear *ear, const struct turn_room *room)
{
        for (struct batch *batch = ear->batches; batch != NULL; batch = batch->next) {
                if (do_one(ear, room, batch)) {
                        stage_clock_use(NULL);
                        return true;
                }
        }
        return false;
}

// With the lock held: listens to the recording that has waited longest.
static bool
listen(struct ear *ear, const struct turn_room *room)
{
        struct known *next = NULL;
        for (size_t i = 0; i < KNOWN_MOST; i++) {
                struct known *known = &ear->known[i];
                bool is_due = !uuid_is_zero(known->upload.id) && !known->is_listened_to &&
                              ear_upload_is_due(&known->upload, known->arrived_bytes);
                if (is_due && (next == NULL || known->arrival < next->arrival))
                        next = known;
        }
        if (next == NULL)
                return false;
        struct ear_upload upload = next->upload;
        uint64_t arrived_bytes = next->arrived_bytes;
        next->is_listened_to = true;
        pthread_mutex_unlock(&ear->lock);
        ear_upload_look(room, &upload);
        pthread_mutex_lock(&ear->lock);
        // What cannot be read, or is not there any more, is tried again with the next bytes.
        if (upload.looked_bytes < arrived_bytes)
                upload.looked_bytes = arrived_bytes;
        next->upload = upload;
        next->is_listened_to = false;
        return true;
}

static void *
run_thread(void *context)
{
        struct ear *ear = context;
        struct turn_room room = ear->room;
        room.client = http_client_new(room.config->ca_file);
        pthread_mutex_lock(&ear->lock);
        if (room.client == NULL) {
                ear->threads--;
                pthread_mutex_unlock(&ear->lock);
                return NULL;
        }
        for (;;) {
                if (help(ear, &room) || listen(ear, &room))
                        continue;
                ear->idle++;
                pthread_cond_wait(&ear->has_work, &ear->lock);
                ear->idle--;
        }
        return NULL;
}

// With the lock held.
static void
wake(struct ear *ear)
{
        pthread_t thread;
        pthread_attr_t attributes;
        if (ear->idle > 0) {
                pthread_cond_signal(&ear->has_work);
                return;
        }
        if (ear->threads == ear->most)
                return;
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, STACK_BYTES);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        // Without it the rest is done at the end, by whoever waits for it.
        if (pthread_create(&thread, &attributes, run_thread, ear) == 0)
                ear->threads++;
        pthread_attr_destroy(&attributes);
}

// With the lock held: the place of a recording, the longest unheard of where it is new.
static struct known *
place_of(struct ear *ear, struct uuid upload)
{
        struct known *oldest = NULL;
        for (size_t i = 0; i < KNOWN_MOST; i++) {
                struct known *known = &ear->known[i];
                if (uuid_equals(known->upload.id, upload))
                        return known;
                if (!known->is_listened_to && (oldest == NULL || known->arrival < oldest->arrival))
                        oldest = known;
        }
        return oldest;
}

void
ear_hear(struct ear *ear, struct uuid interview, int number, struct uuid upload,
         uint64_t size_bytes)
{
        // What the candidate's own browser understands, it sends at the end.
        if (ear == NULL || ear->room.config->stt.items[0] == PROVIDER_BROWSER)
                return;
        pthread_mutex_lock(&ear->lock);
        struct known *known = place_of(ear, upload);
        if (known != NULL && !uuid_equals(known->upload.id, upload))
                known->upload =
                        (struct ear_upload){.id = upload, .interview = interview, .number = number};
        if (known != NULL) {
                known->arrived_bytes = size_bytes;
                known->arrival = ++ear->arrivals;
                if (ear_upload_is_due(&known->upload, size_bytes))
                        wake(ear);
        }
        pthread_mutex_unlock(&ear->lock);
}

void
ear_share(struct ear *ear, const struct turn_room *room,
          void (*run)(const struct turn_room *room, void *context, size_t index), void *context,
          size_t count)
{
        if (ear == NULL || count < 2) {
                for (size_t i = 0; i < count; i++)
                        run(room, context, i);
                return;
        }
        struct batch *batch = memory_new(sizeof *batch);
        *batch = (struct batch){
                .run = run,
                .context = context,
                .count = count,
                .clock = stage_clock_of_thread(),
                .used = room->used,
        };
        pthread_mutex_lock(&ear->lock);
        batch->next = ear->batches;
        ear->batches = batch;
        for (size_t i = 1; i < count; i++)
                wake(ear);
        while (do_one(ear, room, batch))
                continue;
        while (batch->done < batch->count)
                pthread_cond_wait(&ear->has_done, &ear->lock);
        struct batch **place = &ear->batches;
        while (*place != batch)
                place = &(*place)->next;
        *place = batch->next;
        pthread_mutex_unlock(&ear->lock);
        free(batch);
}
