// Every named query fits the migrated schema, as the role that the programs connect as.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cluster.h"
#include "db/db.h"
#include "db/migrate.h"
#include "queries.h"

static struct cluster cluster;

static int
set_up(void **state)
{
        (void)state;
        cluster_open(&cluster);
        return 0;
}

static int
tear_down(void **state)
{
        (void)state;
        cluster_close(&cluster);
        return 0;
}

static void
queries_all_prepare_on_the_migrated_schema(void **state)
{
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.app_url, 1);
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        int failed = 0;
        assert_true(db_take(pool, &db, &err));
        assert_true(QUERY_COUNT > 20);
        for (int i = 0; i < QUERY_COUNT; i++) {
                if (db_prepare(db, QUERIES[i], &err))
                        continue;
                print_error("%s: %s\n", QUERIES[i]->name, err.detail);
                failed++;
        }
        assert_int_equal(failed, 0);
        db_give(&db);
        db_pool_free(pool);
}

static void
migrations_applied_twice_change_nothing(void **state)
{
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        int applied = -1;
        assert_true(db_take(pool, &db, &err));
        assert_true(migrate(db, &applied, &err));
        assert_int_equal(applied, 0);
        db_give(&db);
        db_pool_free(pool);
}

static void
migrations_refuse_one_that_has_changed(void **state)
{
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        int applied = -1;
        assert_true(db_take(pool, &db, &err));
        assert_true(db_run_text(db,
                                "CREATE TABLE kept AS TABLE schema_version;"
                                "UPDATE schema_version SET sha256 = '\\x00' WHERE version = 1",
                                &err));
        assert_false(migrate(db, &applied, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_string_equal(err.message, "A migration that was applied has changed since.");
        assert_true(db_run_text(db,
                                "UPDATE schema_version s SET sha256 = k.sha256 FROM kept k"
                                " WHERE k.version = s.version; DROP TABLE kept",
                                &err));
        db_give(&db);
        db_pool_free(pool);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(queries_all_prepare_on_the_migrated_schema),
                cmocka_unit_test(migrations_applied_twice_change_nothing),
                cmocka_unit_test(migrations_refuse_one_that_has_changed),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
