#include "evaluate/evaluate_track.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "interview/evaluation.h"
#include "net/http_client.h"
#include "net/mlflow.h"

enum { METRICS_MOST = 64, PARAMS_MOST = 32 };

struct lists {
        struct mlflow_metric metrics[METRICS_MOST];
        size_t metric_count;
        struct mlflow_text params[PARAMS_MOST];
        size_t param_count;
};

static void
add_metric(struct lists *lists, const char *key, double value)
{
        if (lists->metric_count < METRICS_MOST)
                lists->metrics[lists->metric_count++] = (struct mlflow_metric){key, value};
}

static void
add_param(struct lists *lists, const char *key, const char *value)
{
        if (lists->param_count < PARAMS_MOST)
                lists->params[lists->param_count++] = (struct mlflow_text){key, value};
}

static void
add_agreement(struct lists *lists, const char *prefix, int measure,
              const struct agreement *agreement, struct arena *arena)
{
        const char *name = golden_measure_name(measure);
        if (agreement->count == 0)
                return;
        add_metric(lists, arena_print(arena, "%skappa_%s", prefix, name), agreement->kappa);
        add_metric(lists, arena_print(arena, "%sexact_%s", prefix, name), agreement->exact);
        add_metric(lists, arena_print(arena, "%swithin_one_%s", prefix, name), agreement->within);
}

static void
take_metrics(const struct evaluation_results *results, size_t index, struct lists *lists,
             struct arena *arena)
{
        const struct version_run *run = &results->runs[index];
        const struct figures *of = &results->figures[index];
        for (int i = 0; i < GOLDEN_MEASURES; i++) {
                add_agreement(lists, "", i, &of->reference[i], arena);
                if (results->run_count < 2)
                        continue;
                struct agreement both = figures_between(results->plan, &results->runs[0],
                                                        &results->runs[1], i, arena);
                add_agreement(lists, "between.", i, &both, arena);
        }
        add_metric(lists, "answers_read", (double)of->read);
        add_metric(lists, "unscored", (double)of->unscored);
        add_metric(lists, "hostile_above_reference", (double)of->hostile_above);
        add_metric(lists, "same_level_in_all_repeats", of->stable);
        add_metric(lists, "spread", of->spread);
        add_metric(lists, "claims", (double)of->claims);
        add_metric(lists, "quotes_refused", (double)of->refused);
        add_metric(lists, "fallbacks", (double)of->fallbacks);
        add_metric(lists, "repaired", (double)of->repaired);
        add_metric(lists, "latency_p50_ms", of->p50_ms);
        add_metric(lists, "latency_p95_ms", of->p95_ms);
        if (run->calls > 0) {
                add_metric(lists, "tokens_in", (double)run->tokens_in);
                add_metric(lists, "tokens_out", (double)run->tokens_out);
        }
        if (run->has_cost)
                add_metric(lists, "cost", run->cost);
}

static const char *
model_of(const struct evaluate_plan *plan, const struct evaluated_version *version)
{
        enum provider provider = plan->config->llm.items[0];
        if (version->is_builtin)
                return evaluation_rules();
        if (version->prompt.models[provider] != NULL)
                return version->prompt.models[provider];
        return provider == PROVIDER_ANTHROPIC ? plan->config->llm_anthropic.model
                                              : plan->config->llm_openai.model;
}

static void
take_params(const struct evaluation_results *results, size_t index, struct lists *lists,
            struct arena *arena)
{
        const struct evaluate_plan *plan = results->plan;
        const struct evaluated_version *version = results->runs[index].version;
        add_param(lists, "version", version->id);
        add_param(lists, "set", results->set);
        add_param(lists, "answers", arena_print(arena, "%zu", plan->answer_count));
        add_param(lists, "repeats", arena_print(arena, "%zu", plan->repeats));
        add_param(lists, "model", model_of(plan, version));
        if (results->run_count == 2)
                add_param(lists, "against", results->runs[1 - index].version->id);
        if (version->is_builtin)
                return;
        add_param(lists, "provider", PROVIDER_NAMES[plan->config->llm.items[0]]);
        add_param(lists, "temperature", arena_print(arena, "%.2f", version->prompt.temperature));
        add_param(lists, "max_tokens", arena_print(arena, "%d", version->prompt.max_tokens));
        add_param(lists, "at_once", arena_print(arena, "%d", plan->at_once));
}

void
evaluate_track(const struct evaluation_results *results, int64_t began_ms, const char *table,
               const struct buf *json, struct arena *arena)
{
        const struct config *config = results->plan->config;
        static const struct mlflow_text TAGS[] = {{"earshot", "evaluate"},
                                                  {"mlflow.source.name", "earshot-jobs evaluate"},
                                                  {"mlflow.source.type", "LOCAL"}};
        const struct mlflow_file FILES[] = {
                {"evaluation.txt", "text/plain; charset=utf-8", table, strlen(table)},
                {"evaluation.json", "application/json", json->bytes, json->length},
        };
        if (config->mlflow.url[0] == '\0')
                return;
        struct http_client *client = http_client_new(config->ca_file);
        if (client == NULL)
                memory_none(0);
        for (size_t i = 0; i < results->run_count; i++) {
                struct lists lists = {.metric_count = 0};
                const char *id = NULL;
                struct err err = {0};
                take_metrics(results, i, &lists, arena);
                take_params(results, i, &lists, arena);
                struct mlflow_run run = {
                        .name = arena_print(arena, "%s %s", results->runs[i].version->id,
                                            results->made_at),
                        .started_ms = began_ms,
                        .ended_ms = clock_wall_ms(),
                        .tags = TAGS,
                        .tag_count = COUNT_OF(TAGS),
                        .params = lists.params,
                        .param_count = lists.param_count,
                        .metrics = lists.metrics,
                        .metric_count = lists.metric_count,
                        .files = FILES,
                        .file_count = COUNT_OF(FILES),
                };
                if (!mlflow_log(client, &config->mlflow, &run, arena, &id, &err)) {
                        log_err(LOG_WARN, "the tracking server was not told", &err);
                        if (isatty(STDERR_FILENO) == 1)
                                fprintf(stderr, "The tracking server was not told: %s\n",
                                        err.message);
                        break;
                }
                LOG_LINE(LOG_INFO, "the tracking server was told",
                         LOG_TEXT("version", results->runs[i].version->id), LOG_TEXT("run", id));
        }
        http_client_free(&client);
}
