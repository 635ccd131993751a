// turn {answer}: an accepted answer whose process died is brought to its end. Nothing where it has
// come there by itself.
#include "kind.h"

bool
job_turn_run(const struct job_room *room, const struct job *job, struct arena *arena,
             struct err *err)
{
        struct uuid answer = {{0}};
        if (!job_payload_id(job, "answer", &answer, err))
                return false;
        // An answer that was erased meanwhile has no end to come to.
        if (!turn_work(&room->turn, answer, NULL, arena, err) && err->kind != ERR_MISSING)
                return false;
        return job_finish_alone(room, job, err);
}
