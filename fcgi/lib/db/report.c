#include "db/report.h"

#include <string.h>

#include "base/json_read.h"
#include "db/db.h"
#include "db/row_json.h"
#include "model/texts.h"
#include "queries.h"

bool
report_find(struct db *db, struct uuid interview, struct uuid organisation, struct arena *arena,
            struct report_row *report_out, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &REPORT_FIND, &rows, err, DB_UUID(interview),
                    DB_UUID_OR_NULL(organisation)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1)
                *report_out = (struct report_row){
                        .id = row_uuid(&rows, 0, "id"),
                        .body = row_copied(&rows, 0, "body", arena),
                        .pdf_key = row_copied(&rows, 0, "pdf_key", arena),
                        .candidate_pdf_key = row_copied(&rows, 0, "candidate_pdf_key", arena),
                        .criterion_scores = row_copied(&rows, 0, "criterion_scores", arena),
                        .overall_score = row_real(&rows, 0, "overall_score"),
                        .generated_at = row_copied(&rows, 0, "generated_at", arena),
                };
        return true;
}

bool
report_set(struct db *db, struct uuid interview, const struct report_row *report,
           struct arena *arena, struct report_files *old_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct report_files old = {NULL, NULL};
        if (!db_ask(db, &REPORT_PDF_KEY, &rows, err, DB_UUID(interview)))
                return false;
        if (rows.count == 1)
                old = (struct report_files){
                        .pdf_key = row_copied(&rows, 0, "pdf_key", arena),
                        .candidate_pdf_key = row_copied(&rows, 0, "candidate_pdf_key", arena),
                };
        if (!db_do(db, &REPORT_SET, NULL, err, DB_UUID(interview), DB_UUID(report->id),
                   DB_TEXT(report->body), DB_REAL(report->overall_score),
                   DB_TEXT(report->criterion_scores), DB_TEXT(report->pdf_key),
                   DB_TEXT(report->candidate_pdf_key), DB_TEXT(report->generated_at),
                   DB_DIGEST(report->pdf_sha256), DB_DIGEST(report->candidate_pdf_sha256)) ||
            !db_do(db, &REPORT_EVENT_MADE, NULL, err, DB_UUID(interview)))
                return false;
        *old_out = old;
        return true;
}

bool
report_clips(struct db *db, struct uuid interview, struct arena *arena,
             struct report_clip **clips_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &REPORT_CLIPS, &rows, err, DB_UUID(interview)))
                return false;
        size_t count = (size_t)rows.count;
        struct report_clip *clips = arena_alloc(arena, count + 1, sizeof *clips);
        for (int i = 0; i < rows.count; i++)
                clips[i] = (struct report_clip){
                        .turn = (int)row_int(&rows, i, "turn_number"),
                        .digest = row_digest(&rows, i, "sha256"),
                };
        *clips_out = clips;
        *count_out = count;
        return true;
}

// The JSON list of a column of the only row.
static bool
copy_texts(const struct rows *rows, const char *column, struct arena *arena,
           const char *const **texts_out, size_t *count_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        const char *list = row_text(rows, 0, column);
        if (!json_parse(list, strlen(list), &document, err))
                return false;
        texts_from_json(document.root, arena, texts_out, count_out);
        return true;
}

bool
report_resume(struct db *db, struct uuid interview, struct arena *arena,
              struct report_resume *resume_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct report_resume resume = {.filename = NULL};
        if (!db_ask(db, &REPORT_RESUME, &rows, err, DB_UUID(interview)))
                return false;
        if (rows.count == 1)
                resume = (struct report_resume){
                        .filename = row_copied(&rows, 0, "filename", arena),
                        .mime = row_copied(&rows, 0, "mime", arena),
                        .pages = (int)row_int(&rows, 0, "pages"),
                        .characters = (int)row_int(&rows, 0, "characters"),
                        .digest = row_digest(&rows, 0, "sha256"),
                };
        if (rows.count == 1 &&
            (!copy_texts(&rows, "warnings", arena, &resume.warnings, &resume.warning_count, err) ||
             !copy_texts(&rows, "flags", arena, &resume.flags, &resume.flag_count, err)))
                return false;
        *resume_out = resume;
        return true;
}
