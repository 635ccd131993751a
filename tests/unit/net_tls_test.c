#include "net_fake.h"

// tests/fake/tls.mjs: the fake behind TLS, by a made-up authority.
static struct {
        pid_t pid;
        int lifeline;
        char ca_file[256];
        int good;
        int http1;
        int wrong_name;
        int expired;
        int stranger;
} tls;

static int
tls_start(void **state)
{
        char line[512];
        (void)state;
        return script_start("tests/fake/tls.mjs", NULL, &tls.pid, &tls.lifeline, line,
                            sizeof line) &&
                               sscanf(line, "%255s %d %d %d %d %d", tls.ca_file, &tls.good,
                                      &tls.http1, &tls.wrong_name, &tls.expired, &tls.stranger) == 6
                       ? 0
                       : -1;
}

static int
tls_stop(void **state)
{
        (void)state;
        arena_done(&fake.arena);
        close(tls.lifeline);
        net_close();
        fake_end(tls.pid);
        return 0;
}

static const char *
tls_url(int port, const char *path)
{
        return arena_print(&fake.arena, "https://127.0.0.1:%d%s", port, path);
}

static struct json_document
look(struct http_client *client, const char *path)
{
        struct json_document document = {0};
        struct http_reply reply = {.status = 0};
        struct err err = {.kind = ERR_NONE};
        struct http_request request = {
                .method = "GET",
                .url = tls_url(tls.good, path),
                .connect_ms = 5000,
                .total_ms = 10 * 1000,
                .max_response_bytes = 4 * 1024 * 1024,
        };
        if (!http_send(client, &request, &fake.arena, &reply, &err))
                fail_msg("%s: %s %s", path, err.message, err.detail);
        assert_true(json_parse(reply.body, reply.length, &document, &err));
        return document;
}

static struct provider_settings
settings_at(int port)
{
        return (struct provider_settings){
                .url = tls_url(port, "/v1"),
                .key = FAKE_KEY,
                .model = "model-1",
                .voice = "alloy",
        };
}

// As a turn does: transcribe, word, speak, and look for passages.
static void
take_a_turn(struct http_client *client, int port)
{
        struct provider_settings settings = settings_at(port);
        struct config config = {
                .stt_seconds = 30,
                .llm_seconds = 20,
                .tts_seconds = 12,
                .stt = OPENAI_ALONE,
                .llm = OPENAI_ALONE,
                .tts = OPENAI_ALONE,
                .embeddings = OPENAI_ALONE,
                .stt_openai = settings,
                .llm_openai = settings,
                .tts_openai = settings,
                .embeddings_openai = settings,
        };
        struct providers providers = {.config = &config, .client = client};
        struct err err = {.kind = ERR_NONE};
        struct wav wav = wav_of(2000);
        struct stt_request clip = {
                .wav = wav.bytes,
                .length = wav.length,
                .duration_ms = wav.duration_ms,
                .language = "en",
        };
        struct llm_request words = {.user = "What next?", .max_tokens = 100};
        struct tts_request question = {.text = "What next?", .language = "en"};
        const char *const TEXTS[] = {"next"};
        struct embeddings_request passage = {.texts = TEXTS, .count = 1};
        struct transcript transcript = {0};
        struct llm_reply reply = {0};
        struct tts_result sound = {0};
        struct embeddings embeddings = {0};
        if (!stt_transcribe(&providers, &clip, &fake.arena, &transcript, &err) ||
            !embeddings_make(&providers, &passage, &fake.arena, &embeddings, &err) ||
            !llm_chat(&providers, &words, &fake.arena, &reply, &err) ||
            !tts_speak(&providers, &question, &fake.arena, &sound, &err))
                fail_msg("%s %s", err.message, err.detail);
        assert_true(transcript.word_count > 5);
        assert_string_equal(sound.mime, "audio/mpeg");
}

static void
http_send_speaks_http2_and_keeps_its_connection(void **state)
{
        OWN(http_client_free) struct http_client *client = http_client_new(tls.ca_file);
        (void)state;
        OWN(json_document_close) struct json_document before = look(client, "/_connections");
        for (int turn = 0; turn < 10; turn++)
                take_a_turn(client, tls.good);
        assert_int_equal(http_client_connections(client), 1);
        OWN(json_document_close) struct json_document came = look(client, "/_requests");
        const struct json_object *items = json_get(came.root, "items");
        assert_int_equal(json_count(items), 40);
        for (size_t i = 0; i < json_count(items); i++) {
                assert_string_equal(json_text_or(json_at(items, i), "http", ""), "2.0");
                assert_null(json_get(json_at(items, i), "problem"));
        }
        OWN(json_document_close) struct json_document opened = look(client, "/_connections");
        assert_int_equal(json_int_or(opened.root, "good", 0), json_int_or(before.root, "good", -1));
        // Where HTTP/2 is not offered the older one does as well.
        take_a_turn(client, tls.http1);
        take_a_turn(client, tls.http1);
        assert_int_equal(http_client_connections(client), 2);
}

static void
http_send_believes_no_certificate_that_is_not_the_peers(void **state)
{
        const struct {
                const char *name;
                int port;
                const char *ca_file;
        } ROWS[] = {
                {"for another name", tls.wrong_name, tls.ca_file},
                {"expired", tls.expired, tls.ca_file},
                {"of another authority", tls.stranger, tls.ca_file},
                {"of an authority that the system does not know", tls.good, NULL},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                OWN(http_client_free)
                struct http_client *client = http_client_new(ROWS[i].ca_file);
                struct config config = {
                        .llm_seconds = 20,
                        .llm = OPENAI_ALONE,
                        .llm_openai = settings_at(ROWS[i].port),
                };
                struct providers providers = {.config = &config, .client = client};
                struct llm_request words = {.user = "What next?", .max_tokens = 100};
                struct llm_reply reply = {0};
                struct err err = {.kind = ERR_NONE};
                int64_t began_ms = clock_ms();
                if (llm_chat(&providers, &words, &fake.arena, &reply, &err) ||
                    err.kind != ERR_UPSTREAM || strstr(err.detail, "certificate") == NULL)
                        fail_msg("%s: %s, \"%s\"", ROWS[i].name, err_kind_name(err.kind),
                                 err.detail);
                // It does not get better by asking again.
                assert_int_equal(http_client_connections(client), 1);
                assert_true(clock_ms() - began_ms < 10 * 1000);
                assert_no_key(&err);
        }
        // Nothing was said to any of them: no request came yet to this program's servers.
        OWN(http_client_free) struct http_client *client = http_client_new(tls.ca_file);
        OWN(json_document_close) struct json_document came = look(client, "/_requests");
        assert_int_equal(json_count(json_get(came.root, "items")), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(http_send_believes_no_certificate_that_is_not_the_peers),
                cmocka_unit_test(http_send_speaks_http2_and_keeps_its_connection),
        };
        return cmocka_run_group_tests_name("net_tls", tests, tls_start, tls_stop);
}
