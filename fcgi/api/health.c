// /healthz: the process lives. /readyz: what it stands on does, too.
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "net/breaker.h"
#include "net/http_client.h"
#include "queries.h"
#include "route.h"
#include "turn/admit.h"

static const int SPEECH_MS = 2000;

bool
healthz(struct request *request, struct err *err)
{
        (void)err;
        respond_text(request, 200, "application/json", "{\"status\":\"ok\"}");
        return true;
}

static bool
check_database(struct request *request, struct admit_counts *interviews, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        return db_take(request->server->pool, &db, err) &&
               db_ask(db, &SCHEMA_VERSION_ALL, &rows, err) &&
               admit_count(db, (struct uuid){{0}}, interviews, err);
}

static bool
check_speech(struct request *request, struct err *err)
{
        struct http_reply reply = {0};
        struct http_request ask = {
                .method = "GET",
                .url = "http://localhost/healthz",
                .unix_socket = request->server->config->speech_socket,
                .connect_ms = SPEECH_MS,
                .total_ms = SPEECH_MS,
                .max_response_bytes = 64 * 1024,
        };
        if (!http_send(request->client, &ask, request->arena, &reply, err))
                return false;
        if (reply.status != 200)
                return FAIL_DETAIL(err, ERR_BUSY, "The embedded speech is not ready.", "status %d",
                                   reply.status);
        return true;
}

static bool
has_builtin(const struct chain *chain)
{
        for (int i = 0; i < chain->count; i++) {
                if (chain->items[i] == PROVIDER_BUILTIN)
                        return true;
        }
        return false;
}

static void
put_chain(struct json_writer *json, const char *name, const struct chain *chain)
{
        json_name(json, name);
        json_open_list(json);
        for (int i = 0; i < chain->count; i++)
                json_add_text(json, PROVIDER_NAMES[chain->items[i]]);
        json_close_list(json);
}

// Of those that are asked over a network: how this process finds them. No reason to be unready.
static void
put_breakers(struct json_writer *json, const char *name, enum function function,
             const struct chain *chain)
{
        json_name(json, name);
        json_open_object(json);
        for (int i = 0; i < chain->count; i++) {
                if (provider_is_remote(chain->items[i]))
                        json_put_text(json, PROVIDER_NAMES[chain->items[i]],
                                      BREAKER_STATE_NAMES[breaker_look(function, chain->items[i])]);
        }
        json_close_object(json);
}

static void
put_providers(struct json_writer *json, const struct config *config)
{
        json_name(json, "providers");
        json_open_object(json);
        put_chain(json, "stt", &config->stt);
        put_chain(json, "llm", &config->llm);
        put_chain(json, "tts", &config->tts);
        json_close_object(json);
        json_name(json, "breakers");
        json_open_object(json);
        put_breakers(json, "stt", FUNCTION_STT, &config->stt);
        put_breakers(json, "llm", FUNCTION_LLM, &config->llm);
        put_breakers(json, "tts", FUNCTION_TTS, &config->tts);
        put_breakers(json, "embeddings", FUNCTION_EMBEDDINGS, &config->embeddings);
        json_close_object(json);
}

bool
readyz(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(16 * 1024);
        struct json_writer json = json_writer_on(&buf);
        const struct config *config = request->server->config;
        bool is_speech_used = has_builtin(&config->stt) || has_builtin(&config->tts);
        struct admit_counts interviews = {0};
        bool has_database = check_database(request, &interviews, err);
        bool has_storage = store_check(&request->server->store, err);
        bool has_speech = !is_speech_used || check_speech(request, err);
        bool is_ready = has_database && has_storage && has_speech;
        json_open_object(&json);
        json_put_text(&json, "status", is_ready ? "ready" : "not_ready");
        json_put_text(&json, "database", has_database ? "ok" : "failed");
        json_put_text(&json, "storage", has_storage ? "ok" : "failed");
        json_put_text(&json, "speech", !is_speech_used ? "not_used" : has_speech ? "ok" : "failed");
        json_put_text(&json, "sandbox",
                      request->server->is_sandbox_proven ? "ok"
                      : request->server->sandbox.is_shut ? "failed"
                                                         : "unprotected");
        put_providers(&json, config);
        json_name(&json, "interviews");
        json_open_object(&json);
        json_put_int(&json, "running", interviews.running);
        json_put_int(&json, "waiting", interviews.waiting);
        json_close_object(&json);
        json_close_object(&json);
        if (is_ready)
                return respond_json(request, 200, &buf, err);
        const char *what = !has_database  ? "The database is not ready."
                           : !has_storage ? "The media store is not ready."
                                          : "The embedded speech is not ready.";
        const char *members = arena_print(request->arena, ",\"checks\":%s", buf_string(&buf));
        request->problem_members = members;
        return FAIL_DETAIL(err, ERR_BUSY, what, "%s", what);
}
