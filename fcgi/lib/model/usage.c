#include "model/usage.h"

#include "base/json_write.h"

const char *const USAGE_PURPOSE_NAMES[USAGE_PURPOSE_COUNT] = {
        [USAGE_TRANSCRIPTION] = "transcription", [USAGE_QUESTION] = "question",
        [USAGE_EVALUATION] = "evaluation",       [USAGE_SPEECH] = "speech",
        [USAGE_EMBEDDING] = "embedding",
};

static const double MILLION = 1e6;

void
usage_write(struct json_writer *json, const struct usage *usage)
{
        json_open_object(json);
        json_put_text(json, "purpose", USAGE_PURPOSE_NAMES[usage->purpose]);
        json_put_text(json, "provider", usage->provider);
        json_put_text(json, "model", usage->model);
        json_put_int(json, "calls", usage->calls);
        json_put_int(json, "failed", usage->failed);
        json_put_int(json, "left_out", usage->left_out);
        json_put_int(json, "tokens_in", usage->tokens_in);
        json_put_int(json, "tokens_out", usage->tokens_out);
        json_put_bool(json, "tokens_estimated", usage->is_estimated);
        json_put_number(json, "audio_seconds", (double)usage->audio_ms / 1000, 1);
        json_put_int(json, "characters", usage->characters);
        if (usage->has_cost)
                json_put_number(json, "cost", (double)usage->cost / MILLION, 6);
        else
                json_put_null(json, "cost");
        json_put_text(json, "currency", usage->has_cost ? usage->currency : NULL);
        json_close_object(json);
}

static void
put_limit(struct json_writer *json, const char *name, int64_t limit)
{
        if (limit > 0)
                json_put_int(json, name, limit);
        else
                json_put_null(json, name);
}

void
budget_write(struct json_writer *json, const struct budget *budget)
{
        json_open_object(json);
        put_limit(json, "interview_calls", budget->interview_calls);
        put_limit(json, "interview_tokens", budget->interview_tokens);
        put_limit(json, "month_calls", budget->month_calls);
        put_limit(json, "month_tokens", budget->month_tokens);
        json_close_object(json);
}
