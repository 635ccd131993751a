#include "reports.h"

#include "base/text.h"
#include "db/db.h"
#include "db/job.h"
#include "db/report.h"
#include "model/report_context.h"
#include "queries.h"

// The most that the runner keeps, and what people may add to it.
static const size_t ANSWER_LIMIT = 160 * 1024 * 1024;

static bool
respond_waiting(struct request *request, const struct interview *interview, struct db *db,
                struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(4096);
        struct json_writer json = json_writer_on(&buf);
        struct job_view job = {0};
        bool has_job = false;
        if (!text_equals(interview->status, "completed"))
                return FAIL(err, ERR_MISSING, "There is no report before the interview has ended.");
        if (!job_find_by_key(db, "report", uuid_to_text(interview->id).text, request->arena, &job,
                             &has_job, err))
                return false;
        bool has_failed = has_job && text_equals(job.state, "failed");
        json_open_object(&json);
        json_put_text(&json, "status",
                      has_failed                                     ? "failed"
                      : has_job && text_equals(job.state, "running") ? "running"
                                                                     : "queued");
        json_put_text(&json, "job", has_job ? uuid_to_text(job.job.id).text : NULL);
        json_close_object(&json);
        respond_header(request, "Retry-After", "1");
        return respond_json(request, 202, &buf, err);
}

bool
report_respond(struct request *request, const struct interview *interview,
               enum report_reader reader, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct report_context context = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &REPORT_OF_INTERVIEW, &rows, err, DB_UUID(interview->id)))
                return false;
        if (rows.count == 0)
                return respond_waiting(request, interview, db, err);
        if (reader == REPORT_FOR_HR &&
            !report_context_find(db, interview->id, interview->overall_score, request->arena,
                                 &context, err))
                return false;
        return report_write_joined(&buf, row_text(&rows, 0, "body"), interview,
                                   reader == REPORT_FOR_HR ? &context : NULL, err) &&
               respond_json(request, 200, &buf, err);
}

static const char *
file_name(const struct interview *interview, struct arena *arena)
{
        const char *name = text_file_name(arena, interview->candidate_name);
        return arena_print(arena, "interview-%s.pdf",
                           name[0] == '\0' ? uuid_to_text(interview->id).text : name);
}

// A report from before candidates had a file of their own is made again.
static bool
respond_made_again(struct request *request, const struct interview *interview, struct db *db,
                   struct err *err)
{
        const char *id = arena_text(request->arena, uuid_to_text(interview->id).text);
        return job_enqueue(db, "report", id,
                           arena_print(request->arena, "{\"interview\":\"%s\"}", id),
                           interview->organisation_id, 0, err) &&
               respond_waiting(request, interview, db, err);
}

bool
report_respond_pdf(struct request *request, const struct interview *interview,
                   enum report_reader reader, struct err *err)
{
        const char *column = reader == REPORT_FOR_HR ? "pdf_key" : "candidate_pdf_key";
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &REPORT_OF_INTERVIEW, &rows, err, DB_UUID(interview->id)))
                return false;
        if (rows.count == 0)
                return respond_waiting(request, interview, db, err);
        if (row_is_null(&rows, 0, column))
                return respond_made_again(request, interview, db, err);
        respond_file(request, row_text(&rows, 0, column), "application/pdf",
                     file_name(interview, request->arena));
        return true;
}
