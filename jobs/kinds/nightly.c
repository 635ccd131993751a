// nightly {at}: a batch of the day before for each posting, for organisations that want it, once
// the day is over where they are.
#include <string.h>

#include "base/json_read.h"
#include "base/log.h"
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
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !db_do(db, &NIGHT_FORGET, NULL, err) ||
            !db_ask(db, &NIGHT_MAKE, &rows, err, DB_TEXT(at)) || !job_end(room, db, job, err) ||
            !db_commit(db, err))
                return false;
        if (row_int(&rows, 0, "made") > 0)
                LOG_LINE(LOG_INFO, "batches of the day before are queued",
                         LOG_NUMBER("count", row_int(&rows, 0, "made")));
        return true;
}
