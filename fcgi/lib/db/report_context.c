#include "model/report_context.h"

#include "base/text.h"
#include "db/db.h"
#include "db/report.h"
#include "db/row_json.h"
#include "queries.h"

static bool
find_standing(struct db *db, struct uuid interview, double overall_score,
              struct standing *standing_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &REPORT_STANDING, &rows, err, DB_UUID(interview), DB_REAL(overall_score)))
                return false;
        *standing_out = (struct standing){
                .compared_to_count = (int)row_int(&rows, 0, "count"),
                .lower_count = (int)row_int(&rows, 0, "lower"),
                .equal_count = (int)row_int(&rows, 0, "equal"),
        };
        return true;
}

static bool
find_averages(struct db *db, struct uuid interview, struct arena *arena,
              struct report_context *context, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &REPORT_AVERAGES, &rows, err, DB_UUID(interview), DB_INT(AVERAGED_LEAST)))
                return false;
        size_t count = (size_t)rows.count;
        struct posting_average *averages = arena_alloc(arena, count + 1, sizeof *averages);
        for (int i = 0; i < rows.count; i++)
                averages[i] = (struct posting_average){
                        .criterion = row_copied(&rows, i, "criterion", arena),
                        .mean = row_real(&rows, i, "mean"),
                        .count = (int)row_int(&rows, i, "count"),
                };
        context->averages = averages;
        context->average_count = count;
        return true;
}

// Rows of one scoring follow each other.
static bool
find_scorings(struct db *db, struct uuid interview, struct arena *arena,
              struct report_context *context, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &HUMAN_SCORES, &rows, err, DB_UUID(interview)))
                return false;
        size_t most = (size_t)rows.count;
        struct human_scoring *scorings = arena_alloc(arena, most + 1, sizeof *scorings);
        struct human_score *scores = arena_alloc(arena, most + 1, sizeof *scores);
        size_t count = 0;
        for (int i = 0; i < rows.count; i++) {
                struct uuid id = row_uuid(&rows, i, "id");
                scores[i] = (struct human_score){
                        .criterion = row_copied(&rows, i, "criterion", arena),
                        .score = row_real(&rows, i, "score"),
                        .machine_score = row_real(&rows, i, "machine_score"),
                        .reason = row_copied(&rows, i, "reason", arena),
                        .holds = row_bool(&rows, i, "holds"),
                };
                if (count == 0 || !uuid_equals(scorings[count - 1].id, id))
                        scorings[count++] = (struct human_scoring){
                                .id = id,
                                .by = row_copied(&rows, i, "by", arena),
                                .at = row_copied(&rows, i, "at", arena),
                                .note = row_copied(&rows, i, "note", arena),
                                .scores = &scores[i],
                        };
                scorings[count - 1].score_count++;
        }
        context->scorings = scorings;
        context->scoring_count = count;
        return true;
}

static bool
find_events(struct db *db, struct uuid interview, struct arena *arena,
            struct report_context *context, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &REPORT_EVENTS, &rows, err, DB_UUID(interview)))
                return false;
        size_t count = (size_t)rows.count;
        struct report_event *events = arena_alloc(arena, count + 1, sizeof *events);
        for (int i = 0; i < rows.count; i++)
                events[i] = (struct report_event){
                        .kind = row_copied(&rows, i, "kind", arena),
                        .by = row_copied(&rows, i, "by", arena),
                        .at = row_copied(&rows, i, "at", arena),
                        .decision = row_copied(&rows, i, "decision", arena),
                        .reason = row_copied(&rows, i, "reason", arena),
                };
        context->events = events;
        context->event_count = count;
        return true;
}

bool
report_context_find_people(struct db *db, struct uuid interview, struct arena *arena,
                           struct report_context *context, struct err *err)
{
        return find_scorings(db, interview, arena, context, err) &&
               find_events(db, interview, arena, context, err);
}

bool
report_context_find(struct db *db, struct uuid interview, double overall_score, struct arena *arena,
                    struct report_context *context_out, struct err *err)
{
        struct report_context context = {0};
        if (!find_standing(db, interview, overall_score, &context.standing, err) ||
            !find_averages(db, interview, arena, &context, err) ||
            !report_context_find_people(db, interview, arena, &context, err))
                return false;
        *context_out = context;
        return true;
}
