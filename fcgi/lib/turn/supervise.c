#include "turn/supervise.h"

#include "base/buf.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/supervisor.h"
#include "queries.h"

// Some twenty figures.
static const size_t ANALYSIS_LIMIT = 4096;

struct supervisor_limits
supervise_limits(const struct config *config, const struct interview *interview)
{
        return supervisor_limits_of(&config->supervisor, &interview->terms.supervisor,
                                    interview->terms.limits.max_minutes, interview->added_minutes);
}

static bool
find_waiting(const struct turn_room *room, const struct course *course, struct arena *arena,
             struct supervisor_action **actions_out, size_t *count_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               supervisor_waiting(db, course->interview.id, arena, actions_out, count_out, err);
}

// Which wish of a person a reason has heard; NULL for the supervisor's own.
static const char *
action_of(enum supervisor_reason reason)
{
        return reason == SUPERVISOR_PERSON_ENDS        ? "end"
               : reason == SUPERVISOR_PERSON_CONCLUDES ? "conclude"
               : reason == SUPERVISOR_PERSON_GUIDES    ? "guide"
                                                       : NULL;
}

void
supervise_turn(const struct turn_room *room, struct course *course, struct arena *arena)
{
        struct supervisor_action *waiting = NULL;
        size_t count = 0;
        struct err err;
        struct supervised supervised = {.has_looked = true};
        struct supervisor_input input = {
                .plan = &course->plan,
                .limits = course->limits,
                .is_concluding = course->interview.is_concluding,
        };
        if (course->interview.person_present &&
            !find_waiting(room, course, arena, &waiting, &count, &err))
                log_err(LOG_WARN, "what people asked the supervisor for waits", &err);
        for (size_t i = 0; i < count; i++) {
                const char *action = waiting[i].action;
                input.wishes.wants_end |= text_equals(action, "end");
                input.wishes.wants_conclusion |= text_equals(action, "conclude");
                if (text_equals(action, "pause"))
                        supervised.pause = waiting[i].id;
                // One is heeded at a turn, in the order in which they were said.
                if (text_equals(action, "guide") && input.wishes.guidance == NULL)
                        input.wishes.guidance = waiting[i].message;
        }
        supervised.supervision = supervisor_look(&input, arena);
        supervisor_tell_plan(&supervised.supervision, &input, &course->plan, arena,
                             &supervised.guidance);
        const char *heeded = action_of(supervised.supervision.reason);
        struct uuid *ids = arena_alloc(arena, count + 1, sizeof *ids);
        for (size_t i = 0; i < count; i++) {
                bool is_another_guide = text_equals(heeded, "guide") && supervised.heeded_count > 0;
                if (heeded != NULL && text_equals(waiting[i].action, heeded) && !is_another_guide)
                        ids[supervised.heeded_count++] = waiting[i].id;
        }
        supervised.heeded = ids;
        struct supervised *kept = arena_alloc(arena, 1, sizeof *kept);
        *kept = supervised;
        course->supervised = kept;
}

bool
supervise_keep(struct db *db, struct uuid interview, const char *source, int turn,
               const struct supervision *supervision, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANALYSIS_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        supervisor_analysis_write(&json, &supervision->analysis, text_equals(source, "round"));
        return db_do_soon(
                db, &SUPERVISION_INSERT, err, DB_UUID(interview), DB_TEXT(source),
                DB_INT_OR_NULL(turn), DB_TEXT(SUPERVISOR_DECISION_NAMES[supervision->decision]),
                DB_TEXT(SUPERVISOR_REASON_NAMES[supervision->reason]),
                DB_TEXT(SUPERVISOR_HEED_NAMES[supervision->heed]), DB_TEXT(buf_string(&buf)));
}

bool
supervise_write(struct db *db, const struct course *course, int number, bool goes_on,
                struct err *err)
{
        const struct supervised *supervised = course->supervised;
        struct uuid id = course->interview.id;
        if (supervised == NULL || !supervised->has_looked)
                return true;
        if (!supervise_keep(db, id, "turn", number, &supervised->supervision, err))
                return false;
        for (size_t i = 0; i < supervised->heeded_count; i++) {
                if (!db_do_soon(db, &SUPERVISOR_ACTION_DONE, err, DB_UUID(supervised->heeded[i])))
                        return false;
        }
        if (!goes_on)
                return true;
        if (supervised->supervision.decision == SUPERVISOR_CONCLUDE &&
            !db_do_soon(db, &SUPERVISION_CONCLUDE, err, DB_UUID(id)))
                return false;
        return uuid_is_zero(supervised->pause) ||
               (db_do_soon(db, &INTERVIEW_PAUSE, err, DB_UUID(id), DB_TEXT("hr")) &&
                db_do_soon(db, &SUPERVISOR_ACTION_DONE, err, DB_UUID(supervised->pause)));
}
