#include "db/migrate.h"

#include <string.h>

#include "base/crypto.h"
#include "db/db.h"
#include "queries.h"

// The lock's number has no meaning but to be the same everywhere.
static const char LOCK[] = "SELECT pg_advisory_lock(7163001)";
static const char UNLOCK[] = "SELECT pg_advisory_unlock(7163001)";

// The programs' role reads and writes rows and owns nothing. A migration waits as long as it must.
static const char BEFORE[] =
        "SET statement_timeout = 0; SET lock_timeout = '60s'; SET client_min_messages = warning;"
        "CREATE TABLE IF NOT EXISTS schema_version (version int PRIMARY KEY, name text NOT NULL,"
        " sha256 bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());";
static const char RIGHTS[] =
        "DO $$ BEGIN"
        " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'earshot_app')"
        " THEN CREATE ROLE earshot_app NOLOGIN; END IF; END $$;"
        "GRANT USAGE ON SCHEMA public TO earshot_app;"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO earshot_app;"
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO earshot_app;"
        "REVOKE INSERT, UPDATE, DELETE ON schema_version FROM earshot_app;";

static bool
apply(struct db *db, const struct migration *migration, struct digest digest, struct err *err)
{
        return db_begin(db, err) && db_run_text(db, migration->sql, err) &&
               db_do(db, &SCHEMA_VERSION_INSERT, NULL, err, DB_INT(migration->version),
                     DB_TEXT(migration->name), DB_BYTES(digest.bytes, sizeof digest.bytes)) &&
               db_commit(db, err);
}

static bool
apply_missing(struct db *db, int *applied_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows rows = {0};
        int applied = 0;
        if (!db_run_text(db, BEFORE, err) || !db_ask(db, &SCHEMA_VERSION_ALL, &rows, err))
                return false;
        if (rows.count > MIGRATION_COUNT)
                return FAIL(
                        err, ERR_CONFLICT,
                        "The database was made by a newer version of Earshot. Install that one.");
        for (int i = 0; i < MIGRATION_COUNT; i++) {
                const struct migration *migration = &MIGRATIONS[i];
                struct digest digest = sha256_of(migration->sql, strlen(migration->sql));
                if (i >= rows.count) {
                        if (!apply(db, migration, digest, err))
                                return false;
                        applied++;
                        continue;
                }
                size_t length = 0;
                const uint8_t *was = row_bytes(&rows, i, "sha256", &arena, &length);
                if (row_int(&rows, i, "version") != migration->version ||
                    length != sizeof digest.bytes || memcmp(was, digest.bytes, length) != 0)
                        return FAIL_DETAIL(err, ERR_CONFLICT,
                                           "A migration that was applied has changed since.", "%s",
                                           migration->name);
        }
        *applied_out = applied;
        return db_run_text(db, RIGHTS, err);
}

bool
migrate(struct db *db, int *applied_out, struct err *err)
{
        struct err unlock_err;
        if (!db_run_text(db, "SET statement_timeout = 0", err) || !db_run_text(db, LOCK, err))
                return false;
        bool is_done = apply_missing(db, applied_out, err);
        db_rollback(db);
        // Where unlocking fails the connection is gone, and the lock with it.
        if (!db_run_text(db, UNLOCK, &unlock_err) && is_done)
                *err = unlock_err;
        return is_done;
}
