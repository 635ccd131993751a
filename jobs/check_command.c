#include "check_command.h"

#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "kind.h"
#include "orphans.h"
#include "queries.h"
#include "store/store.h"
#include "tick.h"
#include "verify_command.h"

enum { MEDIA_PAGE = 1000, PIECE_BYTES = 256 * 1024, FILES_TOLD_MOST = 20, KEY_ROOM = 1024 };
// A report may be some megabytes.
enum { REPORT_PAGE = 8 };

// What is asked of the rows: a query that counts what is wrong, and the sentence behind the count.
static const struct question {
        const struct query *query;
        const char *one;
        const char *many;
} QUESTIONS[] = {
        {&CHECK_ANSWERS, "accepted answer is not worked on and has no job to go on",
         "accepted answers are not worked on and have no job to go on"},
        {&CHECK_EVALUATIONS, "answer in a report has no evaluation",
         "answers in reports have no evaluation"},
        {&CHECK_REPORTS, "interview has ended and has neither report nor a job that makes it",
         "interviews have ended and have neither report nor a job that makes it"},
        {&CHECK_TURNS, "interview is running without a question that it waits with",
         "interviews are running without a question that they wait with"},
        {&CHECK_BATCHES, "batch is not done and has no job",
         "batches are not done and have no job"},
        {&CHECK_GIVEN_UP, "job was given up", "jobs were given up"},
        {&CHECK_WAITING, "job has been ready for more than ten minutes, and no runner took it",
         "jobs have been ready for more than ten minutes, and no runner took them"},
        {&CHECK_TALLY, "posting has scores that are not counted as its reports have them",
         "postings have scores that are not counted as their reports have them"},
};

struct checking {
        const struct check_plan *plan;
        size_t wrong;
        size_t files;
        size_t files_missing;
        size_t files_changed;
        size_t orphans;
        size_t reports_wrong;
};

static void
say_some(struct checking *checking, const struct question *question, int64_t count,
         const char *some)
{
        fprintf(checking->plan->out, "%lld %s: %s%s\n", (long long)count,
                count == 1 ? question->one : question->many, some, count > 5 ? ", ..." : ".");
        checking->wrong++;
}

static bool
check_rows(struct checking *checking, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        if (!db_take(checking->plan->pool, &db, err))
                return false;
        for (size_t i = 0; i < COUNT_OF(QUESTIONS); i++) {
                OWN(rows_close) struct rows rows = {0};
                if (!db_ask(db, QUESTIONS[i].query, &rows, err))
                        return false;
                int64_t count = row_int(&rows, 0, "count");
                if (count > 0)
                        say_some(checking, &QUESTIONS[i], count, row_text(&rows, 0, "some"));
        }
        return true;
}

static void
say_unknown(const char *kind, int count, void *context)
{
        struct checking *checking = context;
        fprintf(checking->plan->out,
                "%d ready job%s of the kind \"%s\", which this version does not know.\n", count,
                count == 1 ? " is" : "s are", kind);
        checking->wrong++;
}

static bool
check_schedule(struct checking *checking, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        if (!db_take(checking->plan->pool, &db, err))
                return false;
        for (size_t i = 0; i < TICK_SCHEDULE_COUNT; i++) {
                OWN(rows_close) struct rows rows = {0};
                const struct tick_schedule *schedule = &TICK_SCHEDULES[i];
                if (!db_ask(db, &CHECK_TICK, &rows, err, DB_TEXT(schedule->kind),
                            DB_INT(schedule->every_seconds)))
                        return false;
                if (!row_bool(&rows, 0, "is_missed"))
                        continue;
                fprintf(checking->plan->out,
                        "\"%s\" is due every %d minutes and was last done for %s: no runner "
                        "runs.\n",
                        schedule->kind, schedule->every_seconds / 60,
                        row_text(&rows, 0, "last_at"));
                checking->wrong++;
        }
        return job_unknown(db, job_kinds_all(&arena), say_unknown, checking, err);
}

// Whether all of it can be read, and what its digest is.
static bool
read_whole(int file, struct digest *digest_out)
{
        static char piece[PIECE_BYTES];
        struct sha256 sha = sha256_open();
        ssize_t got = 0;
        while ((got = read(file, piece, sizeof piece)) > 0)
                sha256_add(&sha, piece, (size_t)got);
        *digest_out = sha256_close(&sha);
        return got == 0;
}

// Whether the file is what its row says, as far as the row says anything.
static bool
is_as_told(const struct checking *checking, const struct rows *rows, int row, int file,
           uint64_t size)
{
        struct digest found;
        if (!row_is_null(rows, row, "size_bytes") &&
            row_int(rows, row, "size_bytes") != (int64_t)size)
                return false;
        if (checking->plan->is_quick)
                return true;
        return read_whole(file, &found) && (row_is_null(rows, row, "sha256") ||
                                            digest_equals(found, row_digest(rows, row, "sha256")));
}

static bool
check_file(struct checking *checking, const struct rows *rows, int row, struct err *err)
{
        OWN(store_file_close) int file = -1;
        uint64_t size = 0;
        struct err missing = {0};
        const char *key = row_text(rows, row, "key");
        checking->files++;
        if (!store_open(checking->plan->store, key, &file, &size, &missing)) {
                if (missing.kind != ERR_MISSING) {
                        *err = missing;
                        return false;
                }
                if (checking->files_missing++ < FILES_TOLD_MOST)
                        fprintf(checking->plan->out, "A file is missing: %s\n", key);
                checking->wrong++;
                return true;
        }
        if (is_as_told(checking, rows, row, file, size))
                return true;
        if (checking->files_changed++ < FILES_TOLD_MOST)
                fprintf(checking->plan->out, "A file is not what was accepted: %s\n", key);
        checking->wrong++;
        return true;
}

static bool
next_page(struct checking *checking, const char *after, struct rows *rows_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(checking->plan->pool, &db, err) &&
               db_ask(db, &CHECK_MEDIA, rows_out, err, DB_TEXT(after), DB_INT(MEDIA_PAGE));
}

static bool
check_files(struct checking *checking, struct err *err)
{
        char after[KEY_ROOM] = "";
        for (bool has_more = true; has_more;) {
                OWN(rows_close) struct rows rows = {0};
                if (!next_page(checking, after, &rows, err))
                        return false;
                for (int i = 0; i < rows.count; i++) {
                        if (!check_file(checking, &rows, i, err))
                                return false;
                }
                has_more = rows.count == MEDIA_PAGE;
                if (rows.count > 0)
                        snprintf(after, sizeof after, "%s", row_text(&rows, rows.count - 1, "key"));
        }
        return true;
}

static void
check_report(struct checking *checking, const struct rows *rows, int row)
{
        if (verify_agrees(row_text(rows, row, "body")))
                return;
        if (checking->reports_wrong++ < FILES_TOLD_MOST)
                fprintf(checking->plan->out, "A report does not agree with itself: interview %s\n",
                        uuid_to_text(row_uuid(rows, row, "interview_id")).text);
        checking->wrong++;
}

static bool
check_report_bodies(struct checking *checking, struct err *err)
{
        struct uuid after = {{0}};
        for (bool has_more = !checking->plan->is_quick; has_more;) {
                OWN(db_give) struct db *db = NULL;
                OWN(rows_close) struct rows rows = {0};
                if (!db_take(checking->plan->pool, &db, err) ||
                    !db_ask(db, &CHECK_REPORT_BODIES, &rows, err, DB_UUID(after),
                            DB_INT(REPORT_PAGE)))
                        return false;
                for (int i = 0; i < rows.count; i++)
                        check_report(checking, &rows, i);
                has_more = rows.count == REPORT_PAGE;
                if (rows.count > 0)
                        after = row_uuid(&rows, rows.count - 1, "interview_id");
        }
        return true;
}

static bool
say_orphan(const char *key, void *context, struct err *err)
{
        struct checking *checking = context;
        (void)err;
        if (checking->orphans++ < FILES_TOLD_MOST)
                fprintf(checking->plan->out, "No row names this file: %s\n", key);
        checking->wrong++;
        return true;
}

static void
say_more(const struct checking *checking, size_t count, const char *what)
{
        if (count > FILES_TOLD_MOST)
                fprintf(checking->plan->out, "%zu more %s.\n", count - FILES_TOLD_MOST, what);
}

bool
check_run(const struct check_plan *plan, size_t *wrong_out, struct err *err)
{
        struct checking checking = {.plan = plan};
        struct orphan_search search = {
                .pool = plan->pool,
                .store = plan->store,
                .each = say_orphan,
                .context = &checking,
        };
        if (!check_rows(&checking, err) || !check_schedule(&checking, err) ||
            !check_files(&checking, err) || !check_report_bodies(&checking, err) ||
            !orphans_find(&search, err))
                return false;
        say_more(&checking, checking.files_missing, "files are missing");
        say_more(&checking, checking.files_changed, "files are not what was accepted");
        say_more(&checking, checking.orphans, "files are named by no row");
        say_more(&checking, checking.reports_wrong, "reports do not agree with themselves");
        fprintf(plan->out, "%zu files that rows name were looked %s. %s\n", checking.files,
                plan->is_quick ? "for" : "at",
                checking.wrong == 0 ? "All is well." : "Not all is well.");
        *wrong_out = checking.wrong;
        return true;
}
