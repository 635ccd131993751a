// The queue under faults: runners are killed and frozen past their leases while they do many small
// jobs, and no job may be lost, done twice, or ended by a runner that no longer holds it.
//
//   queue --jobs N --runners N --kills N --freezes N --seed N [--clocks]
//
// The runners are jobs/runner.c with a table of kinds of their own: one, "proof", whose effect is a
// row that carries the fencing number of its claim. With --clocks the clock of each runner, and
// that of PostgreSQL, is set forward and back meanwhile. Prints one JSON object of figures.
#include <getopt.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "db/setup.h"
#include "kind.h"
#include "made_up.h"
#include "peers.h"
#include "runner.h"
#include "shim.h"

enum {
        LEASE_SECONDS = 1,
        RUNNER_SECONDS = 3600,
        RUNNERS_MOST = 8,
        FROZEN_MOST_MS = 3000,       // one that was frozen in a transaction is not overtaken
        DONE_WITHIN_MS = 20 * 60000, // far more than it takes; then the figures say what is missing
        POLL_MS = 5,
};

// --- a runner
// -------------------------------------------------------------------------------------

static bool
write_effect(const struct job_room *room, const struct job *job, struct arena *arena,
             struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        int number = atoi(job->key);
        const char *effect =
                arena_print(arena, "INSERT INTO effect (job_id, fence, pid) VALUES ('%s', %d, %d)",
                            uuid_to_text(job->id).text, job->fence, (int)getpid());
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) || !db_run_text(db, effect, err))
                return false;
        // Some fail when their effect is written already.
        if (number % 200 == 199 && job->attempts == 1)
                return FAIL(err, ERR_UPSTREAM, "The first attempt fails.");
        if (number % 3 == 0)
                clock_sleep_ms(1);
        return job_end(room, db, job, err) && db_commit(db, err);
}

static bool
do_proof(const struct job_room *room, const struct job *job, struct arena *arena, struct err *err)
{
        int number = atoi(job->key);
        // A few take longer than a lease and keep it; of the others each takes a moment.
        int beats = number % 1000 == 500 ? 5 : number % 10 == 0 ? 1 : 0;
        for (int i = 0; i < beats; i++) {
                if (!job_keep(room, job, err))
                        return false;
                clock_sleep_ms(beats == 1 ? 2 : LEASE_SECONDS * 300);
        }
        clock_sleep_ms(number % 4);
        return write_effect(room, job, arena, err);
}

static bool
run_proof(const struct job_room *room, const struct job *job, struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct err late = {0};
        if (do_proof(room, job, arena, err))
                return true;
        if (err->kind == ERR_CONFLICT && db_take(room->pool, &db, &late) &&
            !db_run_text(db, "INSERT INTO refused DEFAULT VALUES", &late))
                log_err(LOG_ERROR, "a refusal is not counted", &late);
        return false;
}

const struct job_kind JOB_KINDS[] = {
        {.name = "proof", .lease_seconds = LEASE_SECONDS, .run = run_proof},
};
const size_t JOB_KIND_COUNT = COUNT_OF(JOB_KINDS);

static volatile sig_atomic_t stops;

static void
on_stop(int number)
{
        (void)number;
        stops = 1;
}

static int
be_runner(const char *url)
{
        static const struct config config = {.embeddings = {{PROVIDER_NONE}, 1}};
        struct sigaction stop = {.sa_handler = on_stop};
        struct runner_plan plan = {.seconds = RUNNER_SECONDS, .stops = &stops};
        struct err err = {0};
        log_open("queue", LOG_ERROR);
        // It ends with the test, however that ends.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigaction(SIGTERM, &stop, NULL);
        if (!crypto_open(&err))
                return 1;
        struct db_pool *pool = db_pool_new(url, 3);
        struct job_room room = {.config = &config, .pool = pool};
        bool is_done = runner_run(&room, &plan, &err);
        db_pool_free(pool);
        return is_done ? 0 : 1;
}

// --- who starts, kills and freezes them
// ------------------------------------------------------------

struct runner {
        pid_t pid;
        bool is_frozen;
        int64_t frozen_at;
        char held[40]; // the job that it held when it was frozen
        int fence;
};

struct plan {
        int jobs;
        int runners;
        int kills;
        int freezes;
        unsigned seed;
        bool has_clocks;
        const char *real_dir; // NULL: the test's own kind
};

struct play {
        struct plan plan;
        const char *kind;
        unsigned chance;
        struct cluster cluster;
        struct shim shim;
        PGconn *connection;
        struct runner runners[RUNNERS_MOST];
        int killed;
        int frozen;
        int overtaken; // frozen ones whose job another runner had taken before they went on
        int jumps;
        int given_up;
};

static const char WORLD[] =
        "CREATE TABLE effect (n bigserial PRIMARY KEY, job_id uuid NOT NULL, fence int NOT NULL,"
        " pid int NOT NULL);"
        "CREATE TABLE refused (n bigserial PRIMARY KEY);"
        "CREATE TABLE zombie (job_id uuid, wrote int, stands int, state text);"
        // At the commit, when the job's row is held by this transaction or it should be.
        "CREATE FUNCTION look_for_zombie() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO zombie SELECT j.id, NEW.fence, j.fence, j.state FROM job j"
        " WHERE j.id = NEW.job_id AND (j.fence <> NEW.fence OR j.state <> 'done');"
        " RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER effect_is_no_zombies AFTER INSERT ON effect"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look_for_zombie();"
        "GRANT ALL ON effect, refused, zombie TO earshot_app;"
        "GRANT ALL ON SEQUENCE effect_n_seq, refused_n_seq TO earshot_app;"
        // No scheduled work: its kinds are not known here.
        "INSERT INTO tick SELECT n, now() FROM unnest("
        "'{abandoned,retention,sweep,housekeeping,nightly,statistics}'::text[]) n";

// The reports that there are go; a job makes each anew. An effect is a report that was written.
static const char REAL[] =
        "UPDATE interview SET rubric_id = (SELECT id FROM rubric ORDER BY version DESC LIMIT 1); "
        "DELETE FROM report; INSERT INTO job (id, kind, "
        "key, payload) SELECT uuid_v7(), 'report',"
        " id::text, jsonb_build_object('interview', id) FROM interview;"
        "CREATE FUNCTION note_report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO effect (job_id, fence, pid) SELECT id, fence, 0 FROM job"
        " WHERE kind = 'report' AND key = NEW.interview_id::text;"
        " RETURN NULL; END $$;"
        "CREATE TRIGGER report_is_noted AFTER INSERT OR UPDATE ON report"
        " FOR EACH ROW EXECUTE FUNCTION note_report()";

static int
chance_below(struct play *play, int most)
{
        return rand_r(&play->chance) % most;
}

static void
start_runner(struct play *play, int which)
{
        extern char **environ;
        char program[300] = "/proc/self/exe";
        char mode[] = "runner";
        char run[] = "run";
        char how[] = "--for";
        char seconds[] = "3600";
        char *const own[] = {program, mode, play->cluster.app_url, NULL};
        char *const real[] = {program, run, how, seconds, NULL};
        char *const *arguments = play->plan.real_dir == NULL ? own : real;
        pid_t pid = 0;
        if (play->plan.real_dir != NULL)
                snprintf(program, sizeof program, "%s/earshot-jobs", play->plan.real_dir);
        if (play->plan.has_clocks)
                shim_use(&play->shim, 1 + which);
        if (posix_spawn(&pid, program, NULL, NULL, arguments, environ) != 0) {
                perror("posix_spawn");
                exit(1);
        }
        shim_use(&play->shim, -1);
        play->runners[which] = (struct runner){.pid = pid};
}

// As though the leases of what dead and frozen runners hold had lasted for their time.
static void
end_leases(struct play *play)
{
        char alive[RUNNERS_MOST * 16] = "0";
        for (int i = 0; i < play->plan.runners; i++) {
                size_t length = strlen(alive);
                if (!play->runners[i].is_frozen)
                        snprintf(alive + length, sizeof alive - length, ",%d",
                                 (int)play->runners[i].pid);
        }
        ask(play->connection,
            "UPDATE job SET lease_until = now() WHERE finished_at IS NULL AND state = 'running'"
            " AND lease_until > now() AND NOT split_part(worker, ':', 2)::int = ANY ('{%s}')",
            alive);
}

static void
kill_runner(struct play *play, int which)
{
        kill(play->runners[which].pid, SIGKILL);
        waitpid(play->runners[which].pid, NULL, 0);
        play->killed++;
        start_runner(play, which);
}

// Only one that has a job in hand: one that begins or waits would be none of what is looked for.
static void
freeze_runner(struct play *play, int which)
{
        struct runner *runner = &play->runners[which];
        char sql[200];
        if (ask(play->connection,
                "SELECT count(*) FROM job WHERE finished_at IS NULL AND worker LIKE '%%:%d'",
                (int)runner->pid) == 0)
                return;
        kill(runner->pid, SIGSTOP);
        waitpid(runner->pid, NULL, WUNTRACED);
        runner->is_frozen = true;
        runner->frozen_at = clock_ms();
        play->frozen++;
        snprintf(sql, sizeof sql,
                 "SELECT id, fence FROM job WHERE finished_at IS NULL AND state = 'running'"
                 " AND worker LIKE '%%:%d' ORDER BY lease_until LIMIT 1",
                 (int)runner->pid);
        PGresult *result = PQexec(play->connection, sql);
        if (PQntuples(result) == 1) {
                snprintf(runner->held, sizeof runner->held, "%s", PQgetvalue(result, 0, 0));
                runner->fence = atoi(PQgetvalue(result, 0, 1));
        }
        PQclear(result);
}

// Goes on once another runner has its job, so that it is a zombie; or after a while, where it holds
// the job's row itself.
static void
thaw_runner(struct play *play, struct runner *runner)
{
        bool is_overtaken =
                runner->held[0] != '\0' &&
                ask(play->connection, "SELECT count(*) FROM job WHERE id = '%s' AND fence > %d",
                    runner->held, runner->fence) == 1;
        if (!is_overtaken && clock_ms() - runner->frozen_at < FROZEN_MOST_MS)
                return;
        play->overtaken += is_overtaken ? 1 : 0;
        runner->is_frozen = false;
        runner->held[0] = '\0';
        kill(runner->pid, SIGCONT);
}

static int
count_frozen(const struct play *play)
{
        int count = 0;
        for (int i = 0; i < play->plan.runners; i++)
                count += play->runners[i].is_frozen ? 1 : 0;
        return count;
}

// A runner that works; some always do.
static int
find_working(struct play *play)
{
        int which = chance_below(play, play->plan.runners);
        while (play->runners[which].is_frozen)
                which = (which + 1) % play->plan.runners;
        return which;
}

// Up to three days forward or back, each clock on its own.
static void
set_clock(struct play *play)
{
        int clock = chance_below(play, play->plan.runners + 1);
        int64_t seconds = chance_below(play, 2 * 3 * 86400) - 3 * 86400;
        *play->shim.ahead_us[clock] = seconds * 1000000;
        play->jumps++;
        // Rows that lie ahead now are looked for by every runner that begins, as one does each
        // minute.
        if (clock == 0)
                kill_runner(play, find_working(play));
}

// The n-th of `most` events is due when so much of the work is done, a tenth before its end at
// last.
static bool
is_due(int done_events, int most, long done_jobs, int jobs)
{
        return done_events < most && done_jobs * most * 10 >= (long)done_events * jobs * 9;
}

static void
play_once(struct play *play)
{
        const struct plan *plan = &play->plan;
        long done = ask(play->connection, "SELECT last_value FROM effect_n_seq");
        if (plan->real_dir != NULL)
                end_leases(play);
        for (int i = 0; i < plan->runners; i++) {
                if (play->runners[i].is_frozen)
                        thaw_runner(play, &play->runners[i]);
        }
        if (is_due(play->killed, plan->kills, done, plan->jobs))
                kill_runner(play, find_working(play));
        if (is_due(play->frozen, plan->freezes, done, plan->jobs) &&
            count_frozen(play) < plan->runners / 2)
                freeze_runner(play, find_working(play));
        if (plan->has_clocks && is_due(play->jumps, plan->kills, done, plan->jobs))
                set_clock(play);
}

// What was given up because its runner was killed each time is told, and somebody queues it again.
static void
retry_given_up(struct play *play)
{
        struct err err = {0};
        struct db *db = NULL;
        struct db_pool *pool = db_pool_new(play->cluster.app_url, 1);
        struct job_view *jobs = NULL;
        size_t count = 0;
        OWN(arena_done) struct arena arena = {0};
        bool is_done =
                db_take(pool, &db, &err) && job_list(db, (struct uuid){{0}}, (struct uuid){{0}},
                                                     1000, &arena, &jobs, &count, &err);
        for (size_t i = 0; is_done && i < count; i++) {
                if (!text_equals(jobs[i].state, "failed"))
                        continue;
                is_done = job_retry(db, jobs[i].job.id, (struct uuid){{0}}, &err);
                play->given_up++;
        }
        if (!is_done) {
                fprintf(stderr, "%s (%s)\n", err.message, err.detail);
                exit(1);
        }
        db_give(&db);
        db_pool_free(pool);
}

static bool
is_over(struct play *play)
{
        return count_frozen(play) == 0 &&
               ask(play->connection,
                   "SELECT count(*) FROM (SELECT FROM job WHERE kind = '%s'"
                   " AND finished_at IS NULL LIMIT 1) j",
                   play->kind) == 0;
}

static void
stop_runners(struct play *play)
{
        for (int i = 0; i < play->plan.runners; i++)
                kill(play->runners[i].pid, SIGTERM);
        for (int i = 0; i < play->plan.runners; i++)
                waitpid(play->runners[i].pid, NULL, 0);
}

static void
fill_queue(struct play *play)
{
        if (play->plan.real_dir == NULL) {
                ask(play->connection,
                    "INSERT INTO job (id, kind, key) SELECT uuid_v7(), 'proof', n::text"
                    " FROM generate_series(1, %d) n",
                    play->plan.jobs);
                return;
        }
        struct err err = {0};
        struct db *db = NULL;
        struct db_pool *pool = db_pool_new(play->cluster.owner_url, 1);
        OWN(arena_done) struct arena arena = {0};
        bool is_new = false;
        struct rubric rubric = made_up_matter((struct made_up){.turn_count = 1}, &arena).rubric;
        if (!db_take(pool, &db, &err) || !peers_begin(db, &err) ||
            !peers_add(db, 1, play->plan.jobs, &err) ||
            !seed_add_rubric(db, INTERVIEW_MIXED, &rubric, &is_new, &err) ||
            !db_run_text(db, REAL, &err)) {
                fprintf(stderr, "%s (%s)\n", err.message, err.detail);
                exit(1);
        }
        db_give(&db);
        db_pool_free(pool);
        setenv("DATABASE_URL", play->cluster.app_url, 1);
        setenv("DATA_DIR", play->shim.dir, 1);
        setenv("LOG_LEVEL", "error", 1);
        setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
}

static void
set_up(struct play *play)
{
        shim_open(&play->shim, 1 + play->plan.runners);
        if (play->plan.has_clocks)
                shim_use(&play->shim, 0);
        cluster_open(&play->cluster);
        shim_use(&play->shim, -1);
        play->connection = PQconnectdb(play->cluster.owner_url);
        ask(play->connection, "%s", "SET client_min_messages = warning");
        PQclear(PQexec(play->connection, WORLD));
        fill_queue(play);
        ask(play->connection, "%s", "ANALYZE job");
}

// Reports of which the PDF is not there.
static int
count_missing_files(struct play *play)
{
        char path[300];
        int missing = 0;
        PGresult *result = PQexec(play->connection, "SELECT pdf_key FROM report");
        for (int i = 0; i < PQntuples(result); i++) {
                snprintf(path, sizeof path, "%s/media/%s", play->shim.dir,
                         PQgetvalue(result, i, 0));
                missing += access(path, R_OK) == 0 ? 0 : 1;
        }
        PQclear(result);
        return missing;
}

static void
print_figures(struct play *play, int64_t began)
{
        const char *kind = play->kind;
        printf("{\"seed\":%u,\"kind\":\"%s\",\"jobs\":%d,\"runners\":%d,\"kills\":%d,"
               "\"freezes\":%d,\"overtaken\":%d,\"jumps\":%d,\"seconds\":%.1f",
               play->plan.seed, kind, play->plan.jobs, play->plan.runners, play->killed,
               play->frozen, play->overtaken, play->jumps, (double)(clock_ms() - began) / 1000);
        printf(",\"done\":%ld,\"refused\":%ld,\"attempts\":%ld,\"given_up\":%d,\"lost\":%ld,"
               "\"twice\":%ld,\"zombies\":%ld,\"files_missing\":%d}\n",
               ask(play->connection,
                   "SELECT count(*) FROM job WHERE kind = '%s' AND state = 'done'", kind),
               ask(play->connection, "SELECT count(*) FROM refused"),
               ask(play->connection, "SELECT sum(fence) FROM job WHERE kind = '%s'", kind),
               play->given_up,
               ask(play->connection,
                   "SELECT count(*) FROM job j WHERE kind = '%s' AND (state <> 'done'"
                   " OR NOT EXISTS (SELECT FROM effect e WHERE e.job_id = j.id))",
                   kind),
               ask(play->connection, "SELECT count(*) FROM (SELECT FROM effect GROUP BY job_id"
                                     " HAVING count(*) > 1) e"),
               ask(play->connection,
                   "SELECT (SELECT count(*) FROM zombie) + (SELECT count(*) FROM effect e"
                   " JOIN job j ON j.id = e.job_id WHERE j.fence <> e.fence)"),
               count_missing_files(play));
}

static struct plan
read_plan(int count, char **arguments)
{
        static const struct option OPTIONS[] = {
                {"jobs", required_argument, NULL, 'j'},
                {"runners", required_argument, NULL, 'r'},
                {"kills", required_argument, NULL, 'k'},
                {"seed", required_argument, NULL, 's'},
                {"freezes", required_argument, NULL, 'f'},
                {"clocks", no_argument, NULL, 'c'},
                {"real", required_argument, NULL, 'd'},
                {NULL, 0, NULL, 0},
        };
        struct plan plan = {.jobs = 1000, .runners = 4, .seed = 1};
        for (int option; (option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1;) {
                int value = optarg == NULL ? 0 : atoi(optarg);
                plan.jobs = option == 'j' ? value : plan.jobs;
                plan.runners = option == 'r' ? value : plan.runners;
                plan.kills = option == 'k' ? value : plan.kills;
                plan.freezes = option == 'f' ? value : plan.freezes;
                plan.seed = option == 's' ? (unsigned)value : plan.seed;
                plan.real_dir = option == 'd' ? optarg : plan.real_dir;
                plan.has_clocks = plan.has_clocks || option == 'c';
                if (option == '?' || plan.runners < 2 || plan.runners > RUNNERS_MOST)
                        exit(2);
        }
        return plan;
}

int
main(int count, char **arguments)
{
        static struct play play;
        if (count == 3 && text_equals(arguments[1], "runner"))
                return be_runner(arguments[2]);
        play.plan = read_plan(count, arguments);
        play.chance = play.plan.seed;
        play.kind = play.plan.real_dir == NULL ? "proof" : "report";
        set_up(&play);
        int64_t began = clock_ms();
        for (int i = 0; i < play.plan.runners; i++)
                start_runner(&play, i);
        for (bool is_done = false; !is_done && clock_ms() - began < DONE_WITHIN_MS;) {
                play_once(&play);
                clock_sleep_ms(POLL_MS);
                is_done = is_over(&play);
                if (is_done && ask(play.connection, "SELECT count(*) FROM job WHERE"
                                                    " given_up_at IS NOT NULL") > 0) {
                        retry_given_up(&play);
                        is_done = false;
                }
        }
        stop_runners(&play);
        print_figures(&play, began);
        PQfinish(play.connection);
        cluster_close(&play.cluster);
        shim_close(&play.shim);
        return 0;
}
