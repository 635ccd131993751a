// GET /metrics: what all processes of this host have counted, and what the database knows of the
// queue. Nothing in it is of a person.
#include <string.h>
#include <strings.h>

#include "base/metrics.h"
#include "base/text.h"
#include "db/db.h"
#include "net/breaker.h"
#include "queries.h"
#include "route.h"
#include "turn/admit.h"

static const size_t TEXT_LIMIT = 4 * 1024 * 1024;
static const char PROMETHEUS_TYPE[] = "text/plain; version=0.0.4; charset=utf-8";
static const char OPENMETRICS_TYPE[] = "application/openmetrics-text; version=1.0.0; charset=utf-8";

static const char *const FUNCTION_NAMES[] = {"stt", "llm", "tts", "embeddings"};
_Static_assert(COUNT_OF(FUNCTION_NAMES) == FUNCTION_COUNT, "every function has its name");

static const struct chain *
chain_of(const struct config *config, enum function function)
{
        return function == FUNCTION_STT   ? &config->stt
               : function == FUNCTION_LLM ? &config->llm
               : function == FUNCTION_TTS ? &config->tts
                                          : &config->embeddings;
}

static void
write_breaker(struct buf *buf, enum function function, enum provider provider)
{
        enum breaker_state state = breaker_look(function, provider);
        for (int i = 0; i < BREAKER_STATE_COUNT; i++) {
                OWN(buf_close) struct buf labels = buf_open(1024);
                metrics_label(&labels, "function", FUNCTION_NAMES[function]);
                metrics_label(&labels, "provider", PROVIDER_NAMES[provider]);
                metrics_label(&labels, "state", BREAKER_STATE_NAMES[i]);
                metrics_write_value(buf, "earshot_breaker_state", buf_string(&labels),
                                    i == (int)state);
        }
}

static void
write_breakers(struct buf *buf, const struct config *config)
{
        metrics_write_gauge(buf, "earshot_breaker_state",
                            "1 for the state that the breaker of a provider is in, else 0.");
        for (int i = 0; i < FUNCTION_COUNT; i++) {
                const struct chain *chain = chain_of(config, (enum function)i);
                for (int k = 0; k < chain->count; k++) {
                        if (provider_is_remote(chain->items[k]))
                                write_breaker(buf, (enum function)i, chain->items[k]);
                }
        }
}

static void
write_job_values(struct buf *buf, const struct rows *rows, const char *name, const char *column,
                 const char *only_state)
{
        for (int i = 0; i < rows->count; i++) {
                OWN(buf_close) struct buf labels = buf_open(1024);
                const char *state = row_text(rows, i, "state");
                if (only_state != NULL && !text_equals(state, only_state))
                        continue;
                metrics_label(&labels, "kind", row_text(rows, i, "kind"));
                if (only_state == NULL)
                        metrics_label(&labels, "state", state);
                metrics_write_value(buf, name, buf_string(&labels), row_real(rows, i, column));
        }
}

// Of the whole installation: with several hosts each of them tells the same.
static bool
write_database(struct buf *buf, struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows jobs = {0};
        struct admit_counts interviews = {0};
        if (!db_take(request->server->pool, &db, err) || !db_ask(db, &METRICS_JOBS, &jobs, err) ||
            !admit_count(db, (struct uuid){{0}}, &interviews, err))
                return false;
        metrics_write_gauge(buf, "earshot_interviews_running", "Interviews that go on.");
        metrics_write_value(buf, "earshot_interviews_running", NULL, interviews.running);
        metrics_write_gauge(buf, "earshot_interviews_waiting",
                            "Candidates who wait until their interview can begin.");
        metrics_write_value(buf, "earshot_interviews_waiting", NULL, interviews.waiting);
        metrics_write_gauge(buf, "earshot_jobs", "Jobs that wait, run or were given up.");
        write_job_values(buf, &jobs, "earshot_jobs", "count", NULL);
        metrics_write_gauge(buf, "earshot_job_oldest_seconds",
                            "For how long the oldest waiting job could have been begun.");
        write_job_values(buf, &jobs, "earshot_job_oldest_seconds", "oldest_seconds", "queued");
        return true;
}

static void
write_state(struct buf *buf, struct request *request)
{
        struct err err = {0};
        uint64_t free_bytes = 0;
        write_breakers(buf, request->server->config);
        if (store_free(&request->server->store, &free_bytes, &err)) {
                metrics_write_gauge(buf, "earshot_media_free_bytes",
                                    "Room left where the media store lies.");
                metrics_write_value(buf, "earshot_media_free_bytes", NULL, (double)free_bytes);
        }
        bool has_database = write_database(buf, request, &err);
        metrics_write_gauge(buf, "earshot_database_up", "1 where the database answers.");
        metrics_write_value(buf, "earshot_database_up", NULL, has_database);
}

// RFC 9110, 12.5.1, as scrapers use it: one that names OpenMetrics and does not rule it out by q=0
// gets it.
static enum metrics_format
format_of(const struct request *request)
{
        const char *accepted = request_header(request, "HTTP_ACCEPT");
        const char *named =
                accepted == NULL ? NULL : strstr(accepted, "application/openmetrics-text");
        if (named == NULL)
                return METRICS_PROMETHEUS;
        const char *end = named + strcspn(named, ",");
        for (const char *piece = named; piece < end; piece += strcspn(piece, ";,") + 1) {
                const char *text = piece + strspn(piece, " ;");
                if (strncasecmp(text, "q=0", 3) == 0 &&
                    strcspn(text + 3, " ,;") == strspn(text + 3, ".0"))
                        return METRICS_PROMETHEUS;
        }
        return METRICS_OPENMETRICS;
}

bool
metrics_show(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(TEXT_LIMIT);
        enum metrics_format format = format_of(request);
        struct metrics_route *routes = arena_alloc(request->arena, ROUTE_COUNT, sizeof *routes);
        for (size_t i = 0; i < ROUTE_COUNT; i++)
                routes[i] = (struct metrics_route){ROUTES[i].method, ROUTES[i].pattern};
        metrics_write(&buf, format, routes, (int)ROUTE_COUNT);
        write_state(&buf, request);
        metrics_write_end(&buf, format);
        if (!buf_check(&buf, ERR_BROKEN, "The list of metrics", err))
                return false;
        respond_header(request, "Vary", "Accept");
        respond_text(request, 200,
                     format == METRICS_OPENMETRICS ? OPENMETRICS_TYPE : PROMETHEUS_TYPE,
                     buf_string(&buf));
        return true;
}
