#include "orphans.h"

#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "queries.h"
#include "store/store.h"

// Far longer than any request or job takes from the file to the row that names it.
static const int64_t GRACE_SECONDS = 24 * 3600;

// What lies in groups in the store, each named by the id that its rows have.
static const char *const KINDS[] = {"interviews", "postings", "batches"};

struct walk {
        const struct orphan_search *search;
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
        // One of a day that is to come is of a clock that was wrong.
        bool is_young = entry->age_seconds < GRACE_SECONDS && entry->age_seconds > -GRACE_SECONDS;
        return is_young || is_named(walk->named, entry->key) ||
               walk->search->each(entry->key, walk->search->context, err);
}

// Those of all where there is no id.
static bool
ask_names(const struct orphan_search *search, const struct uuid *id, struct rows *rows_out,
          struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(search->pool, &db, err) &&
               (id == NULL ? db_ask(db, &STORED_KEYS_OF_ALL, rows_out, err)
                           : db_ask(db, &STORED_KEYS, rows_out, err, DB_UUID(*id)));
}

static bool
look_at_things(const struct orphan_search *search, const char *group, const struct uuid *id,
               struct err *err)
{
        OWN(rows_close) struct rows named = {0};
        struct walk walk = {.search = search, .named = &named};
        return ask_names(search, id, &named, err) &&
               store_each(search->store, group, look_at_thing, &walk, err);
}

static bool
look_at_group(const char *group, void *context, struct err *err)
{
        const struct orphan_search *search = context;
        struct uuid id = {{0}};
        if (!uuid_from_text(strchr(group, '/') + 1, &id))
                return true;
        return (search->beat == NULL || search->beat(search->context, err)) &&
               look_at_things(search, group, &id, err);
}

bool
orphans_find(const struct orphan_search *search, struct err *err)
{
        struct orphan_search walked = *search;
        for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
                if (!store_each_group(search->store, KINDS[i], look_at_group, &walked, err))
                        return false;
        }
        // Sound that is kept for all interviews; and what is still being written is no row's yet.
        return look_at_things(search, "spoken", NULL, err) &&
               look_at_things(search, "tmp", NULL, err);
}

struct sweep {
        const struct orphan_search *search;
        struct uuid id;
};

static bool
sweep_thing(const char *key, void *context, struct err *err)
{
        const struct sweep *sweep = context;
        const struct orphan_search *search = sweep->search;
        OWN(rows_close) struct rows rows = {0};
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(search->pool, &db, err) ||
                    !db_ask(db, &ORPHAN_SEEN, &rows, err, DB_TEXT(key), DB_UUID(sweep->id)))
                        return false;
        }
        return !row_bool(&rows, 0, "is_due") ||
               (store_delete(search->store, key, err) && search->each(key, search->context, err));
}

static bool
beat(void *context, struct err *err)
{
        const struct sweep *sweep = context;
        const struct orphan_search *search = sweep->search;
        return search->beat == NULL || search->beat(search->context, err);
}

bool
orphans_sweep(const struct orphan_search *search, struct err *err)
{
        struct sweep sweep = {.search = search, .id = uuid_new()};
        struct orphan_search found = {
                .pool = search->pool,
                .store = search->store,
                .each = sweep_thing,
                .beat = beat,
                .context = &sweep,
        };
        OWN(db_give) struct db *db = NULL;
        return orphans_find(&found, err) && db_take(search->pool, &db, err) &&
               db_do(db, &ORPHAN_FORGET, NULL, err, DB_UUID(sweep.id));
}
