// GET /api/interviews and GET /api/today: what there is, and what needs a person now.
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "interview_json.h"
#include "queries.h"
#include "route.h"
#include "turn/admit.h"

static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;

// As many of each kind as fit the page of today.
enum { TODAY_MOST = 5 };

// A parameter that is one of some names; NULL where it is missing or empty.
static bool
read_choice(struct request *request, const char *name, const char *const *choices, size_t count,
            const char **choice_out, struct err *err)
{
        const char *given = NULL;
        if (!request_query(request, name, &given, err))
                return false;
        *choice_out = NULL;
        if (given == NULL || given[0] == '\0')
                return true;
        for (size_t i = 0; i < count; i++) {
                if (text_equals(given, choices[i]))
                        *choice_out = choices[i];
        }
        if (*choice_out == NULL)
                return FAIL_FIELD(err, name, "\"%s\" must be one of those that the API names.",
                                  name);
        return true;
}

// "sort=score" rises, "sort=-score" falls; without it the newest comes first.
static bool
read_sort(struct request *request, struct interview_filter *filter, struct err *err)
{
        const char *given = NULL;
        if (!request_query(request, "sort", &given, err))
                return false;
        if (given == NULL || given[0] == '\0' || text_equals(given, "-created"))
                return true;
        filter->is_rising = given[0] != '-';
        given += filter->is_rising ? 0 : 1;
        for (size_t i = 0; i < INTERVIEW_SORT_COUNT; i++) {
                if (text_equals(given, INTERVIEW_SORTS[i]))
                        filter->sort = INTERVIEW_SORTS[i];
        }
        if (filter->sort == NULL)
                return FAIL_FIELD(err, "sort", "There is no such order to sort by.");
        return true;
}

static bool
filter_of(struct request *request, struct interview_filter *filter, struct err *err)
{
        static const char *const STATUSES[] = {"scheduled", "in_progress", "paused", "completed",
                                               "expired",   "cancelled",   "erased"};
        const char *posting = NULL;
        if (!request_page(request, &filter->limit, &filter->before, err) ||
            !request_query(request, "posting_id", &posting, err) ||
            !read_choice(request, "status", STATUSES, COUNT_OF(STATUSES), &filter->status, err) ||
            !read_choice(request, "need", INTERVIEW_NEEDS, INTERVIEW_NEED_COUNT, &filter->need,
                         err) ||
            !read_sort(request, filter, err) || !request_query(request, "q", &filter->words, err))
                return false;
        if (posting != NULL && posting[0] != '\0' && !uuid_from_text(posting, &filter->posting))
                return FAIL_FIELD(err, "posting_id", "\"posting_id\" must be an id.");
        if (filter->words != NULL && filter->words[0] == '\0')
                filter->words = NULL;
        if (filter->words != NULL && text_length(filter->words) > 200)
                return FAIL_FIELD(err, "q", "\"q\" may have 200 characters.");
        filter->organisation = request->user.organisation_id;
        return true;
}

bool
interviews_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct interview_filter filter = {0};
        struct interview *interviews = NULL;
        size_t count = 0;
        if (!filter_of(request, &filter, err))
                return false;
        size_t limit = (size_t)filter.limit;
        filter.limit++;
        if (!db_take(request->server->pool, &db, err) ||
            !interview_list(db, &filter, request->arena, &interviews, &count, err))
                return false;
        size_t shown = count > limit ? limit : count;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (size_t i = 0; i < shown; i++)
                interview_write_head(&json, &interviews[i]);
        json_close_list(&json);
        json_put_text(&json, "next_cursor",
                      count > limit ? uuid_to_text(interviews[shown - 1].id).text : NULL);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}

// One kind of need: the first few, and whether there are more.
static void
write_group(struct json_writer *json, const char *name, const struct interview_group *group)
{
        json_name(json, name);
        json_open_object(json);
        json_name(json, "items");
        json_open_list(json);
        for (size_t i = 0; i < group->count && i < TODAY_MOST; i++)
                interview_write_head(json, &group->interviews[i]);
        json_close_list(json);
        json_put_bool(json, "has_more", group->count > TODAY_MOST);
        json_close_object(json);
}

bool
today_show(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct interview_group groups[INTERVIEW_NEED_COUNT];
        struct uuid organisation = request->user.organisation_id;
        struct admit_counts interviews = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !admit_count(db, organisation, &interviews, err) ||
            !db_ask(db, &ORGANISATION_COUNTS, &rows, err, DB_UUID(organisation)) ||
            !interview_needs(db, organisation, TODAY_MOST + 1, request->arena, groups, err))
                return false;
        json_open_object(&json);
        for (size_t i = 0; i < INTERVIEW_NEED_COUNT; i++)
                write_group(&json, INTERVIEW_NEEDS[i], &groups[i]);
        json_put_int(&json, "postings", row_int(&rows, 0, "postings"));
        json_put_int(&json, "interviews", row_int(&rows, 0, "interviews"));
        json_put_int(&json, "requests", row_int(&rows, 0, "requests"));
        json_put_int(&json, "waiting", interviews.waiting);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}
