#include "turn/spent.h"

#include "base/log.h"
#include "base/memory.h"
#include "db/db.h"
#include "db/usage.h"
#include "net/breaker.h"
#include "net/used.h"

struct budget
spent_budget(const struct config *config)
{
        return (struct budget){
                .interview_calls = config->budget_interview_calls,
                .interview_tokens = config->budget_interview_tokens,
                .month_calls = config->budget_month_calls,
                .month_tokens = config->budget_month_tokens,
        };
}

static bool
is_remote(const struct chain *chain)
{
        for (int i = 0; i < chain->count; i++) {
                if (provider_is_remote(chain->items[i]))
                        return true;
        }
        return false;
}

void
spent_look(const struct turn_room *room, struct db *db, struct uuid interview,
           struct uuid organisation, struct arena *arena)
{
        const struct config *config = room->config;
        struct budget budget = spent_budget(config);
        struct err err;
        if (room->used == NULL || !(is_remote(&config->stt) || is_remote(&config->llm) ||
                                    is_remote(&config->tts) || is_remote(&config->embeddings)))
                return;
        // What is used up while a turn runs counts from the next one on.
        if (!uuid_is_zero(interview) && uuid_equals(room->used->looked_for, interview))
                return;
        if (usage_reached(db, interview, organisation, &budget, arena, &room->used->reached, &err))
                room->used->looked_for = interview;
        else
                log_err(LOG_WARN, "the budget is not known", &err);
}

struct spending {
        const struct turn_room *room;
        struct uuid interview;
        struct uuid organisation;
};

static bool
write_down(void *context, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const struct spending *spending = context;
        const struct turn_room *room = spending->room;
        struct budget budget = spent_budget(room->config);
        return db_take(room->pool, &db, err) &&
               usage_add(db, spending->interview, spending->organisation, room->used->items,
                         room->used->count, &budget, err);
}

void
spent_write(const struct turn_room *room, struct uuid interview, struct uuid organisation)
{
        struct spending spending = {room, interview, organisation};
        struct err err;
        if (room->used == NULL || room->used->count == 0)
                return;
        if (!memory_try(write_down, &spending, &err))
                log_err(LOG_WARN, "what providers did is not counted", &err);
        *room->used = (struct used){.count = 0};
}
