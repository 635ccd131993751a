// Settings: environment variables, or KEY=VALUE lines in the file that EARSHOT_CONFIG names (the
// environment wins). Read once, in main.c, and handed on as a const struct config. Everything that
// can be set stands in docs/configuration.md.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/log.h"

enum provider {
        PROVIDER_BUILTIN,
        PROVIDER_OPENAI, // any OpenAI-compatible server
        PROVIDER_ANTHROPIC,
        PROVIDER_WHISPERCPP, // the server of whisper.cpp
        PROVIDER_ELEVENLABS,
        PROVIDER_BROWSER, // the candidate's own
        PROVIDER_NONE,
        PROVIDER_COUNT,
};

extern const char *const PROVIDER_NAMES[PROVIDER_COUNT];

// Providers in the order in which they are asked.
struct chain {
        enum provider items[PROVIDER_COUNT];
        int count;
};

// Where a provider of one function is and what it is asked for.
struct provider_settings {
        const char
                *url; // the base that ends before /chat/completions and the like; no '/' at the end
        const char *key; // "" sends none
        const char *model;
        const char *voice; // TTS alone
        // In the currency: a million tokens or characters, a minute of sound; -1: no price is set.
        double price_in;
        double price_out; // of tokens that the model writes
};

// How the supervisor of interviews is set, by the service or by a posting; 0: not given.
struct supervisor_settings {
        int interval_seconds;
        int conclusion_minutes;
        int max_minutes;
        int grace_minutes; // of an interview that was left
};

// An MLflow tracking server (net/mlflow.h), by the names that MLflow itself uses.
struct mlflow_settings {
        const char *url; // no '/' at the end; "": none
        const char *username;
        const char *password;
        const char *token; // in place of both
        const char *experiment;
};

// Whether the question that will likely follow is spoken while its candidate still answers.
enum speak_ahead {
        SPEAK_AHEAD_LOCAL, // by the embedded voice; by providers only what is asked anyway
        SPEAK_AHEAD_ALL,
        SPEAK_AHEAD_NONE,
        SPEAK_AHEAD_COUNT,
};

struct config {
        int port;
        const char *data_dir;   // absolute, exists after the parent's start
        const char *public_url; // no '/' at the end
        const char *const *allowed_origins;
        int allowed_origin_count;
        const char *database_url;       // empty: the private cluster
        const char *database_owner_url; // the same for migrations, which own what they make
        bool has_private_database;
        struct secret secret;
        bool has_secret; // false before the parent has made DATA_DIR/secret.key
        struct chain stt;
        struct chain llm;
        struct chain tts;
        struct chain embeddings; // one: PROVIDER_OPENAI or PROVIDER_NONE
        struct provider_settings stt_openai;
        struct provider_settings stt_whispercpp;
        struct provider_settings llm_openai;
        struct provider_settings llm_anthropic;
        struct provider_settings tts_openai;
        struct provider_settings tts_elevenlabs;
        struct provider_settings embeddings_openai;
        // How long providers over the network may take together for one call, before what is built
        // in goes on; the length of the clip besides for recognising it.
        int stt_seconds;
        int llm_seconds;
        int tts_seconds;
        int breaker_failures; // in a row, until a provider is left alone for a while; 0: never
        int breaker_seconds;  // how long at first
        struct mlflow_settings mlflow;
        const char *price_currency; // ISO 4217
        // What providers over the network may do; 0: as much as they like. A month is an
        // organisation's (UTC).
        int64_t budget_interview_calls;
        int64_t budget_interview_tokens;
        int64_t budget_month_calls;
        int64_t budget_month_tokens;
        // PEM: whom TLS trusts in place of the system's authorities; NULL: those.
        const char *ca_file;
        int api_processes;
        int api_threads;
        int speech_processes;
        int db_pool;
        int rate_limit_per_minute;
        int interviews_at_once; // 0: as many as can be served, by what is measured
        struct supervisor_settings supervisor;
        enum speak_ahead speak_ahead;
        bool is_sandbox_optional; // files are opened also where the sandbox does not close
        enum log_level log_level;

        // What follows from the above.
        int shared_file; // the memory that the parent gives its programs (base/shared.h); -1: none
        int health_listener;       // a socket given to earshot-api likewise (api/serve.h); -1: none
        const char *program_dir;   // where this program's file lies, and its siblings
        const char *share_dir;     // pages, site templates, seeds
        const char *media_dir;     // DATA_DIR/media
        const char *run_dir;       // sockets; short enough for sockaddr_un
        const char *speech_socket; // HTTP on a unix socket: the embedded speech, by nginx
};

// Reads the settings; `environment` is the process's environ. Everything lives in the arena. A bad
// or unknown name or a bad value is ERR_INPUT with a sentence that names it. Makes nothing on disk.
// From then on neither the process nor what it starts leaves a core file: it would have the keys.
MUST_CHECK bool
config_load(char *const *environment, struct arena *arena, struct config *config_out,
            struct err *err);

// Whether a name of the environment is one of the settings or EARSHOT_CONFIG.
bool
config_is_setting(const char *name, size_t length);
