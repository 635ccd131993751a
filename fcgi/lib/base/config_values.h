// Settings by name and as they were given, before they are understood. For the config files of this
// room alone.
#pragma once

#include "base/config.h"

enum setting {
        SET_PORT,
        SET_DATA_DIR,
        SET_PUBLIC_URL,
        SET_ALLOWED_ORIGINS,
        SET_DATABASE_URL,
        SET_DATABASE_OWNER_URL,
        SET_MEDIA_URL,
        SET_SECRET_KEY,
        SET_STT,
        SET_LLM,
        SET_TTS,
        SET_STT_OPENAI_URL,
        SET_STT_OPENAI_KEY,
        SET_STT_OPENAI_MODEL,
        SET_STT_WHISPERCPP_URL,
        SET_STT_WHISPERCPP_KEY,
        SET_STT_WHISPERCPP_MODEL,
        SET_LLM_OPENAI_URL,
        SET_LLM_OPENAI_KEY,
        SET_LLM_OPENAI_MODEL,
        SET_LLM_ANTHROPIC_URL,
        SET_LLM_ANTHROPIC_KEY,
        SET_LLM_ANTHROPIC_MODEL,
        SET_TTS_OPENAI_URL,
        SET_TTS_OPENAI_KEY,
        SET_TTS_OPENAI_MODEL,
        SET_TTS_OPENAI_VOICE,
        SET_TTS_ELEVENLABS_URL,
        SET_TTS_ELEVENLABS_KEY,
        SET_TTS_ELEVENLABS_MODEL,
        SET_TTS_ELEVENLABS_VOICE,
        SET_EMBEDDINGS,
        SET_EMBEDDINGS_OPENAI_URL,
        SET_EMBEDDINGS_OPENAI_KEY,
        SET_EMBEDDINGS_OPENAI_MODEL,
        SET_BREAKER_FAILURES,
        SET_BREAKER_SECONDS,
        SET_STT_SECONDS,
        SET_LLM_SECONDS,
        SET_TTS_SECONDS,
        SET_CA_FILE,
        SET_STT_OPENAI_PRICE,
        SET_STT_WHISPERCPP_PRICE,
        SET_LLM_OPENAI_PRICE_IN,
        SET_LLM_OPENAI_PRICE_OUT,
        SET_LLM_ANTHROPIC_PRICE_IN,
        SET_LLM_ANTHROPIC_PRICE_OUT,
        SET_TTS_OPENAI_PRICE,
        SET_TTS_ELEVENLABS_PRICE,
        SET_EMBEDDINGS_OPENAI_PRICE,
        SET_PRICE_CURRENCY,
        SET_BUDGET_INTERVIEW_CALLS,
        SET_BUDGET_INTERVIEW_TOKENS,
        SET_BUDGET_MONTH_CALLS,
        SET_BUDGET_MONTH_TOKENS,
        SET_API_PROCESSES,
        SET_API_THREADS,
        SET_SPEECH_PROCESSES,
        SET_DB_POOL,
        SET_RATE_LIMIT_PER_MINUTE,
        SET_INTERVIEWS_AT_ONCE,
        SET_SUPERVISOR_ANALYSIS_INTERVAL,
        SET_SUPERVISOR_CONCLUSION_TIME,
        SET_SUPERVISOR_MAX_DURATION,
        SET_SUPERVISOR_GRACE_TIME,
        SET_SANDBOX,
        SET_SPEAK_AHEAD,
        SET_LOG_LEVEL,
        SET_MLFLOW_TRACKING_URI,
        SET_MLFLOW_TRACKING_USERNAME,
        SET_MLFLOW_TRACKING_PASSWORD,
        SET_MLFLOW_TRACKING_TOKEN,
        SET_MLFLOW_EXPERIMENT_NAME,
        SETTING_COUNT,
};

struct setting_facts {
        const char *name;
        const char *otherwise;
};

extern const struct setting_facts SETTINGS[SETTING_COUNT];

// Values as they were given, before they are understood.
struct values {
        const char *text[SETTING_COUNT];
};

// An address that begins with http:// or https://, without '/' at its end. ERR_INPUT.
MUST_CHECK bool
values_url(const struct values *values, enum setting setting, struct arena *arena,
           const char **url_out, struct err *err);

// Chains and providers. ERR_INPUT.
MUST_CHECK bool
values_providers(const struct values *values, struct arena *arena, struct config *config,
                 struct err *err);
