#include "evaluate/evaluate_print.h"

#include <math.h>

#include "base/own.h"

// A figure that may not be defined.
static const char *
figure(struct arena *arena, double value, int decimals, const char *unit)
{
        return isnan(value) ? "-" : arena_print(arena, "%.*f%s", decimals, value, unit);
}

static const char *
share(struct arena *arena, double value)
{
        return figure(arena, 100 * value, 0, " %");
}

static const char *
agreement_text(struct arena *arena, const struct agreement *agreement)
{
        return agreement->count == 0
                       ? "-"
                       : arena_print(arena, "%s  %5s  %5s  (%zu)",
                                     figure(arena, agreement->kappa, 2, ""),
                                     share(arena, agreement->exact),
                                     share(arena, agreement->within), agreement->count);
}

static void
put_row(struct buf *buf, const char *name, const char *first, const char *second)
{
        if (second == NULL)
                buf_print(buf, "%-34s %s\n", name, first);
        else
                buf_print(buf, "%-34s %-30s %s\n", name, first, second);
}

// One line of the table: what it says of each version.
#define ROW(name, ...)                                                                             \
        do {                                                                                       \
                const char *cells[2] = {NULL, NULL};                                               \
                for (size_t i = 0; i < results->run_count; i++) {                                  \
                        const struct figures *of = &results->figures[i];                           \
                        const struct version_run *run = &results->runs[i];                         \
                        (void)of;                                                                  \
                        (void)run;                                                                 \
                        cells[i] = __VA_ARGS__;                                                    \
                }                                                                                  \
                put_row(buf, (name), cells[0], cells[1]);                                          \
        } while (0)

static const char *
cost_text(struct arena *arena, const struct evaluation_results *results,
          const struct version_run *run)
{
        return run->has_cost ? arena_print(arena, "%.4f %s", run->cost,
                                           results->plan->config->price_currency)
                             : "-";
}

void
results_print(struct buf *buf, const struct evaluation_results *results, struct arena *arena)
{
        const struct evaluate_plan *plan = results->plan;
        buf_print(buf, "%s: %zu answers, %zu repeat%s\n\n", results->set, plan->answer_count,
                  plan->repeats, plan->repeats == 1 ? "" : "s");
        ROW("", run->version->id);
        ROW("read (language known)", arena_print(arena, "%zu of %zu", of->read, of->answers));
        ROW("of them without a score", arena_print(arena, "%zu", of->unscored));
        buf_text(buf, "\nWith the reference: kappa (quadratic weights), same level, at most one "
                      "apart\n");
        for (int measure = GOLDEN_MEASURES - 1; measure >= 0; measure--)
                ROW(arena_print(arena, "  %s", golden_measure_name(measure)),
                    agreement_text(arena, &of->reference[measure]));
        ROW("hostile answers above it",
            arena_print(arena, "%zu of %zu", of->hostile_above, of->hostile));
        if (results->run_count == 2) {
                buf_text(buf, "\nWith one another\n");
                for (int measure = GOLDEN_MEASURES - 1; measure >= 0; measure--) {
                        struct agreement both = figures_between(plan, &results->runs[0],
                                                                &results->runs[1], measure, arena);
                        put_row(buf, arena_print(arena, "  %s", golden_measure_name(measure)),
                                agreement_text(arena, &both), NULL);
                }
        }
        buf_text(buf, "\n");
        ROW("same level in all repeats", share(arena, of->stable));
        ROW("spread of the overall score", figure(arena, of->spread, 2, ""));
        ROW("quotes refused", arena_print(arena, "%zu of %zu", of->refused, of->claims));
        ROW("rules in the model's place", arena_print(arena, "%zu", of->fallbacks));
        ROW("answers asked for twice", arena_print(arena, "%zu", of->repaired));
        ROW("tokens in, out",
            run->calls == 0 ? "-"
                            : arena_print(arena, "%lld, %lld%s", (long long)run->tokens_in,
                                          (long long)run->tokens_out,
                                          run->is_estimated ? " (estimated)" : ""));
        ROW("cost", cost_text(arena, results, run));
        ROW("latency p50, p95", arena_print(arena, "%s, %s", figure(arena, of->p50_ms, 1, " ms"),
                                            figure(arena, of->p95_ms, 1, " ms")));
}

static void
put_agreement(struct json_writer *json, const char *name, const struct agreement *agreement)
{
        json_name(json, name);
        json_open_object(json);
        json_put_int(json, "count", (int64_t)agreement->count);
        json_put_number(json, "kappa", agreement->kappa, 4);
        json_put_number(json, "exact", agreement->exact, 4);
        json_put_number(json, "within_one", agreement->within, 4);
        json_close_object(json);
}

static void
write_run(struct json_writer *json, const struct evaluation_results *results, size_t index)
{
        const struct version_run *run = &results->runs[index];
        const struct figures *of = &results->figures[index];
        json_open_object(json);
        json_put_text(json, "version", run->version->id);
        json_put_int(json, "answers", (int64_t)of->answers);
        json_put_int(json, "read", (int64_t)of->read);
        json_put_int(json, "unscored", (int64_t)of->unscored);
        json_name(json, "agreement");
        json_open_object(json);
        for (int i = 0; i < GOLDEN_MEASURES; i++)
                put_agreement(json, golden_measure_name(i), &of->reference[i]);
        json_close_object(json);
        json_put_int(json, "hostile", (int64_t)of->hostile);
        json_put_int(json, "hostile_above_reference", (int64_t)of->hostile_above);
        json_put_number(json, "same_level_in_all_repeats", of->stable, 4);
        json_put_number(json, "spread", of->spread, 4);
        json_put_int(json, "claims", (int64_t)of->claims);
        json_put_int(json, "quotes_refused", (int64_t)of->refused);
        json_put_int(json, "fallbacks", (int64_t)of->fallbacks);
        json_put_int(json, "repaired", (int64_t)of->repaired);
        json_put_int(json, "calls", run->calls);
        json_put_int(json, "tokens_in", run->tokens_in);
        json_put_int(json, "tokens_out", run->tokens_out);
        json_put_bool(json, "tokens_estimated", run->is_estimated);
        json_put_number(json, "cost", run->has_cost ? run->cost : NAN, 6);
        json_put_number(json, "latency_p50_ms", of->p50_ms, 3);
        json_put_number(json, "latency_p95_ms", of->p95_ms, 3);
        json_close_object(json);
}

static void
write_level(struct json_writer *json, const char *name, int level)
{
        json_put_text(json, name, level < 0 ? NULL : AGREEMENT_LEVEL_NAMES[level]);
}

static void
write_answer(struct json_writer *json, const struct evaluation_results *results, size_t index)
{
        const struct evaluate_plan *plan = results->plan;
        const struct golden_answer *answer = &plan->answers[index];
        json_open_object(json);
        json_put_text(json, "id", answer->id);
        json_put_text(json, "quality", answer->quality);
        json_name(json, "reference");
        json_open_object(json);
        for (int i = 0; i < GOLDEN_MEASURES; i++)
                write_level(json, golden_measure_name(i), answer->reference[i]);
        json_close_object(json);
        json_name(json, "outcomes");
        json_open_list(json);
        for (size_t k = 0; k < results->run_count * plan->repeats; k++) {
                const struct version_run *run = &results->runs[k / plan->repeats];
                const struct outcome *outcome =
                        &run->outcomes[k % plan->repeats * plan->answer_count + index];
                json_open_object(json);
                json_put_text(json, "version", run->version->id);
                json_put_bool(json, "read", outcome->is_read);
                json_put_bool(json, "fallback", outcome->is_fallback);
                json_put_number(json, "overall_score", outcome->overall, 1);
                for (int i = 0; i < GOLDEN_MEASURES; i++)
                        write_level(json, golden_measure_name(i), outcome->levels[i]);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

void
results_write(struct json_writer *json, const struct evaluation_results *results,
              struct arena *arena)
{
        const struct evaluate_plan *plan = results->plan;
        json_open_object(json);
        json_put_text(json, "set", results->set);
        json_put_text(json, "made_at", results->made_at);
        json_put_int(json, "answers", (int64_t)plan->answer_count);
        json_put_int(json, "repeats", (int64_t)plan->repeats);
        json_put_text(json, "currency", plan->config->price_currency);
        json_name(json, "versions");
        json_open_list(json);
        for (size_t i = 0; i < results->run_count; i++)
                write_run(json, results, i);
        json_close_list(json);
        json_name(json, "between");
        if (results->run_count == 2) {
                json_open_object(json);
                for (int i = 0; i < GOLDEN_MEASURES; i++) {
                        struct agreement both = figures_between(plan, &results->runs[0],
                                                                &results->runs[1], i, arena);
                        put_agreement(json, golden_measure_name(i), &both);
                }
                json_close_object(json);
        } else {
                json_add_null(json);
        }
        json_name(json, "items");
        json_open_list(json);
        for (size_t i = 0; i < plan->answer_count; i++)
                write_answer(json, results, i);
        json_close_list(json);
        json_close_object(json);
}
