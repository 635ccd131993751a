#include "reports.h"

#include "base/text.h"
#include "db/db.h"
#include "db/job.h"
#include "queries.h"

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
report_respond(struct request *request, const struct interview *interview, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &REPORT_OF_INTERVIEW, &rows, err, DB_UUID(interview->id)))
                return false;
        if (rows.count == 0)
                return respond_waiting(request, interview, db, err);
        respond_text(request, 200, "application/json", row_text(&rows, 0, "body"));
        return true;
}

static const char *
file_name(const struct interview *interview, struct arena *arena)
{
        const char *name = text_file_name(arena, interview->candidate_name);
        return arena_print(arena, "interview-%s.pdf",
                           name[0] == '\0' ? uuid_to_text(interview->id).text : name);
}

bool
report_respond_pdf(struct request *request, const struct interview *interview, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &REPORT_OF_INTERVIEW, &rows, err, DB_UUID(interview->id)))
                return false;
        if (rows.count == 0)
                return respond_waiting(request, interview, db, err);
        respond_file(request, row_text(&rows, 0, "pdf_key"), "application/pdf",
                     file_name(interview, request->arena));
        return true;
}
