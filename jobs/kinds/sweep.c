// sweep {at}: files of the media store that no row names are taken away, when they are a day old:
// uploads that were cut off, and what a process left that died between the file and its row.
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "kind.h"
#include "queries.h"

// Far longer than any request or job takes from the file to the row that names it.
static const int64_t GRACE_SECONDS = 24 * 3600;

// What belongs together in the store, and the query that tells the keys that rows name.
static const struct holding {
        const char *kind;
        const struct query *keys;
} HOLDINGS[] = {
        {"interviews", &MEDIA_KEYS_OF_INTERVIEW},
        {"postings", &MEDIA_KEYS_OF_POSTING},
        {"batches", &MEDIA_KEYS_OF_BATCH},
};

struct sweeping {
        const struct job_room *room;
        const struct job *job;
        const struct holding *holding;
        const struct rows *named; // of the group that is being walked
        int swept;
};

static bool
is_named(const struct rows *named, const char *key)
{
        for (int i = 0; i < named->count; i++) {
                if (text_equals(row_text(named, i, "key"), key))
                        return true;
        }
        return false;
}

static bool
sweep_thing(const struct store_entry *entry, void *context, struct err *err)
{
        struct sweeping *sweeping = context;
        if (entry->age_seconds < GRACE_SECONDS ||
            (sweeping->named != NULL && is_named(sweeping->named, entry->key)))
                return true;
        if (!store_delete(sweeping->room->store, entry->key, err))
                return false;
        LOG_LINE(LOG_INFO, "a file that no row names was taken away", LOG_TEXT("key", entry->key));
        sweeping->swept++;
        return true;
}

static bool
ask_names(const struct sweeping *sweeping, struct uuid id, struct rows *rows_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(sweeping->room->pool, &db, err) &&
               db_ask(db, sweeping->holding->keys, rows_out, err, DB_UUID(id));
}

// A group is named by the id that its rows have.
static bool
sweep_group(const char *group, void *context, struct err *err)
{
        struct sweeping *sweeping = context;
        OWN(rows_close) struct rows named = {0};
        struct uuid id = {{0}};
        if (!uuid_from_text(strchr(group, '/') + 1, &id))
                return true;
        if (!job_keep(sweeping->room, sweeping->job, err) || !ask_names(sweeping, id, &named, err))
                return false;
        sweeping->named = &named;
        bool is_swept = store_each(sweeping->room->store, group, sweep_thing, sweeping, err);
        sweeping->named = NULL;
        return is_swept;
}

bool
job_sweep_run(const struct job_room *room, const struct job *job, struct arena *arena,
              struct err *err)
{
        struct sweeping sweeping = {.room = room, .job = job};
        (void)arena;
        for (size_t i = 0; i < COUNT_OF(HOLDINGS); i++) {
                sweeping.holding = &HOLDINGS[i];
                if (!store_each_group(room->store, HOLDINGS[i].kind, sweep_group, &sweeping, err))
                        return false;
        }
        // What is still being written is no row's yet.
        if (!store_each(room->store, "tmp", sweep_thing, &sweeping, err))
                return false;
        LOG_LINE(LOG_INFO, "the media store was swept", LOG_NUMBER("files", sweeping.swept));
        return job_finish_alone(room, job, err);
}
