#include "net/mlflow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "net/http_client.h"

enum {
        CONNECT_MS = 5000,
        TOTAL_MS = 30 * 1000,
        ANSWER_BYTES = 1024 * 1024,
        REQUEST_BYTES = 1024 * 1024, // a request may not be larger
        // What one batch may hold, and all of it together at most 1000.
        BATCH_METRICS = 800,
        BATCH_PARAMS = 100,
        BATCH_TAGS = 100,
        TAG_BYTES_MOST = 5000,
        PARAM_BYTES_MOST = 500, // of older servers
};

struct talk {
        struct http_client *client;
        const struct mlflow_settings *settings;
        struct arena *arena;
        const char *authorization; // NULL: none
};

static bool
ask(const struct talk *talk, const char *method, const char *path, const char *content_type,
    const void *body, size_t length, struct http_reply *reply_out, struct err *err)
{
        struct http_header headers[2];
        size_t count = 0;
        if (content_type != NULL)
                headers[count++] = (struct http_header){"Content-Type", content_type};
        if (talk->authorization != NULL)
                headers[count++] = (struct http_header){"Authorization", talk->authorization};
        struct http_request request = {
                .method = method,
                .url = arena_print(talk->arena, "%s%s", talk->settings->url, path),
                .headers = headers,
                .header_count = count,
                .body = body,
                .body_length = length,
                .connect_ms = CONNECT_MS,
                .total_ms = TOTAL_MS,
                .max_response_bytes = ANSWER_BYTES,
        };
        return http_send(talk->client, &request, talk->arena, reply_out, err);
}

// The server's own code of an error, such as "RESOURCE_DOES_NOT_EXIST"; "" where it has none.
static const char *
code_of(const struct http_reply *reply, struct arena *arena)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err ignored;
        if (!json_parse(reply->body, reply->length, &document, &ignored))
                return "";
        return arena_text(arena, json_text_or(document.root, "error_code", ""));
}

static bool
refused(const struct talk *talk, const char *what, const struct http_reply *reply, struct err *err)
{
        return FAIL_DETAIL(err, ERR_UPSTREAM, "The tracking server did not take the results.",
                           "%s: status %d %.80s", what, reply->status, code_of(reply, talk->arena));
}

static bool
post(const struct talk *talk, const char *what, const struct buf *body,
     struct json_document *document_out, struct err *err)
{
        struct http_reply reply = {.status = 0};
        const char *path = arena_print(talk->arena, "/api/2.0/mlflow/%s", what);
        if (!buf_check(body, ERR_UPSTREAM, "What the tracking server is told", err) ||
            !ask(talk, "POST", path, "application/json", body->bytes, body->length, &reply, err))
                return false;
        if (reply.status != 200)
                return refused(talk, what, &reply, err);
        return document_out == NULL || json_parse(reply.body, reply.length, document_out, err) ||
               FAIL_DETAIL(err, ERR_UPSTREAM, "The tracking server's answer cannot be read.", "%s",
                           what);
}

static const char *
encoded(const char *text, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(4096);
        for (const char *at = text; *at != '\0'; at++) {
                if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~",
                           *at) != NULL)
                        buf_char(&buf, *at);
                else
                        buf_print(&buf, "%%%02X", (unsigned)(unsigned char)*at);
        }
        return arena_text(arena, buf_string(&buf));
}

// `id_out` NULL where there is no such experiment.
static bool
find_experiment(const struct talk *talk, const char **id_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct http_reply reply = {.status = 0};
        const char *path = arena_print(talk->arena,
                                       "/api/2.0/mlflow/experiments/get-by-name?experiment_name=%s",
                                       encoded(talk->settings->experiment, talk->arena));
        *id_out = NULL;
        if (!ask(talk, "GET", path, NULL, NULL, 0, &reply, err))
                return false;
        if (reply.status == 404 &&
            text_equals(code_of(&reply, talk->arena), "RESOURCE_DOES_NOT_EXIST"))
                return true;
        if (reply.status != 200)
                return refused(talk, "experiments/get-by-name", &reply, err);
        if (!json_parse(reply.body, reply.length, &document, err))
                return FAIL_DETAIL(err, ERR_UPSTREAM,
                                   "The tracking server's answer cannot be read.", "%s",
                                   "experiments/get-by-name");
        const struct json_object *experiment = json_get(document.root, "experiment");
        if (text_equals(json_text_or(experiment, "lifecycle_stage", "active"), "deleted"))
                return FAIL(err, ERR_UPSTREAM,
                            "The experiment of MLFLOW_EXPERIMENT_NAME was deleted on the tracking "
                            "server.");
        *id_out = arena_text(talk->arena, json_text_or(experiment, "experiment_id", NULL));
        return *id_out != NULL ||
               FAIL_DETAIL(err, ERR_UPSTREAM, "The tracking server's answer cannot be read.", "%s",
                           "experiments/get-by-name");
}

static bool
make_experiment(const struct talk *talk, const char **id_out, struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        OWN(json_document_close) struct json_document document = {0};
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "name", talk->settings->experiment);
        json_close_object(&json);
        if (!post(talk, "experiments/create", &body, &document, err))
                // Somebody else may have made it meanwhile.
                return strstr(err->detail, "RESOURCE_ALREADY_EXISTS") != NULL &&
                       find_experiment(talk, id_out, err) && *id_out != NULL;
        *id_out = arena_text(talk->arena, json_text_or(document.root, "experiment_id", NULL));
        return *id_out != NULL ||
               FAIL_DETAIL(err, ERR_UPSTREAM, "The tracking server's answer cannot be read.", "%s",
                           "experiments/create");
}

static void
put_texts(struct json_writer *json, const char *name, const struct mlflow_text *texts, size_t from,
          size_t to, size_t most, struct arena *arena)
{
        json_name(json, name);
        json_open_list(json);
        for (size_t i = from; i < to; i++) {
                const char *value = texts[i].value;
                size_t length = strnlen(value, most);
                // A letter is not cut in two.
                while (value[length] != '\0' && length > 0 && (value[length] & 0xC0) == 0x80)
                        length--;
                json_open_object(json);
                json_put_text(json, "key", texts[i].key);
                json_put_text(json, "value", arena_copy(arena, value, length));
                json_close_object(json);
        }
        json_close_list(json);
}

// Where the files go: the path behind the server's proxy of artefacts; NULL where the run's lie in
// a place that is not reached through the server.
static const char *
proxied(const struct talk *talk, const char *uri)
{
        static const char PROXY[] = "/api/2.0/mlflow-artifacts/artifacts/";
        if (text_starts(uri, "mlflow-artifacts://")) {
                const char *path = strchr(uri + strlen("mlflow-artifacts://"), '/');
                return path == NULL ? NULL : path + 1;
        }
        if (text_starts(uri, "mlflow-artifacts:/"))
                return uri + strlen("mlflow-artifacts:/");
        size_t length = strlen(talk->settings->url);
        if (strncmp(uri, talk->settings->url, length) == 0 && text_starts(uri + length, PROXY))
                return uri + length + strlen(PROXY);
        return NULL;
}

struct begun {
        const char *id;
        const char *artefacts; // NULL: cannot be reached
};

static bool
begin(const struct talk *talk, const struct mlflow_run *run, const char *experiment,
      struct begun *begun_out, struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        OWN(json_document_close) struct json_document document = {0};
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "experiment_id", experiment);
        json_put_text(&json, "run_name", run->name);
        json_put_int(&json, "start_time", run->started_ms);
        json_close_object(&json);
        if (!post(talk, "runs/create", &body, &document, err))
                return false;
        const struct json_object *info = json_find(document.root, "run.info");
        begun_out->id = arena_text(talk->arena, json_text_or(info, "run_id", NULL));
        begun_out->artefacts =
                proxied(talk, arena_text(talk->arena, json_text_or(info, "artifact_uri", "")));
        return begun_out->id != NULL ||
               FAIL_DETAIL(err, ERR_UPSTREAM, "The tracking server's answer cannot be read.", "%s",
                           "runs/create");
}

static size_t
least(size_t a, size_t b)
{
        return a < b ? a : b;
}

static bool
log_batch(const struct talk *talk, const struct mlflow_run *run, const char *id, size_t batch,
          struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "run_id", id);
        json_name(&json, "metrics");
        json_open_list(&json);
        for (size_t i = least(batch * BATCH_METRICS, run->metric_count);
             i < least((batch + 1) * BATCH_METRICS, run->metric_count); i++) {
                if (!isfinite(run->metrics[i].value))
                        continue;
                json_open_object(&json);
                json_put_text(&json, "key", run->metrics[i].key);
                json_put_number(&json, "value", run->metrics[i].value, 6);
                json_put_int(&json, "timestamp", run->ended_ms);
                json_put_int(&json, "step", 0);
                json_close_object(&json);
        }
        json_close_list(&json);
        put_texts(&json, "params", run->params, least(batch * BATCH_PARAMS, run->param_count),
                  least((batch + 1) * BATCH_PARAMS, run->param_count), PARAM_BYTES_MOST,
                  talk->arena);
        put_texts(&json, "tags", run->tags, least(batch * BATCH_TAGS, run->tag_count),
                  least((batch + 1) * BATCH_TAGS, run->tag_count), TAG_BYTES_MOST, talk->arena);
        json_close_object(&json);
        return post(talk, "runs/log-batch", &body, NULL, err);
}

static bool
put_file(const struct talk *talk, const char *place, const struct mlflow_file *file,
         struct err *err)
{
        struct http_reply reply = {.status = 0};
        const char *path = arena_print(talk->arena, "/api/2.0/mlflow-artifacts/artifacts/%s/%s",
                                       place, encoded(file->name, talk->arena));
        if (!ask(talk, "PUT", path, file->content_type, file->bytes, file->length, &reply, err))
                return false;
        return (reply.status >= 200 && reply.status < 300) ||
               refused(talk, "artifacts", &reply, err);
}

static bool
end(const struct talk *talk, const struct mlflow_run *run, const char *id, const char *status,
    struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "run_id", id);
        json_put_text(&json, "status", status);
        json_put_int(&json, "end_time", run->ended_ms);
        json_close_object(&json);
        return post(talk, "runs/update", &body, NULL, err);
}

static bool
fill(const struct talk *talk, const struct mlflow_run *run, const struct begun *begun,
     struct err *err)
{
        size_t batches = 1;
        while (batches * BATCH_METRICS < run->metric_count ||
               batches * BATCH_PARAMS < run->param_count || batches * BATCH_TAGS < run->tag_count)
                batches++;
        for (size_t i = 0; i < batches; i++) {
                if (!log_batch(talk, run, begun->id, i, err))
                        return false;
        }
        if (run->file_count > 0 && begun->artefacts == NULL)
                return FAIL(err, ERR_UPSTREAM,
                            "The tracking server takes no files: it does not serve artefacts.");
        for (size_t i = 0; i < run->file_count; i++) {
                if (!put_file(talk, begun->artefacts, &run->files[i], err))
                        return false;
        }
        return true;
}

static const char *
authorization_of(const struct mlflow_settings *settings, struct arena *arena)
{
        if (settings->token[0] != '\0')
                return arena_print(arena, "Bearer %s", settings->token);
        if (settings->username[0] == '\0')
                return NULL;
        const char *both = arena_print(arena, "%s:%s", settings->username, settings->password);
        return arena_print(arena, "Basic %s", base64_encode(both, strlen(both), arena));
}

bool
mlflow_log(struct http_client *client, const struct mlflow_settings *settings,
           const struct mlflow_run *run, struct arena *arena, const char **id_out, struct err *err)
{
        struct talk talk = {.client = client,
                            .settings = settings,
                            .arena = arena,
                            .authorization = authorization_of(settings, arena)};
        struct begun begun = {.id = NULL};
        struct err ignored;
        const char *experiment = NULL;
        if (!find_experiment(&talk, &experiment, err) ||
            (experiment == NULL && !make_experiment(&talk, &experiment, err)) ||
            !begin(&talk, run, experiment, &begun, err))
                return false;
        if (!fill(&talk, run, &begun, err)) {
                (void)!end(&talk, run, begun.id, "FAILED", &ignored);
                return false;
        }
        if (!end(&talk, run, begun.id, "FINISHED", err))
                return false;
        *id_out = begun.id;
        return true;
}
