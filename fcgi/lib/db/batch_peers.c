// How the reports of a batch compare with all of their posting.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"
#include "db/batch.h"
#include "db/db.h"
#include "db/report.h"
#include "db/row_json.h"
#include "model/report_context.h"
#include "queries.h"

struct batch_standing {
        struct uuid interview;
        struct standing standing;
};

// Of the reports by one rubric: scores of a criterion in tenths, which are whole numbers.
struct batch_average {
        const char *rubric_id;
        const char *criterion;
        int64_t tenths;
        int count;
};

static bool
find_standings(struct db *db, struct uuid batch, struct arena *arena, struct batch_peers *peers,
               struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BATCH_STANDINGS, &rows, err, DB_UUID(batch)))
                return false;
        struct batch_standing *all = arena_alloc(arena, (size_t)rows.count + 1, sizeof *all);
        for (int i = 0; i < rows.count; i++)
                all[i] = (struct batch_standing){
                        .interview = row_uuid(&rows, i, "id"),
                        .standing =
                                {
                                        .compared_to_count = (int)row_int(&rows, i, "count"),
                                        .lower_count = (int)row_int(&rows, i, "lower"),
                                        .equal_count = (int)row_int(&rows, i, "equal"),
                                },
                };
        peers->standings = all;
        peers->standing_count = (size_t)rows.count;
        return true;
}

static bool
find_averages(struct db *db, struct uuid batch, struct arena *arena, struct batch_peers *peers,
              struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &BATCH_AVERAGES, &rows, err, DB_UUID(batch)))
                return false;
        struct batch_average *all = arena_alloc(arena, (size_t)rows.count + 1, sizeof *all);
        for (int i = 0; i < rows.count; i++)
                all[i] = (struct batch_average){
                        .rubric_id = row_copied(&rows, i, "rubric_id", arena),
                        .criterion = row_copied(&rows, i, "criterion", arena),
                        .tenths = row_int(&rows, i, "tenths"),
                        .count = (int)row_int(&rows, i, "count"),
                };
        peers->averages = all;
        peers->average_count = (size_t)rows.count;
        return true;
}

bool
batch_peers_find(struct db *db, struct uuid batch, struct arena *arena,
                 struct batch_peers *peers_out, struct err *err)
{
        struct batch_peers peers = {0};
        if (!find_standings(db, batch, arena, &peers, err) ||
            !find_averages(db, batch, arena, &peers, err))
                return false;
        *peers_out = peers;
        return true;
}

static int
by_interview(const void *id, const void *standing)
{
        const struct batch_standing *one = standing;
        return memcmp(id, &one->interview, sizeof one->interview);
}

// The averages without the report's own scores.
static bool
leave_out_own(const struct batch_peers *peers, const struct batch_report *report,
              struct arena *arena, struct report_context *context, struct err *err)
{
        OWN(json_document_close) struct json_document own = {0};
        struct posting_average *averages =
                arena_alloc(arena, peers->average_count + 1, sizeof *averages);
        const char *scores = report->criterion_scores == NULL ? "{}" : report->criterion_scores;
        size_t count = 0;
        if (!json_parse(scores, strlen(scores), &own, err))
                return false;
        for (size_t i = 0; i < peers->average_count; i++) {
                const struct batch_average *all = &peers->averages[i];
                double score = json_number_or(own.root, all->criterion, NAN);
                int others = all->count - (isnan(score) ? 0 : 1);
                int64_t tenths = all->tenths - (isnan(score) ? 0 : llround(score * 10));
                if (!text_equals(all->rubric_id, report->rubric_id) || others < AVERAGED_LEAST)
                        continue;
                averages[count] = (struct posting_average){
                        .criterion = all->criterion,
                        .mean = (double)tenths / (10.0 * others),
                        .count = others,
                };
                count++;
        }
        context->averages = averages;
        context->average_count = count;
        return true;
}

bool
batch_context_find(struct db *db, const struct batch_peers *peers, struct uuid interview,
                   const struct batch_report *report, struct arena *arena,
                   struct report_context *context_out, struct err *err)
{
        struct report_context context = {0};
        const struct batch_standing *found =
                bsearch(&interview, peers->standings, peers->standing_count,
                        sizeof *peers->standings, by_interview);
        // Made since then: it is asked for by itself.
        if (found == NULL)
                return report_context_find(db, interview, report->overall_score, arena, context_out,
                                           err);
        context.standing = found->standing;
        if (!leave_out_own(peers, report, arena, &context, err) ||
            !report_context_find_people(db, interview, arena, &context, err))
                return false;
        *context_out = context;
        return true;
}
