#include "db/db.h"

#include <assert.h>
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/text.h"

// Long enough for a burst to drain, short enough that the browser still waits.
static const int TAKE_MS = 5000;
// A database that is away is tried again at once by the next one who asks; the connect itself must
// not hold a thread for long. A machine that is overrun may take seconds to answer one.
static const char CONNECT_SECONDS[] = "5";
static const char CONNECT_OPTIONS[] =
        "-c statement_timeout=15000 -c lock_timeout=8000 "
        "-c idle_in_transaction_session_timeout=30000 -c timezone=UTC";
// The server's own bounds come first; this one is for a server that does not answer at all.
static const int ANSWER_MS = 20 * 1000;
// An idle connection is told next to nothing; one that is told more than this is not worth reading.
enum { MESSAGES_MOST = 8 };
enum { QUERIES_MOST = 512, PARAMETERS_MOST = 30 };
// More is not written in one transaction without looking.
enum { UNREAD_MOST = 8 };

static const char AWAY[] = "The database cannot be reached now. Nothing was lost; try again.";

struct db {
        struct db_pool *pool;
        PGconn *conn;
        bool is_taken;
        bool is_in_transaction;
        // What was sent and whose answers are still to be read: libpq's pipeline mode while there
        // is any.
        const char *unread[UNREAD_MOST];
        int unread_count;
        bool is_prepared[QUERIES_MOST];
};

struct db_pool {
        pthread_mutex_t lock;
        pthread_cond_t given;
        const char *url;
        int size;
        int take_ms;
        struct db all[];
};

struct db_pool *
db_pool_new(const char *url, int size)
{
        struct db_pool *pool = memory_new(sizeof *pool + (size_t)size * sizeof pool->all[0]);
        pthread_condattr_t monotonic;
        pthread_condattr_init(&monotonic);
        pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
        pthread_mutex_init(&pool->lock, NULL);
        pthread_cond_init(&pool->given, &monotonic);
        pthread_condattr_destroy(&monotonic);
        pool->url = url;
        pool->size = size;
        pool->take_ms = TAKE_MS;
        metrics_gauge(METRIC_DATABASE_CONNECTIONS, size);
        for (int i = 0; i < size; i++)
                pool->all[i].pool = pool;
        return pool;
}

void
db_pool_free(struct db_pool *pool)
{
        if (pool == NULL)
                return;
        metrics_gauge(METRIC_DATABASE_CONNECTIONS, -pool->size);
        for (int i = 0; i < pool->size; i++)
                PQfinish(pool->all[i].conn);
        pthread_cond_destroy(&pool->given);
        pthread_mutex_destroy(&pool->lock);
        free(pool);
}

void
db_pool_set_patience(struct db_pool *pool, int ms)
{
        pool->take_ms = ms;
}

static void
db_drop(struct db *db)
{
        PQfinish(db->conn);
        db->conn = NULL;
        db->is_in_transaction = false;
        db->unread_count = 0;
        memset(db->is_prepared, 0, sizeof db->is_prepared);
}

// What fails without the server's own word, as where libpq has no memory, leaves a connection
// behind of which nobody knows what it is in the middle of.
static bool
fail_unsaid(struct db *db, const char *text, const char *name, struct err *err)
{
        FAIL_DETAIL(err, ERR_BUSY, AWAY, "%s: %s", name, text);
        db_drop(db);
        return false;
}

void
db_pool_hang_up(struct db_pool *pool)
{
        for (int i = 0; i < pool->size; i++)
                db_drop(&pool->all[i]);
}

// The library's own way is to print them between the lines of the log.
static void
leave_notice(void *context, const char *text)
{
        (void)context;
        (void)text;
}

static bool
db_connect(struct db *db, struct err *err)
{
        const char *names[] = {"dbname",           "options",         "connect_timeout",
                               "application_name", "client_encoding", NULL};
        const char *values[] = {db->pool->url, CONNECT_OPTIONS, CONNECT_SECONDS,
                                "earshot",     "UTF8",          NULL};
        db_drop(db);
        db->conn = PQconnectdbParams(names, values, 1);
        if (PQstatus(db->conn) != CONNECTION_OK) {
                FAIL_DETAIL(err, ERR_BUSY, AWAY, "%s",
                            db->conn == NULL ? "out of memory" : PQerrorMessage(db->conn));
                db_drop(db);
                return false;
        }
        PQsetNoticeProcessor(db->conn, leave_notice, NULL);
        // Sending has a deadline too, see await.
        return PQsetnonblocking(db->conn, 1) == 0 ||
               fail_unsaid(db, "not without waiting", "connect", err);
}

// Until the connection has something to say or takes more; false when it is broken or time is up.
static bool
await_socket(struct db *db, bool has_unsent, int64_t until_ms)
{
        struct pollfd poll_fd = {.fd = PQsocket(db->conn),
                                 .events = (short)(POLLIN | (has_unsent ? POLLOUT : 0))};
        int64_t left = until_ms - clock_ms();
        if (left <= 0 || (poll(&poll_fd, 1, (int)left) < 0 && errno != EINTR))
                return false;
        return PQconsumeInput(db->conn) == 1;
}

// What PQgetResult gives, once it need not wait for it. False where the server is silent for too
// long or gone: the connection is lost then, and what it does with the query is not known.
static bool
next_result(struct db *db, int64_t until_ms, PGresult **result_out)
{
        for (;;) {
                int unsent = PQflush(db->conn);
                if (unsent == 0 && PQisBusy(db->conn) == 0) {
                        *result_out = PQgetResult(db->conn);
                        return true;
                }
                if (unsent < 0 || !await_socket(db, unsent == 1, until_ms)) {
                        if (PQstatus(db->conn) == CONNECTION_OK)
                                db_drop(db);
                        return false;
                }
        }
}

// The last result of one statement, as PQexec gives it; NULL where there is none.
static bool
last_result(struct db *db, int64_t until_ms, PGresult **last_out)
{
        PGresult *last = NULL;
        PGresult *result = NULL;
        do {
                if (!next_result(db, until_ms, &result)) {
                        PQclear(last);
                        return false;
                }
                if (result != NULL) {
                        PQclear(last);
                        last = result;
                }
        } while (result != NULL);
        *last_out = last;
        return true;
}

static bool
is_good(const PGresult *result)
{
        ExecStatusType status = PQresultStatus(result);
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

// Reads what was sent before, and the sync behind all. The last one's result, or the first one that
// went wrong, whose name is then in `name`.
static PGresult *
await_all(struct db *db, const char **name)
{
        PGresult *kept = NULL;
        PGresult *result = NULL;
        int64_t until_ms = clock_ms() + ANSWER_MS;
        bool is_there = PQpipelineSync(db->conn) == 1;
        for (int i = 0; is_there && i < db->unread_count; i++) {
                is_there = last_result(db, until_ms, &result) && result != NULL;
                if (is_there && (kept == NULL || is_good(kept))) {
                        PQclear(kept);
                        kept = result;
                        *name = db->unread[i];
                } else if (is_there) {
                        PQclear(result);
                }
        }
        result = NULL;
        bool is_over = is_there && next_result(db, until_ms, &result) &&
                       PQresultStatus(result) == PGRES_PIPELINE_SYNC &&
                       PQexitPipelineMode(db->conn) == 1;
        PQclear(result);
        db->unread_count = 0;
        if (is_over)
                return kept;
        db_drop(db);
        // What came of all of it is not known, unless it went wrong before.
        if (kept != NULL && !is_good(kept))
                return kept;
        PQclear(kept);
        return NULL;
}

// The result of what was sent, with `name` as what it is called in errors. Where others were sent
// before it, the first of them that went wrong. What was not sent has none, however it went with
// the others.
static PGresult *
await(struct db *db, int is_sent, const char **name)
{
        PGresult *last = NULL;
        if (is_sent != 1)
                return NULL;
        if (db->unread_count > 0) {
                db->unread[db->unread_count++] = *name;
                return await_all(db, name);
        }
        return last_result(db, clock_ms() + ANSWER_MS, &last) ? last : NULL;
}

// Whether the server hung up while nobody was looking. Its farewell comes before the end of the
// connection, so what is there is read until nothing more is.
static bool
is_alive(struct db *db)
{
        struct pollfd poll_fd = {.fd = PQsocket(db->conn), .events = POLLIN};
        for (int i = 0; i < MESSAGES_MOST; i++) {
                if (PQstatus(db->conn) != CONNECTION_OK)
                        return false;
                if (poll(&poll_fd, 1, 0) <= 0)
                        return true;
                if (PQconsumeInput(db->conn) != 1)
                        return false;
        }
        return false;
}

// A connection nobody uses: an open one first.
static struct db *
find_free(struct db_pool *pool)
{
        struct db *closed = NULL;
        for (int i = 0; i < pool->size; i++) {
                struct db *db = &pool->all[i];
                if (db->is_taken)
                        continue;
                if (db->conn != NULL)
                        return db;
                closed = closed == NULL ? db : closed;
        }
        return closed;
}

// NULL where none is free in time.
static struct db *
wait_for_free(struct db_pool *pool)
{
        struct timespec until;
        struct db *db = NULL;
        int waited = 0;
        int64_t began_us = clock_us();
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += pool->take_ms / 1000;
        until.tv_nsec += (long)(pool->take_ms % 1000) * 1000 * 1000;
        if (until.tv_nsec >= 1000 * 1000 * 1000) {
                until.tv_sec++;
                until.tv_nsec -= 1000 * 1000 * 1000;
        }

        metrics_gauge(METRIC_DATABASE_WAITING, 1);
        pthread_mutex_lock(&pool->lock);
        while ((db = find_free(pool)) == NULL && waited == 0)
                waited = pthread_cond_timedwait(&pool->given, &pool->lock, &until);
        if (db != NULL)
                db->is_taken = true;
        pthread_mutex_unlock(&pool->lock);
        metrics_gauge(METRIC_DATABASE_WAITING, -1);
        metrics_observe(METRIC_DATABASE_WAIT, 0, 0, clock_us() - began_us);
        if (db != NULL)
                metrics_gauge(METRIC_DATABASE_CONNECTIONS_BUSY, 1);
        return db;
}

bool
db_take(struct db_pool *pool, struct db **db_out, struct err *err)
{
        struct db *db = wait_for_free(pool);
        if (db == NULL)
                return FAIL(err, ERR_BUSY, "The service is very busy now. Try again in a moment.");
        if ((db->conn == NULL || !is_alive(db)) && !db_connect(db, err)) {
                db_give(&db);
                return false;
        }
        *db_out = db;
        return true;
}

void
db_give(struct db **db)
{
        struct db *given = *db;
        if (given == NULL)
                return;
        *db = NULL;
        if (given->is_in_transaction)
                db_rollback(given);
        struct db_pool *pool = given->pool;
        metrics_gauge(METRIC_DATABASE_CONNECTIONS_BUSY, -1);
        pthread_mutex_lock(&pool->lock);
        given->is_taken = false;
        pthread_cond_signal(&pool->given);
        pthread_mutex_unlock(&pool->lock);
}

static bool
fail_from(struct db *db, const PGresult *result, const char *name, struct err *err)
{
        const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
        const char *text = db->conn == NULL ? "no answer in time"
                           : result == NULL ? PQerrorMessage(db->conn)
                                            : PQresultErrorMessage(result);
        if (state == NULL)
                return fail_unsaid(db, text, name, err);
        if (PQstatus(db->conn) != CONNECTION_OK || text_starts(state, "57P") ||
            text_starts(state, "08"))
                return FAIL_DETAIL(err, ERR_BUSY, AWAY, "%s: %s", name, text);
        if (text_equals(state, "23505"))
                return FAIL_DETAIL(err, ERR_CONFLICT, "This exists already.", "%s: %s", name, text);
        if (text_equals(state, "53100"))
                return FAIL_DETAIL(err, ERR_FULL, "The server's disk is full. Nothing was changed.",
                                   "%s: %s", name, text);
        if (text_starts(state, "40") || text_starts(state, "53") || text_equals(state, "55P03") ||
            text_equals(state, "57014"))
                return FAIL_DETAIL(err, ERR_BUSY,
                                   "The service is very busy now. Try again in a moment.", "%s: %s",
                                   name, text);
        return FAIL_DETAIL(err, ERR_BROKEN, "Something went wrong on the server.", "%s: %s %s",
                           name, state, text);
}

// Reads what is still to be read.
static bool
settle(struct db *db, struct err *err)
{
        const char *name = "before";
        if (db->unread_count == 0)
                return true;
        PGresult *result = await_all(db, &name);
        bool is_done = is_good(result);
        if (!is_done)
                fail_from(db, result, name, err);
        PQclear(result);
        return is_done;
}

bool
db_prepare(struct db *db, const struct query *query, struct err *err)
{
        const char *name = query->name;
        assert(query->number < QUERIES_MOST);
        if (db->is_prepared[query->number])
                return true;
        if (!settle(db, err))
                return false;
        PGresult *result =
                await(db, PQsendPrepare(db->conn, query->name, query->sql, 0, NULL), &name);
        bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;
        if (!is_done)
                fail_from(db, result, query->name, err);
        db->is_prepared[query->number] = is_done;
        PQclear(result);
        return is_done;
}

static int
send_query(struct db *db, const struct query *query, const struct db_value *values,
           size_t value_count)
{
        const char *texts[PARAMETERS_MOST];
        int lengths[PARAMETERS_MOST];
        int formats[PARAMETERS_MOST];
        int count = (int)value_count - 1;
        assert(count == query->parameter_count && count <= PARAMETERS_MOST);
        for (int i = 0; i < count; i++) {
                const struct db_value *value = &values[i + 1];
                formats[i] = value->type == DB_VALUE_BYTES;
                lengths[i] = (int)value->length;
                texts[i] = value->type == DB_VALUE_NULL    ? NULL
                           : value->type == DB_VALUE_BYTES ? value->bytes
                           : value->text != NULL           ? value->text
                                                           : value->own;
        }
        return PQsendQueryPrepared(db->conn, query->name, count, texts, lengths, formats, 0);
}

static PGresult *
run(struct db *db, const struct query *query, const struct db_value *values, size_t value_count,
    struct err *err)
{
        const char *name = query->name;
        if (!db_prepare(db, query, err))
                return NULL;
        PGresult *result = await(db, send_query(db, query, values, value_count), &name);
        if (is_good(result))
                return result;
        fail_from(db, result, name, err);
        PQclear(result);
        return NULL;
}

// Leaves the answer to be read later.
static bool
leave_unread(struct db *db, int is_sent, const char *name, struct err *err)
{
        if (is_sent != 1)
                return fail_from(db, NULL, name, err);
        db->unread[db->unread_count++] = name;
        return true;
}

bool
db_do_soon_values(struct db *db, const struct query *query, struct err *err,
                  const struct db_value *values, size_t count)
{
        if (!db->is_in_transaction) {
                PGresult *result = run(db, query, values, count, err);
                PQclear(result);
                return result != NULL;
        }
        // One more has to fit behind.
        if (!db_prepare(db, query, err) ||
            (db->unread_count >= UNREAD_MOST - 1 && !settle(db, err)))
                return false;
        if (db->unread_count == 0 && PQenterPipelineMode(db->conn) != 1)
                return fail_from(db, NULL, query->name, err);
        return leave_unread(db, send_query(db, query, values, count), query->name, err);
}

bool
db_ask_values(struct db *db, const struct query *query, struct rows *rows_out, struct err *err,
              const struct db_value *values, size_t count)
{
        assert(query->rows != QUERY_NONE);
        PGresult *result = run(db, query, values, count, err);
        if (result == NULL)
                return false;
        assert(query->rows == QUERY_MANY || PQntuples(result) <= 1);
        rows_close(rows_out);
        rows_out->result = result;
        rows_out->count = PQntuples(result);
        return true;
}

bool
db_do_values(struct db *db, const struct query *query, int *changed_out, struct err *err,
             const struct db_value *values, size_t count)
{
        assert(query->rows == QUERY_NONE);
        PGresult *result = run(db, query, values, count, err);
        if (result == NULL)
                return false;
        if (changed_out != NULL)
                *changed_out = atoi(PQcmdTuples(result)); // written by libpq itself
        PQclear(result);
        return true;
}

bool
db_run_text(struct db *db, const char *sql, struct err *err)
{
        if (!settle(db, err))
                return false;
        PGresult *result = PQexec(db->conn, sql);
        bool is_done = is_good(result);
        if (!is_done)
                fail_from(db, result, "statement", err);
        PQclear(result);
        return is_done;
}

static int
send_text(struct db *db, const char *sql)
{
        return PQsendQueryParams(db->conn, sql, 0, NULL, NULL, NULL, NULL, 0);
}

bool
db_begin(struct db *db, struct err *err)
{
        assert(!db->is_in_transaction && db->unread_count == 0);
        if (PQenterPipelineMode(db->conn) != 1 ||
            !leave_unread(db, send_text(db, "BEGIN"), "begin", err))
                return fail_from(db, NULL, "begin", err);
        db->is_in_transaction = true;
        return true;
}

bool
db_commit(struct db *db, struct err *err)
{
        const char *name = "commit";
        assert(db->is_in_transaction);
        PGresult *result = await(db, send_text(db, "COMMIT"), &name);
        // A COMMIT of a failed transaction answers ROLLBACK, without an error. What went wrong
        // before it has kept it from being tried.
        bool is_tried = text_equals(name, "commit");
        bool is_done = is_tried && PQresultStatus(result) == PGRES_COMMAND_OK &&
                       strcmp(PQcmdStatus(result), "COMMIT") == 0;
        if (!is_done)
                fail_from(db, result, name, err);
        PQclear(result);
        if (is_tried)
                db->is_in_transaction = false;
        else
                db_rollback(db);
        return is_done;
}

void
db_rollback(struct db *db)
{
        struct err err;
        const char *name = "rollback";
        if (!db->is_in_transaction)
                return;
        // Whatever became of what was sent, it is taken back.
        if (!settle(db, &err) && db->conn == NULL)
                return;
        db->is_in_transaction = false;
        PGresult *result = await(db, PQsendQuery(db->conn, "ROLLBACK"), &name);
        bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        if (!is_done)
                db_drop(db);
}

bool
db_wait(struct db *db, int ms, bool *came_out, struct err *err)
{
        struct pollfd poll_fd = {.fd = PQsocket(db->conn), .events = POLLIN};
        int64_t until = clock_ms() + ms;
        bool came = false;
        for (;;) {
                if (PQconsumeInput(db->conn) != 1)
                        return fail_from(db, NULL, "wait", err);
                for (PGnotify *note = NULL; (note = PQnotifies(db->conn)) != NULL;) {
                        came = true;
                        PQfreemem(note);
                }
                int64_t left = until - clock_ms();
                if (came || left <= 0)
                        break;
                if (poll(&poll_fd, 1, (int)left) < 0 && errno != EINTR)
                        return FAIL(err, ERR_BROKEN, "Waiting for the database failed.");
                if (errno == EINTR && (poll_fd.revents & POLLIN) == 0)
                        break;
        }
        *came_out = came;
        return true;
}
