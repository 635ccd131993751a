// The life of one answer, from the clip to the next question.
//
//   (posted) --turn_accept--> received --turn_work--> transcribed --turn_work--> answered
//                                 |                       |
//                                 +---- whoever finds it unfinished: the same request again, or the
//                                       runner; turn_work goes on from the stage in the row
//
// Invariants:
//  1. Before turn_accept returns true, the clip is durable in the store and its row is committed.
//  2. One answer a turn and attempt: a second post of the same bytes finds the first.
//  3. An answer is worked on by one process at a time: it holds the claim while its advisory lock
//     lives; effects are written only under the fence number of the claim.
//  4. No transaction is open while a provider is asked.
//  5. A stage, once written, is never taken back.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/uuid.h"
#include "sandbox/sandbox.h"
#include "store/store.h"

struct db_pool;
struct helpers;
struct http_client;
struct used;
struct worker;
struct ear;

// What one thread of work needs. All borrowed.
struct turn_room {
        const struct config *config;
        struct db_pool *pool;
        const struct store *store;
        const struct sandbox_settings *sandbox;
        struct http_client *client;
        struct worker *worker;   // one for each process (turn/worker.h)
        struct helpers *helpers; // of the process (turn/helpers.h); NULL: it has one thread
        struct used *used; // what providers did for this request or job (turn/spent.h); or NULL
        struct ear *ear;   // of the process (turn/ear.h); NULL where nobody uploads
};

// Where the events of api.md's 'One answer' go, one JSON object (no newline) each, as soon as they
// are known. Where nobody listens any more the work goes on all the same.
struct turn_events {
        // From any thread, one at a time.
        void (*send)(void *context, const char *json);
        // Called at most once, where work goes on of which nothing will be told; may be NULL.
        void (*over)(void *context);
        void *context;
};

// An answer whose bytes are at rest: a clip in the store, or typed text (then no key). `upload`:
// the row of a clip that was uploaded while it was spoken (turn/uploaded.h), sealed and locked;
// else zero.
struct turn_post {
        struct uuid upload;
        const char *media_key;
        const char *mime;
        const char *typed_text;
        const char *browser_text; // what the browser understood of the clip; NULL: nothing
        uint64_t size_bytes;
        struct digest sha256;
};

// Writes the answer's row. The same bytes posted before for this turn give that answer, with
// `is_new_out` false: the clip just stored is then not needed. ERR_CONFLICT: another answer was
// taken, a later number, or the interview does not run.
MUST_CHECK bool
turn_accept(const struct turn_room *room, struct uuid interview, int number,
            const struct turn_post *post, struct uuid *answer_out, bool *is_new_out,
            struct err *err);

// An answer that has come and is not accepted yet.
struct turn_arrival {
        struct uuid interview;
        int clip; // a file that holds the recording already; -1: it is understood when it is
                  // accepted
        const char *mime;         // of the clip
        const char *browser_text; // as in struct turn_post
        // Makes it durable and accepts it (turn_accept), fills in `answer` and `is_new`, and tells
        // of it. Called once, in whatever thread: with a clip, at the same time as the clip is
        // decoded and transcribed. What it uses is used by nobody else meanwhile.
        bool (*accept)(struct turn_arrival *arrival, struct err *err);
        void *context;
        struct uuid answer;
        bool is_new;
        bool is_accepted; // by turn_arrive
};

// Accepts the answer and brings it to its end as turn_work does. It failed before it was accepted
// where `is_accepted` is false; what providers were asked by then is lost.
MUST_CHECK bool
turn_arrive(const struct turn_room *room, struct turn_arrival *arrival,
            const struct turn_events *events, struct arena *arena, struct err *err);

// Asks the first question, or gives the number of the open one. ERR_CONFLICT before consent, and
// where the interview is over.
MUST_CHECK bool
turn_start(const struct turn_room *room, struct uuid interview, struct arena *arena,
           int *number_out, struct err *err);

// Leaves the open turn without an answer and asks the next question. `next_out` is its number, 0
// where the interview has ended by this.
MUST_CHECK bool
turn_skip(const struct turn_room *room, struct uuid interview, int number, struct arena *arena,
          int *next_out, struct err *err);

// Brings an accepted answer to its end, from whatever stage it stands in, and tells the events of
// everything from `transcript` on, also of stages done before (`received` and `done` are the
// caller's). Waits when another living process is at it. `events` may be NULL. ERR_UPSTREAM when no
// provider could be reached: the answer stays and is taken up again later.
MUST_CHECK bool
turn_work(const struct turn_room *room, struct uuid answer, const struct turn_events *events,
          struct arena *arena, struct err *err);

// Evaluates the answered turn if that has not been done; nothing without consent to it.
MUST_CHECK bool
turn_evaluate(const struct turn_room *room, struct uuid interview, int number, struct arena *arena,
              struct err *err);

// Ends an interview: completed, with its report queued. Nothing when it has ended. `reason` is
// candidate, hr, time, turns, supervisor or abandoned.
MUST_CHECK bool
turn_end_interview(const struct turn_room *room, struct uuid interview, const char *reason,
                   struct err *err);
