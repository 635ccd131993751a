// Transactions whose statements travel together: what goes wrong is told, taken back, and over.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <string.h>

#include "cluster.h"
#include "db/db.h"
#include "queries.h"

static struct cluster cluster;
static struct db_pool *pool;

static int
set_up(void **state)
{
        (void)state;
        cluster_open(&cluster);
        pool = db_pool_new(cluster.owner_url, 1);
        return 0;
}

static int
tear_down(void **state)
{
        (void)state;
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}

static bool
keep(struct db *db, char name, struct err *err)
{
        char digest[32];
        memset(digest, name, sizeof digest);
        return db_do_soon(db, &SPOKEN_KEEP, err, DB_BYTES(digest, sizeof digest),
                          DB_TEXT("spoken/x"), DB_TEXT("audio/wav"), DB_INT(1), DB_INT(1),
                          DB_TEXT("[]"), DB_NULL);
}

// There is no such interview.
static bool
break_it(struct db *db, struct err *err)
{
        return db_do_soon(db, &TURN_INSERT, err, DB_UUID(uuid_new()), DB_INT(1), DB_TEXT("{}"),
                          DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL);
}

static bool
is_kept(struct db *db, char name)
{
        OWN(rows_close) struct rows rows = {0};
        struct err err = {0};
        char digest[32];
        memset(digest, name, sizeof digest);
        assert_true(db_ask(db, &SPOKEN_USE, &rows, &err, DB_BYTES(digest, sizeof digest)));
        return rows.count == 1;
}

static void
what_is_sent_together_is_committed_together(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        assert_true(db_begin(db, &err));
        // More than one load of them.
        for (char name = 'a'; name <= 'z'; name++)
                assert_true(keep(db, name, &err));
        assert_true(is_kept(db, 'z'));
        assert_true(keep(db, 'A', &err));
        assert_true(db_commit(db, &err));
        assert_true(is_kept(db, 'a') && is_kept(db, 'A'));
        // Outside of a transaction it is done at once.
        assert_true(keep(db, 'B', &err));
        assert_true(is_kept(db, 'B'));
        // A transaction without a statement is one, too.
        assert_true(db_begin(db, &err));
        assert_true(db_commit(db, &err));
}

static void
a_transaction_that_is_left_takes_back_what_was_sent(void **state)
{
        (void)state;
        struct db *db = NULL;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        assert_true(db_begin(db, &err));
        assert_true(keep(db, '1', &err));
        db_give(&db);
        assert_true(db_take(pool, &db, &err));
        assert_true(db_begin(db, &err));
        db_give(&db);
        assert_true(db_take(pool, &db, &err));
        assert_false(is_kept(db, '1'));
        db_give(&db);
}

static void
what_goes_wrong_unseen_is_told_by_what_follows(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));

        // By the commit.
        assert_true(db_begin(db, &err));
        assert_true(keep(db, '2', &err));
        assert_true(break_it(db, &err));
        assert_true(keep(db, '3', &err));
        assert_false(db_commit(db, &err));
        assert_int_equal(err.kind, ERR_BROKEN);
        assert_string_equal(err.message, "Something went wrong on the server.");
        assert_non_null(strstr(err.detail, "turn_insert: 23503"));
        assert_false(is_kept(db, '2') || is_kept(db, '3'));

        // By a statement that is waited for.
        assert_true(db_begin(db, &err));
        assert_true(break_it(db, &err));
        assert_false(db_ask(db, &SPOKEN_USE, &rows, &err, DB_BYTES("x", 1)));
        assert_non_null(strstr(err.detail, "turn_insert: 23503"));
        assert_false(db_commit(db, &err));
        db_give(&db);
        assert_true(db_take(pool, &db, &err));
        assert_true(db_begin(db, &err));
        assert_true(keep(db, '4', &err));
        assert_true(db_commit(db, &err));
        assert_true(is_kept(db, '4'));
}

// libpq has no room for a message of this length, as where it has no memory.
static struct db_value
value_too_long(void)
{
        return DB_BYTES("", INT_MAX);
}

static bool
ask_too_much(struct db *db, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        return db_ask(db, &SPOKEN_USE, &rows, err, value_too_long());
}

static bool
do_too_much(struct db *db, struct err *err)
{
        return db_do(db, &SPOKEN_KEEP, NULL, err, value_too_long(), DB_TEXT("spoken/x"),
                     DB_TEXT("audio/wav"), DB_INT(1), DB_INT(1), DB_TEXT("[]"), DB_NULL);
}

static bool
do_too_much_soon(struct db *db, struct err *err)
{
        return db_do_soon(db, &SPOKEN_KEEP, err, value_too_long(), DB_TEXT("spoken/x"),
                          DB_TEXT("audio/wav"), DB_INT(1), DB_INT(1), DB_TEXT("[]"), DB_NULL);
}

// What went well before it is not taken for it.
static void
what_cannot_be_sent_is_told_and_takes_back_what_was(void **state)
{
        static const struct {
                const char *name;
                bool (*run)(struct db *db, struct err *err);
                const char *detail;
        } CASES[] = {
                {"ask", ask_too_much, "spoken_use: "},
                {"do", do_too_much, "spoken_keep: "},
                {"do soon", do_too_much_soon, "spoken_keep: "},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(db_give) struct db *db = NULL;
                struct err err = {0};
                assert_true(db_take(pool, &db, &err));
                // Both are prepared: nothing is read before they are sent.
                assert_true(keep(db, '8', &err) && is_kept(db, '8'));
                assert_true(db_begin(db, &err));
                assert_true(keep(db, '9', &err));
                if (CASES[i].run(db, &err) || err.kind != ERR_BUSY ||
                    strncmp(err.detail, CASES[i].detail, strlen(CASES[i].detail)) != 0)
                        fail_msg("%s: %d %s [%s]", CASES[i].name, err.kind, err.message,
                                 err.detail);
                db_give(&db);
                assert_true(db_take(pool, &db, &err));
                assert_false(is_kept(db, '9'));
        }
}

static void
a_connection_that_ends_in_between_is_told_and_opened_anew(void **state)
{
        (void)state;
        struct db_pool *others = db_pool_new(cluster.owner_url, 1);
        struct db *other = NULL;
        struct db *db = NULL;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err) && db_take(others, &other, &err));
        assert_true(db_begin(db, &err));
        assert_true(keep(db, '5', &err));
        assert_true(db_run_text(other,
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                "WHERE application_name = 'earshot' AND pid <> pg_backend_pid()",
                                &err));
        assert_false(db_commit(db, &err));
        assert_int_equal(err.kind, ERR_BUSY);
        db_give(&db);
        assert_true(db_take(pool, &db, &err));
        assert_false(is_kept(db, '5'));
        db_give(&db);
        db_give(&other);
        db_pool_free(others);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_sent_together_is_committed_together),
                cmocka_unit_test(a_transaction_that_is_left_takes_back_what_was_sent),
                cmocka_unit_test(what_goes_wrong_unseen_is_told_by_what_follows),
                cmocka_unit_test(what_cannot_be_sent_is_told_and_takes_back_what_was),
                cmocka_unit_test(a_connection_that_ends_in_between_is_told_and_opened_anew),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
