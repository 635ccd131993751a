#include "evaluate/evaluate_run.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "interview/agreement.h"
#include "interview/evaluation.h"
#include "net/http_client.h"
#include "net/providers.h"
#include "net/used.h"
#include "turn/model_evaluator.h"

enum { AT_ONCE_MOST = 16 };

// What the threads of one run share. Each has a client and memory of its own; they write different
// outcomes. This is the one place of the program with threads: a model takes seconds to answer.
struct shared {
        const struct evaluate_plan *plan;
        struct version_run *run;
        struct used used;
        atomic_size_t next;
};

static void
take_levels(const struct golden_answer *answer, const struct evaluation *evaluation,
            struct outcome *outcome)
{
        outcome->overall = evaluation->scores.overall;
        outcome->is_scored = !isnan(outcome->overall);
        for (int i = 0; i < GOLDEN_MEASURES; i++)
                outcome->levels[i] =
                        answer->reference[i] < 0
                                ? -1
                                : agreement_level(i == GOLDEN_OVERALL
                                                          ? outcome->overall
                                                          : evaluation->scores.dimension[i]);
}

static void
ask_model(struct shared *shared, struct http_client *client, const struct evaluation_input *input,
          struct arena *arena, struct evaluation *evaluation_out, struct outcome *outcome)
{
        struct providers providers = {
                .config = shared->plan->config, .client = client, .used = &shared->used};
        struct model_reading reading = {.claim_count = 0};
        struct err err;
        if (!model_evaluate(&providers, &shared->run->version->prompt, input, arena, &reading,
                            &err)) {
                log_err(LOG_WARN, "the built-in rules evaluate in the model's place", &err);
                outcome->is_fallback = true;
                *evaluation_out = evaluate_builtin(input, arena);
                return;
        }
        *evaluation_out = reading.evaluation;
        outcome->is_repaired = reading.is_repaired;
        outcome->claims = reading.claim_count;
        outcome->refused = evidence_refused(input->transcript, input->rubric, input->question,
                                            reading.claims, reading.claim_count, arena);
}

static void
evaluate_one(struct shared *shared, struct http_client *client, size_t task)
{
        OWN(arena_done) struct arena arena = {0};
        const struct evaluate_plan *plan = shared->plan;
        const struct golden_answer *answer = &plan->answers[task % plan->answer_count];
        struct outcome *outcome = &shared->run->outcomes[task];
        struct transcript transcript = {.text = answer->text,
                                        .language = answer->question->language,
                                        .confidence = -1,
                                        .provider = "typed"};
        struct evaluation_input input = {.question = answer->question,
                                         .transcript = &transcript,
                                         .rubric = &plan->rubrics[answer->type],
                                         .type = answer->type,
                                         .turn = 1};
        struct evaluation evaluation = {.evidence_count = 0};
        bool is_builtin = shared->run->version->is_builtin;
        int64_t began_us = clock_us();
        outcome->is_read = !is_builtin || evidence_knows(answer->question->language);
        if (is_builtin) {
                evaluation = evaluate_builtin(&input, &arena);
                outcome->claims = evaluation.evidence_count;
        } else {
                ask_model(shared, client, &input, &arena, &evaluation, outcome);
        }
        outcome->latency_us = clock_us() - began_us;
        take_levels(answer, &evaluation, outcome);
}

static void *
work(void *context)
{
        struct shared *shared = context;
        const struct evaluate_plan *plan = shared->plan;
        struct http_client *client = http_client_new(plan->config->ca_file);
        if (client == NULL)
                memory_none(0);
        size_t tasks = plan->answer_count * plan->repeats;
        for (size_t task = atomic_fetch_add(&shared->next, 1); task < tasks && *plan->stops == 0;
             task = atomic_fetch_add(&shared->next, 1))
                evaluate_one(shared, client, task);
        http_client_free(&client);
        return NULL;
}

static void
take_used(const struct used *used, struct version_run *run)
{
        for (size_t i = 0; i < used->count; i++) {
                const struct usage *item = &used->items[i];
                run->calls += item->calls;
                run->tokens_in += item->tokens_in;
                run->tokens_out += item->tokens_out;
                run->is_estimated = run->is_estimated || item->is_estimated;
                run->has_cost = run->has_cost || item->has_cost;
                run->cost += (double)item->cost / 1e6;
        }
}

bool
evaluate_version(const struct evaluate_plan *plan, const struct evaluated_version *version,
                 struct arena *arena, struct version_run *run_out, struct err *err)
{
        size_t tasks = plan->answer_count * plan->repeats;
        struct version_run run = {
                .version = version,
                .outcomes = arena_alloc(arena, tasks, sizeof *run.outcomes),
        };
        struct shared shared = {.plan = plan, .run = &run};
        pthread_t threads[AT_ONCE_MOST];
        int started = 0;
        // Rules need a processor, and are measured one after the other.
        int wanted = version->is_builtin            ? 1
                     : plan->at_once < AT_ONCE_MOST ? plan->at_once
                                                    : AT_ONCE_MOST;
        for (; started < wanted - 1; started++) {
                if (pthread_create(&threads[started], NULL, work, &shared) != 0)
                        break;
        }
        (void)work(&shared);
        for (int i = 0; i < started; i++)
                pthread_join(threads[i], NULL);
        if (*plan->stops != 0)
                return FAIL(err, ERR_BUSY, "It was told to stop.");
        take_used(&shared.used, &run);
        *run_out = run;
        return true;
}
