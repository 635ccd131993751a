#include "queue_commands.h"

#include <stdio.h>

#include "db/db.h"
#include "db/job.h"

enum { LIST_MOST = 200 };

static const struct uuid ANYBODY = {{0}};

static bool
id_of(const char *text, struct uuid *id_out, struct err *err)
{
        return uuid_from_text(text, id_out) ||
               FAIL(err, ERR_INPUT, "That is not the id of a job. `earshot-jobs list` shows them.");
}

static const char *
or_dash(const char *text)
{
        return text == NULL ? "-" : text;
}

bool
queue_list(struct db_pool *pool, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct job_view *jobs = NULL;
        size_t count = 0;
        if (!db_take(pool, &db, err) ||
            !job_list(db, ANYBODY, ANYBODY, LIST_MOST, &arena, &jobs, &count, err))
                return false;
        printf("%-36s  %-8s  %-12s  %-8s  %-24s  %s\n", "id", "state", "kind", "attempts", "run at",
               "key");
        for (size_t i = 0; i < count; i++) {
                const struct job *job = &jobs[i].job;
                printf("%-36s  %-8s  %-12s  %3d/%-4d  %-24s  %s\n", uuid_to_text(job->id).text,
                       jobs[i].state, job->kind, job->attempts, job->most_attempts, jobs[i].run_at,
                       job->key);
        }
        return true;
}

bool
queue_show(struct db_pool *pool, const char *id, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct uuid uuid = {{0}};
        struct job_view view = {0};
        if (!id_of(id, &uuid, err) || !db_take(pool, &db, err) ||
            !job_find(db, uuid, ANYBODY, &arena, &view, err))
                return false;
        printf("id          %s\nkind        %s\nkey         %s\npayload     %s\nstate       %s\n"
               "attempts    %d of %d\nworker      %s\nlast error  %s\ncreated at  %s\n"
               "run at      %s\nlease until %s\nfinished at %s\n",
               uuid_to_text(view.job.id).text, view.job.kind, view.job.key, view.job.payload,
               view.state, view.job.attempts, view.job.most_attempts, or_dash(view.worker),
               or_dash(view.last_error), view.created_at, view.run_at, or_dash(view.lease_until),
               or_dash(view.finished_at));
        return true;
}

bool
queue_retry(struct db_pool *pool, const char *id, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct uuid uuid = {{0}};
        return id_of(id, &uuid, err) && db_take(pool, &db, err) &&
               job_retry(db, uuid, ANYBODY, err);
}

bool
queue_cancel(struct db_pool *pool, const char *id, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct uuid uuid = {{0}};
        return id_of(id, &uuid, err) && db_take(pool, &db, err) && job_cancel(db, uuid, err);
}
