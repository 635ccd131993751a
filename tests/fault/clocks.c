// Work by the clock while the clock is what it is in practice: calls are missed, several runners
// look at once, the database's clock is set forward and back, and days have 23, 24 or 25 hours
// where people are.
//
//   clocks ticks --days N --seed N [--jumps]    jobs/tick.c, every minute or so of N days
//   clocks nights --days N --seed N [--jumps]   nightly batches in many zones, from --from DATE
//
// PostgreSQL is a real one whose clock is set by the shim; nothing waits. Prints one JSON object.
#include <getopt.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "ask.h"
#include "base/clock.h"
#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "queries.h"
#include "shim.h"
#include "tick.h"

enum { RUNNERS = 4, MINUTE = 60, HOUR = 3600, DAY = 86400, JUMPS_MOST = 400 };

struct plan {
        int days;
        unsigned seed;
        bool has_jumps;
        const char *from;
};

// From where to where the clock was set while it was wrong: what is due between comes twice.
struct jump {
        int64_t low;
        int64_t high;
};

struct play {
        struct plan plan;
        unsigned chance;
        struct cluster cluster;
        struct shim shim;
        PGconn *connection;
        struct db_pool *pool;
        struct db *dbs[RUNNERS];
        bool (*round)(struct db *db, struct err *err);
        pthread_barrier_t start;
        int64_t now; // seconds, by the clock that is right
        int rounds;
        int missed;
        struct jump jumps[JUMPS_MOST];
        int jump_count;
};

static int
chance_below(struct play *play, int most)
{
        return rand_r(&play->chance) % most;
}

static void
set_clock(struct play *play, int64_t seconds)
{
        *play->shim.ahead_us[0] = seconds * 1000000 - clock_wall_ms() * 1000;
}

// --- rounds of several runners at once
// -------------------------------------------------------------

struct runner {
        struct play *play;
        struct db *db;
};

static void *
be_runner(void *context)
{
        const struct runner *runner = context;
        struct err err = {0};
        pthread_barrier_wait(&runner->play->start);
        if (!runner->play->round(runner->db, &err)) {
                fprintf(stderr, "%s (%s)\n", err.message, err.detail);
                exit(1);
        }
        return NULL;
}

static void
run_round(struct play *play, int64_t at)
{
        pthread_t threads[RUNNERS];
        struct runner runners[RUNNERS];
        int count = 1 + chance_below(play, RUNNERS);
        set_clock(play, at);
        pthread_barrier_init(&play->start, NULL, (unsigned)count);
        for (int i = 0; i < count; i++) {
                runners[i] = (struct runner){.play = play, .db = play->dbs[i]};
                if (pthread_create(&threads[i], NULL, be_runner, &runners[i]) != 0)
                        exit(1);
        }
        for (int i = 0; i < count; i++)
                pthread_join(threads[i], NULL);
        pthread_barrier_destroy(&play->start);
        play->rounds += count;
}

// For one round the clock is some minutes to days ahead or behind.
static bool
run_wrong_round(struct play *play, int64_t most)
{
        bool is_late = play->jump_count == 0 && play->rounds > play->plan.days * 8;
        if (!play->plan.has_jumps || play->jump_count == JUMPS_MOST ||
            (!is_late && chance_below(play, 15) > 0))
                return false;
        int64_t off = (chance_below(play, 2) == 0 ? -1 : 1) * (1 + chance_below(play, (int)most));
        struct jump *jump = &play->jumps[play->jump_count++];
        *jump = (struct jump){.low = play->now + (off < 0 ? off : 0),
                              .high = play->now + (off > 0 ? off : 0)};
        run_round(play, play->now + off);
        return true;
}

static bool
was_wrong_at(const struct play *play, int64_t at)
{
        for (int i = 0; i < play->jump_count; i++) {
                if (at >= play->jumps[i].low - MINUTE && at <= play->jumps[i].high + MINUTE)
                        return true;
        }
        return false;
}

static void
open_play(struct play *play)
{
        struct err err = {0};
        // Whose time zone it is where a runner or the database happens to run is of no matter.
        setenv("TZ", "America/New_York", 1);
        shim_open(&play->shim, 1);
        shim_use(&play->shim, 0);
        cluster_open(&play->cluster);
        shim_use(&play->shim, -1);
        play->connection = PQconnectdb(play->cluster.owner_url);
        ask(play->connection, "SET timezone = 'UTC'; SET client_min_messages = warning");
        play->now = ask(play->connection, "SELECT extract(epoch FROM '%s'::timestamptz)::bigint",
                        play->plan.from);
        play->pool = db_pool_new(play->cluster.owner_url, RUNNERS);
        for (int i = 0; i < RUNNERS; i++) {
                if (!db_take(play->pool, &play->dbs[i], &err)) {
                        fprintf(stderr, "%s\n", err.detail);
                        exit(1);
                }
        }
        set_clock(play, play->now);
        if (labs(ask(play->connection, "SELECT extract(epoch FROM now())::bigint") -
                 (long)play->now) > 5) {
                fprintf(stderr, "PostgreSQL's clock is not the shim's\n");
                exit(1);
        }
}

static void
close_play(struct play *play)
{
        for (int i = 0; i < RUNNERS; i++)
                db_give(&play->dbs[i]);
        db_pool_free(play->pool);
        PQfinish(play->connection);
        *play->shim.ahead_us[0] = 0;
        cluster_close(&play->cluster);
        shim_close(&play->shim);
}

// --- ticks
// ------------------------------------------------------------------------------------------

static bool
round_of_ticks(struct db *db, struct err *err)
{
        return tick_round(db, err);
}

// Takes the jobs that a round has queued, as runners do, and remembers when by the right clock.
static void
take_jobs(struct play *play, bool is_wrong)
{
        ask(play->connection,
            "WITH gone AS (DELETE FROM job RETURNING kind, payload ->> 'at' AS at)"
            " INSERT INTO seen SELECT kind, at::timestamptz, to_timestamp(%lld), %s FROM gone",
            (long long)play->now, is_wrong ? "true" : "false");
}

// The times that this round, and no earlier one, has to see.
static void
expect_ticks(struct play *play, int64_t before)
{
        for (size_t i = 0; i < TICK_SCHEDULE_COUNT; i++) {
                const struct tick_schedule *schedule = &TICK_SCHEDULES[i];
                int64_t from = play->now - schedule->back_seconds;
                from = before > from ? before + 1 : from;
                int64_t at = (from - schedule->after_seconds + schedule->every_seconds - 1) /
                                     schedule->every_seconds * schedule->every_seconds +
                             schedule->after_seconds;
                for (; at <= play->now; at += schedule->every_seconds)
                        ask(play->connection, "INSERT INTO due VALUES ('%s', to_timestamp(%lld))",
                            schedule->kind, (long long)at);
        }
}

static long
count_needless(struct play *play)
{
        long needless = 0;
        PGresult *result =
                PQexec(play->connection, "SELECT extract(epoch FROM at)::bigint, count(*) FROM seen"
                                         " GROUP BY name, at HAVING count(*) > 1");
        for (int i = 0; i < PQntuples(result); i++)
                needless += was_wrong_at(play, atoll(PQgetvalue(result, i, 0))) ? 0 : 1;
        PQclear(result);
        return needless;
}

static void
play_ticks(struct play *play)
{
        play->round = round_of_ticks;
        ask(play->connection,
            "CREATE TABLE seen (name text, at timestamptz, taken_at timestamptz, is_wrong bool);"
            "CREATE TABLE due (name text, at timestamptz, PRIMARY KEY (name, at))");
        int64_t began = play->now;
        int64_t end = began + (int64_t)play->plan.days * DAY;
        // The first round has the newest time of each alone, and is not looked at.
        run_round(play, play->now);
        ask(play->connection, "TRUNCATE job");
        int64_t before = play->now;
        bool has_missed_day = false;
        while (play->now < end) {
                play->now += MINUTE * (1 + chance_below(play, 7));
                // Cron's calls get lost, and once all of a day.
                if (!has_missed_day && play->now - began > (end - began) / 2) {
                        play->now += DAY;
                        has_missed_day = true;
                        play->missed += DAY / MINUTE;
                }
                if (chance_below(play, 100) < 30) {
                        play->missed++;
                        continue;
                }
                if (run_wrong_round(play, 3 * DAY))
                        take_jobs(play, true);
                run_round(play, play->now);
                take_jobs(play, false);
                expect_ticks(play, before);
                before = play->now;
        }
        printf("{\"what\":\"ticks\",\"seed\":%u,\"days\":%d,\"rounds\":%d,\"missed\":%d,\"jumps\":%"
               "d,"
               "\"due\":%ld,\"lost\":%ld,\"twice\":%ld,\"again\":%ld,\"not_due\":%ld}\n",
               play->plan.seed, play->plan.days, play->rounds, play->missed, play->jump_count,
               ask(play->connection, "SELECT count(*) FROM due"),
               // What only a wrong clock saw, before it was due, does not count.
               ask(play->connection,
                   "SELECT count(*) FROM due d WHERE NOT EXISTS (SELECT FROM seen s"
                   " WHERE s.name = d.name AND s.at = d.at"
                   " AND s.taken_at >= s.at - interval '1 minute')"),
               count_needless(play),
               ask(play->connection,
                   "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM seen"
                   " GROUP BY name, at) s"),
               ask(play->connection, "SELECT count(*) FROM seen s WHERE NOT is_wrong AND NOT EXISTS"
                                     " (SELECT FROM due d WHERE d.name = s.name AND d.at = s.at)"));
}

// --- nights
// -----------------------------------------------------------------------------------------

// By halves and quarters of an hour, with changes at midnight, by half an hour, and none.
static const char *const ZONES[] = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "America/Havana",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        // None of this server's: nights are those of UTC, and the others come all the same.
        "Mars/Olympus",
};

static bool
round_of_nights(struct db *db, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        return db_begin(db, err) && db_do(db, &NIGHT_FORGET, NULL, err) &&
               db_ask(db, &NIGHT_MAKE, &rows, err, DB_TEXT("infinity")) && db_commit(db, err);
}

static void
make_places(struct play *play)
{
        for (size_t i = 0; i < COUNT_OF(ZONES); i++)
                ask(play->connection,
                    "INSERT INTO organisation (id, name, nightly_batches, time_zone, nightly_hour)"
                    " VALUES (place(%zu), '%s', true, '%s', %zu);"
                    "INSERT INTO posting (id, organisation_id, title)"
                    " VALUES (place(%zu), place(%zu), 'p')",
                    i, ZONES[i], ZONES[i], 1 + i * 5 % 23, i, i);
        ask(play->connection, "CREATE TABLE place_zone AS SELECT id, known_zone(time_zone) AS zone"
                              " FROM organisation");
}

// Of each place an interview that has ended since the last time, and more around the hour that
// comes twice or never.
static void
end_interviews(struct play *play, int64_t since)
{
        ask(play->connection,
            "INSERT INTO interview (id, organisation_id, posting_id, candidate_name, title,"
            " description, language, persona, type, difficulty, instructions, focus_areas,"
            " question_set, feedback, max_answer_seconds, max_turns, max_minutes, rubric_id, "
            "status,"
            " expires_at, ended_at)"
            " SELECT gen_random_uuid(), o.id, o.id, 'c', 't', '', 'en', 'x', 'mixed', 'easy', '',"
            " '[]', '[]', 'none', 60, 3, 30, 'r', 'completed', now(), e.at FROM place_zone o"
            " CROSS JOIN LATERAL (SELECT to_timestamp(%lld) AS at UNION"
            " SELECT (d::date + '02:30'::time) AT TIME ZONE o.zone"
            " FROM generate_series(to_timestamp(%lld)::date - 1, to_timestamp(%lld)::date + 1,"
            " interval '1 day') d UNION SELECT (d::date)::timestamp AT TIME ZONE"
            " o.zone FROM generate_series(to_timestamp(%lld)::date - 1,"
            " to_timestamp(%lld)::date + 1, interval '1 day') d) e"
            " WHERE e.at > to_timestamp(%lld) AND e.at <= to_timestamp(%lld)",
            (long long)(since + 1 + chance_below(play, (int)(play->now - since))), (long long)since,
            (long long)play->now, (long long)since, (long long)play->now, (long long)since,
            (long long)play->now);
}

// As job_batch_run ends: what there is now is in the archive.
static void
pack_batches(struct play *play)
{
        ask(play->connection,
            "WITH open AS (SELECT * FROM batch WHERE status = 'queued'),"
            " packed AS (INSERT INTO packed SELECT o.id, i.id FROM open o JOIN interview i"
            " ON i.posting_id = o.posting_id AND i.ended_at >= o.from_at"
            " AND i.ended_at < o.to_at RETURNING batch_id)"
            " UPDATE batch b SET status = 'done', archive_key = b.id::text,"
            " total = (SELECT count(*) FROM packed p WHERE p.batch_id = b.id)"
            " FROM open o WHERE o.id = b.id");
        ask(play->connection, "DELETE FROM job");
}

static void
play_nights(struct play *play)
{
        play->round = round_of_nights;
        ask(play->connection,
            "CREATE FUNCTION place(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT"
            " ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid $$;"
            "INSERT INTO rubric (id, interview_type, name, version, criteria)"
            " VALUES ('r', 'mixed', 'r', 1, '[]');"
            "CREATE TABLE packed (batch_id uuid, interview_id uuid)");
        make_places(play);
        int64_t began = play->now;
        run_round(play, play->now);
        int64_t since = play->now;
        while (play->now < began + (int64_t)play->plan.days * DAY) {
                play->now +=
                        HOUR + (chance_below(play, 4) == 0 ? chance_below(play, 11 * HOUR) : 0);
                set_clock(play, play->now);
                end_interviews(play, since);
                since = play->now;
                if (chance_below(play, 100) < 30) {
                        play->missed++;
                        continue;
                }
                if (run_wrong_round(play, 20 * DAY))
                        pack_batches(play);
                run_round(play, play->now);
                pack_batches(play);
        }
        // All that is over must be there.
        const char *const over = "i.ended_at >= to_timestamp(%lld) AND i.ended_at <"
                                 " to_timestamp(%lld)";
        char range[200];
        snprintf(range, sizeof range, over, (long long)began, (long long)(play->now - 3 * DAY));
        printf("{\"what\":\"nights\",\"seed\":%u,\"days\":%d,\"rounds\":%d,\"missed\":%d,"
               "\"jumps\":%d,\"zones\":%zu,\"nights\":%ld,\"odd_nights\":%ld,\"interviews\":%ld,"
               "\"lost\":%ld,\"twice\":%ld,\"again\":%ld,\"skipped\":%ld,\"not_local\":%ld,"
               "\"early\":%ld}\n",
               play->plan.seed, play->plan.days, play->rounds, play->missed, play->jump_count,
               COUNT_OF(ZONES), ask(play->connection, "SELECT count(*) FROM night"),
               ask(play->connection, "SELECT count(DISTINCT (posting_id, from_at)) FROM batch"
                                     " WHERE to_at - from_at <> interval '24 hours'"),
               ask(play->connection, "SELECT count(*) FROM interview i WHERE %s", range),
               ask(play->connection,
                   "SELECT count(*) FROM interview i WHERE %s AND NOT EXISTS"
                   " (SELECT FROM packed p WHERE p.interview_id = i.id)",
                   range),
               // One that a wrong clock made before the day was over is made again with what
               // it lacks; one that lacks nothing is not, and no interview is in two days.
               ask(play->connection,
                   "SELECT (SELECT count(*) FROM batch b JOIN batch a USING (posting_id, from_at)"
                   " WHERE a.total = b.total AND a.id > b.id) + (SELECT count(*) FROM"
                   " (SELECT FROM packed p JOIN batch b ON b.id = p.batch_id GROUP BY"
                   " p.interview_id HAVING count(DISTINCT b.from_at) > 1) i)"),
               ask(play->connection,
                   "SELECT count(*) - count(DISTINCT (posting_id, from_at)) FROM batch"),
               // A night for each day, and the days of a place follow each other.
               ask(play->connection, "SELECT count(*) FROM (SELECT day, lag(day) OVER (PARTITION BY"
                                     " organisation_id ORDER BY day) AS before FROM night) n"
                                     " WHERE before <> day - 1"),
               ask(play->connection,
                   "SELECT count(*) FROM batch b JOIN place_zone o ON o.id = b.organisation_id"
                   " WHERE b.from_at <> (b.from_at AT TIME ZONE o.zone"
                   " + interval '4 hours')::date::timestamp AT TIME ZONE o.zone"),
               // None before its hour, by the clock of its place.
               ask(play->connection,
                   "SELECT count(*) FROM night n JOIN organisation o ON o.id = n.organisation_id"
                   " WHERE n.made_at AT TIME ZONE known_zone(o.time_zone)"
                   " < n.day + 1 + make_interval(hours => o.nightly_hour)"));
}

static struct plan
read_plan(int count, char **arguments)
{
        static const struct option OPTIONS[] = {
                {"days", required_argument, NULL, 'd'},
                {"seed", required_argument, NULL, 's'},
                {"from", required_argument, NULL, 'f'},
                {"jumps", no_argument, NULL, 'j'},
                {NULL, 0, NULL, 0},
        };
        struct plan plan = {.days = 3, .seed = 1, .from = "2026-03-20T00:00:30Z"};
        for (int option; (option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1;) {
                plan.days = option == 'd' ? atoi(optarg) : plan.days;
                plan.seed = option == 's' ? (unsigned)atoi(optarg) : plan.seed;
                plan.from = option == 'f' ? optarg : plan.from;
                plan.has_jumps = plan.has_jumps || option == 'j';
                if (option == '?')
                        exit(2);
        }
        return plan;
}

int
main(int count, char **arguments)
{
        static struct play play;
        bool is_ticks = count > 1 && text_equals(arguments[1], "ticks");
        if (!is_ticks && (count < 2 || !text_equals(arguments[1], "nights")))
                return 2;
        play.plan = read_plan(count - 1, arguments + 1);
        play.chance = play.plan.seed;
        open_play(&play);
        if (is_ticks)
                play_ticks(&play);
        else
                play_nights(&play);
        close_play(&play);
        return 0;
}
