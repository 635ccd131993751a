// The queue on a real PostgreSQL: claims, leases, fences, retries.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "jobs_queue_made.h"

static const struct job_kinds TESTED = {.names = "{test,other}", .leases = "{60,30}"};

enum { CLAIMERS = 4, JOBS = 400 };

// The ready job, which must be there.
static struct job
claimed(struct db *db, struct arena *arena)
{
        struct job job = {0};
        struct err err = {0};
        bool has = false;
        if (!job_claim(db, TESTED, "tester", arena, &job, &has, &err))
                fail_msg("%s", err.detail);
        assert_true(has);
        return job;
}

static bool
is_empty(struct db *db)
{
        OWN(arena_done) struct arena arena = {0};
        struct job job = {0};
        struct err err = {0};
        bool has = false;
        if (!job_claim(db, TESTED, "tester", &arena, &job, &has, &err))
                fail_msg("%s", err.detail);
        return !has;
}

static struct job_view
view_of(struct db *db, struct uuid id, struct arena *arena)
{
        struct job_view view = {0};
        struct err err = {0};
        if (!job_find(db, id, NOBODY, arena, &view, &err))
                fail_msg("%s", err.message);
        return view;
}

static void
a_job_goes_from_queued_to_running_to_done(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        assert_true(job_enqueue(db, "test", "a", "{\"n\":1}", NOBODY, 0, &err));
        struct job job = claimed(db, &arena);
        assert_string_equal(job.kind, "test");
        assert_string_equal(job.key, "a");
        assert_string_equal(job.payload, "{\"n\": 1}");
        assert_int_equal(job.attempts, 1);
        assert_int_equal(job.fence, 1);
        assert_string_equal(view_of(db, job.id, &arena).state, "running");
        assert_true(is_empty(db));
        assert_true(job_finish(db, &job, &err));
        assert_string_equal(view_of(db, job.id, &arena).state, "done");
        assert_true(is_empty(db));
        assert_false(job_finish(db, &job, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_string_equal(err.message, "Another runner has taken this job over.");
}

static void
a_job_is_enqueued_with_its_transaction_or_not_at_all(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        assert_true(db_begin(db, &err));
        enqueue(db, "test", "a");
        db_rollback(db);
        assert_true(is_empty(db));
}

static void
an_open_key_is_queued_once(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        enqueue(db, "test", "a");
        enqueue(db, "test", "a");
        enqueue(db, "other", "a");
        struct job first = claimed(db, &arena);
        struct job second = claimed(db, &arena);
        assert_string_not_equal(first.kind, second.kind);
        assert_true(is_empty(db));
        assert_true(job_finish(db, &first, &err));
        // What is done does not stand in the way.
        enqueue(db, first.kind, "a");
        struct job third = claimed(db, &arena);
        assert_false(uuid_equals(third.id, first.id));
}

static void
a_job_enqueued_while_it_runs_runs_once_more(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        enqueue(db, "test", "a");
        struct job first = claimed(db, &arena);
        enqueue(db, "test", "a");
        enqueue(db, "test", "a");
        assert_true(is_empty(db));
        assert_true(job_finish(db, &first, &err));
        struct job again = claimed(db, &arena);
        assert_true(uuid_equals(again.id, first.id));
        assert_int_equal(again.attempts, 1);
        assert_true(job_finish(db, &again, &err));
        assert_true(is_empty(db));
}

static void
a_delayed_job_waits_and_the_sooner_wish_counts(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        assert_true(job_enqueue(db, "test", "a", NULL, NOBODY, 600, &err));
        assert_true(is_empty(db));
        enqueue(db, "test", "a");
        claimed(db, &arena);
        assert_true(job_enqueue(db, "test", "b", NULL, NOBODY, 600, &err));
        assert_true(job_drop(db, "test", "b", &err));
        run_text(db, "UPDATE job SET run_at = now() - interval '1 hour' WHERE key = 'b'");
        assert_true(is_empty(db));
}

// Claims and finishes until nothing is left; exits 0 when each of them worked.
static void
claim_all(void)
{
        OWN(arena_done) struct arena arena = {0};
        struct db_pool *own = db_pool_new(cluster.app_url, 1);
        struct db *db = NULL;
        struct err err = {0};
        bool has = true;
        if (!db_take(own, &db, &err))
                _exit(1);
        while (has) {
                struct job job = {0};
                if (!job_claim(db, TESTED, "tester", &arena, &job, &has, &err))
                        _exit(2);
                // The effect: one row a job in a table whose key would refuse a second.
                if (has &&
                    (!db_begin(db, &err) ||
                     !db_run_text(db,
                                  arena_print(&arena, "INSERT INTO effect VALUES ('%s')", job.key),
                                  &err) ||
                     !job_finish(db, &job, &err) || !db_commit(db, &err)))
                        _exit(3);
        }
        db_give(&db);
        db_pool_free(own);
        arena_done(&arena);
        _exit(0);
}

static void
parallel_claimers_never_do_a_job_twice(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        pid_t pids[CLAIMERS];
        struct db_pool *owner = db_pool_new(cluster.owner_url, 1);
        struct db *owning = NULL;
        struct err err = {0};
        assert_true(db_take(owner, &owning, &err));
        run_text(owning, "CREATE TABLE effect (key text PRIMARY KEY);"
                         "GRANT SELECT, INSERT ON effect TO earshot_app");
        for (int i = 0; i < JOBS; i++)
                enqueue(db, "test", arena_print(&arena, "job-%d", i));
        fflush(NULL);
        for (int i = 0; i < CLAIMERS; i++) {
                pids[i] = fork();
                if (pids[i] == 0)
                        claim_all();
        }
        for (int i = 0; i < CLAIMERS; i++) {
                int status = -1;
                assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
                assert_int_equal(status, 0);
        }
        assert_true(is_empty(db));
        assert_int_equal(count_of(db, &arena, "running") + count_of(db, &arena, "queued"), 0);
        // Its key has refused every second effect; none is missing.
        run_text(owning, "DO $$ BEGIN ASSERT (SELECT count(*) FROM effect) = 400; END $$");
        run_text(owning, "DROP TABLE effect");
        db_give(&owning);
        db_pool_free(owner);
}

static void
a_lost_lease_is_claimed_again_and_the_zombie_changes_nothing(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *zombie = taken();
        OWN(db_give) struct db *runner = taken();
        struct err err = {0};
        enqueue(zombie, "test", "a");
        struct job lost = claimed(zombie, &arena);
        assert_true(is_empty(runner));
        run_text(runner, "UPDATE job SET lease_until = now() - interval '1 second',"
                         " run_at = now() - interval '1 second'");
        struct job again = claimed(runner, &arena);
        assert_true(uuid_equals(again.id, lost.id));
        assert_int_equal(again.fence, 2);
        assert_int_equal(again.attempts, 2);

        assert_false(job_heartbeat(zombie, &lost, 60, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_true(db_begin(zombie, &err));
        enqueue(zombie, "other", "the zombie's effect");
        assert_false(job_finish(zombie, &lost, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        db_rollback(zombie);
        // Its failure is not the newer claim's either.
        assert_true(job_fail(zombie, &lost, "I was dead.", 0, true, &err));
        assert_string_equal(view_of(runner, again.id, &arena).state, "running");

        assert_true(job_finish(runner, &again, &err));
        assert_string_equal(view_of(runner, again.id, &arena).state, "done");
        assert_true(is_empty(runner));
}

static void
a_heartbeat_keeps_the_lease(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        enqueue(db, "test", "a");
        struct job job = claimed(db, &arena);
        run_text(db, "UPDATE job SET lease_until = now() - interval '1 second',"
                     " run_at = now() - interval '1 second'");
        assert_true(job_heartbeat(db, &job, 60, &err));
        assert_true(is_empty(db));
        assert_true(job_finish(db, &job, &err));
}

static void
a_failure_waits_and_at_last_is_given_up(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        enqueue(db, "test", "a");
        run_text(db, "UPDATE job SET most_attempts = 2");
        struct job job = claimed(db, &arena);
        assert_true(job_fail(db, &job, "The provider is away.", 600, false, &err));
        struct job_view view = view_of(db, job.id, &arena);
        assert_string_equal(view.state, "queued");
        assert_string_equal(view.last_error, "The provider is away.");
        assert_true(is_empty(db));
        run_text(db, "UPDATE job SET run_at = now()");
        job = claimed(db, &arena);
        assert_int_equal(job.attempts, 2);
        assert_true(job_fail(db, &job, "Still away.", 600, false, &err));
        view = view_of(db, job.id, &arena);
        assert_string_equal(view.state, "failed");
        assert_non_null(view.finished_at);
        assert_int_equal(count_of(db, &arena, "failed"), 1);

        // Replayed, it has all its attempts again.
        assert_true(job_retry(db, job.id, NOBODY, &err));
        job = claimed(db, &arena);
        assert_int_equal(job.attempts, 1);
        assert_false(job_retry(db, job.id, NOBODY, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_string_equal(err.message, "Only a job that was given up can be tried again.");
}

static void
a_retry_does_not_double_what_is_queued_again(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        enqueue(db, "test", "a");
        struct job job = claimed(db, &arena);
        assert_true(job_fail(db, &job, "Wrong.", 0, true, &err));
        enqueue(db, "test", "a");
        assert_false(job_retry(db, job.id, NOBODY, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_string_equal(err.message, "The same work is queued already.");
}

static void
a_job_of_another_organisation_does_not_exist(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        struct uuid ours = uuid_new();
        struct job_view view = {0};
        assert_true(job_enqueue(db, "test", "a", NULL, ours, 0, &err));
        struct job job = claimed(db, &arena);
        assert_true(job_find(db, job.id, ours, &arena, &view, &err));
        assert_false(job_find(db, job.id, uuid_new(), &arena, &view, &err));
        assert_int_equal(err.kind, ERR_MISSING);
        assert_false(job_retry(db, job.id, uuid_new(), &err));
        assert_int_equal(err.kind, ERR_MISSING);
}

static void
a_job_that_kills_its_runners_is_given_up(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        int lost = -1;
        enqueue(db, "test", "a");
        run_text(db, "UPDATE job SET most_attempts = 1");
        struct job job = claimed(db, &arena);
        assert_true(job_give_up_lost(db, &lost, &err));
        assert_int_equal(lost, 0);
        run_text(db, "UPDATE job SET lease_until = now() - interval '1 second',"
                     " run_at = now() - interval '1 second'");
        assert_true(is_empty(db));
        assert_true(job_give_up_lost(db, &lost, &err));
        assert_int_equal(lost, 1);
        assert_string_equal(view_of(db, job.id, &arena).state, "failed");
}

static void
what_a_wrong_clock_put_off_is_brought_back(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        int near = -1;
        assert_true(job_enqueue(db, "test", "a", NULL, NOBODY, JOB_DELAY_SECONDS_MOST, &err));
        enqueue(db, "other", "b");
        struct job held = claimed(db, &arena);
        assert_string_equal(held.key, "b");
        assert_true(job_bring_near(db, 60, &near, &err));
        assert_int_equal(near, 0);
        // As they are after a clock that was a day ahead while they were written was set back.
        run_text(db, "UPDATE job SET run_at = run_at + interval '1 day',"
                     " created_at = created_at + interval '1 day',"
                     " lease_until = lease_until + interval '1 day'");
        assert_true(is_empty(db));
        assert_true(job_bring_near(db, 60, &near, &err));
        assert_int_equal(near, 2);
        assert_string_equal(claimed(db, &arena).key, "a");
        assert_true(is_empty(db));
        // Less than the longest wait ahead is seen by when it was made.
        enqueue(db, "test", "c");
        run_text(db, "UPDATE job SET run_at = run_at + interval '10 minutes',"
                     " created_at = created_at + interval '10 minutes' WHERE key = 'c'");
        assert_true(job_bring_near(db, 60, &near, &err));
        assert_int_equal(near, 1);
        assert_string_equal(claimed(db, &arena).key, "c");
        // The other one is its runner's, for a lease more.
        run_text(db, "UPDATE job SET lease_until = lease_until - interval '61 seconds'"
                     " WHERE key = 'b'");
        assert_int_equal(claimed(db, &arena).fence, held.fence + 1);
}

static void
a_drop_ends_an_open_job_also_one_in_hand(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        enqueue(db, "test", "a");
        struct job job = claimed(db, &arena);
        assert_true(job_drop(db, "test", "a", &err));
        assert_string_equal(view_of(db, job.id, &arena).state, "done");
        assert_false(job_finish(db, &job, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_true(job_drop(db, "test", "never there", &err));
}

static void
an_end_claims_the_next_job_or_nothing(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct job next = {0};
        struct err err = {0};
        bool has = false;
        enqueue(db, "test", "a");
        enqueue(db, "other", "b");
        struct job first = claimed(db, &arena);
        assert_true(job_finish_and_claim(db, &first, TESTED, "tester", &arena, &next, &has, &err));
        assert_true(has);
        assert_string_equal(next.key, "b");
        assert_int_equal(next.attempts, 1);
        assert_string_equal(view_of(db, first.id, &arena).state, "done");
        assert_string_equal(view_of(db, next.id, &arena).state, "running");

        // Of an end that is not this claim's nothing is claimed either.
        enqueue(db, "test", "c");
        assert_false(
                job_finish_and_claim(db, &first, TESTED, "tester", &arena, &first, &has, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        struct job third = claimed(db, &arena);
        assert_string_equal(third.key, "c");

        // Rolled back, neither has happened.
        assert_true(job_put_off(db, &third, 0, &err));
        assert_true(db_begin(db, &err));
        struct job tried = {0};
        assert_true(job_finish_and_claim(db, &next, TESTED, "tester", &arena, &tried, &has, &err));
        assert_true(has);
        db_rollback(db);
        assert_string_equal(view_of(db, next.id, &arena).state, "running");
        assert_string_equal(view_of(db, tried.id, &arena).state, "queued");
        assert_true(job_put_off(db, &tried, 600, &err));
        assert_string_equal(view_of(db, tried.id, &arena).state, "queued");

        // What is wanted again, and what ends with its lease over, is not claimed by its own end.
        enqueue(db, "other", "b");
        run_text(db, "UPDATE job SET lease_until = now() - interval '1 second' WHERE key = 'b'");
        run_text(db, "UPDATE job SET run_at = now() + interval '1 hour' WHERE key = 'c'");
        assert_true(job_finish_and_claim(db, &next, TESTED, "tester", &arena, &tried, &has, &err));
        assert_false(has);
        assert_string_equal(claimed(db, &arena).key, "b");
}

static void
what_waits_can_be_cancelled_and_tried_again(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        assert_true(job_enqueue(db, "test", "a", NULL, NOBODY, 600, &err));
        struct job_view *jobs = NULL;
        size_t count = 0;
        assert_true(job_list(db, NOBODY, NOBODY, 10, &arena, &jobs, &count, &err));
        struct uuid id = jobs[0].job.id;
        assert_true(job_cancel(db, id, &err));
        struct job_view view = view_of(db, id, &arena);
        assert_string_equal(view.state, "failed");
        assert_string_equal(view.last_error, "It was cancelled before it was tried.");
        assert_false(job_cancel(db, id, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        assert_string_equal(err.message, "Only a job that waits can be cancelled.");
        assert_true(job_retry(db, id, NOBODY, &err));
        struct job job = claimed(db, &arena);
        assert_false(job_cancel(db, id, &err));
        assert_true(job_finish(db, &job, &err));
        assert_false(job_cancel(db, uuid_new(), &err));
        assert_int_equal(err.kind, ERR_MISSING);
}

static void
backoff_doubles_up_to_its_limit(void **state)
{
        (void)state;
        static const struct {
                int attempts;
                int most;
        } ROWS[] = {{1, 5}, {2, 10}, {3, 20}, {4, 40}, {8, 640}, {9, 900}, {1000, 900}};
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                int lowest = ROWS[i].most;
                for (unsigned chance = 0; chance < 1000; chance++) {
                        int seconds = job_backoff_seconds(ROWS[i].attempts, chance);
                        if (seconds > ROWS[i].most || seconds < ROWS[i].most * 3 / 4)
                                fail_msg("row %zu: %d s", i, seconds);
                        lowest = seconds < lowest ? seconds : lowest;
                }
                assert_true(lowest < ROWS[i].most);
        }
}

static void
a_commit_wakes_who_listens(void **state)
{
        (void)state;
        OWN(db_give) struct db *listener = taken();
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        bool came = true;
        run_text(listener, "LISTEN job");
        assert_true(db_wait(listener, 1, &came, &err));
        assert_false(came);
        enqueue(db, "test", "a");
        int64_t began = clock_ms();
        assert_true(db_wait(listener, 5000, &came, &err));
        assert_true(came);
        assert_true(clock_ms() - began < 4000);
        run_text(listener, "UNLISTEN job");
}

int
main(void)
{
#define WITH_EMPTY_QUEUE(test) cmocka_unit_test_setup(test, empty_queue)
        const struct CMUnitTest tests[] = {
                WITH_EMPTY_QUEUE(a_job_goes_from_queued_to_running_to_done),
                WITH_EMPTY_QUEUE(a_job_is_enqueued_with_its_transaction_or_not_at_all),
                WITH_EMPTY_QUEUE(an_open_key_is_queued_once),
                WITH_EMPTY_QUEUE(a_job_enqueued_while_it_runs_runs_once_more),
                WITH_EMPTY_QUEUE(a_delayed_job_waits_and_the_sooner_wish_counts),
                WITH_EMPTY_QUEUE(parallel_claimers_never_do_a_job_twice),
                WITH_EMPTY_QUEUE(a_lost_lease_is_claimed_again_and_the_zombie_changes_nothing),
                WITH_EMPTY_QUEUE(a_heartbeat_keeps_the_lease),
                WITH_EMPTY_QUEUE(a_failure_waits_and_at_last_is_given_up),
                WITH_EMPTY_QUEUE(a_retry_does_not_double_what_is_queued_again),
                WITH_EMPTY_QUEUE(a_job_of_another_organisation_does_not_exist),
                WITH_EMPTY_QUEUE(a_job_that_kills_its_runners_is_given_up),
                WITH_EMPTY_QUEUE(what_a_wrong_clock_put_off_is_brought_back),
                WITH_EMPTY_QUEUE(a_drop_ends_an_open_job_also_one_in_hand),
                WITH_EMPTY_QUEUE(an_end_claims_the_next_job_or_nothing),
                WITH_EMPTY_QUEUE(what_waits_can_be_cancelled_and_tried_again),
                WITH_EMPTY_QUEUE(backoff_doubles_up_to_its_limit),
                WITH_EMPTY_QUEUE(a_commit_wakes_who_listens),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
