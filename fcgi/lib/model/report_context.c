#include "model/report_context.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/own.h"
#include "base/text.h"
#include "model/interview.h"

double
standing_percentile(const struct standing *standing, bool has_score)
{
        if (!has_score || standing->compared_to_count < COMPARED_LEAST)
                return NAN;
        double lower = standing->lower_count + standing->equal_count / 2.0;
        return floor(100 * lower / standing->compared_to_count + 0.5);
}

const struct human_score *
human_score_holding(const struct report_context *context, const char *criterion)
{
        for (size_t i = 0; i < context->scoring_count; i++) {
                const struct human_scoring *scoring = &context->scorings[i];
                for (size_t k = 0; k < scoring->score_count; k++) {
                        if (scoring->scores[k].holds &&
                            text_equals(scoring->scores[k].criterion, criterion))
                                return &scoring->scores[k];
                }
        }
        return NULL;
}

bool
human_score_needs_reason(double score, double machine_score)
{
        if (isnan(score) || isnan(machine_score))
                return isnan(score) != isnan(machine_score);
        return fabs(score - machine_score) >= HUMAN_SCORE_DIFFERENCE - 1e-9;
}

static void
write_scoring(struct json_writer *json, const struct human_scoring *scoring)
{
        json_open_object(json);
        json_put_text(json, "id", uuid_to_text(scoring->id).text);
        json_put_text(json, "by", scoring->by);
        json_put_text(json, "at", scoring->at);
        json_put_text(json, "note", scoring->note);
        json_name(json, "scores");
        json_open_list(json);
        for (size_t i = 0; i < scoring->score_count; i++) {
                const struct human_score *score = &scoring->scores[i];
                json_open_object(json);
                json_put_text(json, "criterion", score->criterion);
                json_put_number(json, "score", score->score, 1);
                json_put_number(json, "machine_score", score->machine_score, 1);
                json_put_text(json, "reason", score->reason);
                json_put_bool(json, "holds", score->holds);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

void
human_scores_write(struct json_writer *json, const struct report_context *context)
{
        json_open_list(json);
        for (size_t i = 0; i < context->scoring_count; i++)
                write_scoring(json, &context->scorings[i]);
        json_close_list(json);
}

static void
write_averages(struct json_writer *json, const struct report_context *context)
{
        json_name(json, "posting_averages");
        json_open_list(json);
        for (size_t i = 0; i < context->average_count; i++) {
                json_open_object(json);
                json_put_text(json, "criterion", context->averages[i].criterion);
                json_put_number(json, "mean", context->averages[i].mean, 1);
                json_put_int(json, "count", context->averages[i].count);
                json_close_object(json);
        }
        json_close_list(json);
}

static void
write_history(struct json_writer *json, const struct report_context *context)
{
        json_name(json, "history");
        json_open_list(json);
        for (size_t i = 0; i < context->event_count; i++) {
                const struct report_event *event = &context->events[i];
                json_open_object(json);
                json_put_text(json, "kind", event->kind);
                json_put_text(json, "at", event->at);
                json_put_text(json, "by", event->by);
                json_put_text(json, "decision", event->decision);
                json_put_text(json, "reason", event->reason);
                json_close_object(json);
        }
        json_close_list(json);
}

void
report_context_write_members(struct json_writer *json, const struct interview *interview,
                             const struct report_context *context)
{
        static const struct report_context NOTHING = {0};
        const struct report_context *shown = context == NULL ? &NOTHING : context;
        const struct standing *standing = &shown->standing;
        json_put_number(json, "percentile_rank",
                        standing_percentile(standing, !isnan(interview->overall_score)), 0);
        json_put_int(json, "compared_to_count", standing->compared_to_count);
        json_put_int(json, "compared_lower_count", standing->lower_count);
        json_put_int(json, "compared_equal_count", standing->equal_count);
        write_averages(json, shown);
        json_name(json, "human_scores");
        human_scores_write(json, shown);
        json_name(json, "decision");
        if (context == NULL)
                json_add_null(json);
        else
                decision_write(json, interview);
        write_history(json, shown);
}

// Of thousands of scores with their reasons.
static const size_t MEMBERS_LIMIT = 32 * 1024 * 1024;

bool
report_write_joined(struct buf *out, const char *kept, const struct interview *interview,
                    const struct report_context *context, struct err *err)
{
        OWN(buf_close) struct buf members = buf_open(MEMBERS_LIMIT);
        struct json_writer json = json_writer_on(&members);
        size_t length = strlen(kept);
        if (length < 2 || kept[length - 1] != '}')
                return FAIL(err, ERR_BROKEN, "The report that is kept cannot be read.");
        json_open_object(&json);
        report_context_write_members(&json, interview, context);
        json_close_object(&json);
        if (!buf_check(&members, ERR_TOO_LARGE, "What stands beside the report", err))
                return false;
        buf_add(out, kept, length - 1);
        if (length > 2)
                buf_char(out, ',');
        buf_text(out, buf_string(&members) + 1);
        return buf_check(out, ERR_TOO_LARGE, "The report", err);
}
