// The runner on a real PostgreSQL: what it does with the jobs that it claims.
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/config.h"
#include "jobs_queue_made.h"
#include "kind.h"
#include "runner.h"
#include "tick.h"

static const struct job_kinds TESTED = {.names = "{test,other}", .leases = "{60,30}"};
static const struct config config = {.embeddings = {{PROVIDER_NONE}, 1}};
static const char NOTHING_DUE[] =
        "INSERT INTO tick SELECT n, now() FROM unnest("
        "'{abandoned,retention,sweep,housekeeping,nightly,statistics}'::text[]) n";

static int unknown_count;
static void
count_unknown(const char *kind, int count, void *context)
{
        assert_null(context);
        assert_string_equal(kind, "from_the_future");
        unknown_count += count;
}

static void
an_unknown_kind_is_left_and_told(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        bool did = true;
        struct job_room room = {.pool = pool};
        enqueue(db, "from_the_future", "a");
        unknown_count = 0;
        assert_true(job_unknown(db, TESTED, count_unknown, NULL, &err));
        assert_int_equal(unknown_count, 1);
        assert_true(runner_step(&room, &did, &err));
        assert_false(did);
        assert_int_equal(count_of(db, &arena, "queued"), 1);
}

static void
a_payload_that_makes_no_sense_is_given_up_at_once(void **state)
{
        (void)state;
        static const char *const PAYLOADS[] = {"{}", "[]", "{\"interview\":7}",
                                               "{\"interview\":\"x\"}"};
        OWN(db_give) struct db *db = taken();
        struct job_room room = {.pool = pool};
        for (size_t i = 0; i < COUNT_OF(PAYLOADS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct err err = {0};
                bool did = false;
                assert_true(
                        job_enqueue(db, "evaluation", PAYLOADS[i], PAYLOADS[i], NOBODY, 0, &err));
                assert_true(runner_step(&room, &did, &err));
                assert_true(did);
                assert_int_equal(count_of(db, &arena, "failed"), (int64_t)i + 1);
        }
}

static void
a_runner_does_once_what_is_ready_and_ends(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        volatile sig_atomic_t stops = 0;
        struct job_room room = {.config = &config, .pool = pool};
        struct runner_plan plan = {.is_once = true, .stops = &stops};
        run_text(db, NOTHING_DUE);
        int64_t began = clock_ms();
        for (int i = 0; i < 3; i++)
                enqueue(db, "evaluation", arena_print(&arena, "%d", i));
        enqueue(db, "from_the_future", "a");
        assert_true(runner_run(&room, &plan, &err));
        assert_int_equal(count_of(db, &arena, "failed"), 3);
        assert_int_equal(count_of(db, &arena, "queued"), 1);
        assert_true(clock_ms() - began < 2000);
        // Told to stop, it claims nothing.
        stops = 1;
        enqueue(db, "evaluation", "later");
        assert_true(runner_run(&room, &plan, &err));
        assert_int_equal(count_of(db, &arena, "queued"), 2);
}

static void
a_tick_that_a_wrong_clock_made_is_made_when_it_comes(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        run_text(db, "DELETE FROM tick");
        assert_true(tick_round(db, &err));
        int64_t first = count_of(db, &arena, "queued");
        assert_int_equal(first, TICK_SCHEDULE_COUNT);
        assert_true(tick_round(db, &err));
        assert_int_equal(count_of(db, &arena, "queued"), first);
        // Of a clock that was a week ahead: taken back, though the job is open yet.
        run_text(db, "UPDATE tick SET at = at + interval '7 days';"
                     "INSERT INTO tick SELECT name, at - interval '7 days 5 minutes' FROM tick"
                     " WHERE name = 'abandoned'");
        assert_true(tick_round(db, &err));
        assert_int_equal(count_of(db, &arena, "queued"), first);
        run_text(db, "DO $$ BEGIN ASSERT (SELECT max(at) <= now() FROM tick); END $$");
        run_text(db, "DELETE FROM tick; DELETE FROM job");
}

static void
a_round_that_fails_keeps_no_job_waiting(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        volatile sig_atomic_t stops = 0;
        struct job_room room = {.config = &config, .pool = pool};
        struct runner_plan plan = {.is_once = true, .stops = &stops};
        struct db_pool *owner = db_pool_new(cluster.owner_url, 1);
        struct db *owning = NULL;
        assert_true(db_take(owner, &owning, &err));
        run_text(owning, "REVOKE INSERT ON tick FROM earshot_app");
        enqueue(db, "evaluation", "a");
        assert_true(runner_run(&room, &plan, &err));
        run_text(owning, "GRANT INSERT ON tick TO earshot_app");
        assert_int_equal(count_of(db, &arena, "failed"), 1);
        db_give(&owning);
        db_pool_free(owner);
}

static void
a_runner_waits_for_a_database_that_is_away_and_says_so_at_the_end(void **state)
{
        (void)state;
        struct err err = {0};
        volatile sig_atomic_t stops = 0;
        struct db_pool *nowhere = db_pool_new("host=/nonexistent dbname=x", 1);
        struct job_room room = {.pool = nowhere};
        struct runner_plan plan = {.seconds = 2, .stops = &stops};
        int64_t began = clock_ms();
        assert_false(runner_run(&room, &plan, &err));
        assert_int_equal(err.kind, ERR_BUSY);
        assert_string_equal(err.message,
                            "The database cannot be reached now. Nothing was lost; try again.");
        assert_true(clock_ms() - began >= 900);
        db_pool_free(nowhere);
}

enum { PATIENCE_MS = 60 * 1000 };

static void
until(struct db *db, const char *what, const char *sql)
{
        int64_t last = clock_ms() + PATIENCE_MS;
        struct err err = {0};
        while (!db_run_text(db, sql, &err)) {
                if (clock_ms() > last)
                        fail_msg("%s: %s", what, err.detail);
                clock_sleep_ms(20);
        }
}

// The program itself, as cron starts it.
static pid_t
start_runner(struct arena *arena)
{
        const char *given = getenv("EARSHOT_PROGRAM_DIR");
        const char *dir = given == NULL ? "build/asan/bin" : given;
        char *arguments[] = {(char *)(uintptr_t)arena_print(arena, "%s/earshot-jobs", dir),
                             (char *)"run", (char *)"--for", (char *)"60", NULL};
        char *environment[] = {
                (char *)(uintptr_t)arena_print(arena, "DATABASE_URL=%s", cluster.app_url),
                (char *)(uintptr_t)arena_print(arena, "DATA_DIR=%s", cluster.dir),
                (char *)"ASAN_OPTIONS=detect_leaks=0", (char *)"LOG_LEVEL=error", NULL};
        pid_t pid = -1;
        assert_int_equal(posix_spawn(&pid, arguments[0], NULL, NULL, arguments, environment), 0);
        return pid;
}

// Fails as a statement where it does not hold.
#define WHERE(condition) "SELECT 1 / count(*) FROM job WHERE " condition

static void
a_runner_that_is_told_to_stop_ends_its_job_and_gives_the_next_one_back(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        OWN(db_give) struct db *holder = taken();
        struct err err = {0};
        int status = -1;
        run_text(db, "DELETE FROM tick");
        run_text(db, NOTHING_DUE);
        enqueue(db, "housekeeping", "in hand");
        enqueue(db, "housekeeping", "next");
        run_text(db, "UPDATE job SET run_at = now() - interval '1 minute' WHERE key = 'in hand'");
        // What the job in hand deletes from is held.
        assert_true(db_begin(holder, &err));
        run_text(holder, "LOCK TABLE failed_attempt IN SHARE MODE");
        pid_t pid = start_runner(&arena);
        until(db, "the first is in hand", WHERE("key = 'in hand' AND state = 'running'"));
        until(db, "it waits",
              "SELECT 1 / count(*) FROM pg_locks WHERE NOT granted AND relation = "
              "'failed_attempt'::regclass");
        assert_int_equal(kill(pid, SIGTERM), 0);
        db_give(&holder);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        run_text(db, WHERE("key = 'in hand' AND state = 'done' AND attempts = 1"));
        // It was claimed, and that was no attempt.
        run_text(db, WHERE("key = 'next' AND state = 'queued' AND attempts = 0 AND fence = 1 AND "
                           "lease_until IS NULL AND run_at <= now()"));
}

// What becomes ready by the clock is told by nobody, and neither is what was queued where
// notifications are lost.
static void
a_runner_that_is_never_notified_takes_what_is_ready_all_the_same(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        int status = -1;
        run_text(db, "DELETE FROM tick");
        run_text(db, NOTHING_DUE);
        run_text(db, "INSERT INTO job (id, kind, key) VALUES (uuid_v7(), 'housekeeping', 'first')");
        pid_t pid = start_runner(&arena);
        until(db, "the runner runs", WHERE("key = 'first' AND state = 'done'"));
        // Ready when the runner has looked, found nothing and waits.
        run_text(db, "INSERT INTO job (id, kind, key, run_at)"
                     " VALUES (uuid_v7(), 'housekeeping', 'second', now() + interval '1 second')");
        until(db, "the second is done", WHERE("key = 'second' AND state = 'done'"));
        assert_int_equal(kill(pid, SIGTERM), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(an_unknown_kind_is_left_and_told, empty_queue),
                cmocka_unit_test_setup(a_payload_that_makes_no_sense_is_given_up_at_once,
                                       empty_queue),
                cmocka_unit_test_setup(a_runner_does_once_what_is_ready_and_ends, empty_queue),
                cmocka_unit_test_setup(a_tick_that_a_wrong_clock_made_is_made_when_it_comes,
                                       empty_queue),
                cmocka_unit_test_setup(a_round_that_fails_keeps_no_job_waiting, empty_queue),
                cmocka_unit_test_setup(
                        a_runner_that_is_told_to_stop_ends_its_job_and_gives_the_next_one_back,
                        empty_queue),
                cmocka_unit_test_setup(
                        a_runner_that_is_never_notified_takes_what_is_ready_all_the_same,
                        empty_queue),
                cmocka_unit_test_setup(
                        a_runner_waits_for_a_database_that_is_away_and_says_so_at_the_end,
                        empty_queue),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
