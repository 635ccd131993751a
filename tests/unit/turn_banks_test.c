// The question banks that a process keeps: one reading of each version of a row.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "db/setup.h"
#include "turn/bank_cache.h"

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
seed(struct db *db, const char *language, const char *text)
{
        OWN(arena_done) struct arena arena = {0};
        struct err err = {0};
        bool has_changed = false;
        const char *json = arena_print(
                &arena,
                "{\"language\":\"%s\",\"questions\":[{\"id\":\"one\",\"text\":\"%s\","
                "\"kind\":\"behavioral\",\"competency\":\"Work\",\"difficulty\":\"easy\","
                "\"expected\":[\"a point\"],\"follow_ups\":[{\"lacks\":\"result\",\"text\":\"And "
                "then?\"},{\"lacks\":\"detail\",\"text\":\"Tell me more.\"}]}]}",
                language, text);
        assert_true(seed_set_bank(db, language, json, &has_changed, &err));
        assert_true(has_changed);
}

static void
banks_are_read_once_a_version_and_english_stands_in(void **state)
{
        (void)state;
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        struct bank_cache *cache = bank_cache_new(0);
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        struct bank first = {0};
        struct bank again = {0};
        assert_true(db_take(pool, &db, &err));
        assert_false(bank_cache_find(cache, db, "en", &first, &err));
        assert_int_equal(err.kind, ERR_BROKEN);
        assert_string_equal(err.message, "The question bank is empty.");

        seed(db, "en", "What did you do first?");
        seed(db, "de", "Was haben Sie zuerst getan?");
        assert_true(bank_cache_find(cache, db, "en-GB", &first, &err));
        assert_int_equal(first.count, 1);
        assert_string_equal(first.questions[0].text, "What did you do first?");
        assert_true(bank_cache_find(cache, db, "en", &again, &err));
        assert_ptr_equal(again.questions, first.questions);
        assert_true(bank_cache_find(cache, db, "ja", &again, &err));
        assert_ptr_equal(again.questions, first.questions);
        assert_true(bank_cache_find(cache, db, "de-AT", &again, &err));
        assert_string_equal(again.questions[0].language, "de");

        struct bank_cache *patient = bank_cache_new(3600 * 1000);
        struct bank kept = {0};
        assert_true(bank_cache_find(patient, db, "en", &kept, &err));
        seed(db, "en", "What did you do last?");
        // It is not looked again before its time.
        assert_true(bank_cache_find(patient, db, "en", &again, &err));
        assert_ptr_equal(again.questions, kept.questions);
        assert_ptr_equal(again.subjects, kept.subjects);
        bank_cache_free(patient);
        assert_true(bank_cache_find(cache, db, "en", &again, &err));
        assert_string_equal(again.questions[0].text, "What did you do last?");
        // Whoever still asks from the old one may.
        assert_string_equal(first.questions[0].text, "What did you do first?");
        bank_cache_free(cache);
        bank_cache_free(NULL);
        db_give(&db);
        db_pool_free(pool);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(banks_are_read_once_a_version_and_english_stands_in),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
