// earshot-jobs migrate and setup: the seeds, and a demo that is always open.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/config.h"
#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "db/setup.h"
#include "demo.h"
#include "demo_file.h"
#include "migrate_command.h"

static struct cluster cluster;
static struct db_pool *pool;
static char data[64];
static char path[128];
static char share[64];
static struct config config = {
        .public_url = "http://127.0.0.1:8169",
        .secret = {{7}},
        .has_secret = true,
};

static const char EMAIL[] = "hr@demo.earshot.example";

static void
run_text(const char *sql)
{
        struct db_pool *own = db_pool_new(cluster.owner_url, 1);
        struct db *db = NULL;
        struct err err = {0};
        if (!db_take(own, &db, &err) || !db_run_text(db, sql, &err))
                fail_msg("%s", err.detail);
        db_give(&db);
        db_pool_free(own);
}

static void
write_file(const char *to, const char *text)
{
        FILE *file = fopen(to, "w");
        assert_non_null(file);
        assert_true(fputs(text, file) >= 0);
        assert_int_equal(fclose(file), 0);
}

static int
set_up(void **state)
{
        (void)state;
        struct err err;
        char here[512];
        char seeds[600];
        char link[128];
        cluster_open(&cluster);
        snprintf(data, sizeof data, "/tmp/earshot-demo-XXXXXX");
        snprintf(share, sizeof share, "/tmp/earshot-share-XXXXXX");
        if (!crypto_open(&err) || mkdtemp(data) == NULL || mkdtemp(share) == NULL ||
            getcwd(here, sizeof here) == NULL)
                return 1;
        snprintf(path, sizeof path, "%s/demo.json", data);
        snprintf(seeds, sizeof seeds, "%s/sql/seed", here);
        snprintf(link, sizeof link, "%s/seed", share);
        pool = db_pool_new(cluster.app_url, 2);
        config.data_dir = data;
        config.share_dir = share;
        config.database_owner_url = cluster.owner_url;
        return symlink(seeds, link);
}

static int
tear_down(void **state)
{
        (void)state;
        char command[200];
        db_pool_free(pool);
        cluster_close(&cluster);
        snprintf(command, sizeof command, "rm -rf -- %s %s", data, share);
        return system(command) == 0 ? 0 : 1;
}

// A fresh installation with its seeds, before the first setup.
static int
fresh(void **state)
{
        (void)state;
        struct err err = {0};
        run_text("TRUNCATE organisation, rubric, bank CASCADE");
        unlink(path);
        config.public_url = "http://127.0.0.1:8169";
        if (!migrate_run(&config, &err))
                fail_msg("%s (%s)", err.message, err.detail);
        return 0;
}

static struct demo_file
set_up_demo(struct arena *arena)
{
        struct err err = {0};
        struct demo_file file = {0};
        if (!demo_set_up(&config, pool, &err) || !demo_file_read(path, arena, &file, &err))
                fail_msg("%s (%s)", err.message, err.detail);
        return file;
}

static bool
opens_account(const char *password)
{
        OWN(db_give) struct db *db = NULL;
        struct setup_user user = {0};
        struct err err = {0};
        bool has = false;
        if (!db_take(pool, &db, &err) || !setup_find_user(db, EMAIL, &user, &has, &err))
                fail_msg("%s", err.detail);
        return has && password_matches(&user.hash, password);
}

static bool
is_open(const char *token)
{
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        bool is = false;
        if (!db_take(pool, &db, &err) ||
            !setup_invitation_is_open(db, token_hash(&config.secret, token), &is, &err))
                fail_msg("%s", err.detail);
        return is;
}

static void
the_first_setup_writes_a_file_that_works(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct stat facts;
        struct demo_file file = set_up_demo(&arena);
        assert_true(file.is_there);
        assert_string_equal(file.base_url, "http://127.0.0.1:8169");
        assert_string_equal(file.hr_email, EMAIL);
        assert_int_equal(strlen(file.hr_password), 20);
        assert_true(opens_account(file.hr_password));
        assert_int_equal(strlen(file.token), 43);
        assert_true(is_open(file.token));
        assert_int_equal(stat(path, &facts), 0);
        assert_int_equal(facts.st_mode & 0777, 0600);
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM posting) = 1; END $$");
}

static void
a_later_start_keeps_what_works(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct demo_file first = set_up_demo(&arena);
        config.public_url = "https://interviews.example.org";
        struct demo_file second = set_up_demo(&arena);
        assert_string_equal(first.hr_password, second.hr_password);
        assert_string_equal(first.token, second.token);
        assert_string_equal(second.base_url, "https://interviews.example.org");
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM interview) = 1;"
                 " ASSERT (SELECT count(*) FROM app_user) = 1; END $$");
}

static void
an_invitation_that_is_over_gives_way_to_an_open_one(void **state)
{
        (void)state;
        static const char *const ENDS[] = {
                "UPDATE interview SET status = 'completed'",
                "UPDATE interview SET status = 'cancelled'",
                "UPDATE interview SET expires_at = now()",
                "UPDATE interview SET status = 'in_progress', started_at = 'yesterday'",
                "UPDATE invitation SET revoked_at = now()",
                "DELETE FROM interview",
                "DELETE FROM interview; UPDATE posting SET deleted_at = now()",
        };
        OWN(arena_done) struct arena arena = {0};
        struct demo_file before = set_up_demo(&arena);
        for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
                run_text(ENDS[i]);
                assert_false(is_open(before.token));
                struct demo_file after = set_up_demo(&arena);
                if (text_equals(before.token, after.token) || !is_open(after.token))
                        fail_msg("row %zu: the invitation is not open", i);
                assert_string_equal(before.hr_password, after.hr_password);
                before = after;
        }
}

static void
a_running_demo_interview_is_kept(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct demo_file before = set_up_demo(&arena);
        run_text("UPDATE interview SET status = 'in_progress', started_at = now()");
        assert_string_equal(before.token, set_up_demo(&arena).token);
}

static void
a_lost_or_broken_file_is_written_anew(void **state)
{
        (void)state;
        static const char *const CONTENTS[] = {NULL,      "", "{", "[]", "{\"hr_password\":null}",
                                               "\xff\xfe"};
        for (size_t i = 0; i < COUNT_OF(CONTENTS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct demo_file before = set_up_demo(&arena);
                unlink(path);
                if (CONTENTS[i] != NULL)
                        write_file(path, CONTENTS[i]);
                struct demo_file after = set_up_demo(&arena);
                assert_string_not_equal(before.hr_password, after.hr_password);
                if (!opens_account(after.hr_password) || !is_open(after.token))
                        fail_msg("row %zu: the file does not work", i);
                assert_false(opens_account(before.hr_password));
        }
}

static void
a_password_that_somebody_changed_stays_theirs(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct password_hash hash;
        struct err err = {0};
        set_up_demo(&arena);
        assert_true(password_hash("their own long password", &hash, &err));
        run_text(arena_print(&arena, "UPDATE app_user SET password_hash = '%s'", hash.text));
        struct demo_file after = set_up_demo(&arena);
        assert_string_equal(after.hr_password, "");
        assert_true(opens_account("their own long password"));
        assert_true(is_open(after.token));
}

static void
where_the_demo_admin_was_removed_nothing_is_made(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        set_up_demo(&arena);
        run_text("UPDATE app_user SET email = 'somebody@example.org'");
        struct demo_file after = set_up_demo(&arena);
        assert_false(after.is_there);
        assert_int_not_equal(access(path, F_OK), 0);
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM app_user) = 1; END $$");
}

static void
without_a_secret_setup_is_refused(void **state)
{
        (void)state;
        struct err err = {0};
        config.has_secret = false;
        bool is_done = demo_set_up(&config, pool, &err);
        config.has_secret = true;
        assert_false(is_done);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.message, "There is no SECRET_KEY yet: start `earshot` first.");
}

static void
seeds_come_in_once_and_a_changed_rubric_is_a_new_version(void **state)
{
        (void)state;
        struct err err = {0};
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM rubric) = 5;"
                 " ASSERT (SELECT count(*) FROM bank WHERE language = 'en') = 1; END $$");
        assert_true(migrate_run(&config, &err));
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM rubric) = 5; END $$");
        // An older installation had another one.
        run_text("UPDATE rubric SET criteria = '[]' WHERE interview_type = 'technical'");
        assert_true(migrate_run(&config, &err));
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM rubric) = 6;"
                 " ASSERT (SELECT criteria FROM rubric WHERE id = 'technical-1') = '[]';"
                 " ASSERT EXISTS (SELECT FROM rubric WHERE id = 'technical-2' AND version = 2);"
                 " END $$");
}

static void
broken_seeds_are_named_and_change_nothing(void **state)
{
        (void)state;
        struct err err = {0};
        char seed[128];
        char command[300];
        snprintf(seed, sizeof seed, "%s/broken", data);
        snprintf(command, sizeof command, "mkdir -p %s/seed && cp sql/seed/*.json %s/seed/", seed,
                 seed);
        assert_int_equal(system(command), 0);
        snprintf(command, sizeof command, "%s/seed/questions.de.json", seed);
        write_file(command, "{\"language\":\"de\",\"questions\":[{\"id\":7}]}");
        config.share_dir = seed;
        run_text("TRUNCATE bank");
        bool is_done = migrate_run(&config, &err);
        config.share_dir = share;
        assert_false(is_done);
        assert_non_null(strstr(err.message, "sql/seed/questions.de.json: questions[0]"));
        run_text("DO $$ BEGIN ASSERT (SELECT count(*) FROM bank) = 0; END $$");
}

int
main(void)
{
#define FRESH(test) cmocka_unit_test_setup(test, fresh)
        const struct CMUnitTest tests[] = {
                FRESH(the_first_setup_writes_a_file_that_works),
                FRESH(a_later_start_keeps_what_works),
                FRESH(an_invitation_that_is_over_gives_way_to_an_open_one),
                FRESH(a_running_demo_interview_is_kept),
                FRESH(a_lost_or_broken_file_is_written_anew),
                FRESH(a_password_that_somebody_changed_stays_theirs),
                FRESH(where_the_demo_admin_was_removed_nothing_is_made),
                FRESH(without_a_secret_setup_is_refused),
                FRESH(seeds_come_in_once_and_a_changed_rubric_is_a_new_version),
                FRESH(broken_seeds_are_named_and_change_nothing),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
