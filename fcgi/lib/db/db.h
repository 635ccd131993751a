// PostgreSQL: a pool of connections, and named queries with checked results. The one door to libpq.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/uuid.h"

// A query of sql/queries/, made a constant by the build (build/gen/queries.h).
enum query_rows {
        QUERY_NONE, // gives no rows
        QUERY_ONE,  // gives none or one
        QUERY_MANY,
};
struct query {
        const char *name;
        const char *sql;
        enum query_rows rows;
        int parameter_count;
        int number; // its place among all queries
};

struct db_pool;
struct db;

// At most `size` connections to `url`, opened when they are needed. The url is borrowed. Waits for
// nothing: a database that is away is found out by the first db_take.
struct db_pool *
db_pool_new(const char *url, int size);

void
db_pool_free(struct db_pool *pool);

// Closes its connections, of which nobody holds one now. They are opened anew when they are needed.
void
db_pool_hang_up(struct db_pool *pool);

// From now on nobody waits longer than `ms` for a free connection, in place of the 5 s of db_take.
// Before the pool is used.
void
db_pool_set_patience(struct db_pool *pool, int ms);

// A connection for one thread until db_give. ERR_BUSY when none is free for 5 s, or the database
// cannot be reached. Connections that broke are opened anew here.
MUST_CHECK bool
db_take(struct db_pool *pool, struct db **db_out, struct err *err);

// Gives it back and leaves NULL; accepts NULL. A transaction still open is rolled back.
void
db_give(struct db **db);

// One parameter of a query.
struct db_value {
        enum { DB_VALUE_NULL, DB_VALUE_TEXT, DB_VALUE_BYTES } type;
        const char *text;  // DB_VALUE_TEXT: borrowed; NULL means `own`
        const void *bytes; // DB_VALUE_BYTES
        size_t length;
        char own[40];
};

struct db_value
db_value_uuid(struct uuid id);
struct db_value
db_value_text(const char *text);
struct db_value
db_value_int(int64_t number);
struct db_value
db_value_real(double number);
struct db_value
db_value_digest(const struct digest *digest);

#define DB_UUID(id) db_value_uuid(id)
// A zero id is NULL.
#define DB_UUID_OR_NULL(id) (uuid_is_zero(id) ? DB_NULL : db_value_uuid(id))
#define DB_INT(number) db_value_int(number)
// 0 is NULL.
#define DB_INT_OR_NULL(number) ((number) == 0 ? DB_NULL : db_value_int(number))
// NAN is NULL.
#define DB_REAL(number) db_value_real(number)
#define DB_BOOL(value) ((struct db_value){.type = DB_VALUE_TEXT, .text = (value) ? "t" : "f"})
// Text, JSON and times (RFC 3339); a NULL pointer is NULL.
#define DB_TEXT(value) db_value_text(value)
#define DB_BYTES(value, size)                                                                      \
        ((struct db_value){.type = DB_VALUE_BYTES, .bytes = (value), .length = (size)})
// Borrowed; one of zeros, which is not known, is NULL.
#define DB_DIGEST(digest) db_value_digest(&(digest))
#define DB_NULL ((struct db_value){.type = DB_VALUE_NULL})

// What a query gave. Starts as {0}.
struct rows {
        void *result;
        int count;
};

void
rows_close(struct rows *rows);

// Runs a query with its parameters and gives its rows. ERR_CONFLICT: a unique value is taken.
// ERR_BUSY: the connection broke, a lock or statement took too long. ERR_FULL: no room on disk.
#define db_ask(db, query, rows_out, err, ...)                                                      \
        db_ask_values((db), (query), (rows_out), (err), DB_VALUES(__VA_ARGS__))
// Runs a query that gives no rows; `changed_out` (may be NULL) tells how many rows it changed.
#define db_do(db, query, changed_out, err, ...)                                                    \
        db_do_values((db), (query), (changed_out), (err), DB_VALUES(__VA_ARGS__))
// The same, where nothing need be known of it before what follows: within a transaction it is sent
// with the next statement that is waited for, at the latest with db_commit, which tells where it
// went wrong. Rows that it gives are not looked at.
#define db_do_soon(db, query, err, ...)                                                            \
        db_do_soon_values((db), (query), (err), DB_VALUES(__VA_ARGS__))
// The values behind a first one that is left out, so that there may be none, and how many.
#define DB_VALUES(...)                                                                             \
        (const struct db_value[]){DB_NULL, __VA_ARGS__},                                           \
                sizeof((const struct db_value[]){DB_NULL, __VA_ARGS__}) / sizeof(struct db_value)

MUST_CHECK bool
db_ask_values(struct db *db, const struct query *query, struct rows *rows_out, struct err *err,
              const struct db_value *values, size_t count);
MUST_CHECK bool
db_do_values(struct db *db, const struct query *query, int *changed_out, struct err *err,
             const struct db_value *values, size_t count);

MUST_CHECK bool
db_do_soon_values(struct db *db, const struct query *query, struct err *err,
                  const struct db_value *values, size_t count);

// A transaction. No provider is called while one is open. Its beginning is sent with its first
// statement. What is not committed is rolled back when
// the connection is given back, or by db_rollback.
MUST_CHECK bool
db_begin(struct db *db, struct err *err);
MUST_CHECK bool
db_commit(struct db *db, struct err *err);
void
db_rollback(struct db *db);

// Statements without parameters, for migrations and sessions; several may stand in one text. They
// may take as long as the server lets them.
MUST_CHECK bool
db_run_text(struct db *db, const char *sql, struct err *err);

// Prepares the query without running it: for the test that all queries fit the schema.
MUST_CHECK bool
db_prepare(struct db *db, const struct query *query, struct err *err);

// Waits up to `ms` for a notification on a channel that this connection listens to (LISTEN by
// db_run_text). True in `came_out` when one came; several come as one.
MUST_CHECK bool
db_wait(struct db *db, int ms, bool *came_out, struct err *err);

// Columns by name; asking for one that the query does not give is our own mistake. Texts are
// borrowed from the rows and "" where the column is NULL, unless said otherwise.
bool
row_is_null(const struct rows *rows, int row, const char *column);
const char *
row_text(const struct rows *rows, int row, const char *column);
const char *
row_text_or_null(const struct rows *rows, int row, const char *column);
int64_t
row_int(const struct rows *rows, int row, const char *column);
double
row_real(const struct rows *rows, int row, const char *column); // NAN where NULL
bool
row_bool(const struct rows *rows, int row, const char *column);
struct uuid
row_uuid(const struct rows *rows, int row, const char *column); // zero where NULL
// A bytea's bytes, copied into the arena.
const uint8_t *
row_bytes(const struct rows *rows, int row, const char *column, struct arena *arena,
          size_t *length_out);
