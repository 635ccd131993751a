#include "evaluate/evaluate_figures.h"

#include <math.h>

#include "base/text.h"

static struct agreement
with_reference(const struct evaluate_plan *plan, const struct version_run *run, int measure,
               struct arena *arena)
{
        size_t tasks = plan->answer_count * plan->repeats;
        int *theirs = arena_alloc(arena, tasks, sizeof *theirs);
        int *ours = arena_alloc(arena, tasks, sizeof *ours);
        size_t count = 0;
        for (size_t i = 0; i < tasks; i++) {
                int reference = plan->answers[i % plan->answer_count].reference[measure];
                if (reference < 0 || !run->outcomes[i].is_read)
                        continue;
                theirs[count] = reference;
                ours[count++] = run->outcomes[i].levels[measure];
        }
        return agreement_of(theirs, ours, count);
}

struct agreement
figures_between(const struct evaluate_plan *plan, const struct version_run *a,
                const struct version_run *b, int measure, struct arena *arena)
{
        size_t tasks = plan->answer_count * plan->repeats;
        int *of_a = arena_alloc(arena, tasks, sizeof *of_a);
        int *of_b = arena_alloc(arena, tasks, sizeof *of_b);
        size_t count = 0;
        for (size_t i = 0; i < tasks; i++) {
                if (plan->answers[i % plan->answer_count].reference[measure] < 0 ||
                    !a->outcomes[i].is_read || !b->outcomes[i].is_read)
                        continue;
                of_a[count] = a->outcomes[i].levels[measure];
                of_b[count++] = b->outcomes[i].levels[measure];
        }
        return agreement_of(of_a, of_b, count);
}

// What changes from repeat to repeat.
static void
take_stability(const struct evaluate_plan *plan, const struct version_run *run,
               struct figures *figures)
{
        size_t stable = 0;
        size_t counted = 0;
        size_t spreads = 0;
        double sum = 0;
        figures->stable = NAN;
        figures->spread = NAN;
        for (size_t i = 0; i < plan->answer_count && plan->repeats > 1; i++) {
                double lowest = INFINITY;
                double highest = -INFINITY;
                bool is_same = true;
                for (size_t r = 0; r < plan->repeats; r++) {
                        const struct outcome *outcome = &run->outcomes[r * plan->answer_count + i];
                        is_same = is_same && outcome->levels[GOLDEN_OVERALL] ==
                                                     run->outcomes[i].levels[GOLDEN_OVERALL];
                        if (isnan(outcome->overall))
                                continue;
                        lowest = fmin(lowest, outcome->overall);
                        highest = fmax(highest, outcome->overall);
                }
                if (!run->outcomes[i].is_read)
                        continue;
                counted++;
                stable += is_same ? 1 : 0;
                if (highest >= lowest) {
                        sum += highest - lowest;
                        spreads++;
                }
        }
        if (counted > 0)
                figures->stable = (double)stable / (double)counted;
        if (spreads > 0)
                figures->spread = sum / (double)spreads;
}

struct figures
figures_of(const struct evaluate_plan *plan, const struct version_run *run, struct arena *arena)
{
        size_t tasks = plan->answer_count * plan->repeats;
        struct figures figures = {.answers = tasks};
        double *latencies = arena_alloc(arena, tasks, sizeof *latencies);
        for (size_t i = 0; i < tasks; i++) {
                const struct outcome *outcome = &run->outcomes[i];
                const struct golden_answer *answer = &plan->answers[i % plan->answer_count];
                bool is_hostile = text_equals(answer->quality, "hostile");
                if (!outcome->is_read)
                        continue;
                latencies[figures.read++] = (double)outcome->latency_us / 1000;
                figures.unscored += outcome->is_scored ? 0 : 1;
                figures.claims += outcome->claims;
                figures.refused += outcome->refused;
                figures.fallbacks += outcome->is_fallback ? 1 : 0;
                figures.repaired += outcome->is_repaired ? 1 : 0;
                figures.hostile += is_hostile ? 1 : 0;
                figures.hostile_above += is_hostile && outcome->levels[GOLDEN_OVERALL] >
                                                                 answer->reference[GOLDEN_OVERALL]
                                                 ? 1
                                                 : 0;
        }
        figures.p50_ms = agreement_percentile(latencies, figures.read, 0.5);
        figures.p95_ms = agreement_percentile(latencies, figures.read, 0.95);
        for (int i = 0; i < GOLDEN_MEASURES; i++)
                figures.reference[i] = with_reference(plan, run, i, arena);
        take_stability(plan, run, &figures);
        return figures;
}
