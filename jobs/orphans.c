#include "orphans.h"

#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "queries.h"
#include "store/store.h"

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

struct walk {
        const struct orphan_search *search;
        const struct holding *holding;
        const struct rows *named; // of the group that is being walked
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
look_at_thing(const struct store_entry *entry, void *context, struct err *err)
{
        struct walk *walk = context;
        bool is_kept = entry->age_seconds < GRACE_SECONDS ||
                       (walk->named != NULL && is_named(walk->named, entry->key));
        return is_kept || walk->search->each(entry->key, walk->search->context, err);
}

static bool
ask_names(const struct walk *walk, struct uuid id, struct rows *rows_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(walk->search->pool, &db, err) &&
               db_ask(db, walk->holding->keys, rows_out, err, DB_UUID(id));
}

// A group is named by the id that its rows have.
static bool
look_at_group(const char *group, void *context, struct err *err)
{
        struct walk *walk = context;
        const struct orphan_search *search = walk->search;
        OWN(rows_close) struct rows named = {0};
        struct uuid id = {{0}};
        if (!uuid_from_text(strchr(group, '/') + 1, &id))
                return true;
        if ((search->beat != NULL && !search->beat(search->context, err)) ||
            !ask_names(walk, id, &named, err))
                return false;
        walk->named = &named;
        bool is_walked = store_each(search->store, group, look_at_thing, walk, err);
        walk->named = NULL;
        return is_walked;
}

// Sound that is kept for all interviews lies in one group.
static bool
look_at_spoken(struct walk *walk, struct err *err)
{
        OWN(rows_close) struct rows named = {0};
        OWN(db_give) struct db *db = NULL;
        if (!db_take(walk->search->pool, &db, err) ||
            !db_ask(db, &MEDIA_KEYS_OF_SPOKEN, &named, err))
                return false;
        db_give(&db);
        walk->named = &named;
        bool is_walked = store_each(walk->search->store, "spoken", look_at_thing, walk, err);
        walk->named = NULL;
        return is_walked;
}

bool
orphans_find(const struct orphan_search *search, struct err *err)
{
        struct walk walk = {.search = search};
        for (size_t i = 0; i < COUNT_OF(HOLDINGS); i++) {
                walk.holding = &HOLDINGS[i];
                if (!store_each_group(search->store, HOLDINGS[i].kind, look_at_group, &walk, err))
                        return false;
        }
        // What is still being written is no row's yet.
        return look_at_spoken(&walk, err) &&
               store_each(search->store, "tmp", look_at_thing, &walk, err);
}
