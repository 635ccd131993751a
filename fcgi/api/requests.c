// /api/requests: HR reads what candidates ask for, and answers.
#include "requests.h"

#include "base/text.h"
#include "db/db.h"
#include "db/erase.h"
#include "db/interview.h"
#include "queries.h"
#include "route.h"

static const size_t LIST_LIMIT = 16 * 1024 * 1024;

// More time is half as much again, up to the longest answer that is taken and four and a half
// hours.
enum { ANSWER_SECONDS_MOST = 780, MINUTES_MOST = 270 };

static void
write_request(struct json_writer *json, const struct rows *rows, int row)
{
        json_open_object(json);
        request_write_members(json, rows, row);
        json_put_text(json, "answered_by", row_text_or_null(rows, row, "answered_by"));
        json_name(json, "interview");
        json_open_object(json);
        json_put_text(json, "id", row_text(rows, row, "interview_id"));
        json_put_text(json, "title", row_text(rows, row, "title"));
        json_put_text(json, "candidate_name", row_text_or_null(rows, row, "candidate_name"));
        json_put_text(json, "status", row_text(rows, row, "status"));
        json_close_object(json);
        json_close_object(json);
}

struct filter {
        const char *state; // NULL: any
        struct uuid interview;
        struct uuid before;
        int limit;
};

static bool
filter_of(struct request *request, struct filter *filter, struct err *err)
{
        static const char *const STATES[] = {"open", "done", "declined"};
        const char *interview = NULL;
        bool is_known = false;
        if (!request_page(request, &filter->limit, &filter->before, err) ||
            !request_query(request, "state", &filter->state, err) ||
            !request_query(request, "interview_id", &interview, err))
                return false;
        if (filter->state != NULL && filter->state[0] == '\0')
                filter->state = NULL;
        for (size_t i = 0; i < COUNT_OF(STATES); i++)
                is_known = is_known || text_equals(filter->state, STATES[i]);
        if (filter->state != NULL && !is_known)
                return FAIL_FIELD(err, "state", "\"state\" must be open, done or declined.");
        if (interview != NULL && interview[0] != '\0' &&
            !uuid_from_text(interview, &filter->interview))
                return FAIL_FIELD(err, "interview_id", "\"interview_id\" must be an id.");
        return true;
}

bool
requests_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct filter filter = {0};
        if (!filter_of(request, &filter, err) || !db_take(request->server->pool, &db, err) ||
            !db_ask(db, &REQUEST_LIST, &rows, err, DB_UUID(request->user.organisation_id),
                    DB_TEXT(filter.state), DB_UUID_OR_NULL(filter.interview),
                    DB_UUID_OR_NULL(filter.before), DB_INT(filter.limit + 1)))
                return false;
        int shown = rows.count > filter.limit ? filter.limit : rows.count;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (int i = 0; i < shown; i++)
                write_request(&json, &rows, i);
        json_close_list(&json);
        json_put_text(&json, "next_cursor",
                      rows.count > shown ? row_text(&rows, shown - 1, "id") : NULL);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}

static bool
find(struct request *request, struct db *db, struct rows *rows, struct err *err)
{
        struct uuid id = {{0}};
        if (!request_id(request, 0, &id, err) || !db_ask(db, &REQUEST_FIND, rows, err, DB_UUID(id),
                                                         DB_UUID(request->user.organisation_id)))
                return false;
        if (rows->count == 0)
                return FAIL(err, ERR_MISSING, "There is no such request.");
        return true;
}

// What "done" does besides being said.
static bool
grant(struct request *request, struct db *db, const struct rows *rows, const char *status,
      struct err *err)
{
        struct uuid interview = row_uuid(rows, 0, "interview_id");
        const char *kind = row_text(rows, 0, "kind");
        if (text_equals(kind, REQUEST_KIND_NAMES[REQUEST_DELETION]))
                return interview_erase(db, interview, request->user.organisation_id, status, err);
        if (!text_equals(kind, REQUEST_KIND_NAMES[REQUEST_MORE_TIME]))
                return true;
        if (text_equals(status, "completed") || text_equals(status, "cancelled") ||
            text_equals(status, "erased"))
                return FAIL(err, ERR_CONFLICT, "The interview is over; more time changes nothing.");
        return db_do(db, &INTERVIEW_GIVE_TIME, NULL, err, DB_UUID(interview),
                     DB_INT(ANSWER_SECONDS_MOST), DB_INT(MINUTES_MOST));
}

static bool
answer(struct request *request, bool is_done, const char *message, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        const char *status = NULL;
        int changed = 0;
        if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !find(request, db, &rows, err) ||
            !interview_lock(db, row_uuid(&rows, 0, "interview_id"), request->arena, &status, err) ||
            !db_do(db, &REQUEST_ANSWER, &changed, err, DB_UUID(row_uuid(&rows, 0, "id")),
                   DB_TEXT(is_done ? "done" : "declined"), DB_TEXT(message),
                   DB_UUID(request->user.id)))
                return false;
        if (changed == 0)
                return FAIL(err, ERR_CONFLICT, "This request was answered already.");
        return (!is_done || grant(request, db, &rows, status, err)) && db_commit(db, err);
}

bool
requests_answer(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"state", "message"};
        static const char *const STATES[] = {"done", "declined"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(buf_close) struct buf buf = buf_open(64 * 1024);
        struct json_writer json = json_writer_on(&buf);
        const char *message = "";
        int state = 0;
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_choice(document.root, "state", STATES, COUNT_OF(STATES), false, &state,
                              err) ||
            !json_read_text(document.root, (struct json_text_rule){"message", 0, 2000, true},
                            request->arena, &message, err))
                return false;
        // Who is refused something is told why.
        if (state == 1 && message[0] == '\0')
                return FAIL_FIELD(err, "message", "Say in \"message\" why it is declined.");
        if (!answer(request, state == 0, message, err))
                return false;
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) || !find(request, db, &rows, err))
                return false;
        write_request(&json, &rows, 0);
        return respond_json(request, 200, &buf, err);
}
