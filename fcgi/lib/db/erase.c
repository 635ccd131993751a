#include "db/erase.h"

#include <stdio.h>

#include "base/text.h"
#include "db/db.h"
#include "db/job.h"
#include "db/statistic.h"
#include "queries.h"

bool
interview_erase(struct db *db, struct uuid interview, struct uuid organisation, const char *status,
                struct err *err)
{
        const struct query *const QUERIES_OF_ERASURE[] = {
                &PASSAGE_FORGET_RESUME, &ERASE_TURNS,       &ERASE_RESUME,      &ERASE_REPORT,
                &ERASE_EXPERIENCE,      &ERASE_REQUESTS,    &ERASE_SUPERVISION, &ERASE_SESSIONS,
                &ERASE_ADMISSION,       &ERASE_INVITATIONS, &ERASE_INTERVIEW,
        };
        char payload[80];
        if (text_equals(status, "in_progress") || text_equals(status, "paused"))
                return FAIL(err, ERR_CONFLICT, "End the interview first, then erase it.");
        for (size_t i = 0; i < COUNT_OF(QUERIES_OF_ERASURE); i++) {
                if (!db_do(db, QUERIES_OF_ERASURE[i], NULL, err, DB_UUID(interview)))
                        return false;
        }
        snprintf(payload, sizeof payload, "{\"interview\":\"%s\"}", uuid_to_text(interview).text);
        // In the figures they count no more, at once.
        return job_enqueue(db, "erasure", uuid_to_text(interview).text, payload, organisation, 0,
                           err) &&
               statistic_want(db, err);
}
