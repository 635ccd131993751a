#include "db/prompt.h"

#include "base/text.h"
#include "db/db.h"
#include "queries.h"

// Nobody writes more than some dozens.
enum { LIST_MOST = 500, CHANGES_MOST = 100 };

// Who did what an installation does by itself.
static const char INSTALLATION[] = "installation";

static struct prompt_row
row_with_body(const struct rows *rows, const char *function, struct arena *arena)
{
        return (struct prompt_row){
                .function = arena_text(arena, function),
                .version = (int)row_int(rows, 0, "version"),
                .state = arena_text(arena, row_text(rows, 0, "state")),
                .body = arena_text(arena, row_text(rows, 0, "body")),
                .note = arena_text(arena, row_text(rows, 0, "note")),
        };
}

bool
prompt_find_active(struct db *db, const char *function, struct arena *arena,
                   struct prompt_row *row_out, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PROMPT_ACTIVE, &rows, err, DB_TEXT(function)))
                return false;
        *has_out = rows.count == 1;
        if (*has_out)
                *row_out = row_with_body(&rows, function, arena);
        return true;
}

bool
prompt_find(struct db *db, const char *function, int version, struct arena *arena,
            struct prompt_row *row_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PROMPT_FIND, &rows, err, DB_TEXT(function), DB_INT(version)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING,
                            "There is no such version. `earshot-jobs prompts list` shows them.");
        *row_out = row_with_body(&rows, function, arena);
        return true;
}

bool
prompt_list(struct db *db, struct arena *arena, struct prompt_row **rows_out, size_t *count_out,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PROMPT_LIST, &rows, err, DB_INT(LIST_MOST)))
                return false;
        struct prompt_row *list = arena_alloc(arena, (size_t)rows.count, sizeof *list);
        for (int i = 0; i < rows.count; i++)
                list[i] = (struct prompt_row){
                        .function = arena_text(arena, row_text(&rows, i, "function")),
                        .version = (int)row_int(&rows, i, "version"),
                        .state = arena_text(arena, row_text(&rows, i, "state")),
                        .note = arena_text(arena, row_text(&rows, i, "note")),
                        .created_at = arena_text(arena, row_text(&rows, i, "created_at")),
                        .created_by = arena_text(arena, row_text(&rows, i, "created_by")),
                };
        *rows_out = list;
        *count_out = (size_t)rows.count;
        return true;
}

bool
prompt_changes(struct db *db, const char *function, struct arena *arena,
               struct prompt_change **changes_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PROMPT_CHANGE_LIST, &rows, err, DB_TEXT(function), DB_INT(CHANGES_MOST)))
                return false;
        struct prompt_change *list = arena_alloc(arena, (size_t)rows.count, sizeof *list);
        for (int i = 0; i < rows.count; i++)
                list[i] = (struct prompt_change){
                        .at = arena_text(arena, row_text(&rows, i, "at")),
                        .who = arena_text(arena, row_text(&rows, i, "who")),
                        .action = arena_text(arena, row_text(&rows, i, "action")),
                        .from_version = row_is_null(&rows, i, "from_version")
                                                ? 0
                                                : (int)row_int(&rows, i, "from_version"),
                        .to_version = (int)row_int(&rows, i, "to_version"),
                };
        *changes_out = list;
        *count_out = (size_t)rows.count;
        return true;
}

static bool
lock(struct db *db, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        return db_ask(db, &PROMPT_LOCK, &rows, err);
}

static bool
tell(struct db *db, const char *function, const char *who, const char *action, int from, int to,
     struct err *err)
{
        return db_do(db, &PROMPT_CHANGE_ADD, NULL, err, DB_TEXT(function), DB_TEXT(who),
                     DB_TEXT(action), from == 0 ? DB_NULL : DB_INT(from), DB_INT(to));
}

static bool
insert(struct db *db, const char *function, const char *body, const char *note, bool is_seed,
       const char *who, int *version_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PROMPT_ADD, &rows, err, DB_TEXT(function), DB_TEXT(body), DB_TEXT(note),
                    DB_BOOL(is_seed), DB_TEXT(who)))
                return false;
        *version_out = (int)row_int(&rows, 0, "version");
        return tell(db, function, who, "added", 0, *version_out, err);
}

// In a transaction that holds the lock. `from_out`: 0 where none was in use.
static bool
put_into_use(struct db *db, const char *function, int version, const char *who, const char *action,
             int *from_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct prompt_row active = {0};
        struct prompt_row wanted = {0};
        bool has_active = false;
        if (!prompt_find(db, function, version, &arena, &wanted, err) ||
            !prompt_find_active(db, function, &arena, &active, &has_active, err))
                return false;
        if (has_active && active.version == version)
                return FAIL(err, ERR_CONFLICT, "That version is in use already.");
        *from_out = has_active ? active.version : 0;
        return db_do(db, &PROMPT_RETIRE, NULL, err, DB_TEXT(function)) &&
               db_do(db, &PROMPT_ACTIVATE, NULL, err, DB_TEXT(function), DB_INT(version)) &&
               tell(db, function, who, action, *from_out, version, err);
}

bool
prompt_add(struct db *db, const char *function, const char *body, const char *note, const char *who,
           int *version_out, struct err *err)
{
        return db_begin(db, err) && lock(db, err) &&
               insert(db, function, body, note, false, who, version_out, err) && db_commit(db, err);
}

bool
prompt_activate(struct db *db, const char *function, int version, const char *who, int *from_out,
                struct err *err)
{
        bool is_done = db_begin(db, err) && lock(db, err) &&
                       put_into_use(db, function, version, who, "activated", from_out, err) &&
                       db_commit(db, err);
        if (!is_done)
                db_rollback(db);
        return is_done;
}

static bool
roll_back(struct db *db, const char *function, const char *who, int *from_out, int *to_out,
          struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows rows = {0};
        struct prompt_row active = {0};
        bool has_active = false;
        if (!prompt_find_active(db, function, &arena, &active, &has_active, err) ||
            !db_ask(db, &PROMPT_BEFORE, &rows, err, DB_TEXT(function), DB_INT(active.version)))
                return false;
        if (!has_active || rows.count == 0)
                return FAIL(err, ERR_CONFLICT, "No version was in use before this one.");
        *to_out = (int)row_int(&rows, 0, "from_version");
        return put_into_use(db, function, *to_out, who, "rolled_back", from_out, err);
}

bool
prompt_roll_back(struct db *db, const char *function, const char *who, int *from_out, int *to_out,
                 struct err *err)
{
        bool is_done = db_begin(db, err) && lock(db, err) &&
                       roll_back(db, function, who, from_out, to_out, err) && db_commit(db, err);
        if (!is_done)
                db_rollback(db);
        return is_done;
}

bool
prompt_seed(struct db *db, const char *function, const char *body, const char *note,
            bool *changed_out, struct err *err)
{
        OWN(rows_close) struct rows newest = {0};
        OWN(rows_close) struct rows last = {0};
        int version = 0;
        int from = 0;
        *changed_out = false;
        if (!lock(db, err) ||
            !db_ask(db, &PROMPT_NEWEST_SEED, &newest, err, DB_TEXT(function), DB_TEXT(body)) ||
            !db_ask(db, &PROMPT_LAST_CHANGE, &last, err, DB_TEXT(function)))
                return false;
        if (newest.count > 0 && row_bool(&newest, 0, "is_same"))
                return true;
        bool is_chosen = last.count > 0 && !text_equals(row_text(&last, 0, "who"), INSTALLATION);
        if (!insert(db, function, body, note, true, INSTALLATION, &version, err))
                return false;
        *changed_out = true;
        return is_chosen ||
               put_into_use(db, function, version, INSTALLATION, "activated", &from, err);
}
