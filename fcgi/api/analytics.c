// GET /api/analytics: figures of interviews, from what the runner has counted
// (jobs/kinds/statistics.c).
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "db/statistic.h"
#include "interview/agreement.h"
#include "interview/distribution.h"
#include "model/report_context.h"
#include "queries.h"
#include "route.h"

static const size_t ANSWER_LIMIT = 1024 * 1024;

// Of fewer interviews nothing is told but how many they are: it would be about single people, and a
// spread of so few says nothing.
enum { SHOWN_LEAST = COMPARED_LEAST };
// As many criteria as a page shows; an organisation may have any number in its rubrics.
enum { CRITERIA_MOST = 24 };

static const int MINUTE_WIDTHS[] = {1, 2, 5, 10, 15, 20, 30, 60};
static const int HOUR_WIDTHS[] = {1, 2, 4, 6, 12, 24, 48, 72, 168};

// Consecutive sums of one kind.
struct run {
        const struct statistic *items;
        size_t count;
};

static struct run
run_of(const struct statistic_sums *sums, const char *figure)
{
        struct run run = {.items = sums->items};
        for (size_t i = 0; i < sums->count; i++) {
                if (!text_equals(sums->items[i].figure, figure))
                        continue;
                if (run.count++ == 0)
                        run.items = &sums->items[i];
        }
        return run;
}

// The first items of the run that have one label and item; the run goes on behind them.
static struct run
next_group(struct run *run)
{
        struct run group = {.items = run->items};
        while (group.count < run->count &&
               text_equals(run->items[group.count].item, group.items->item) &&
               text_equals(run->items[group.count].label, group.items->label))
                group.count++;
        run->items += group.count;
        run->count -= group.count;
        return group;
}

static int64_t
total_of(struct run run, const char *item)
{
        int64_t total = 0;
        for (size_t i = 0; i < run.count; i++) {
                if (item == NULL || text_equals(run.items[i].item, item))
                        total += run.items[i].count;
        }
        return total;
}

// Those of its values that are no -1.
static const struct counted *
counts_of(struct run run, struct arena *arena, size_t *count_out)
{
        struct counted *counts = arena_alloc(arena, run.count + 1, sizeof *counts);
        size_t count = 0;
        for (size_t i = 0; i < run.count; i++) {
                if (run.items[i].value < 0)
                        continue;
                counts[count] =
                        (struct counted){.value = run.items[i].value, .count = run.items[i].count};
                count++;
        }
        *count_out = count;
        return counts;
}

// The members of a spread. `interviews` of them are behind it: below SHOWN_LEAST only the count is
// told. What is counted in tenths, say, has the `unit` 0.1.
static void
put_spread(struct json_writer *json, const struct counted *counts, size_t count, int64_t interviews,
           double unit)
{
        struct distribution spread = distribution_of(counts, count);
        bool is_shown = interviews >= SHOWN_LEAST && spread.count > 0;
        int decimals = unit < 1 ? 2 : 1;
        json_put_int(json, "count", spread.count);
        json_put_bool(json, "is_shown", is_shown);
        json_put_number(json, "mean", is_shown ? spread.mean * unit : NAN, decimals);
        json_put_number(json, "least", is_shown ? spread.least * unit : NAN, decimals);
        json_put_number(json, "lower_quartile", is_shown ? spread.lower * unit : NAN, decimals);
        json_put_number(json, "median", is_shown ? spread.median * unit : NAN, decimals);
        json_put_number(json, "upper_quartile", is_shown ? spread.upper * unit : NAN, decimals);
        json_put_number(json, "most", is_shown ? spread.most * unit : NAN, decimals);
}

static void
put_funnel(struct json_writer *json, struct run run)
{
        static const char *const STEPS[] = {"invited", "started", "finished", "left",
                                            "running", "waiting", "expired",  "cancelled"};
        json_name(json, "interviews");
        json_open_object(json);
        for (size_t i = 0; i < COUNT_OF(STEPS); i++)
                json_put_int(json, STEPS[i], total_of(run, STEPS[i]));
        json_close_object(json);
}

static void
put_histogram(struct json_writer *json, const char *name, struct run run, const int *widths,
              size_t width_count, struct arena *arena)
{
        struct bin bins[DISTRIBUTION_BINS] = {{0}};
        size_t count = 0;
        const struct counted *counts = counts_of(run, arena, &count);
        int64_t interviews = total_of(run, NULL);
        size_t bin_count = interviews < SHOWN_LEAST
                                   ? 0
                                   : distribution_bins(counts, count, widths, width_count, bins);
        json_name(json, name);
        json_open_object(json);
        put_spread(json, counts, count, interviews, 1);
        json_name(json, "histogram");
        json_open_list(json);
        for (size_t i = 0; i < bin_count; i++) {
                json_open_object(json);
                json_put_int(json, "from", bins[i].from);
                json_put_int(json, "to", bins[i].to);
                json_put_int(json, "count", bins[i].count);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

static double
score_of(int tenths)
{
        return tenths < 0 ? NAN : tenths / 10.0;
}

static void
put_levels(struct json_writer *json, const int64_t levels[AGREEMENT_LEVELS])
{
        for (int i = 0; i < AGREEMENT_LEVELS; i++)
                json_put_int(json, AGREEMENT_LEVEL_NAMES[i], levels[i]);
}

// Criteria of the same key and name are one, whichever version of a rubric they are of.
static void
put_criteria(struct json_writer *json, struct run run, struct arena *arena)
{
        json_name(json, "criteria");
        json_open_list(json);
        while (run.count > 0) {
                struct run group = next_group(&run);
                int64_t levels[AGREEMENT_LEVELS] = {0};
                size_t count = 0;
                const struct counted *counts = counts_of(group, arena, &count);
                int64_t scored = 0;
                for (size_t i = 0; i < count; i++) {
                        levels[agreement_level(score_of(counts[i].value))] += counts[i].count;
                        scored += counts[i].count;
                }
                json_open_object(json);
                json_put_text(json, "key", group.items->item);
                json_put_text(json, "name", group.items->label);
                json_put_int(json, "without_score", total_of(group, NULL) - scored);
                put_spread(json, counts, count, scored, 0.1);
                json_name(json, "levels");
                if (scored >= SHOWN_LEAST) {
                        json_open_object(json);
                        put_levels(json, levels);
                        json_close_object(json);
                } else {
                        json_add_null(json);
                }
                json_close_object(json);
        }
        json_close_list(json);
}

static void
put_agreement(struct json_writer *json, struct run pairs, int64_t interviews)
{
        int64_t table[AGREEMENT_LEVELS][AGREEMENT_LEVELS] = {{0}};
        for (size_t i = 0; i < pairs.count; i++)
                table[agreement_level(score_of(pairs.items[i].value))]
                     [agreement_level(score_of(pairs.items[i].beside))] += pairs.items[i].count;
        struct agreement agreement = agreement_of_table(table);
        bool is_shown = interviews >= SHOWN_LEAST;
        json_name(json, "agreement");
        json_open_object(json);
        json_put_int(json, "interviews", interviews);
        json_put_int(json, "scores", (int64_t)agreement.count);
        json_put_bool(json, "is_shown", is_shown);
        json_put_number(json, "kappa", is_shown ? agreement.kappa : NAN, 2);
        json_put_number(json, "same_level", is_shown ? agreement.exact : NAN, 3);
        json_put_number(json, "one_level_apart_at_most", is_shown ? agreement.within : NAN, 3);
        json_name(json, "levels");
        json_open_list(json);
        for (int i = 0; is_shown && i < AGREEMENT_LEVELS; i++) {
                json_open_object(json);
                json_put_text(json, "machine", AGREEMENT_LEVEL_NAMES[i]);
                put_levels(json, table[i]);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

static void
put_decisions(struct json_writer *json, struct run run)
{
        static const char *const DECISIONS[] = {"advance", "hold", "reject"};
        // The last row is of those without a score.
        int64_t table[AGREEMENT_LEVELS + 1][COUNT_OF(DECISIONS)] = {{0}};
        int64_t decided = total_of(run, NULL);
        bool is_shown = decided >= SHOWN_LEAST;
        for (size_t i = 0; i < run.count; i++) {
                const struct statistic *one = &run.items[i];
                int level =
                        one->value < 0 ? AGREEMENT_LEVELS : agreement_level(score_of(one->value));
                for (size_t k = 0; k < COUNT_OF(DECISIONS); k++)
                        table[level][k] += text_equals(one->item, DECISIONS[k]) ? one->count : 0;
        }
        json_name(json, "decisions");
        json_open_object(json);
        json_put_int(json, "count", decided);
        json_put_bool(json, "is_shown", is_shown);
        json_name(json, "levels");
        json_open_list(json);
        for (int i = 0; is_shown && i <= AGREEMENT_LEVELS; i++) {
                json_open_object(json);
                json_put_text(json, "overall",
                              i < AGREEMENT_LEVELS ? AGREEMENT_LEVEL_NAMES[i] : NULL);
                for (size_t k = 0; k < COUNT_OF(DECISIONS); k++)
                        json_put_int(json, DECISIONS[k], table[i][k]);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

// The runs of one question number lie apart: they are sorted by what became of it.
static void
put_questions(struct json_writer *json, struct run run, int64_t ended)
{
        static const char *const ENDS[] = {"answered", "skipped", "failed", "left", "cut"};
        int most = 0;
        for (size_t i = 0; i < run.count; i++)
                most = run.items[i].value > most ? run.items[i].value : most;
        bool is_shown = ended >= SHOWN_LEAST;
        json_name(json, "questions");
        json_open_object(json);
        json_put_int(json, "interviews", ended);
        json_put_bool(json, "is_shown", is_shown);
        json_name(json, "items");
        json_open_list(json);
        for (int number = 1; is_shown && number <= most; number++) {
                json_open_object(json);
                json_put_int(json, "number", number);
                for (size_t k = 0; k < COUNT_OF(ENDS); k++) {
                        int64_t count = 0;
                        for (size_t i = 0; i < run.count; i++) {
                                if (run.items[i].value == number &&
                                    text_equals(run.items[i].item, ENDS[k]))
                                        count += run.items[i].count;
                        }
                        json_put_int(json, ENDS[k], count);
                }
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

static void
put_stages(struct json_writer *json, struct run stages, struct run staged, struct arena *arena)
{
        json_name(json, "stages");
        json_open_list(json);
        while (stages.count > 0) {
                struct run group = next_group(&stages);
                size_t count = 0;
                const struct counted *counts = counts_of(group, arena, &count);
                json_open_object(json);
                json_put_text(json, "stage", group.items->item);
                put_spread(json, counts, count, total_of(staged, group.items->item), 1);
                json_close_object(json);
        }
        json_close_list(json);
}

static void
put_report(struct json_writer *json, struct run reports, struct arena *arena)
{
        size_t count = 0;
        const struct counted *counts = counts_of(reports, arena, &count);
        json_name(json, "report");
        json_open_object(json);
        put_spread(json, counts, count, total_of(reports, NULL), 1);
        json_close_object(json);
}

static void
put_figures(struct json_writer *json, const struct statistic_sums *sums, struct arena *arena)
{
        struct run interviews = run_of(sums, "interviews");
        int64_t ended = total_of(interviews, "finished") + total_of(interviews, "left");
        put_funnel(json, interviews);
        put_histogram(json, "minutes", run_of(sums, "minutes"), MINUTE_WIDTHS,
                      COUNT_OF(MINUTE_WIDTHS), arena);
        put_histogram(json, "hours", run_of(sums, "hours"), HOUR_WIDTHS, COUNT_OF(HOUR_WIDTHS),
                      arena);
        put_criteria(json, run_of(sums, "score"), arena);
        put_agreement(json, run_of(sums, "pair"), total_of(run_of(sums, "paired"), NULL));
        put_decisions(json, run_of(sums, "decision"));
        put_questions(json, run_of(sums, "question"), ended);
        put_stages(json, run_of(sums, "stage"), run_of(sums, "staged"), arena);
        put_report(json, run_of(sums, "report"), arena);
}

// A day of the query, such as 2026-01-31; NULL where it is missing or empty.
static bool
read_day(struct request *request, const char *name, const char **day_out, struct err *err)
{
        const char *text = NULL;
        int64_t ms = 0;
        if (!request_query(request, name, &text, err))
                return false;
        bool is_given = text != NULL && text[0] != '\0';
        if (is_given &&
            (strlen(text) != strlen("2026-01-31") ||
             !clock_from_rfc3339(arena_print(request->arena, "%sT00:00:00Z", text), &ms)))
                return FAIL_FIELD(err, name, "\"%s\" must be a day such as 2026-01-31.", name);
        *day_out = is_given ? text : NULL;
        return true;
}

static bool
read_range(struct request *request, struct statistic_range *range, struct err *err)
{
        const char *posting = NULL;
        if (!request_query(request, "posting_id", &posting, err) ||
            !read_day(request, "from", &range->from, err) ||
            !read_day(request, "to", &range->to, err))
                return false;
        if (posting != NULL && posting[0] != '\0' && !uuid_from_text(posting, &range->posting))
                return FAIL_FIELD(err, "posting_id", "\"posting_id\" must be an id.");
        // Written alike, so that their order is that of their letters.
        if (range->from != NULL && range->to != NULL && strcmp(range->from, range->to) > 0)
                return FAIL_FIELD(err, "to", "The last day must not be before the first.");
        range->organisation = request->user.organisation_id;
        return true;
}

static bool
put_posting(struct json_writer *json, struct db *db, const struct statistic_range *range,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        json_name(json, "posting");
        if (uuid_is_zero(range->posting)) {
                json_add_null(json);
                return true;
        }
        if (!db_ask(db, &POSTING_TITLE, &rows, err, DB_UUID(range->posting),
                    DB_UUID(range->organisation)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        json_open_object(json);
        json_put_text(json, "id", uuid_to_text(range->posting).text);
        json_put_text(json, "title", row_text(&rows, 0, "title"));
        json_close_object(json);
        return true;
}

bool
analytics_show(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct statistic_range range = {.from = NULL};
        struct statistic_sums sums = {.count = 0};
        if (!read_range(request, &range, err) || !db_take(request->server->pool, &db, err))
                return false;
        json_open_object(&json);
        if (!put_posting(&json, db, &range, err) ||
            !statistic_sum(db, &range, CRITERIA_MOST, request->arena, &sums, err))
                return false;
        // Whoever looks has what has changed counted now, and sees it when they look again.
        if (sums.is_due && !statistic_want(db, err))
                return false;
        json_put_text(&json, "from", range.from);
        json_put_text(&json, "to", range.to);
        json_put_text(&json, "counted_at", sums.counted_at);
        json_put_bool(&json, "is_counting", sums.is_due);
        json_put_int(&json, "shown_least", SHOWN_LEAST);
        put_figures(&json, &sums, request->arena);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}
