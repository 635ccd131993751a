// An archive of very many reports: the memory of the process that packs it, and whether ten times
// as many take ten times as long. Reports of one answer, all of one posting.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/json_write.h"
#include "cluster.h"
#include "db/db.h"
#include "db/job.h"
#include "kind.h"
#include "line.h"
#include "made_up.h"
#include "report/pdf_report.h"
#include "report/report.h"
#include "runner.h"
#include "store/store.h"

enum { FEW = 1000, MANY = 10000, BYTES_MOST = 16 * 1024 * 1024 };

static struct cluster cluster;
static char media[] = "/tmp/earshot-archive-XXXXXX";

static void
check(bool is_done, const struct err *err)
{
        if (!is_done) {
                fprintf(stderr, "%s (%s)\n", err->message, err->detail);
                exit(1);
        }
}

static void
run_sql(struct db *db, const char *sql)
{
        struct err err = {0};
        check(db_run_text(db, sql, &err), &err);
}

// One report, which stands for all: its JSON as SQL text, its PDF in the store.
static const char *
make_report(const struct store *store, struct arena *arena)
{
        OWN(buf_close) struct buf body = buf_open(BYTES_MOST);
        OWN(buf_close) struct buf pdf = buf_open(BYTES_MOST);
        struct err err = {0};
        struct json_writer json = json_writer_on(&body);
        struct report_matter matter = made_up_matter((struct made_up){.turn_count = 1}, arena);
        struct report report = report_of(&matter, uuid_new(), "2026-11-20T09:20:35.000Z", arena);
        report_write(&json, &report);
        check(pdf_report(&report, arena, &pdf, &err), &err);
        check(store_put(store, "interviews/bench/report.pdf", pdf.bytes, pdf.length, NULL, &err),
              &err);
        return arena_text(arena, buf_string(&body));
}

static void
fill(struct db *db, const char *body, int count)
{
        OWN(arena_done) struct arena arena = {0};
        run_sql(db, "TRUNCATE organisation, tick CASCADE; DELETE FROM job;"
                    "INSERT INTO organisation (id, name) VALUES (uuid_v7(), 'Bench');"
                    "INSERT INTO rubric (id, interview_type, name, version, criteria) VALUES "
                    "('bench', 'mixed', 'Bench', 1, "
                    "'[]')"
                    " ON CONFLICT DO NOTHING;"
                    "INSERT INTO posting (id, organisation_id, title)"
                    " SELECT uuid_v7(), id, 'Bench' FROM organisation");
        run_sql(db,
                arena_print(
                        &arena,
                        "INSERT INTO interview (id, organisation_id, posting_id, candidate_name, "
                        "title,"
                        " description, language, persona, type, difficulty, instructions,"
                        " focus_areas, question_set, feedback, max_answer_seconds, max_turns,"
                        " max_minutes, rubric_id, status, expires_at, started_at, ended_at)"
                        " SELECT uuid_v7(), p.organisation_id, p.id, 'Candidate ' || n, p.title, "
                        "'',"
                        " 'en', 'friendly', 'mixed', 'medium', '', '[]', '[]', 'none', 300, 10, 35,"
                        " 'bench', 'completed', now(), now(), now()"
                        " FROM posting p, generate_series(1, %d) n",
                        count));
        run_sql(db,
                arena_print(
                        &arena,
                        "INSERT INTO report (interview_id, id, body, overall_score,"
                        " criterion_scores, pdf_key) SELECT id, uuid_v7(), $body$%s$body$,"
                        " round((random() * 10)::numeric, 1), '{\"story\": 6.5, \"impact\": 7.0}',"
                        " 'interviews/bench/report.pdf' FROM interview",
                        body));
        run_sql(db, "INSERT INTO batch (id, organisation_id, posting_id)"
                    " SELECT uuid_v7(), organisation_id, id FROM posting;"
                    "INSERT INTO job (id, kind, key, payload, organisation_id)"
                    " SELECT uuid_v7(), 'batch', id::text, jsonb_build_object('batch', id),"
                    " organisation_id FROM batch; ANALYZE");
}

// In a process of its own, so that its memory is that of the runner.
static void
pack(void)
{
        struct store store = {.dir = media};
        struct config config = {.llm = {.items = {PROVIDER_BUILTIN}, .count = 1}};
        struct job_room room = {
                .config = &config, .store = &store, .pool = db_pool_new(cluster.owner_url, 3)};
        struct err err = {0};
        bool did = false;
        check(crypto_open(&err) && runner_step(&room, &did, &err) && did, &err);
        db_pool_free(room.pool);
        _exit(0);
}

// The most memory that packing took, in kB, and the time of its processor.
static double
measure(struct db *db, long *memory_out)
{
        struct rusage used = {0};
        int status = 1;
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0)
                pack();
        if (wait4(pid, &status, 0, &used) != pid || status != 0)
                exit(1);
        run_sql(db, "DO $$ BEGIN ASSERT (SELECT status = 'done' FROM batch); END $$");
        *memory_out = used.ru_maxrss;
        return (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6 +
               (double)used.ru_stime.tv_sec + (double)used.ru_stime.tv_usec / 1e6;
}

int
main(void)
{
        OWN(arena_done) struct arena arena = {0};
        struct err err = {0};
        struct db *db = NULL;
        char command[100];
        long memory = 0;
        cluster_open(&cluster);
        if (mkdtemp(media) == NULL)
                return 1;
        struct store store = {.dir = media};
        const char *body = make_report(&store, &arena);
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        check(db_take(pool, &db, &err), &err);
        fill(db, body, FEW);
        double few = measure(db, &memory);
        fill(db, body, MANY);
        double many = measure(db, &memory);
        line_at_most("memory of packing 10,000 reports", (double)memory / 1024, 64, "MB");
        line_at_most("packing 10,000 reports / 1,000, time of the processor", many / few, 10.5,
                     "x");
        printf("    %.1f and %.1f s\n", few, many);
        db_give(&db);
        db_pool_free(pool);
        cluster_close(&cluster);
        snprintf(command, sizeof command, "rm -rf -- %s", media);
        return system(command) == 0 ? 0 : 1;
}
