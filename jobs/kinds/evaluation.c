// evaluation {interview, turn}: the evaluation of one answer that was not made in time.
#include "kind.h"

enum { TURN_MOST = 1000 };

bool
job_evaluation_run(const struct job_room *room, const struct job *job, struct arena *arena,
                   struct err *err)
{
        struct uuid interview = {{0}};
        int number = 0;
        if (!job_payload_id(job, "interview", &interview, err) ||
            !job_payload_number(job, "turn", TURN_MOST, &number, err))
                return false;
        // An interview that was erased meanwhile needs none.
        if (!turn_evaluate(&room->turn, interview, number, arena, err) && err->kind != ERR_MISSING)
                return false;
        return job_finish_alone(room, job, err);
}
