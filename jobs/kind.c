#include "kind.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/text.h"
#include "db/db.h"

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

int
job_lease_most(void)
{
        int most = 0;
        for (size_t i = 0; i < JOB_KIND_COUNT; i++)
                most = JOB_KINDS[i].lease_seconds > most ? JOB_KINDS[i].lease_seconds : most;
        return most;
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
