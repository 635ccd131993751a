// The kinds of this program. Tests of the runner bring a table of their own.
#include "kind.h"

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
