// erasure {interview}: the files of an interview that was erased are taken away.
#include "kind.h"

bool
job_erasure_run(const struct job_room *room, const struct job *job, struct arena *arena,
                struct err *err)
{
        struct uuid interview = {{0}};
        if (!job_payload_id(job, "interview", &interview, err))
                return false;
        const char *under = arena_print(arena, "interviews/%s", uuid_to_text(interview).text);
        return store_delete_under(room->store, under, err) && job_finish_alone(room, job, err);
}
