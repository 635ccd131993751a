// report {interview}: made when an interview has ended, and whenever somebody asks for it again.
// First what is missing is made up: answers that were accepted but not understood yet, and
// evaluations. Then the report is computed, drawn, and put in the place of the one before.
#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/turn.h"
#include "kind.h"
#include "report/pdf_report.h"
#include "report/report.h"

// Fifty turns of fifteen minutes each are some 10 MB of words with their times.
static const size_t BODY_LIMIT = 128 * 1024 * 1024;
static const size_t PDF_LIMIT = 64 * 1024 * 1024;
// An answer that no provider understands now is waited for so many attempts, about a minute; then
// the report is made without it and says so. Understood later, it asks for a report again.
enum { ATTEMPTS_TO_WAIT = 4 };

static bool
load_turns(const struct job_room *room, struct uuid interview, struct arena *arena,
           struct interview *interview_out, struct turn **turns_out, size_t *count_out,
           struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               interview_find(db, interview, (struct uuid){{0}}, arena, interview_out, err) &&
               turn_list(db, interview, arena, turns_out, count_out, err);
}

static bool
is_unfinished(const struct turn *turn)
{
        return turn->has_answer && !text_equals(turn->answer_stage, "answered");
}

static bool
lacks_evaluation(const struct turn *turn)
{
        return text_equals(turn->status, "answered") && turn->has_transcript &&
               !turn->has_evaluation;
}

// One turn's answer is brought to its end, and evaluated.
static bool
make_up_turn(const struct job_room *room, const struct job *job, struct uuid interview,
             const struct turn *turn, bool is_evaluated, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct err late = {0};
        bool is_unfinished_now = is_unfinished(turn);
        bool is_evaluation_due = is_evaluated && lacks_evaluation(turn);
        if (!is_unfinished_now && !is_evaluation_due)
                return true;
        if (!job_keep(room, job, err))
                return false;
        if (is_unfinished_now && !turn_work(&room->turn, turn->answer_id, NULL, &arena, &late)) {
                *err = late;
                if (job->attempts < ATTEMPTS_TO_WAIT)
                        return false;
                log_err(LOG_WARN, "a report is made without an answer", &late);
                return true;
        }
        return !is_evaluated || turn_evaluate(&room->turn, interview, turn->number, &arena, err);
}

static bool
make_up(const struct job_room *room, const struct job *job, struct uuid id, struct arena *arena,
        struct err *err)
{
        struct interview interview = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        if (!load_turns(room, id, arena, &interview, &turns, &count, err))
                return false;
        if (text_equals(interview.status, "erased"))
                return FAIL(err, ERR_MISSING, "The interview was erased.");
        for (size_t i = 0; i < count; i++) {
                if (!make_up_turn(room, job, id, &turns[i], interview.consent.ai_evaluation, err))
                        return false;
        }
        return true;
}

static bool
load(const struct job_room *room, struct uuid id, struct arena *arena,
     struct report_matter *matter_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct report_matter matter = {0};
        struct turn *turns = NULL;
        struct report_clip *clips = NULL;
        if (!db_take(room->pool, &db, err) ||
            !interview_find(db, id, (struct uuid){{0}}, arena, &matter.interview, err) ||
            !rubric_find(db, matter.interview.rubric_id, arena, &matter.rubric, err) ||
            !turn_list(db, id, arena, &turns, &matter.turn_count, err) ||
            !report_clips(db, id, arena, &clips, &matter.clip_count, err) ||
            !report_resume(db, id, arena, &matter.resume, err))
                return false;
        if (text_equals(matter.interview.status, "erased"))
                return FAIL(err, ERR_MISSING, "The interview was erased.");
        matter.turns = turns;
        matter.clips = clips;
        *matter_out = matter;
        return true;
}

static bool
find_context(const struct job_room *room, const struct report *report, struct arena *arena,
             struct report_context *context_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               report_context_find(db, report->matter->interview.id, report->summary.scores.overall,
                                   arena, context_out, err);
}

static void
delete_left(const struct job_room *room, const char *key)
{
        struct err left = {0};
        if (key != NULL && !store_delete(room->store, key, &left))
                log_err(LOG_WARN, "the PDF of a report is left over", &left);
}

// The row and `done` together. The old PDFs go afterwards: nobody is sent to them any more.
static bool
keep(const struct job_room *room, const struct job *job, const struct report_row *row,
     struct uuid interview, struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct report_files old = {NULL, NULL};
        const char *status = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, interview, arena, &status, err))
                return false;
        // Its words may have been erased after they were read.
        if (text_equals(status, "erased"))
                return FAIL(err, ERR_MISSING, "The interview was erased.");
        if (!report_set(db, interview, row, arena, &old, err) || !job_end(room, db, job, err) ||
            !db_commit(db, err))
                return false;
        delete_left(room, old.pdf_key);
        delete_left(room, old.candidate_pdf_key);
        return true;
}

// Draws the PDF into the store. `who` is a part of its key.
static bool
put_pdf(const struct job_room *room, const struct report *report, const char *who,
        struct arena *arena, const char **key_out, struct digest *digest_out, struct err *err)
{
        OWN(buf_close) struct buf pdf = buf_open(PDF_LIMIT);
        const char *interview = arena_text(arena, uuid_to_text(report->matter->interview.id).text);
        const char *key = arena_print(arena, "interviews/%s/report-%s%s.pdf", interview, who,
                                      uuid_to_text(report->id).text);
        if (!pdf_report(report, arena, &pdf, err) ||
            !store_put(room->store, key, pdf.bytes, pdf.length, digest_out, err))
                return false;
        *key_out = key;
        return true;
}

// One for HR; where the posting gives feedback, one for the candidate, without what people and
// others add.
static bool
put_pdfs(const struct job_room *room, struct report *report, struct arena *arena,
         struct report_row *row, struct err *err)
{
        struct report_context context = {0};
        if (report->matter->interview.terms.feedback != FEEDBACK_NONE &&
            !put_pdf(room, report, "candidate-", arena, &row->candidate_pdf_key,
                     &row->candidate_pdf_sha256, err))
                return false;
        if (!find_context(room, report, arena, &context, err))
                return false;
        report->context = &context;
        bool is_put = put_pdf(room, report, "", arena, &row->pdf_key, &row->pdf_sha256, err);
        report->context = NULL;
        return is_put;
}

static const char *
criterion_scores(const struct summary *summary, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(BODY_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        for (size_t i = 0; i < summary->criterion_count; i++)
                json_put_number(&json, summary->criteria[i].score.criterion->key,
                                summary->criteria[i].score.score, 1);
        json_close_object(&json);
        return arena_text(arena, buf_string(&buf));
}

static bool
make(const struct job_room *room, const struct job *job, struct uuid id, struct arena *arena,
     struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(BODY_LIMIT);
        struct report_matter matter = {0};
        struct clock_text now = clock_rfc3339(clock_wall_ms());
        if (!load(room, id, arena, &matter, err))
                return false;
        struct report report = report_of(&matter, uuid_new(), now.text, arena);
        struct json_writer json = json_writer_on(&body);
        report_write(&json, &report);
        if (!buf_check(&body, ERR_TOO_LARGE, "The report", err))
                return false;
        struct report_row row = {
                .id = report.id,
                .body = buf_string(&body),
                .overall_score = report.summary.scores.overall,
                .criterion_scores = criterion_scores(&report.summary, arena),
                .generated_at = now.text,
        };
        bool is_made = put_pdfs(room, &report, arena, &row, err);
        if (is_made && keep(room, job, &row, id, arena, err))
                return true;
        // Where the commit's answer was lost the row may name them: such files must stay.
        if (!is_made || err->kind == ERR_CONFLICT || err->kind == ERR_MISSING) {
                delete_left(room, row.pdf_key);
                delete_left(room, row.candidate_pdf_key);
        }
        return false;
}

bool
job_report_run(const struct job_room *room, const struct job *job, struct arena *arena,
               struct err *err)
{
        struct uuid interview = {{0}};
        if (!job_payload_id(job, "interview", &interview, err))
                return false;
        if (make_up(room, job, interview, arena, err) && make(room, job, interview, arena, err))
                return true;
        // An interview that was erased meanwhile gets no report.
        return err->kind == ERR_MISSING && job_finish_alone(room, job, err);
}
