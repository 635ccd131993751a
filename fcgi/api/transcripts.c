// /api/interviews/{id}/transcript: what was said so far, for HR's live view.
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/row_json.h"
#include "interview/supervisor.h"
#include "queries.h"
#include "route.h"
#include "turn/stages.h"

static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;

static void
write_members(struct json_writer *json, const char *at, const char *speaker, const char *text,
              int64_t turn)
{
        json_put_text(json, "at", at);
        json_put_text(json, "speaker", speaker);
        json_put_text(json, "text", text);
        if (turn > 0)
                json_put_int(json, "turn", turn);
        else
                json_put_null(json, "turn");
}

static void
write_item(struct json_writer *json, const char *at, const char *speaker, const char *text,
           int64_t turn)
{
        json_open_object(json);
        write_members(json, at, speaker, text, turn);
        json_close_object(json);
}

// What became of an answer, and where its time went once that is known.
static void
write_answer(struct json_writer *json, const struct rows *rows, int row, const char *speaker,
             const char *text)
{
        OWN(json_document_close) struct json_document stages = {0};
        json_open_object(json);
        write_members(json, row_text(rows, row, "received_at"), speaker, text,
                      row_int(rows, row, "number"));
        if (row_json(rows, row, "stages", &stages)) {
                json_name(json, "stages");
                stages_write(json, stages.root);
        }
        json_close_object(json);
}

// What the supervisor and people did, put between what was said by their times.
struct aside {
        const struct rows *rows;
        int next;
};

static const char *
words_of_action(const struct rows *rows, int row, struct arena *arena)
{
        static const struct {
                const char *action;
                const char *words;
        } WORDS[] = {
                {"guide", "guides the interviewer"},
                {"conclude", "lets the interview be concluded"},
                {"end", "ends the interview after this question"},
                {"pause", "lets a break begin after this question"},
                {"skip", "goes on to the next question"},
        };
        const char *by = row_is_null(rows, row, "by") ? "Somebody" : row_text(rows, row, "by");
        const char *what = row_text(rows, row, "what");
        const char *message = row_text(rows, row, "message");
        const char *words =
                arena_print(arena, "gives %s more minutes", row_text(rows, row, "minutes"));
        for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
                if (text_equals(WORDS[i].action, what))
                        words = WORDS[i].words;
        }
        return message[0] == '\0' ? arena_print(arena, "%s %s.", by, words)
                                  : arena_print(arena, "%s %s: %s", by, words, message);
}

// Those that happened before `until`; all that are left where it is NULL.
static void
write_asides(struct json_writer *json, struct aside *aside, const char *until, struct arena *arena)
{
        const struct rows *rows = aside->rows;
        for (; aside->next < rows->count; aside->next++) {
                const char *at = row_text(rows, aside->next, "at");
                // RFC 3339 in UTC with milliseconds: the order of the texts is that of the times.
                if (until != NULL && strcmp(at, until) > 0)
                        return;
                bool is_action = text_equals(row_text(rows, aside->next, "source"), "action");
                write_item(json, at, "system",
                           is_action ? words_of_action(rows, aside->next, arena)
                                     : supervisor_sentence(row_text(rows, aside->next, "what")),
                           row_int(rows, aside->next, "turn_number"));
        }
}

// One row is a turn with one of its answers: the question stands before the first one.
static void
write_row(struct json_writer *json, const struct rows *rows, int row, struct aside *aside,
          struct arena *arena)
{
        int64_t turn = row_int(rows, row, "number");
        bool is_first = row == 0 || row_int(rows, row - 1, "number") != turn;
        if (is_first) {
                write_asides(json, aside, row_text(rows, row, "asked_at"), arena);
                write_item(json, row_text(rows, row, "asked_at"), "interviewer",
                           row_text(rows, row, "question"), turn);
        }
        if (row_is_null(rows, row, "received_at")) {
                if (text_equals(row_text(rows, row, "status"), "skipped"))
                        write_item(json, row_text(rows, row, "asked_at"), "system",
                                   "The question was skipped.", turn);
                return;
        }
        const char *at = row_text(rows, row, "received_at");
        write_asides(json, aside, at, arena);
        if (text_equals(row_text(rows, row, "stage"), "received"))
                write_answer(json, rows, row, "system", "An answer was received.");
        else if (text_equals(row_text(rows, row, "usability"), "usable"))
                write_answer(json, rows, row, "candidate", row_text(rows, row, "answer"));
        else
                write_answer(json, rows, row, "system", "The recording could not be understood.");
        const char *act = row_text_or_null(rows, row, "act");
        if (text_equals(act, "declined"))
                write_item(json, at, "system", "The candidate declined to answer.", turn);
        else if (text_equals(act, "skip"))
                write_item(json, at, "system", "The question was skipped.", turn);
        if (text_equals(row_text(rows, row, "outcome"), "asked_again"))
                write_item(json, at, "interviewer", row_text(rows, row, "outcome_text"), turn);
}

bool
interviews_transcript(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(rows_close) struct rows summary = {0};
        OWN(rows_close) struct rows told = {0};
        struct aside aside = {.rows = &told};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct interview interview = {0};
        struct uuid id = {{0}};
        if (!request_id(request, 0, &id, err) || !db_take(request->server->pool, &db, err) ||
            !interview_find(db, id, request->user.organisation_id, request->arena, &interview,
                            err) ||
            !db_ask(db, &TRANSCRIPT_TURNS, &rows, err, DB_UUID(id)) ||
            !db_ask(db, &SUPERVISION_TOLD, &told, err, DB_UUID(id)) ||
            !db_ask(db, &REPORT_SUMMARY, &summary, err, DB_UUID(id)))
                return false;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        if (interview.started_at != NULL)
                write_item(&json, interview.started_at, "system", "The interview started.", 0);
        for (int i = 0; i < rows.count; i++)
                write_row(&json, &rows, i, &aside, request->arena);
        write_asides(&json, &aside, NULL, request->arena);
        if (interview.ended_at != NULL)
                write_item(&json, interview.ended_at, "system", "The interview ended.", 0);
        json_close_list(&json);
        json_put_text(&json, "status", interview.status);
        json_put_text(&json, "summary",
                      summary.count == 1 ? row_text_or_null(&summary, 0, "summary") : NULL);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}
