#include "base/metrics.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#include "base/config.h"
#include "base/metrics_table.h"
#include "base/shared.h"
#include "base/text.h"

enum { GAUGES = METRIC_COUNT - METRIC_THREADS };

// What is cheap takes less than a millisecond, what a provider does may take minutes.
const int64_t METRICS_BOUNDS_US[METRICS_BOUNDS] = {
        1000,   2500,    5000,    10000,   20000,    50000,    100000,   250000,
        500000, 1000000, 2500000, 5000000, 10000000, 30000000, 60000000, 180000000,
};

const char *const TURN_STAGE_NAMES[] = {
        [TURN_STAGE_UPLOAD] = "upload",
        [TURN_STAGE_STORE] = "store",
        [TURN_STAGE_DECODE] = "decode",
        [TURN_STAGE_STT] = "stt",
        [TURN_STAGE_QUESTION] = "question",
        [TURN_STAGE_SOUND] = "tts_first_byte",
        [TURN_STAGE_EVALUATION] = "evaluation",
        [TURN_STAGE_WHOLE] = "whole",
        [TURN_STAGE_OWN] = "own",
};
_Static_assert(COUNT_OF(TURN_STAGE_NAMES) == TURN_STAGE_COUNT, "every stage has its name");

static const char *const CLASSES[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
static const char *const WORK_OUTCOMES[] = {[WORK_DONE] = "done", [WORK_FAILED] = "failed"};
static const char *const CALL_OUTCOMES[] = {
        [CALL_ANSWERED] = "answered",
        [CALL_FAILED] = "failed",
        [CALL_PASSED_OVER] = "passed_over",
        [CALL_LEFT] = "left",
};
static const char *const FAILURES[] = {
        [FAILURE_CONNECTION] = "connection", [FAILURE_TIMEOUT] = "timeout",
        [FAILURE_LIMITED] = "limited",       [FAILURE_DENIED] = "denied",
        [FAILURE_REFUSED] = "refused",       [FAILURE_SERVER] = "server",
        [FAILURE_UNREADABLE] = "unreadable",
};
static const char *const FUNCTIONS[] = {"stt", "llm", "tts", "embeddings"};
static const char *const SANDBOX_PROGRAMS[] = {"pdf",  "look", "ocr",  "docx",
                                               "text", "clip", "proof"};
static const char *const SANDBOX_OUTCOMES[] = {
        [SANDBOX_READ] = "read",
        [SANDBOX_REFUSED] = "refused",
        [SANDBOX_KILLED] = "killed",
        [SANDBOX_FAILED] = "failed",
};
static const char *const JOB_KIND_NAMES[] = {
        "report", "evaluation", "embedding", "abandoned", "sweep",     "housekeeping", "statistics",
        "batch",  "nightly",    "turn",      "erasure",   "retention", "other",
};
static const char *const RUN_OUTCOMES[] = {
        [RUN_DONE] = "done",
        [RUN_ELSEWHERE] = "done_elsewhere",
        [RUN_TRIED_AGAIN] = "tried_again",
        [RUN_GIVEN_UP] = "given_up",
};
static const char *const START_OUTCOMES[] = {"admitted", "limit",    "threads",
                                             "speech",   "provider", "disk"};
_Static_assert(COUNT_OF(CLASSES) == CLASS_COUNT, "every class of a status has its name");
_Static_assert(COUNT_OF(WORK_OUTCOMES) == WORK_OUTCOME_COUNT, "one name each");
_Static_assert(COUNT_OF(CALL_OUTCOMES) == CALL_OUTCOME_COUNT, "one name each");
_Static_assert(COUNT_OF(FAILURES) == FAILURE_COUNT, "one name each");
_Static_assert(COUNT_OF(FUNCTIONS) == METRICS_FUNCTIONS, "one name each");
_Static_assert(COUNT_OF(SANDBOX_PROGRAMS) == METRICS_SANDBOX_PROGRAMS, "one name each");
_Static_assert(COUNT_OF(SANDBOX_OUTCOMES) == SANDBOX_OUTCOME_COUNT, "one name each");
_Static_assert(COUNT_OF(RUN_OUTCOMES) == RUN_OUTCOME_COUNT, "one name each");
_Static_assert(COUNT_OF(START_OUTCOMES) == METRICS_ADMISSIONS, "one name each");

const struct metric_label METRIC_LABELS[] = {
        [LABEL_NONE] = {"", NULL, 1},
        [LABEL_ROUTE] = {"route", NULL, METRICS_ROUTES_MOST},
        [LABEL_CLASS] = {"status", CLASSES, CLASS_COUNT},
        [LABEL_ERROR] = {"kind", NULL, ERR_KIND_COUNT},
        [LABEL_STAGE] = {"stage", TURN_STAGE_NAMES, TURN_STAGE_COUNT},
        [LABEL_WORK] = {"outcome", WORK_OUTCOMES, WORK_OUTCOME_COUNT},
        [LABEL_FUNCTION] = {"function", FUNCTIONS, METRICS_FUNCTIONS},
        [LABEL_PROVIDER] = {"provider", PROVIDER_NAMES, PROVIDER_COUNT},
        [LABEL_CALL] = {"outcome", CALL_OUTCOMES, CALL_OUTCOME_COUNT},
        [LABEL_FAILURE] = {"kind", FAILURES, FAILURE_COUNT},
        [LABEL_SANDBOX] = {"program", SANDBOX_PROGRAMS, METRICS_SANDBOX_PROGRAMS},
        [LABEL_SANDBOX_OUTCOME] = {"outcome", SANDBOX_OUTCOMES, SANDBOX_OUTCOME_COUNT},
        [LABEL_JOB] = {"kind", JOB_KIND_NAMES, COUNT_OF(JOB_KIND_NAMES)},
        [LABEL_RUN] = {"outcome", RUN_OUTCOMES, RUN_OUTCOME_COUNT},
        [LABEL_START] = {"outcome", START_OUTCOMES, METRICS_ADMISSIONS},
};
_Static_assert(COUNT_OF(METRIC_LABELS) == LABEL_COUNT, "every label has its values");

const struct metric_facts METRICS[] = {
        [METRIC_REQUESTS] = {"earshot_requests",
                             "Requests answered, by route and class of status.",
                             METRIC_COUNTER,
                             {LABEL_ROUTE, LABEL_CLASS}},
        [METRIC_REQUEST_SECONDS] = {"earshot_request_seconds",
                                    "How long a request held its thread; an answer until its next "
                                    "question.",
                                    METRIC_HISTOGRAM,
                                    {LABEL_ROUTE}},
        [METRIC_REQUEST_ERRORS] = {"earshot_request_errors",
                                   "Requests that failed, by why.",
                                   METRIC_COUNTER,
                                   {LABEL_ERROR}},
        [METRIC_STAGE_SECONDS] = {"earshot_turn_stage_seconds",
                                  "How long the stages of a turn took.",
                                  METRIC_HISTOGRAM,
                                  {LABEL_STAGE}},
        [METRIC_ANSWERS] = {"earshot_answers",
                            "Answers worked on, by whether they came to an end.",
                            METRIC_COUNTER,
                            {LABEL_WORK}},
        [METRIC_PROVIDER_CALLS] = {"earshot_provider_calls",
                                   "Calls of providers, by function and outcome.",
                                   METRIC_COUNTER,
                                   {LABEL_FUNCTION, LABEL_PROVIDER, LABEL_CALL}},
        [METRIC_PROVIDER_SECONDS] = {"earshot_provider_call_seconds",
                                     "How long calls of providers took, second tries included.",
                                     METRIC_HISTOGRAM,
                                     {LABEL_FUNCTION, LABEL_PROVIDER}},
        [METRIC_PROVIDER_ERRORS] = {"earshot_provider_errors",
                                    "Calls that failed, by why.",
                                    METRIC_COUNTER,
                                    {LABEL_FUNCTION, LABEL_PROVIDER, LABEL_FAILURE}},
        [METRIC_PROVIDER_RETRIES] = {"earshot_provider_retries",
                                     "Second tries within a call of a provider.",
                                     METRIC_COUNTER,
                                     {LABEL_FUNCTION, LABEL_PROVIDER}},
        [METRIC_FALLBACKS] = {"earshot_provider_fallbacks",
                              "Times that a later provider of the chain answered.",
                              METRIC_COUNTER,
                              {LABEL_FUNCTION}},
        [METRIC_UNANSWERED] = {"earshot_provider_unanswered",
                               "Times that no provider of the chain answered.",
                               METRIC_COUNTER,
                               {LABEL_FUNCTION}},
        [METRIC_DATABASE_WAIT] = {"earshot_database_wait_seconds",
                                  "How long threads waited for a connection of the pool.",
                                  METRIC_HISTOGRAM,
                                  {LABEL_NONE}},
        [METRIC_SANDBOX_RUNS] = {"earshot_sandbox_runs",
                                 "Files opened in a sandbox, by what came of it.",
                                 METRIC_COUNTER,
                                 {LABEL_SANDBOX, LABEL_SANDBOX_OUTCOME}},
        [METRIC_SANDBOX_SECONDS] = {"earshot_sandbox_run_seconds",
                                    "How long a file took in its sandbox, the start included.",
                                    METRIC_HISTOGRAM,
                                    {LABEL_SANDBOX}},
        [METRIC_JOB_RUNS] = {"earshot_job_runs",
                             "Jobs that runners of this host worked on.",
                             METRIC_COUNTER,
                             {LABEL_JOB, LABEL_RUN}},
        [METRIC_JOB_SECONDS] = {"earshot_job_seconds",
                                "How long jobs took.",
                                METRIC_HISTOGRAM,
                                {LABEL_JOB}},
        [METRIC_STARTS] = {"earshot_interview_starts",
                           "Interviews that asked to start: let in, or made to wait, by why.",
                           METRIC_COUNTER,
                           {LABEL_START}},
        [METRIC_THREADS] = {"earshot_threads",
                            "Threads that serve requests.",
                            METRIC_GAUGE,
                            {LABEL_NONE}},
        [METRIC_THREADS_BUSY] = {"earshot_threads_busy",
                                 "Those that serve one now.",
                                 METRIC_GAUGE,
                                 {LABEL_NONE}},
        [METRIC_DATABASE_CONNECTIONS] = {"earshot_database_connections",
                                         "Connections that the pools may have.",
                                         METRIC_GAUGE,
                                         {LABEL_NONE}},
        [METRIC_DATABASE_CONNECTIONS_BUSY] = {"earshot_database_connections_busy",
                                              "Connections in use now.",
                                              METRIC_GAUGE,
                                              {LABEL_NONE}},
        [METRIC_DATABASE_WAITING] = {"earshot_database_waiting",
                                     "Threads that wait for a connection now.",
                                     METRIC_GAUGE,
                                     {LABEL_NONE}},
        [METRIC_SANDBOXES] = {"earshot_sandboxes",
                              "Files in a sandbox now.",
                              METRIC_GAUGE,
                              {LABEL_NONE}},
        [METRIC_RUNNERS] = {"earshot_runners",
                            "Runners of jobs at work on this host.",
                            METRIC_GAUGE,
                            {LABEL_NONE}},
};
_Static_assert(COUNT_OF(METRICS) == METRIC_COUNT, "every metric has its facts");

static int
values_of(const struct metric_facts *facts, int label)
{
        return METRIC_LABELS[facts->labels[label]].count;
}

int
metrics_series_of(const struct metric_facts *facts)
{
        return values_of(facts, 0) * values_of(facts, 1) * values_of(facts, 2);
}

// A histogram has a cell for each bound, one for what is beyond them, and the sum.
static int
width_of(const struct metric_facts *facts)
{
        return facts->type == METRIC_HISTOGRAM ? METRICS_BOUNDS + 2 : 1;
}

metrics_cell *
metrics_cells(enum metric metric, int series)
{
        size_t place = 0;
        size_t all = 0;
        for (int i = 0; i < METRIC_THREADS; i++) {
                if (i == (int)metric)
                        place = all;
                all += (size_t)metrics_series_of(&METRICS[i]) * (size_t)width_of(&METRICS[i]);
        }
        metrics_cell *cells = shared_area(SHARED_COUNTS, all * sizeof *cells);
        return cells + place + (size_t)series * (size_t)width_of(&METRICS[metric]);
}

static int
series_of(enum metric metric, int a, int b, int c)
{
        const struct metric_facts *facts = &METRICS[metric];
        assert(a >= 0 && a < values_of(facts, 0) && b >= 0 && b < values_of(facts, 1) && c >= 0 &&
               c < values_of(facts, 2));
        return (a * values_of(facts, 1) + b) * values_of(facts, 2) + c;
}

int
metrics_job_kind(const char *name)
{
        int last = (int)COUNT_OF(JOB_KIND_NAMES) - 1;
        for (int i = 0; i < last; i++) {
                if (text_equals(JOB_KIND_NAMES[i], name))
                        return i;
        }
        return last;
}

static void
add(metrics_cell *cell, uint64_t number)
{
        atomic_fetch_add_explicit(cell, number, memory_order_relaxed);
}

void
metrics_count(enum metric metric, int a, int b, int c)
{
        assert(METRICS[metric].type == METRIC_COUNTER);
        add(metrics_cells(metric, series_of(metric, a, b, c)), 1);
}

void
metrics_observe(enum metric metric, int a, int b, int64_t us)
{
        assert(METRICS[metric].type == METRIC_HISTOGRAM);
        metrics_cell *cells = metrics_cells(metric, series_of(metric, a, b, 0));
        int bucket = 0;
        while (bucket < METRICS_BOUNDS && us > METRICS_BOUNDS_US[bucket])
                bucket++;
        add(&cells[bucket], 1);
        add(&cells[METRICS_BOUNDS + 1], us > 0 ? (uint64_t)us : 0);
}

// The gauges of a slot lie together: it is emptied when another process takes it.
static _Atomic int64_t *
gauge_of(int slot, enum metric metric)
{
        _Static_assert(GAUGES * sizeof(int64_t) <= SHARED_GAUGES_OF_SLOT, "a slot has room");
        unsigned char *area = shared_area(SHARED_GAUGES, SHARED_SLOTS * SHARED_GAUGES_OF_SLOT);
        _Atomic int64_t *gauges = (void *)(area + (size_t)slot * SHARED_GAUGES_OF_SLOT);
        assert(metric >= METRIC_THREADS);
        return &gauges[metric - METRIC_THREADS];
}

void
metrics_gauge(enum metric metric, int change)
{
        atomic_fetch_add_explicit(gauge_of(shared_slot(), metric), change, memory_order_relaxed);
}

int64_t
metrics_gauge_sum(enum metric metric)
{
        int64_t sum = 0;
        for (int slot = 0; slot < SHARED_SLOTS; slot++) {
                int64_t value = atomic_load_explicit(gauge_of(slot, metric), memory_order_relaxed);
                if (value != 0 && shared_slot_is_taken(slot))
                        sum += value;
        }
        return sum;
}
