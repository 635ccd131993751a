#include "db/batch.h"

#include "db/db.h"
#include "db/job.h"
#include "db/row_json.h"
#include "queries.h"

bool
batch_make(struct db *db, struct uuid organisation, struct uuid posting, const char *from_at,
           const char *to_at, struct uuid user, struct uuid *id_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows rows = {0};
        struct uuid id = uuid_new();
        const char *key = arena_text(&arena, uuid_to_text(id).text);
        if (!db_ask(db, &BATCH_INSERT, &rows, err, DB_UUID(id), DB_UUID(organisation),
                    DB_UUID(posting), DB_TEXT(from_at), DB_TEXT(to_at), DB_UUID_OR_NULL(user)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        const char *payload = arena_print(&arena, "{\"batch\":\"%s\"}", key);
        if (!job_enqueue(db, "batch", key, payload, organisation, 0, err))
                return false;
        *id_out = id;
        return true;
}

static struct batch
batch_from_row(const struct rows *rows, int row, struct arena *arena)
{
        return (struct batch){
                .id = row_uuid(rows, row, "id"),
                .organisation = row_uuid(rows, row, "organisation_id"),
                .posting = row_uuid(rows, row, "posting_id"),
                .posting_title = row_copied(rows, row, "posting", arena),
                .from_at = row_copied(rows, row, "from_at", arena),
                .to_at = row_copied(rows, row, "to_at", arena),
                .status = row_copied(rows, row, "status", arena),
                .total = (int)row_int(rows, row, "total"),
                .done = (int)row_int(rows, row, "done"),
                .failed = (int)row_int(rows, row, "failed"),
                .archive_key = row_copied(rows, row, "archive_key", arena),
                .archive_bytes = row_int(rows, row, "archive_bytes"),
                .problem = row_copied(rows, row, "problem", arena),
                .created_at = row_copied(rows, row, "created_at", arena),
                .finished_at = row_copied(rows, row, "finished_at", arena),
                .expires_at = row_copied(rows, row, "expires_at", arena),
        };
}

bool
batch_find(struct db *db, struct uuid id, struct uuid organisation, struct arena *arena,
           struct batch *batch_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BATCH_FIND, &rows, err, DB_UUID(id), DB_UUID_OR_NULL(organisation)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such batch.");
        *batch_out = batch_from_row(&rows, 0, arena);
        return true;
}

bool
batch_list(struct db *db, struct uuid organisation, struct uuid posting, struct uuid before,
           int limit, struct arena *arena, struct batch **batches_out, size_t *count_out,
           struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BATCH_LIST, &rows, err, DB_UUID(organisation), DB_UUID_OR_NULL(before),
                    DB_INT(limit), DB_UUID_OR_NULL(posting)))
                return false;
        struct batch *batches = arena_alloc(arena, (size_t)rows.count, sizeof *batches);
        for (int i = 0; i < rows.count; i++)
                batches[i] = batch_from_row(&rows, i, arena);
        *batches_out = batches;
        *count_out = (size_t)rows.count;
        return true;
}

bool
batch_members(struct db *db, struct uuid batch, struct arena *arena,
              struct batch_member **members_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BATCH_MEMBERS, &rows, err, DB_UUID(batch)))
                return false;
        struct batch_member *members = arena_alloc(arena, (size_t)rows.count, sizeof *members);
        for (int i = 0; i < rows.count; i++) {
                members[i] = (struct batch_member){
                        .interview = row_uuid(&rows, i, "id"),
                        .candidate_name = row_copied(&rows, i, "candidate_name", arena),
                        .has_report = row_bool(&rows, i, "has_report"),
                        .job_state = row_copied(&rows, i, "job_state", arena),
                };
        }
        *members_out = members;
        *count_out = (size_t)rows.count;
        return true;
}

bool
batch_report_find(struct db *db, struct uuid interview, struct arena *arena,
                  struct batch_report *report_out, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BATCH_REPORT, &rows, err, DB_UUID(interview)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1) {
                *report_out = (struct batch_report){
                        .candidate_name = row_copied(&rows, 0, "candidate_name", arena),
                        .candidate_email = row_copied(&rows, 0, "candidate_email", arena),
                        .title = row_copied(&rows, 0, "title", arena),
                        .language = row_copied(&rows, 0, "language", arena),
                        .decision = row_copied(&rows, 0, "decision", arena),
                        .decision_reason = row_copied(&rows, 0, "decision_reason", arena),
                        .started_at = row_copied(&rows, 0, "started_at", arena),
                        .ended_at = row_copied(&rows, 0, "ended_at", arena),
                        .body = row_copied(&rows, 0, "body", arena),
                        .pdf_key = row_copied(&rows, 0, "pdf_key", arena),
                        .overall_score = row_real(&rows, 0, "overall_score"),
                        .rubric_id = row_copied(&rows, 0, "rubric_id", arena),
                        .criterion_scores = row_copied(&rows, 0, "criterion_scores", arena),
                };
        }
        return true;
}

bool
batch_progress(struct db *db, struct uuid batch, int total, int done, int failed, struct err *err)
{
        return db_do(db, &BATCH_PROGRESS, NULL, err, DB_UUID(batch), DB_INT(total), DB_INT(done),
                     DB_INT(failed));
}

bool
batch_finish(struct db *db, struct uuid batch, const char *archive_key, int64_t archive_bytes,
             const struct digest *archive_sha256, int done, int failed, struct err *err)
{
        return db_do(db, &BATCH_FINISH, NULL, err, DB_UUID(batch), DB_TEXT(archive_key),
                     DB_INT(archive_bytes), DB_INT(done), DB_INT(failed),
                     DB_DIGEST(*archive_sha256));
}

bool
batch_fail(struct db *db, struct uuid batch, const char *problem, struct err *err)
{
        return db_do(db, &BATCH_FAIL, NULL, err, DB_UUID(batch), DB_TEXT(problem));
}
