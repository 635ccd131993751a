// The job "report" on a real PostgreSQL and a real store: from the rows of an interview that has
// ended to its report, and once more.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "cluster.h"
#include "db/db.h"
#include "db/job.h"
#include "db/report.h"
#include "db/setup.h"
#include "kind.h"
#include "made_up.h"
#include "model/report_context.h"
#include "queries.h"
#include "report/pdf_fonts.h"
#include "runner.h"
#include "store/store.h"

static struct cluster cluster;
static struct db_pool *pool;
static char media[128];
static struct store store = {.dir = media};
static struct config config = {.llm = {.items = {PROVIDER_BUILTIN}, .count = 1}};
static struct job_room room = {.config = &config, .store = &store};
static const struct uuid NOBODY = {{0}};

static void
run_text(const char *url, const char *sql)
{
        struct db_pool *own = db_pool_new(url, 1);
        struct db *db = NULL;
        struct err err = {0};
        if (!db_take(own, &db, &err) || !db_run_text(db, sql, &err))
                fail_msg("%s", err.detail);
        db_give(&db);
        db_pool_free(own);
}

static int
set_up(void **state)
{
        (void)state;
        struct err err;
        cluster_open(&cluster);
        snprintf(media, sizeof media, "/tmp/earshot-media-XXXXXX");
        if (!crypto_open(&err) || mkdtemp(media) == NULL)
                return 1;
        pool = db_pool_new(cluster.app_url, 3);
        room.pool = pool;
        room.turn = (struct turn_room){.config = &config, .pool = pool, .store = &store};
        return 0;
}

static int
tear_down(void **state)
{
        (void)state;
        char command[200];
        db_pool_free(pool);
        cluster_close(&cluster);
        pdf_fonts_close();
        snprintf(command, sizeof command, "rm -rf -- %s", media);
        return system(command) == 0 ? 0 : 1;
}

static int
empty(void **state)
{
        (void)state;
        run_text(cluster.owner_url, "SET client_min_messages = warning;"
                                    "TRUNCATE organisation, rubric, job CASCADE");
        return 0;
}

static struct db *
taken(void)
{
        struct db *db = NULL;
        struct err err = {0};
        if (!db_take(pool, &db, &err))
                fail_msg("%s", err.detail);
        return db;
}

#define must(call)                                                                                 \
        do {                                                                                       \
                if (!(call))                                                                       \
                        fail_msg("%s: %s (%s)", #call, err.message, err.detail);                   \
        } while (0)

static void
write_turn(struct db *db, struct uuid interview, const struct turn *turn, struct arena *arena)
{
        OWN(buf_close) struct buf question = buf_open(100000);
        OWN(buf_close) struct buf transcript = buf_open(1000000);
        OWN(buf_close) struct buf voice = buf_open(10000);
        struct json_writer json = json_writer_on(&question);
        struct err err = {0};
        question_write(&json, &turn->question);
        json = json_writer_on(&transcript);
        transcript_write(&json, &turn->transcript);
        json = json_writer_on(&voice);
        json_open_object(&json);
        voice_metrics_write_members(&json, &turn->voice);
        json_close_object(&json);
        must(db_do(db, &TURN_INSERT, NULL, &err, DB_UUID(interview), DB_INT(turn->number),
                   DB_TEXT(buf_string(&question)), DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL));
        must(db_run_text(
                db,
                arena_print(arena,
                            "INSERT INTO answer (id, interview_id, turn_number, attempt, kind, "
                            "media_key, mime, size_bytes, sha256) VALUES ('%s', '%s', %d, 1, "
                            "'audio', 'interviews/clip-%d', 'audio/webm', 1000, sha256('%d'))",
                            uuid_to_text(turn->answer_id).text, uuid_to_text(interview).text,
                            turn->number, turn->number, turn->number),
                &err));
        must(db_do(db, &ANSWER_TRANSCRIBED, NULL, &err, DB_UUID(turn->answer_id), DB_INT(0),
                   DB_TEXT(buf_string(&transcript)), DB_TEXT(buf_string(&voice)),
                   DB_INT(turn->duration_ms), DB_TEXT("usable"), DB_TEXT("audio/webm"), DB_NULL));
        must(db_do(db, &ANSWER_DONE, NULL, &err, DB_UUID(turn->answer_id), DB_INT(0),
                   DB_TEXT("next"), DB_NULL, DB_NULL));
        must(db_do(db, &TURN_SET_STATUS, NULL, &err, DB_UUID(interview), DB_INT(turn->number),
                   DB_TEXT("answered")));
}

// An interview that has ended, with answers that nobody has evaluated yet. Its report is queued.
static struct uuid
ended_interview(bool agrees_to_evaluation, struct arena *arena)
{
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        struct report_matter matter = made_up_matter((struct made_up){.turn_count = 4}, arena);
        struct uuid id = matter.interview.id;
        const char *text = arena_text(arena, uuid_to_text(id).text);
        bool is_changed = false;
        must(seed_add_rubric(db, INTERVIEW_MIXED, &matter.rubric, &is_changed, &err));
        must(db_run_text(
                db,
                arena_print(arena,
                            "INSERT INTO interview (id, candidate_name, title, description,"
                            " language, persona, type, difficulty, instructions, focus_areas,"
                            " question_set, feedback, max_answer_seconds, max_turns, max_minutes,"
                            " rubric_id, status, expires_at, started_at, ended_at) VALUES"
                            " ('%s', 'Ada Example', 'Backend engineer', '', 'en', 'friendly',"
                            " 'mixed', 'medium', '', '[]', '[]', 'none', 300, 10, 35, 'mixed-1',"
                            " 'completed', now(), now() - interval '9 minutes', now());"
                            "INSERT INTO consent (interview_id, notice_version, recording,"
                            " ai_evaluation, attention) VALUES ('%s', 'test', true, %s, false)",
                            text, text, agrees_to_evaluation ? "true" : "false"),
                &err));
        for (size_t i = 0; i < matter.turn_count; i++)
                write_turn(db, id, &matter.turns[i], arena);
        must(job_enqueue(db, "report", text, arena_print(arena, "{\"interview\":\"%s\"}", text),
                         NOBODY, 0, &err));
        return id;
}

static void
step(bool wanted)
{
        struct err err = {0};
        bool did = false;
        must(runner_step(&room, &did, &err));
        assert_int_equal(did, wanted);
}

static struct report_row
found_report(struct uuid interview, struct arena *arena)
{
        OWN(db_give) struct db *db = taken();
        struct report_row row = {0};
        struct err err = {0};
        bool has = false;
        must(report_find(db, interview, NOBODY, arena, &row, &has, &err));
        assert_true(has);
        return row;
}

static const char *
state_of_job(struct uuid interview, struct arena *arena)
{
        OWN(db_give) struct db *db = taken();
        struct job_view view = {0};
        struct err err = {0};
        bool has = false;
        must(job_find_by_key(db, "report", uuid_to_text(interview).text, arena, &view, &has, &err));
        assert_true(has);
        return view.state;
}

static bool
has_file(const char *key, struct arena *arena)
{
        const char *bytes = NULL;
        size_t length = 0;
        struct err err = {0};
        if (store_read(&store, key, 64 * 1024 * 1024, arena, &bytes, &length, &err)) {
                assert_memory_equal(bytes, "%PDF-", 5);
                return true;
        }
        assert_int_equal(err.kind, ERR_MISSING);
        return false;
}

static void
a_report_is_made_with_the_evaluations_that_were_missing(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        struct uuid interview = ended_interview(true, &arena);
        step(true);
        struct report_row row = found_report(interview, &arena);
        assert_string_equal(state_of_job(interview, &arena), "done");
        assert_true(has_file(row.pdf_key, &arena));
        must(json_parse(row.body, strlen(row.body), &document, &err));
        assert_string_equal(json_text_or(document.root, "interview_id", ""),
                            uuid_to_text(interview).text);
        const struct json_object *turns = json_get(document.root, "turns");
        assert_int_equal(json_count(turns), 4);
        for (size_t i = 0; i < 4; i++)
                assert_non_null(json_find(json_at(turns, i), "evaluation.evaluator"));
        assert_true(row.overall_score >= 0 && row.overall_score <= 10);
        assert_true(json_number_or(document.root, "overall_score", -1) == row.overall_score);
        step(false);
}

static void
without_consent_no_evaluation_is_made(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        struct uuid interview = ended_interview(false, &arena);
        step(true);
        struct report_row row = found_report(interview, &arena);
        must(json_parse(row.body, strlen(row.body), &document, &err));
        assert_null(json_get(document.root, "overall_score"));
        assert_null(json_get(json_at(json_get(document.root, "turns"), 0), "evaluation"));
        run_text(cluster.owner_url,
                 "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM evaluation); END $$");
}

static void
a_newer_report_takes_the_place_and_the_old_pdf_goes(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct err err = {0};
        struct uuid interview = ended_interview(true, &arena);
        const char *text = arena_text(&arena, uuid_to_text(interview).text);
        step(true);
        struct report_row first = found_report(interview, &arena);
        {
                OWN(db_give) struct db *db = taken();
                must(job_enqueue(db, "report", text,
                                 arena_print(&arena, "{\"interview\":\"%s\"}", text), NOBODY, 0,
                                 &err));
        }
        step(true);
        struct report_row second = found_report(interview, &arena);
        assert_false(uuid_equals(first.id, second.id));
        assert_false(has_file(first.pdf_key, &arena));
        assert_true(has_file(second.pdf_key, &arena));
}

static void
a_runner_that_lost_its_lease_leaves_no_report(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct err err = {0};
        struct job zombie = {0};
        struct report_row row = {0};
        bool has = false;
        struct uuid interview = ended_interview(true, &arena);
        must(job_claim(db, job_kinds_all(&arena), "zombie", &arena, &zombie, &has, &err));
        assert_true(has);
        run_text(cluster.app_url, "UPDATE job SET fence = fence + 1");
        assert_false(job_report_run(&room, &zombie, &arena, &err));
        assert_int_equal(err.kind, ERR_CONFLICT);
        must(report_find(db, interview, NOBODY, &arena, &row, &has, &err));
        assert_false(has);
}

static void
an_erased_interview_gets_no_report(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct uuid interview = ended_interview(true, &arena);
        run_text(cluster.owner_url, "DELETE FROM interview");
        step(true);
        assert_string_equal(state_of_job(interview, &arena), "done");
}

static void
a_tombstone_gets_no_report(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = taken();
        struct report_row row = {0};
        struct err err = {0};
        bool has = true;
        struct uuid interview = ended_interview(true, &arena);
        run_text(cluster.owner_url, "UPDATE interview SET status = 'erased'");
        step(true);
        assert_string_equal(state_of_job(interview, &arena), "done");
        must(report_find(db, interview, NOBODY, &arena, &row, &has, &err));
        assert_false(has);
}

static void
the_standing_counts_reports_of_the_same_posting_and_rubric(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct report_context context = {0};
        struct err err = {0};
        struct uuid ours = {{0}};
        for (int i = 0; i < 4; i++) {
                ours = ended_interview(true, &arena);
                step(true);
        }
        OWN(db_give) struct db *db = taken();
        must(report_context_find(db, ours, 5, &arena, &context, &err));
        assert_int_equal(context.standing.compared_to_count, 0);
        run_text(cluster.owner_url,
                 "INSERT INTO organisation VALUES ('00000000-0000-7000-8000-000000000001', 'o');"
                 "INSERT INTO posting (id, organisation_id, title) VALUES"
                 " ('00000000-0000-7000-8000-000000000002',"
                 "  '00000000-0000-7000-8000-000000000001', 'p');"
                 "UPDATE interview SET organisation_id = '00000000-0000-7000-8000-000000000001',"
                 " posting_id = '00000000-0000-7000-8000-000000000002';"
                 "UPDATE report r SET overall_score = n FROM (SELECT interview_id,"
                 " row_number() OVER (ORDER BY interview_id) * 2 AS n FROM report) s"
                 " WHERE s.interview_id = r.interview_id");
        must(report_context_find(db, ours, 4, &arena, &context, &err));
        // Of 2, 4 and 6: one below, one the same.
        assert_int_equal(context.standing.compared_to_count, 3);
        assert_int_equal(context.standing.lower_count, 1);
        assert_int_equal(context.standing.equal_count, 1);
        // Three others are enough for a mean, and too few for a place.
        assert_true(isnan(standing_percentile(&context.standing, true)));
        assert_true(context.average_count > 0);
        for (size_t i = 0; i < context.average_count; i++)
                assert_int_equal(context.averages[i].count, 3);
}

int
main(void)
{
#define WITH_EMPTY_TABLES(test) cmocka_unit_test_setup(test, empty)
        const struct CMUnitTest tests[] = {
                WITH_EMPTY_TABLES(a_report_is_made_with_the_evaluations_that_were_missing),
                WITH_EMPTY_TABLES(without_consent_no_evaluation_is_made),
                WITH_EMPTY_TABLES(a_newer_report_takes_the_place_and_the_old_pdf_goes),
                WITH_EMPTY_TABLES(a_runner_that_lost_its_lease_leaves_no_report),
                WITH_EMPTY_TABLES(an_erased_interview_gets_no_report),
                WITH_EMPTY_TABLES(a_tombstone_gets_no_report),
                WITH_EMPTY_TABLES(the_standing_counts_reports_of_the_same_posting_and_rubric),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
