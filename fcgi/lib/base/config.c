#include "base/config_values.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

// A settings file is a page, not a book.
static const size_t FILE_LIMIT = 64 * 1024;

// sockaddr_un has room for 107 bytes; PostgreSQL's socket name takes 20 of them.
static const size_t RUN_DIR_LONGEST = 80;

const struct setting_facts SETTINGS[] = {
        [SET_PORT] = {"PORT", "8080"},
        [SET_DATA_DIR] = {"DATA_DIR", "var"},
        [SET_PUBLIC_URL] = {"PUBLIC_URL", ""},
        [SET_ALLOWED_ORIGINS] = {"ALLOWED_ORIGINS", ""},
        [SET_DATABASE_URL] = {"DATABASE_URL", ""},
        [SET_DATABASE_OWNER_URL] = {"DATABASE_OWNER_URL", ""},
        [SET_MEDIA_URL] = {"MEDIA_URL", ""},
        [SET_SECRET_KEY] = {"SECRET_KEY", ""},
        [SET_STT] = {"STT", "builtin"},
        [SET_LLM] = {"LLM", "builtin"},
        [SET_TTS] = {"TTS", "builtin"},
        [SET_STT_OPENAI_URL] = {"STT_OPENAI_URL", "https://api.openai.com/v1"},
        [SET_STT_OPENAI_KEY] = {"STT_OPENAI_KEY", ""},
        [SET_STT_OPENAI_MODEL] = {"STT_OPENAI_MODEL", "whisper-1"},
        [SET_STT_WHISPERCPP_URL] = {"STT_WHISPERCPP_URL", ""},
        [SET_STT_WHISPERCPP_KEY] = {"STT_WHISPERCPP_KEY", ""},
        [SET_STT_WHISPERCPP_MODEL] = {"STT_WHISPERCPP_MODEL", "whisper.cpp"},
        [SET_LLM_OPENAI_URL] = {"LLM_OPENAI_URL", "https://api.openai.com/v1"},
        [SET_LLM_OPENAI_KEY] = {"LLM_OPENAI_KEY", ""},
        [SET_LLM_OPENAI_MODEL] = {"LLM_OPENAI_MODEL", "gpt-4o-mini"},
        [SET_LLM_ANTHROPIC_URL] = {"LLM_ANTHROPIC_URL", "https://api.anthropic.com/v1"},
        [SET_LLM_ANTHROPIC_KEY] = {"LLM_ANTHROPIC_KEY", ""},
        [SET_LLM_ANTHROPIC_MODEL] = {"LLM_ANTHROPIC_MODEL", "claude-haiku-4-5"},
        [SET_TTS_OPENAI_URL] = {"TTS_OPENAI_URL", "https://api.openai.com/v1"},
        [SET_TTS_OPENAI_KEY] = {"TTS_OPENAI_KEY", ""},
        [SET_TTS_OPENAI_MODEL] = {"TTS_OPENAI_MODEL", "tts-1"},
        [SET_TTS_OPENAI_VOICE] = {"TTS_OPENAI_VOICE", "alloy"},
        [SET_TTS_ELEVENLABS_URL] = {"TTS_ELEVENLABS_URL", "https://api.elevenlabs.io/v1"},
        [SET_TTS_ELEVENLABS_KEY] = {"TTS_ELEVENLABS_KEY", ""},
        [SET_TTS_ELEVENLABS_MODEL] = {"TTS_ELEVENLABS_MODEL", "eleven_flash_v2_5"},
        [SET_TTS_ELEVENLABS_VOICE] = {"TTS_ELEVENLABS_VOICE", "JBFqnCBsd6RMkjVDRYzb"},
        [SET_EMBEDDINGS] = {"EMBEDDINGS", "none"},
        [SET_EMBEDDINGS_OPENAI_URL] = {"EMBEDDINGS_OPENAI_URL", "https://api.openai.com/v1"},
        [SET_EMBEDDINGS_OPENAI_KEY] = {"EMBEDDINGS_OPENAI_KEY", ""},
        [SET_EMBEDDINGS_OPENAI_MODEL] = {"EMBEDDINGS_OPENAI_MODEL", "text-embedding-3-small"},
        [SET_BREAKER_FAILURES] = {"BREAKER_FAILURES", "5"},
        [SET_BREAKER_SECONDS] = {"BREAKER_SECONDS", "15"},
        [SET_STT_SECONDS] = {"STT_SECONDS", "30"},
        [SET_LLM_SECONDS] = {"LLM_SECONDS", "20"},
        [SET_TTS_SECONDS] = {"TTS_SECONDS", "12"},
        [SET_CA_FILE] = {"CA_FILE", ""},
        [SET_STT_OPENAI_PRICE] = {"STT_OPENAI_PRICE", ""},
        [SET_STT_WHISPERCPP_PRICE] = {"STT_WHISPERCPP_PRICE", ""},
        [SET_LLM_OPENAI_PRICE_IN] = {"LLM_OPENAI_PRICE_IN", ""},
        [SET_LLM_OPENAI_PRICE_OUT] = {"LLM_OPENAI_PRICE_OUT", ""},
        [SET_LLM_ANTHROPIC_PRICE_IN] = {"LLM_ANTHROPIC_PRICE_IN", ""},
        [SET_LLM_ANTHROPIC_PRICE_OUT] = {"LLM_ANTHROPIC_PRICE_OUT", ""},
        [SET_TTS_OPENAI_PRICE] = {"TTS_OPENAI_PRICE", ""},
        [SET_TTS_ELEVENLABS_PRICE] = {"TTS_ELEVENLABS_PRICE", ""},
        [SET_EMBEDDINGS_OPENAI_PRICE] = {"EMBEDDINGS_OPENAI_PRICE", ""},
        [SET_PRICE_CURRENCY] = {"PRICE_CURRENCY", "USD"},
        [SET_BUDGET_INTERVIEW_CALLS] = {"BUDGET_INTERVIEW_CALLS", "0"},
        [SET_BUDGET_INTERVIEW_TOKENS] = {"BUDGET_INTERVIEW_TOKENS", "0"},
        [SET_BUDGET_MONTH_CALLS] = {"BUDGET_MONTH_CALLS", "0"},
        [SET_BUDGET_MONTH_TOKENS] = {"BUDGET_MONTH_TOKENS", "0"},
        [SET_API_PROCESSES] = {"API_PROCESSES", "2"},
        [SET_API_THREADS] = {"API_THREADS", "32"},
        [SET_SPEECH_PROCESSES] = {"SPEECH_PROCESSES", "2"},
        [SET_DB_POOL] = {"DB_POOL", "8"},
        [SET_RATE_LIMIT_PER_MINUTE] = {"RATE_LIMIT_PER_MINUTE", "600"},
        [SET_INTERVIEWS_AT_ONCE] = {"INTERVIEWS_AT_ONCE", "0"},
        [SET_SUPERVISOR_ANALYSIS_INTERVAL] = {"SUPERVISOR_ANALYSIS_INTERVAL", "30"},
        [SET_SUPERVISOR_CONCLUSION_TIME] = {"SUPERVISOR_CONCLUSION_TIME", "0"},
        [SET_SUPERVISOR_MAX_DURATION] = {"SUPERVISOR_MAX_DURATION", "0"},
        [SET_SUPERVISOR_GRACE_TIME] = {"SUPERVISOR_GRACE_TIME", "1440"},
        [SET_SANDBOX] = {"SANDBOX", "required"},
        [SET_SPEAK_AHEAD] = {"SPEAK_AHEAD", "local"},
        [SET_LOG_LEVEL] = {"LOG_LEVEL", "info"},
        [SET_MLFLOW_TRACKING_URI] = {"MLFLOW_TRACKING_URI", ""},
        [SET_MLFLOW_TRACKING_USERNAME] = {"MLFLOW_TRACKING_USERNAME", ""},
        [SET_MLFLOW_TRACKING_PASSWORD] = {"MLFLOW_TRACKING_PASSWORD", ""},
        [SET_MLFLOW_TRACKING_TOKEN] = {"MLFLOW_TRACKING_TOKEN", ""},
        [SET_MLFLOW_EXPERIMENT_NAME] = {"MLFLOW_EXPERIMENT_NAME", "earshot"},
};
_Static_assert(COUNT_OF(SETTINGS) == SETTING_COUNT, "every setting has its facts");

// Names under these prefixes are ours: one that is not known is a slip of the pen. EARSHOT_CONFIG
// itself and the tests' own names are the exceptions.
static const char *const PREFIXES[] = {"EARSHOT_",    "STT_",    "LLM_",       "TTS_",
                                       "EMBEDDINGS_", "BUDGET_", "SUPERVISOR_"};
static const char *const KNOWN_BESIDES[] = {"EARSHOT_CONFIG",      "EARSHOT_DEMO_JSON",
                                            "EARSHOT_PROGRAM_DIR", "EARSHOT_SPEECH_SOCKET",
                                            "EARSHOT_SHARED_FILE", "EARSHOT_HEALTH_LISTENER"};

static int
find_setting(const char *name, size_t length)
{
        for (int i = 0; i < SETTING_COUNT; i++) {
                if (strlen(SETTINGS[i].name) == length &&
                    memcmp(SETTINGS[i].name, name, length) == 0)
                        return i;
        }
        return -1;
}

bool
config_is_setting(const char *name, size_t length)
{
        static const char FILE_NAME[] = "EARSHOT_CONFIG";
        return find_setting(name, length) >= 0 ||
               (length == strlen(FILE_NAME) && memcmp(name, FILE_NAME, length) == 0);
}

static bool
read_file(const char *path, struct buf *buf, struct err *err)
{
        int file = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t got = 0;
        if (file < 0)
                return FAIL_FIELD(err, "EARSHOT_CONFIG", "The file %.150s cannot be read: %s.",
                                  path, strerror(errno));
        do {
                char piece[4096];
                got = read(file, piece, sizeof piece);
                if (got > 0)
                        buf_add(buf, piece, (size_t)got);
        } while (got > 0 && !buf->is_over);
        close(file);
        if (got < 0)
                return FAIL_FIELD(err, "EARSHOT_CONFIG", "The file %.150s cannot be read.", path);
        return buf_check(buf, ERR_INPUT, "The settings file", err);
}

static bool
take_line(char *line, int number, struct arena *arena, struct values *values, struct err *err)
{
        char *text = text_trim(arena, line);
        char *equals = strchr(text, '=');
        if (text[0] == '\0' || text[0] == '#')
                return true;
        if (equals == NULL)
                return FAIL_FIELD(err, "EARSHOT_CONFIG",
                                  "Line %d of the settings file is not KEY=VALUE.", number);
        *equals = '\0';
        const char *name = text_trim(arena, text);
        int setting = find_setting(name, strlen(name));
        if (setting < 0)
                return FAIL_FIELD(err, name, "\"%.60s\" in the settings file is not a setting.",
                                  name);
        values->text[setting] = text_trim(arena, equals + 1);
        return true;
}

static bool
take_file(const char *path, struct arena *arena, struct values *values, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(FILE_LIMIT);
        if (!read_file(path, &buf, err))
                return false;
        if (!text_is_utf8(buf_string(&buf), buf.length))
                return FAIL_FIELD(err, "EARSHOT_CONFIG", "The settings file is not UTF-8 text.");
        int number = 0;
        char *rest = buf.bytes;
        for (char *line = NULL; rest != NULL && (line = strsep(&rest, "\n")) != NULL;) {
                if (!take_line(line, ++number, arena, values, err))
                        return false;
        }
        return true;
}

static bool
is_known_besides(const char *name, size_t length)
{
        for (size_t i = 0; i < COUNT_OF(KNOWN_BESIDES); i++) {
                if (strlen(KNOWN_BESIDES[i]) == length &&
                    memcmp(KNOWN_BESIDES[i], name, length) == 0)
                        return true;
        }
        return false;
}

static bool
take_environment(char *const *environment, struct arena *arena, struct values *values,
                 struct err *err)
{
        for (size_t i = 0; environment[i] != NULL; i++) {
                const char *entry = environment[i];
                const char *equals = strchr(entry, '=');
                if (equals == NULL)
                        continue;
                size_t length = (size_t)(equals - entry);
                int setting = find_setting(entry, length);
                // An empty variable says nothing, as in most shells' habits.
                const char *value = text_trim(arena, equals + 1);
                if (setting >= 0 && value[0] != '\0')
                        values->text[setting] = value;
                if (setting >= 0)
                        continue;
                for (size_t k = 0; k < COUNT_OF(PREFIXES); k++) {
                        if (text_starts(entry, PREFIXES[k]) && !is_known_besides(entry, length))
                                return FAIL_FIELD(err, "environment",
                                                  "\"%.*s\" in the environment is not a setting.",
                                                  (int)(length > 60 ? 60 : length), entry);
                }
        }
        return true;
}

static bool
number_of(const struct values *values, enum setting setting, int least, int most, int *number_out,
          struct err *err)
{
        int64_t number = 0;
        if (!text_to_int(values->text[setting], least, most, &number))
                return FAIL_FIELD(err, SETTINGS[setting].name,
                                  "%s must be a whole number from %d to %d.",
                                  SETTINGS[setting].name, least, most);
        *number_out = (int)number;
        return true;
}

static bool
is_url(const char *text)
{
        const char *rest = text_starts(text, "http://")    ? text + 7
                           : text_starts(text, "https://") ? text + 8
                                                           : NULL;
        return rest != NULL && rest[0] != '\0' && rest[0] != '/' && strpbrk(text, " \"'<>") == NULL;
}

bool
values_url(const struct values *values, enum setting setting, struct arena *arena,
           const char **url_out, struct err *err)
{
        char *url = arena_text(arena, values->text[setting]);
        if (!is_url(url))
                return FAIL_FIELD(err, SETTINGS[setting].name,
                                  "%s must begin with http:// or https://.",
                                  SETTINGS[setting].name);
        for (size_t length = strlen(url); length > 0 && url[length - 1] == '/'; length--)
                url[length - 1] = '\0';
        *url_out = url;
        return true;
}

static bool
origins_of(const struct values *values, struct arena *arena, struct config *config, struct err *err)
{
        char *rest = arena_text(arena, values->text[SET_ALLOWED_ORIGINS]);
        size_t most = 1;
        for (const char *c = rest; *c != '\0'; c++)
                most += *c == ',' || *c == ' ';
        const char **origins = arena_alloc(arena, most, sizeof *origins);
        int count = 0;
        for (char *piece = NULL; (piece = strsep(&rest, ", ")) != NULL;) {
                if (piece[0] == '\0')
                        continue;
                if (!is_url(piece) || strchr(strstr(piece, "://") + 3, '/') != NULL)
                        return FAIL_FIELD(err, "ALLOWED_ORIGINS",
                                          "\"%.60s\" is not an origin such as "
                                          "https://jobs.example.org.",
                                          piece);
                origins[count++] = piece;
        }
        config->allowed_origins = origins;
        config->allowed_origin_count = count;
        return true;
}

static bool
level_of(const struct values *values, enum log_level *level_out, struct err *err)
{
        static const char *const NAMES[] = {"error", "warn", "info", "debug"};
        for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
                if (strcmp(values->text[SET_LOG_LEVEL], NAMES[i]) == 0) {
                        *level_out = (enum log_level)i;
                        return true;
                }
        }
        return FAIL_FIELD(err, "LOG_LEVEL", "LOG_LEVEL must be error, warn, info or debug.");
}

static bool
sandbox_of(const struct values *values, bool *is_optional_out, struct err *err)
{
        const char *text = values->text[SET_SANDBOX];
        if (!text_equals(text, "required") && !text_equals(text, "optional"))
                return FAIL_FIELD(err, "SANDBOX", "SANDBOX must be required or optional.");
        *is_optional_out = text_equals(text, "optional");
        return true;
}

static bool
speak_ahead_of(const struct values *values, enum speak_ahead *ahead_out, struct err *err)
{
        static const char *const NAMES[SPEAK_AHEAD_COUNT] = {
                [SPEAK_AHEAD_LOCAL] = "local",
                [SPEAK_AHEAD_ALL] = "all",
                [SPEAK_AHEAD_NONE] = "none",
        };
        for (int i = 0; i < SPEAK_AHEAD_COUNT; i++) {
                if (text_equals(values->text[SET_SPEAK_AHEAD], NAMES[i])) {
                        *ahead_out = (enum speak_ahead)i;
                        return true;
                }
        }
        return FAIL_FIELD(err, "SPEAK_AHEAD", "SPEAK_AHEAD must be local, all or none.");
}

// Read here once, so that a slip of the pen does not show as a provider that fails.
static bool
ca_file_of(const struct values *values, const char **path_out, struct err *err)
{
        const char *path = values->text[SET_CA_FILE];
        if (path[0] == '\0')
                return true;
        if (path[0] != '/' || access(path, R_OK) != 0)
                return FAIL_FIELD(err, "CA_FILE",
                                  "CA_FILE must be the absolute path of a file that can be read.");
        *path_out = path;
        return true;
}

static bool
mlflow_of(const struct values *values, struct arena *arena, struct mlflow_settings *mlflow,
          struct err *err)
{
        mlflow->url = "";
        mlflow->username = values->text[SET_MLFLOW_TRACKING_USERNAME];
        mlflow->password = values->text[SET_MLFLOW_TRACKING_PASSWORD];
        mlflow->token = values->text[SET_MLFLOW_TRACKING_TOKEN];
        mlflow->experiment = values->text[SET_MLFLOW_EXPERIMENT_NAME];
        return values->text[SET_MLFLOW_TRACKING_URI][0] == '\0' ||
               values_url(values, SET_MLFLOW_TRACKING_URI, arena, &mlflow->url, err);
}

static bool
directories_of(const struct values *values, struct arena *arena, struct config *config,
               struct err *err)
{
        char here[PATH_MAX];
        const char *data = values->text[SET_DATA_DIR];
        if (data[0] == '\0' || strpbrk(data, "\n\"';{}") != NULL)
                return FAIL_FIELD(err, "DATA_DIR", "DATA_DIR must be a plain path.");
        if (data[0] != '/') {
                if (getcwd(here, sizeof here) == NULL)
                        return FAIL(err, ERR_BROKEN, "The current directory cannot be read.");
                data = arena_print(arena, "%s/%s", here, data);
        }
        // The true place, so that all programs and both names of a link agree on it.
        char *resolved = realpath(data, NULL);
        config->data_dir = arena_text(arena, resolved == NULL ? data : resolved);
        free(resolved);
        config->media_dir = arena_print(arena, "%s/media", config->data_dir);
        config->run_dir = arena_print(arena, "%s/run", config->data_dir);
        if (strlen(config->run_dir) > RUN_DIR_LONGEST) {
                struct digest digest = sha256_of(config->data_dir, strlen(config->data_dir));
                config->run_dir =
                        arena_print(arena, "/tmp/earshot-%.16s", digest_to_text(digest).text);
        }
        config->speech_socket = arena_print(arena, "%s/speech-http.sock", config->run_dir);

        ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);
        if (length < 0)
                return FAIL(err, ERR_BROKEN, "The program's own path cannot be read.");
        here[length] = '\0';
        char *slash = strrchr(here, '/');
        *slash = '\0';
        config->program_dir = arena_text(arena, here);
        slash = strrchr(here, '/');
        config->share_dir = arena_print(arena, "%.*s/share", (int)(slash - here), here);
        return true;
}

static bool
supervisor_of(const struct values *values, struct supervisor_settings *settings, struct err *err)
{
        if (!number_of(values, SET_SUPERVISOR_ANALYSIS_INTERVAL, 1, 3600,
                       &settings->interval_seconds, err) ||
            !number_of(values, SET_SUPERVISOR_CONCLUSION_TIME, 0, 269,
                       &settings->conclusion_minutes, err) ||
            !number_of(values, SET_SUPERVISOR_MAX_DURATION, 0, 270, &settings->max_minutes, err) ||
            !number_of(values, SET_SUPERVISOR_GRACE_TIME, 1, 43200, &settings->grace_minutes, err))
                return false;
        if (settings->max_minutes > 0 && settings->conclusion_minutes >= settings->max_minutes)
                return FAIL_FIELD(err, "SUPERVISOR_CONCLUSION_TIME",
                                  "SUPERVISOR_CONCLUSION_TIME must be less than "
                                  "SUPERVISOR_MAX_DURATION.");
        return true;
}

static bool
database_of(const struct values *values, struct arena *arena, struct config *config,
            struct err *err)
{
        const char *url = values->text[SET_DATABASE_URL];
        const char *owner = values->text[SET_DATABASE_OWNER_URL];
        config->has_private_database = url[0] == '\0';
        if (config->has_private_database) {
                if (owner[0] != '\0')
                        return FAIL_FIELD(err, "DATABASE_OWNER_URL",
                                          "DATABASE_OWNER_URL needs DATABASE_URL.");
                config->database_url = arena_print(
                        arena, "host='%s' dbname=earshot user=earshot_app", config->run_dir);
                config->database_owner_url = arena_print(
                        arena, "host='%s' dbname=earshot user=earshot_owner", config->run_dir);
                return true;
        }
        config->database_url = url;
        config->database_owner_url = owner[0] == '\0' ? url : owner;
        return true;
}

static bool
secret_of(const struct values *values, struct arena *arena, struct config *config, struct err *err)
{
        const char *text = values->text[SET_SECRET_KEY];
        char line[256];
        if (text[0] == '\0') {
                int file = open(arena_print(arena, "%s/secret.key", config->data_dir),
                                O_RDONLY | O_CLOEXEC);
                ssize_t got = file < 0 ? -1 : read(file, line, sizeof line - 1);
                if (file >= 0)
                        close(file);
                if (got <= 0)
                        return true;
                line[got] = '\0';
                text = text_trim(arena, line);
        }
        config->has_secret = true;
        return secret_from_text(text, &config->secret, err);
}

// 1, not 0: Linux leaves out programs that collect cores for this value alone (core(5)), and a file
// of one byte is not written. Not dumpable: no other process of the same user may look into this
// one's memory either (prctl(2), ptrace(2)). The limit is handed on to what is started, the other
// is not: each program of ours asks for it here.
static void
leave_no_core(void)
{
        static const struct rlimit LIMIT = {.rlim_cur = 1, .rlim_max = 1};
        (void)setrlimit(RLIMIT_CORE, &LIMIT);
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// A descriptor of ours; what is none is none.
static int
descriptor_of(char *const *environment, const char *name)
{
        int64_t number = 0;
        for (size_t i = 0; environment[i] != NULL; i++) {
                if (text_starts(environment[i], name) &&
                    text_to_int(environment[i] + strlen(name), STDERR_FILENO + 1, 65535, &number))
                        return (int)number;
        }
        return -1;
}

bool
config_load(char *const *environment, struct arena *arena, struct config *config_out,
            struct err *err)
{
        struct values values = {{NULL}};
        struct config config = {0};
        const char *file = NULL;

        leave_no_core();
        for (int i = 0; i < SETTING_COUNT; i++)
                values.text[i] = SETTINGS[i].otherwise;
        for (size_t i = 0; environment[i] != NULL; i++) {
                if (text_starts(environment[i], "EARSHOT_CONFIG="))
                        file = strchr(environment[i], '=') + 1;
        }
        config.shared_file = descriptor_of(environment, "EARSHOT_SHARED_FILE=");
        config.health_listener = descriptor_of(environment, "EARSHOT_HEALTH_LISTENER=");
        if (file != NULL && file[0] != '\0' && !take_file(file, arena, &values, err))
                return false;
        if (!take_environment(environment, arena, &values, err))
                return false;

        if (!number_of(&values, SET_PORT, 1, 65535, &config.port, err) ||
            !number_of(&values, SET_API_PROCESSES, 1, 64, &config.api_processes, err) ||
            !number_of(&values, SET_API_THREADS, 1, 2048, &config.api_threads, err) ||
            !number_of(&values, SET_SPEECH_PROCESSES, 1, 64, &config.speech_processes, err) ||
            !number_of(&values, SET_DB_POOL, 1, 256, &config.db_pool, err) ||
            !number_of(&values, SET_RATE_LIMIT_PER_MINUTE, 0, 1000000,
                       &config.rate_limit_per_minute, err) ||
            !number_of(&values, SET_INTERVIEWS_AT_ONCE, 0, 100000, &config.interviews_at_once,
                       err) ||
            !supervisor_of(&values, &config.supervisor, err) ||
            !level_of(&values, &config.log_level, err) ||
            !sandbox_of(&values, &config.is_sandbox_optional, err) ||
            !speak_ahead_of(&values, &config.speak_ahead, err) ||
            !number_of(&values, SET_BREAKER_FAILURES, 0, 1000, &config.breaker_failures, err) ||
            !number_of(&values, SET_BREAKER_SECONDS, 1, 600, &config.breaker_seconds, err) ||
            !number_of(&values, SET_STT_SECONDS, 1, 600, &config.stt_seconds, err) ||
            !number_of(&values, SET_LLM_SECONDS, 1, 600, &config.llm_seconds, err) ||
            !number_of(&values, SET_TTS_SECONDS, 1, 600, &config.tts_seconds, err) ||
            !ca_file_of(&values, &config.ca_file, err) ||
            !mlflow_of(&values, arena, &config.mlflow, err) ||
            !values_providers(&values, arena, &config, err) ||
            !origins_of(&values, arena, &config, err) ||
            !directories_of(&values, arena, &config, err) ||
            !database_of(&values, arena, &config, err) || !secret_of(&values, arena, &config, err))
                return false;

        if (values.text[SET_PUBLIC_URL][0] == '\0')
                config.public_url = arena_print(arena, "http://127.0.0.1:%d", config.port);
        else if (!values_url(&values, SET_PUBLIC_URL, arena, &config.public_url, err))
                return false;
        if (values.text[SET_MEDIA_URL][0] != '\0') {
                const char *url = values.text[SET_MEDIA_URL];
                if (!text_starts(url, "file:/"))
                        return FAIL_FIELD(err, "MEDIA_URL",
                                          "MEDIA_URL must be file: and an absolute path.");
                config.media_dir = arena_text(arena, url + strlen("file:"));
                while (text_starts(config.media_dir, "//"))
                        config.media_dir++;
        }
        *config_out = config;
        return true;
}
