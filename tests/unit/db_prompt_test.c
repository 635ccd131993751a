// Versions of prompts in the database: use, going back, what an installation brings, the cache.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/json_write.h"
#include "cluster.h"
#include "db/db.h"
#include "db/prompt.h"
#include "interview_seed.h"
#include "turn/prompt_cache.h"

static struct cluster cluster;
static struct arena arena;

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
        arena_done(&arena);
        cluster_close(&cluster);
        return 0;
}

static const char *
body_of(int tokens)
{
        struct seeds seeds = seeds_read(&arena);
        OWN(buf_close) struct buf buf = buf_open(100000);
        struct json_writer json = json_writer_on(&buf);
        seeds.prompts[PROMPT_EVALUATOR].max_tokens = tokens;
        prompt_body_write(&json, &seeds.prompts[PROMPT_EVALUATOR]);
        return arena_text(&arena, buf_string(&buf));
}

static int
in_use(struct db *db)
{
        struct prompt_row row = {0};
        struct err err = {0};
        bool has_one = false;
        assert_true(prompt_find_active(db, "evaluator", &arena, &row, &has_one, &err));
        return has_one ? row.version : 0;
}

static bool
seed(struct db *db, const char *body)
{
        struct err err = {0};
        bool has_changed = false;
        assert_true(db_begin(db, &err));
        assert_true(prompt_seed(db, "evaluator", body, "seed", &has_changed, &err));
        assert_true(db_commit(db, &err));
        return has_changed;
}

static void
versions_come_into_use_and_are_taken_back_and_both_is_told(void **state)
{
        static const struct {
                const char *who;
                const char *action;
                int from;
                int to;
        } TOLD[] = {{"ann", "activated", 2, 3},      {"installation", "added", 0, 5},
                    {"ann", "rolled_back", 2, 1},    {"ann", "rolled_back", 3, 2},
                    {"ann", "activated", 2, 3},      {"ann", "added", 0, 4},
                    {"bob", "added", 0, 3},          {"installation", "activated", 1, 2},
                    {"installation", "added", 0, 2}, {"installation", "activated", 0, 1},
                    {"installation", "added", 0, 1}};
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        int version = 0;
        int from = -1;
        int to = -1;
        assert_true(db_take(pool, &db, &err));
        assert_int_equal(in_use(db), 0);
        assert_false(prompt_roll_back(db, "evaluator", "ann", &from, &to, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_true(seed(db, body_of(100)));
        assert_false(seed(db, body_of(100)));
        assert_int_equal(in_use(db), 1);
        // Nobody has chosen: what is brought along is used.
        assert_true(seed(db, body_of(200)));
        assert_int_equal(in_use(db), 2);

        assert_true(prompt_add(db, "evaluator", body_of(300), "mine", "bob", &version, &err));
        assert_int_equal(version, 3);
        assert_int_equal(in_use(db), 2);
        assert_true(prompt_add(db, "evaluator", body_of(400), "", "ann", &version, &err));
        assert_true(prompt_activate(db, "evaluator", 3, "ann", &from, &err));
        assert_int_equal(from, 2);
        assert_int_equal(in_use(db), 3);
        assert_false(prompt_activate(db, "evaluator", 3, "ann", &from, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_string_equal(err.message, "That version is in use already.");
        assert_false(prompt_activate(db, "evaluator", 9, "ann", &from, &err));
        assert_int_equal(err.kind, ERR_MISSING);
        assert_int_equal(in_use(db), 3);

        assert_true(prompt_roll_back(db, "evaluator", "ann", &from, &to, &err));
        assert_true(from == 3 && to == 2 && in_use(db) == 2);
        assert_true(prompt_roll_back(db, "evaluator", "ann", &from, &to, &err));
        assert_true(from == 2 && to == 1 && in_use(db) == 1);
        assert_false(prompt_roll_back(db, "evaluator", "ann", &from, &to, &err));
        assert_string_equal(err.message, "No version was in use before this one.");
        // Somebody has chosen: what is brought along waits.
        assert_true(seed(db, body_of(500)));
        assert_int_equal(in_use(db), 1);
        assert_true(prompt_activate(db, "evaluator", 2, "ann", &from, &err));
        assert_true(prompt_activate(db, "evaluator", 3, "ann", &from, &err));

        struct prompt_change *changes = NULL;
        size_t count = 0;
        assert_true(prompt_changes(db, "evaluator", &arena, &changes, &count, &err));
        assert_int_equal(count, COUNT_OF(TOLD) + 1);
        for (size_t i = 0; i < COUNT_OF(TOLD); i++) {
                // The second is like the first.
                const struct prompt_change *change = &changes[i == 0 ? 0 : i + 1];
                assert_string_equal(change->who, TOLD[i].who);
                assert_string_equal(change->action, TOLD[i].action);
                assert_int_equal(change->from_version, TOLD[i].from);
                assert_int_equal(change->to_version, TOLD[i].to);
        }
        struct prompt_row *rows = NULL;
        assert_true(prompt_list(db, &arena, &rows, &count, &err));
        assert_int_equal(count, 5);
        static const char *const STATES[] = {"draft", "draft", "active", "retired", "retired"};
        for (size_t i = 0; i < COUNT_OF(STATES); i++)
                assert_string_equal(rows[i].state, STATES[i]);
        db_give(&db);
        db_pool_free(pool);
}

static void
what_stands_is_not_changed_any_more(void **state)
{
        static const char *const CHANGES[] = {
                "UPDATE prompt_change SET who = 'nobody'", "DELETE FROM prompt_change",
                "UPDATE prompt SET body = '{}'",           "DELETE FROM prompt",
                "UPDATE prompt SET state = 'active'",
        };
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
                if (db_run_text(db, CHANGES[i], &err))
                        fail_msg("%s", CHANGES[i]);
        }
        db_give(&db);
        db_pool_free(pool);
}

static void
the_cache_keeps_what_it_read_and_outlives_the_database(void **state)
{
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        struct db_pool *nowhere = db_pool_new("host=/nowhere dbname=none", 1);
        struct prompt_cache *cache = prompt_cache_new();
        struct prompt_version version = {.version = 0};
        struct err err = {0};
        assert_false(prompt_cache_find(cache, nowhere, PROMPT_EVALUATOR, &arena, &version, &err));
        assert_false(prompt_cache_find(cache, pool, PROMPT_INTERVIEWER, &arena, &version, &err));
        assert_string_equal(err.message, "No version of this prompt is in use.");
        assert_true(prompt_cache_find(cache, pool, PROMPT_EVALUATOR, &arena, &version, &err));
        assert_int_equal(version.version, 3);
        assert_int_equal(version.max_tokens, 300);
        assert_true(prompt_cache_find(cache, nowhere, PROMPT_EVALUATOR, &arena, &version, &err));
        assert_int_equal(version.version, 3);
        prompt_cache_free(cache);
        prompt_cache_free(NULL);
        db_pool_free(nowhere);
        db_pool_free(pool);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(versions_come_into_use_and_are_taken_back_and_both_is_told),
                cmocka_unit_test(what_stands_is_not_changed_any_more),
                cmocka_unit_test(the_cache_keeps_what_it_read_and_outlives_the_database),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
