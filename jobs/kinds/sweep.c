// sweep {at}: files of the media store that no row names are taken away (orphans.h).
#include "base/log.h"
#include "db/db.h"
#include "kind.h"
#include "orphans.h"

struct sweeping {
        const struct job_room *room;
        const struct job *job;
        int swept;
};

static bool
count(const char *key, void *context, struct err *err)
{
        struct sweeping *sweeping = context;
        (void)err;
        LOG_LINE(LOG_INFO, "a file that no row names was taken away", LOG_TEXT("key", key));
        sweeping->swept++;
        return true;
}

static bool
beat(void *context, struct err *err)
{
        const struct sweeping *sweeping = context;
        return job_keep(sweeping->room, sweeping->job, err);
}

bool
job_sweep_run(const struct job_room *room, const struct job *job, struct arena *arena,
              struct err *err)
{
        struct sweeping sweeping = {.room = room, .job = job};
        struct orphan_search search = {
                .pool = room->pool,
                .store = room->store,
                .each = count,
                .beat = beat,
                .context = &sweeping,
        };
        (void)arena;
        if (!orphans_sweep(&search, err))
                return false;
        LOG_LINE(LOG_INFO, "the media store was swept", LOG_NUMBER("files", sweeping.swept));
        return job_finish_alone(room, job, err);
}
