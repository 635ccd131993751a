// /api/organisation: its settings, and what providers did and cost.
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/usage.h"
#include "queries.h"
#include "route.h"
#include "turn/spent.h"

static const size_t ANSWER_LIMIT = 512 * 1024;
// The longest name of the IANA database has half as many letters.
enum { ZONE_MOST = 64 };
static const int64_t BUDGET_MOST = 1000000000000;

static bool
respond_organisation(struct request *request, struct db *db, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct uuid id = request->user.organisation_id;
        struct budget own = {0};
        if (!db_ask(db, &ORGANISATION_SHOW, &rows, err, DB_UUID(id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such organisation.");
        if (!usage_budget_find(db, id, &own, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "id", row_text(&rows, 0, "id"));
        json_put_text(&json, "name", row_text(&rows, 0, "name"));
        json_put_bool(&json, "nightly_batches", row_bool(&rows, 0, "nightly_batches"));
        json_put_int(&json, "nightly_hour", row_int(&rows, 0, "nightly_hour"));
        json_put_text(&json, "time_zone", row_text(&rows, 0, "time_zone"));
        json_name(&json, "budget");
        budget_write(&json, &own);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
organisation_show(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(request->server->pool, &db, err) && respond_organisation(request, db, err);
}

static bool
read_budget(const struct json_object *node, struct budget *budget_out, struct err *err)
{
        static const char *const NAMES[] = {"interview_calls", "interview_tokens", "month_calls",
                                            "month_tokens"};
        struct budget budget = {0};
        if (!json_is_object(node))
                return FAIL_FIELD(err, "budget", "\"budget\" must be an object.");
        if (!json_only(node, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_int(node, NAMES[0], 1, BUDGET_MOST, true, &budget.interview_calls, err) ||
            !json_read_int(node, NAMES[1], 1, BUDGET_MOST, true, &budget.interview_tokens, err) ||
            !json_read_int(node, NAMES[2], 1, BUDGET_MOST, true, &budget.month_calls, err) ||
            !json_read_int(node, NAMES[3], 1, BUDGET_MOST, true, &budget.month_tokens, err))
                return false;
        *budget_out = budget;
        return true;
}

// Names of the IANA database: "UTC", or a place such as "America/New_York". What else PostgreSQL
// takes for a zone, such as abbreviations, has no summer time or is none elsewhere.
static bool
check_zone(struct db *db, const char *zone, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        static const char LETTERS[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
        bool is_name = text_equals(zone, "UTC") ||
                       (strchr(zone, '/') != NULL && strspn(zone, LETTERS) == strlen(zone));
        if (is_name && !db_ask(db, &ORGANISATION_ZONE, &rows, err, DB_TEXT(zone)))
                return false;
        return (is_name && row_bool(&rows, 0, "is_known")) ||
               FAIL_FIELD(err, "time_zone",
                          "\"time_zone\" must be a time zone such as Europe/Berlin.");
}

bool
organisation_change(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"nightly_batches", "nightly_hour", "time_zone",
                                            "budget"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        struct uuid id = request->user.organisation_id;
        struct budget budget = {0};
        bool is_nightly = false;
        int64_t hour = 0;
        const char *zone = NULL;
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err))
                return false;
        const struct json_object *node = json_get(document.root, "budget");
        bool has_nightly = json_get(document.root, "nightly_batches") != NULL;
        struct json_text_rule zone_rule = {"time_zone", 1, ZONE_MOST, true};
        if (!json_read_text(document.root, zone_rule, request->arena, &zone, err))
                return false;
        if (!json_read_bool(document.root, "nightly_batches", true, &is_nightly, err) ||
            !json_read_int(document.root, "nightly_hour", 1, 23, true, &hour, err))
                return false;
        if (!has_nightly && hour == 0 && zone == NULL && node == NULL)
                return FAIL_FIELD(err, "nightly_batches", "There is nothing to change.");
        if ((node != NULL && !read_budget(node, &budget, err)) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            (zone != NULL && !check_zone(db, zone, err)) ||
            !db_do(db, &ORGANISATION_CHANGE, NULL, err, DB_UUID(id),
                   has_nightly ? DB_BOOL(is_nightly) : DB_NULL, DB_INT_OR_NULL(hour),
                   DB_TEXT(zone)) ||
            (node != NULL && !usage_budget_set(db, id, &budget, err)) || !db_commit(db, err))
                return false;
        return respond_organisation(request, db, err);
}

// What all of it came to; the costs by currency, of which there is one unless the setting changed.
static void
put_total(struct json_writer *json, const struct usage_list *list)
{
        int64_t calls = 0;
        int64_t tokens = 0;
        for (size_t i = 0; i < list->count; i++) {
                calls += list->items[i].calls;
                tokens += list->items[i].tokens_in + list->items[i].tokens_out;
        }
        json_name(json, "total");
        json_open_object(json);
        json_put_int(json, "calls", calls);
        json_put_int(json, "tokens", tokens);
        json_name(json, "costs");
        json_open_list(json);
        for (size_t i = 0; i < list->count; i++) {
                int64_t cost = 0;
                bool is_first = list->items[i].has_cost;
                for (size_t k = 0; k < list->count; k++) {
                        bool is_same =
                                list->items[k].has_cost &&
                                text_equals(list->items[k].currency, list->items[i].currency);
                        is_first = is_first && (!is_same || k >= i);
                        cost += is_same ? list->items[k].cost : 0;
                }
                if (!is_first)
                        continue;
                json_open_object(json);
                json_put_text(json, "currency", list->items[i].currency);
                json_put_number(json, "amount", (double)cost / 1e6, 6);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

static void
put_list(struct json_writer *json, const struct usage_list *list)
{
        json_name(json, "items");
        json_open_list(json);
        for (size_t i = 0; i < list->count; i++)
                usage_write(json, &list->items[i]);
        json_close_list(json);
        put_total(json, list);
        json_name(json, "reached");
        json_open_list(json);
        for (size_t i = 0; i < list->reached_count; i++) {
                const struct usage_limit *limit = &list->reached[i];
                json_open_object(json);
                json_put_text(json, "budget", limit->budget);
                json_put_int(json, "limit", limit->most);
                json_put_text(json, "reached_at", limit->reached_at);
                json_put_text(json, "interview_id",
                              uuid_is_zero(limit->interview) ? NULL
                                                             : uuid_to_text(limit->interview).text);
                json_close_object(json);
        }
        json_close_list(json);
}

static int64_t
smaller(int64_t deployment, int64_t own)
{
        return deployment == 0 || (own != 0 && own < deployment) ? own : deployment;
}

// What counts: of the deployment's budgets and the organisation's own the smaller ones.
static bool
put_budget(struct json_writer *json, const struct request *request, struct db *db, struct err *err)
{
        struct budget all = spent_budget(request->server->config);
        struct budget own = {0};
        if (!usage_budget_find(db, request->user.organisation_id, &own, err))
                return false;
        struct budget budget = {
                .interview_calls = smaller(all.interview_calls, own.interview_calls),
                .interview_tokens = smaller(all.interview_tokens, own.interview_tokens),
                .month_calls = smaller(all.month_calls, own.month_calls),
                .month_tokens = smaller(all.month_tokens, own.month_tokens),
        };
        json_name(json, "budget");
        budget_write(json, &budget);
        return true;
}

static bool
is_month(const char *text)
{
        int64_t year = 0;
        int64_t month = 0;
        char digits[8] = "";
        if (strlen(text) != strlen("2026-01") || text[4] != '-')
                return false;
        snprintf(digits, sizeof digits, "%.4s", text);
        return text_to_int(digits, 2000, 9999, &year) && text_to_int(text + 5, 1, 12, &month);
}

bool
organisation_usage(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct usage_list list = {0};
        const char *month = NULL;
        int64_t interviews = 0;
        if (!request_query(request, "month", &month, err))
                return false;
        if (month != NULL && !is_month(month))
                return FAIL_FIELD(err, "month", "\"month\" must be a month such as 2026-01.");
        if (!db_take(request->server->pool, &db, err) ||
            !usage_of_month(db, request->user.organisation_id, month, request->arena, &month,
                            &interviews, &list, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "month", month);
        json_put_int(&json, "interviews", interviews);
        put_list(&json, &list);
        if (!put_budget(&json, request, db, err))
                return false;
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
interviews_usage(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct interview interview = {0};
        struct usage_list list = {0};
        struct uuid id = {{0}};
        if (!request_id(request, 0, &id, err) || !db_take(request->server->pool, &db, err) ||
            !interview_find(db, id, request->user.organisation_id, request->arena, &interview,
                            err) ||
            !usage_of_interview(db, id, request->user.organisation_id, request->arena, &list, err))
                return false;
        json_open_object(&json);
        put_list(&json, &list);
        if (!put_budget(&json, request, db, err))
                return false;
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}
