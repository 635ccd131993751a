// Accepting an answer and understanding it, side by side.
#include "base/log.h"
#include "base/memory.h"
#include "net/http_client.h"
#include "turn/beside.h"
#include "turn/hear.h"
#include "turn/work.h"

struct arriving {
        const struct turn_room *room;
        struct turn_arrival *arrival;
        const struct turn_events *events;
        struct arena *arena;

        // Of whoever accepts it, and tells before how to hear it.
        struct hear_ahead ahead;
        struct arena *beside;
        struct claimed claimed;
        struct early early;
};

// Nobody has done what comes next for the answer yet: it is begun while it is being understood.
static void
prepare(struct arriving *arriving)
{
        struct turn_arrival *arrival = arriving->arrival;
        struct early *early = &arriving->early;
        struct err late;
        arriving->claimed.answer = arrival->answer;
        early->is_claimed =
                work_claim(&arriving->claimed, arriving->beside, &early->answer, &late) &&
                arriving->claimed.fence > 0;
        if (!early->is_claimed ||
            !work_read_course(arriving->room, arrival->interview, arriving->beside, early, &late))
                LOG_LINE(LOG_DEBUG, "the work on an answer begins later");
}

static bool
accept(void *context, struct err *err)
{
        struct arriving *arriving = context;
        struct turn_arrival *arrival = arriving->arrival;
        hear_ahead_ask(&arriving->ahead, arriving->room, arrival->interview);
        arrival->is_accepted = arrival->accept(arrival, err);
        // Its words are wanted by nobody then; where it was taken before, somebody else has them.
        if (!arrival->is_accepted || !arrival->is_new)
                http_client_stop(arriving->room->client);
        else
                prepare(arriving);
        return arrival->is_accepted;
}

static void
release(struct claimed **claimed)
{
        work_release(*claimed);
}

static void
forget(struct hear_ahead **ahead)
{
        hear_ahead_close(*ahead);
}

static void
go(struct http_client **client)
{
        http_client_go(*client);
}

// What it says is heard while it is being accepted; false where nobody can do one of them.
static bool
accept_beside(struct arriving *arriving, bool *is_well_out, struct err *err)
{
        struct early *early = &arriving->early;
        const struct turn_arrival *arrival = arriving->arrival;
        const struct answer answer = {
                .interview = arrival->interview,
                .is_spoken = true,
                .mime = arrival->mime,
                .browser_text = arrival->browser_text,
        };
        OWN(go) __attribute__((unused)) struct http_client *client = arriving->room->client;
        OWN(beside_close) struct beside accepting = {0};
        if (!beside_start(&accepting, arriving->room, accept, arriving))
                return false;
        early->is_heard = listen_recording(arriving->room, &answer, arrival->clip, &arriving->ahead,
                                           arriving->arena, &early->heard, &early->heard_err);
        *is_well_out = beside_join(&accepting, err);
        early->has_listened = arrival->is_accepted && arrival->is_new;
        return true;
}

static bool
arrive(void *context, struct err *err)
{
        OWN(arena_done) struct arena beside = {0};
        struct arriving *arriving = context;
        struct turn_arrival *arrival = arriving->arrival;
        bool is_well = true;
        OWN(release) struct claimed *claimed = &arriving->claimed;
        hear_ahead_open(&arriving->ahead);
        OWN(forget) __attribute__((unused)) struct hear_ahead *ahead = &arriving->ahead;
        arriving->beside = &beside;
        bool is_beside = arrival->clip >= 0 && accept_beside(arriving, &is_well, err);
        if (!is_beside) {
                arrival->is_accepted = arrival->accept(arrival, err);
                is_well = arrival->is_accepted;
        }
        if (!arrival->is_accepted)
                return is_well;
        arriving->early.fence = claimed->fence;
        claimed->fence = 0;
        return work_from(arriving->room, arrival->answer, &arriving->early, arriving->events,
                         arriving->arena, err);
}

bool
turn_arrive(const struct turn_room *room, struct turn_arrival *arrival,
            const struct turn_events *events, struct arena *arena, struct err *err)
{
        struct arriving arriving = {
                .room = room,
                .arrival = arrival,
                .events = events,
                .arena = arena,
                .claimed = {.room = room},
        };
        arrival->is_accepted = false;
        return memory_try(arrive, &arriving, err);
}
