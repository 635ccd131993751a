#include "db/usage.h"

#include "base/buf.h"
#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"

// Some dozens of rows with names of models.
static const size_t LIST_BYTES = 256 * 1024;

static void
put_item(struct json_writer *json, const struct usage *item)
{
        json_open_object(json);
        json_put_text(json, "purpose", USAGE_PURPOSE_NAMES[item->purpose]);
        json_put_text(json, "provider", item->provider);
        json_put_text(json, "model", item->model);
        json_put_text(json, "currency", item->currency);
        json_put_int(json, "calls", item->calls);
        json_put_int(json, "failed", item->failed);
        json_put_int(json, "left_out", item->left_out);
        json_put_int(json, "tokens_in", item->tokens_in);
        json_put_int(json, "tokens_out", item->tokens_out);
        json_put_bool(json, "is_estimated", item->is_estimated);
        json_put_int(json, "audio_ms", item->audio_ms);
        json_put_int(json, "characters", item->characters);
        if (item->has_cost)
                json_put_int(json, "cost", item->cost);
        else
                json_put_null(json, "cost");
        json_close_object(json);
}

bool
usage_add(struct db *db, struct uuid interview, struct uuid organisation, const struct usage *items,
          size_t count, const struct budget *budget, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(LIST_BYTES);
        struct json_writer json = json_writer_on(&buf);
        json_open_list(&json);
        for (size_t i = 0; i < count; i++)
                put_item(&json, &items[i]);
        json_close_list(&json);
        return buf_check(&buf, ERR_BROKEN, "The list of what was used", err) &&
               db_do(db, &USAGE_ADD, NULL, err, DB_UUID_OR_NULL(interview),
                     DB_UUID_OR_NULL(organisation), DB_TEXT(buf_string(&buf)),
                     DB_INT(budget->interview_calls), DB_INT(budget->interview_tokens),
                     DB_INT(budget->month_calls), DB_INT(budget->month_tokens));
}

bool
usage_reached(struct db *db, struct uuid interview, struct uuid organisation,
              const struct budget *budget, struct arena *arena, const char **reached_out,
              struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &USAGE_REACHED, &rows, err, DB_UUID_OR_NULL(interview),
                    DB_UUID_OR_NULL(organisation), DB_INT(budget->interview_calls),
                    DB_INT(budget->interview_tokens), DB_INT(budget->month_calls),
                    DB_INT(budget->month_tokens)))
                return false;
        *reached_out = rows.count == 0 ? NULL : row_copied(&rows, 0, "budget", arena);
        return true;
}

static enum usage_purpose
purpose_of(const char *name)
{
        int found = 0;
        for (int i = 0; i < USAGE_PURPOSE_COUNT; i++) {
                if (text_equals(name, USAGE_PURPOSE_NAMES[i]))
                        found = i;
        }
        return (enum usage_purpose)found;
}

static void
take_items(const struct rows *rows, struct arena *arena, struct usage_list *list)
{
        list->count = (size_t)rows->count;
        list->items = arena_alloc(arena, list->count, sizeof *list->items);
        for (int i = 0; i < rows->count; i++) {
                list->items[i] = (struct usage){
                        .purpose = purpose_of(row_text(rows, i, "purpose")),
                        .provider = row_copied(rows, i, "provider", arena),
                        .model = row_copied(rows, i, "model", arena),
                        .currency = row_copied(rows, i, "currency", arena),
                        .calls = row_int(rows, i, "calls"),
                        .failed = row_int(rows, i, "failed"),
                        .left_out = row_int(rows, i, "left_out"),
                        .tokens_in = row_int(rows, i, "tokens_in"),
                        .tokens_out = row_int(rows, i, "tokens_out"),
                        .is_estimated = row_bool(rows, i, "is_estimated"),
                        .audio_ms = row_int(rows, i, "audio_ms"),
                        .characters = row_int(rows, i, "characters"),
                        .has_cost = !row_is_null(rows, i, "cost"),
                        .cost = row_is_null(rows, i, "cost") ? 0 : row_int(rows, i, "cost"),
                };
        }
}

static bool
find_reached(struct db *db, struct uuid organisation, struct uuid interview, const char *first_day,
             struct arena *arena, struct usage_list *list, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &USAGE_REACHED_LIST, &rows, err, DB_UUID(organisation),
                    DB_UUID_OR_NULL(interview), DB_TEXT(first_day)))
                return false;
        list->reached_count = (size_t)rows.count;
        list->reached = arena_alloc(arena, list->reached_count, sizeof *list->reached);
        for (int i = 0; i < rows.count; i++) {
                list->reached[i] = (struct usage_limit){
                        .budget = row_copied(&rows, i, "budget", arena),
                        .most = row_int(&rows, i, "most"),
                        .reached_at = row_copied(&rows, i, "reached_at", arena),
                        .interview = row_uuid(&rows, i, "interview_id"),
                };
        }
        return true;
}

bool
usage_of_interview(struct db *db, struct uuid interview, struct uuid organisation,
                   struct arena *arena, struct usage_list *list_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct usage_list list = {0};
        if (!db_ask(db, &USAGE_OF_INTERVIEW, &rows, err, DB_UUID(interview), DB_UUID(organisation)))
                return false;
        take_items(&rows, arena, &list);
        if (!find_reached(db, organisation, interview, NULL, arena, &list, err))
                return false;
        *list_out = list;
        return true;
}

bool
usage_of_month(struct db *db, struct uuid organisation, const char *month, struct arena *arena,
               const char **month_out, int64_t *interviews_out, struct usage_list *list_out,
               struct err *err)
{
        OWN(rows_close) struct rows facts = {0};
        OWN(rows_close) struct rows rows = {0};
        struct usage_list list = {0};
        if (!db_ask(db, &USAGE_MONTH_FACTS, &facts, err, DB_UUID(organisation), DB_TEXT(month)))
                return false;
        const char *first_day = row_copied(&facts, 0, "first_day", arena);
        if (!db_ask(db, &USAGE_OF_MONTH, &rows, err, DB_UUID(organisation), DB_TEXT(first_day)))
                return false;
        take_items(&rows, arena, &list);
        if (!find_reached(db, organisation, (struct uuid){{0}}, first_day, arena, &list, err))
                return false;
        *month_out = row_copied(&facts, 0, "month", arena);
        *interviews_out = row_int(&facts, 0, "interviews");
        *list_out = list;
        return true;
}

bool
usage_budget_find(struct db *db, struct uuid organisation, struct budget *budget_out,
                  struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &USAGE_BUDGET, &rows, err, DB_UUID(organisation)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such organisation.");
        *budget_out = (struct budget){
                .interview_calls = row_int(&rows, 0, "interview_calls"),
                .interview_tokens = row_int(&rows, 0, "interview_tokens"),
                .month_calls = row_int(&rows, 0, "month_calls"),
                .month_tokens = row_int(&rows, 0, "month_tokens"),
        };
        return true;
}

bool
usage_budget_set(struct db *db, struct uuid organisation, const struct budget *budget,
                 struct err *err)
{
        return db_do(db, &USAGE_SET_BUDGET, NULL, err, DB_UUID(organisation),
                     DB_INT(budget->interview_calls), DB_INT(budget->interview_tokens),
                     DB_INT(budget->month_calls), DB_INT(budget->month_tokens));
}
