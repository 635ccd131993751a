// nightly {at}: a batch of the day before for each posting, for organisations that want it.
#include <string.h>

#include "base/json_read.h"
#include "db/db.h"
#include "kind.h"
#include "queries.h"

bool
job_nightly_run(const struct job_room *room, const struct job *job, struct arena *arena,
                struct err *err)
{
        OWN(json_document_close) struct json_document payload = {0};
        OWN(rows_close) struct rows rows = {0};
        OWN(db_give) struct db *db = NULL;
        (void)arena;
        if (!json_parse(job->payload, strlen(job->payload), &payload, err))
                return false;
        const char *at = json_text_or(payload.root, "at", NULL);
        if (at == NULL)
                return FAIL_FIELD(err, "at", "The job's payload has no time \"at\".");
        return db_take(room->pool, &db, err) && db_begin(db, err) &&
               db_ask(db, &BATCH_NIGHTLY, &rows, err, DB_TEXT(at)) && job_end(room, db, job, err) &&
               db_commit(db, err);
}
