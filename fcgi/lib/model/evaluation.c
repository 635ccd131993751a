#include "model/evaluation.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_read.h"
#include "base/json_write.h"

// More than any evaluator of ours gives.
static const size_t EVIDENCE_MOST = 1000;
static const size_t TEXTS_MOST = 100;

static const char *const SCORE_NAMES[DIMENSION_COUNT] = {
        [DIMENSION_TECHNICAL] = "technical_score",
        [DIMENSION_CLARITY] = "clarity_score",
        [DIMENSION_CONFIDENCE] = "confidence_score",
        [DIMENSION_BEHAVIORAL] = "behavioral_score",
};

static void
put_texts(struct json_writer *json, const char *name, const char *const *texts, size_t count)
{
        json_name(json, name);
        json_open_list(json);
        for (size_t i = 0; i < count; i++)
                json_add_text(json, texts[i]);
        json_close_list(json);
}

static void
put_ms(struct json_writer *json, const char *name, int ms)
{
        if (ms < 0)
                json_put_null(json, name);
        else
                json_put_int(json, name, ms);
}

void
evidence_write(struct json_writer *json, const struct evidence *evidence)
{
        json_open_object(json);
        json_put_int(json, "turn", evidence->turn);
        json_put_text(json, "criterion", evidence->criterion);
        json_put_text(json, "indicator", evidence->indicator);
        json_put_text(json, "quote", evidence->quote);
        json_put_int(json, "offset", (int64_t)evidence->offset);
        put_ms(json, "start_ms", evidence->start_ms);
        put_ms(json, "end_ms", evidence->end_ms);
        json_close_object(json);
}

void
evaluation_write(struct json_writer *json, const struct evaluation *evaluation)
{
        json_open_object(json);
        for (int i = 0; i < DIMENSION_COUNT; i++)
                json_put_number(json, SCORE_NAMES[i], evaluation->scores.dimension[i], 1);
        json_put_number(json, "overall_score", evaluation->scores.overall, 1);
        json_put_text(json, "null_reason", evaluation->null_reason);
        json_name(json, "star");
        json_open_object(json);
        json_put_bool(json, "situation", evaluation->has_situation);
        json_put_bool(json, "task", evaluation->has_task);
        json_put_bool(json, "action", evaluation->has_action);
        json_put_bool(json, "result", evaluation->has_result);
        json_close_object(json);
        json_put_text(json, "feedback_summary", evaluation->feedback_summary);
        put_texts(json, "improvement_suggestions", evaluation->suggestions,
                  evaluation->suggestion_count);
        json_name(json, "evidence");
        json_open_list(json);
        for (size_t i = 0; i < evaluation->evidence_count; i++)
                evidence_write(json, &evaluation->evidence[i]);
        json_close_list(json);
        put_texts(json, "flags", evaluation->flags, evaluation->flag_count);
        json_name(json, "evaluator");
        json_open_object(json);
        json_put_text(json, "provider", evaluation->evaluator.provider);
        json_put_text(json, "model", evaluation->evaluator.model);
        json_put_text(json, "prompt_version", evaluation->evaluator.prompt_version);
        if (evaluation->evaluator.passed_over != NULL)
                json_put_text(json, "passed_over", evaluation->evaluator.passed_over);
        json_close_object(json);
        json_close_object(json);
}

static const char *
copied_text(const struct json_object *node, const char *name, const char *otherwise,
            struct arena *arena)
{
        return arena_text(arena, json_text_or(node, name, otherwise));
}

static const char *const *
copied_texts(const struct json_object *list, struct arena *arena, size_t *count_out)
{
        size_t count = json_count(list) < TEXTS_MOST ? json_count(list) : TEXTS_MOST;
        const char **texts = arena_alloc(arena, count, sizeof *texts);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
                if (json_text_at(list, i) != NULL)
                        texts[kept++] = arena_text(arena, json_text_at(list, i));
        }
        *count_out = kept;
        return texts;
}

static int
int_or(const struct json_object *node, const char *name, int otherwise)
{
        int64_t value = json_int_or(node, name, otherwise);
        return value < INT_MIN || value > INT_MAX ? otherwise : (int)value;
}

struct evidence
evidence_from_json(const struct json_object *node, struct arena *arena)
{
        int64_t offset = json_int_or(node, "offset", 0);
        struct evidence evidence = {
                .turn = int_or(node, "turn", 0),
                .criterion = copied_text(node, "criterion", "", arena),
                .indicator = copied_text(node, "indicator", "", arena),
                .quote = copied_text(node, "quote", "", arena),
                .offset = offset < 0 ? 0 : (size_t)offset,
                .start_ms = int_or(node, "start_ms", -1),
                .end_ms = int_or(node, "end_ms", -1),
        };
        evidence.length = strlen(evidence.quote);
        return evidence;
}

struct evaluation
evaluation_from_json(const struct json_object *node, struct arena *arena)
{
        const struct json_object *star = json_get(node, "star");
        const struct json_object *evaluator = json_get(node, "evaluator");
        struct evaluation evaluation = {
                .scores.overall = json_number_or(node, "overall_score", NAN),
                .has_situation = json_bool_or(star, "situation", false),
                .has_task = json_bool_or(star, "task", false),
                .has_action = json_bool_or(star, "action", false),
                .has_result = json_bool_or(star, "result", false),
                .feedback_summary = copied_text(node, "feedback_summary", NULL, arena),
                .null_reason = copied_text(node, "null_reason", NULL, arena),
                .evaluator.provider = copied_text(evaluator, "provider", "", arena),
                .evaluator.model = copied_text(evaluator, "model", "", arena),
                .evaluator.prompt_version = copied_text(evaluator, "prompt_version", "", arena),
                .evaluator.passed_over = copied_text(evaluator, "passed_over", NULL, arena),
        };
        for (int i = 0; i < DIMENSION_COUNT; i++)
                evaluation.scores.dimension[i] = json_number_or(node, SCORE_NAMES[i], NAN);
        evaluation.suggestions = copied_texts(json_get(node, "improvement_suggestions"), arena,
                                              &evaluation.suggestion_count);
        evaluation.flags = copied_texts(json_get(node, "flags"), arena, &evaluation.flag_count);
        const struct json_object *list = json_get(node, "evidence");
        size_t count = json_count(list) < EVIDENCE_MOST ? json_count(list) : EVIDENCE_MOST;
        struct evidence *evidence = arena_alloc(arena, count, sizeof *evidence);
        for (size_t i = 0; i < count; i++)
                evidence[i] = evidence_from_json(json_at(list, i), arena);
        evaluation.evidence = evidence;
        evaluation.evidence_count = count;
        return evaluation;
}
