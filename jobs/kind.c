#include "kind.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/text.h"
#include "db/db.h"

// Long enough for the longest step of each, and no longer: so long waits what a runner held that
// died. A report evaluates one answer between two heartbeats, by a language model and its second
// try. A long answer's transcription may outlast the lease: whoever claims the job then finds that
// the answer itself is claimed by a living process (turn.h), and waits for it.
static const int LEASE_SECONDS = 120;
static const int TURN_LEASE_SECONDS = 300;

const struct job_kind JOB_KINDS[] = {
        {.name = "report", .lease_seconds = LEASE_SECONDS, .run = job_report_run},
        {.name = "evaluation", .lease_seconds = LEASE_SECONDS, .run = job_evaluation_run},
        {.name = "embedding", .lease_seconds = LEASE_SECONDS, .run = job_embedding_run},
        {.name = "abandoned", .lease_seconds = LEASE_SECONDS, .run = job_abandoned_run},
        {.name = "sweep", .lease_seconds = LEASE_SECONDS, .run = job_sweep_run},
        {.name = "housekeeping", .lease_seconds = LEASE_SECONDS, .run = job_housekeeping_run},
        {.name = "statistics", .lease_seconds = LEASE_SECONDS, .run = job_statistics_run},
        {.name = "batch", .lease_seconds = LEASE_SECONDS, .run = job_batch_run},
        {.name = "nightly", .lease_seconds = LEASE_SECONDS, .run = job_nightly_run},
        {.name = "turn", .lease_seconds = TURN_LEASE_SECONDS, .run = job_turn_run},
        {.name = "erasure", .lease_seconds = LEASE_SECONDS, .run = job_erasure_run},
        {.name = "retention", .lease_seconds = LEASE_SECONDS, .run = job_retention_run},
};
const size_t JOB_KIND_COUNT = COUNT_OF(JOB_KINDS);

const struct job_kind *
job_kind_find(const char *name)
{
        for (size_t i = 0; i < JOB_KIND_COUNT; i++) {
                if (text_equals(JOB_KINDS[i].name, name))
                        return &JOB_KINDS[i];
        }
        return NULL;
}

struct job_kinds
job_kinds_all(struct arena *arena)
{
        struct job_kinds all = {.names = "{", .leases = "{"};
        for (size_t i = 0; i < JOB_KIND_COUNT; i++) {
                const char *comma = i == 0 ? "" : ",";
                all.names = arena_print(arena, "%s%s%s", all.names, comma, JOB_KINDS[i].name);
                all.leases =
                        arena_print(arena, "%s%s%d", all.leases, comma, JOB_KINDS[i].lease_seconds);
        }
        all.names = arena_print(arena, "%s}", all.names);
        all.leases = arena_print(arena, "%s}", all.leases);
        return all;
}

bool
job_payload_id(const struct job *job, const char *name, struct uuid *id_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        if (!json_parse(job->payload, strlen(job->payload), &document, err))
                return false;
        const char *text = json_text_or(document.root, name, "");
        return uuid_from_text(text, id_out) ||
               FAIL_FIELD(err, name, "The job's payload has no id \"%s\".", name);
}

bool
job_payload_number(const struct job *job, const char *name, int most, int *number_out,
                   struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        if (!json_parse(job->payload, strlen(job->payload), &document, err))
                return false;
        int64_t number = json_int_or(document.root, name, 0);
        if (number < 1 || number > most)
                return FAIL_FIELD(err, name, "The job's payload has no number \"%s\".", name);
        *number_out = (int)number;
        return true;
}

bool
job_end(const struct job_room *room, struct db *db, const struct job *job, struct err *err)
{
        struct job_next *next = room->next;
        if (next == NULL || !next->is_wanted)
                return job_finish(db, job, err);
        return job_finish_and_claim(db, job, next->kinds, next->worker, &next->arena, &next->job,
                                    &next->has_job, err);
}

bool
job_finish_alone(const struct job_room *room, const struct job *job, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct job_view view = {0};
        struct err lost = {0};
        if (!db_take(room->pool, &db, err))
                return false;
        if (job_end(room, db, job, err))
                return true;
        return err->kind == ERR_CONFLICT &&
               job_find(db, job->id, (struct uuid){{0}}, &arena, &view, &lost) &&
               text_equals(view.state, "done");
}

bool
job_keep(const struct job_room *room, const struct job *job, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               job_heartbeat(db, job, job_kind_find(job->kind)->lease_seconds, err);
}
