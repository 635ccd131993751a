#include "net_fake.h"

static const char REFUSAL[] = "No language model is available now.";

struct told {
        bool is_told;
        struct llm_reply reply;
        struct err err;
        int64_t took_ms;
};

static struct told
tell(const char *path, struct chain chain, struct llm_request request)
{
        struct config config = fake_config(path);
        struct providers providers = {.config = &config, .client = fake.client};
        struct told told = {.reply.text = NULL};
        int64_t started_ms = clock_ms();
        config.llm = chain;
        told.is_told = llm_chat(&providers, &request, &fake.arena, &told.reply, &told.err);
        told.took_ms = clock_ms() - started_ms;
        assert_no_key(&told.err);
        return told;
}

static struct llm_request
asking(bool wants_json, int total_ms)
{
        return (struct llm_request){
                .system = "You are an interviewer.",
                .user = wants_json ? "Ask the next question, as JSON." : "Ask the next question.",
                .temperature = 0.3,
                .max_tokens = 200,
                .wants_json = wants_json,
                .total_ms = total_ms,
        };
}

static void
llm_chat_brings_the_answer(void **state)
{
        struct told told = tell("/v1", OPENAI_THEN_BUILTIN, asking(false, 5000));
        (void)state;
        assert_true(told.is_told);
        assert_string_equal(told.reply.text, "Thank you. What would you do differently today?");
        assert_string_equal(told.reply.provider, "openai");
        assert_string_equal(told.reply.model, "model-1");

        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        const struct json_object *body = json_get(asked, "json");
        const struct json_object *messages = json_get(body, "messages");
        assert_string_equal(json_text_or(asked, "path", ""), "/chat/completions");
        assert_string_equal(json_text_or(json_get(asked, "headers"), "authorization", ""),
                            "Bearer " FAKE_KEY);
        assert_int_equal(json_count(messages), 2);
        assert_string_equal(json_text_or(json_at(messages, 0), "role", ""), "system");
        assert_string_equal(json_text_or(json_at(messages, 0), "content", ""),
                            "You are an interviewer.");
        assert_string_equal(json_text_or(json_at(messages, 1), "role", ""), "user");
        assert_string_equal(json_text_or(json_at(messages, 1), "content", ""),
                            "Ask the next question.");
        assert_int_equal(json_int_or(body, "max_tokens", 0), 200);
        assert_true(json_number_or(body, "temperature", 0) == 0.3);
        assert_true(json_bool_or(body, "stream", false));
        assert_null(json_get(body, "response_format"));
        assert_null(json_get(asked, "problem"));
}

static void
llm_chat_speaks_anthropics_messages(void **state)
{
        struct told told = tell("/v1", ANTHROPIC_ALONE, asking(false, 5000));
        (void)state;
        if (!told.is_told)
                fail_msg("%s", told.err.detail);
        assert_string_equal(told.reply.text, "Thank you. What would you do differently today?");
        assert_string_equal(told.reply.provider, "anthropic");
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        const struct json_object *headers = json_get(asked, "headers");
        const struct json_object *body = json_get(asked, "json");
        assert_null(json_get(asked, "problem"));
        assert_string_equal(json_text_or(asked, "path", ""), "/messages");
        assert_string_equal(json_text_or(headers, "x-api-key", ""), FAKE_KEY);
        assert_string_equal(json_text_or(headers, "anthropic-version", ""), "2023-06-01");
        assert_string_equal(json_text_or(body, "system", ""), "You are an interviewer.");
        assert_string_equal(json_text_or(json_at(json_get(body, "messages"), 0), "content", ""),
                            "Ask the next question.");
}

static void
llm_chat_puts_the_key_and_the_path_as_azure_wants_them(void **state)
{
        struct told told = tell("/v1/openai/deployments/four/?api-version=2024-10-21", OPENAI_ALONE,
                                asking(false, 5000));
        (void)state;
        if (!told.is_told)
                fail_msg("%s", told.err.detail);
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        assert_null(json_get(asked, "problem"));
        assert_string_equal(json_text_or(asked, "path", ""),
                            "/openai/deployments/four/chat/completions");
        assert_string_equal(json_text_or(asked, "query", ""), "api-version=2024-10-21");
        assert_string_equal(json_text_or(json_get(asked, "headers"), "api-key", ""), FAKE_KEY);
}

static void
llm_chat_reads_what_models_write(void **state)
{
        static const struct {
                const char *content; // JSON
                bool wants_json;
                const char *text; // NULL: refused
        } ROWS[] = {
                {"\"  Why?\\n\"", false, "Why?"},
                {"[{\"type\":\"text\",\"text\":\"Why\"},{\"type\":\"text\",\"text\":\" so?\"}]",
                 false, "Why so?"},
                {"\"<think>I could ask {why}.</think>\\n\\nWhy?\"", false, "Why?"},
                {"\"<think>I could ask\"", false, NULL},
                {"\"a\\u0007b\"", false, "a b"},
                {"\"  \"", false, NULL},
                {"17", false, NULL},
                {"[]", false, NULL},
                {"\"{\\\"a\\\": 1}\"", true, "{\"a\": 1}"},
                {"\"```json\\n{\\\"a\\\": {\\\"b\\\": 2}}\\n```\"", true, "{\"a\": {\"b\": 2}}"},
                {"\"Here it is: {\\\"a\\\": 1} Good luck!\"", true, "{\"a\": 1}"},
                {"\"<think>{\\\"x\\\": 0}</think>{\\\"a\\\": 1}\"", true, "{\"a\": 1}"},
                {"\"[1, 2]\"", true, NULL},
                {"\"{\\\"a\\\": 1\"", true, NULL},
                {"\"{\\\"a\\\": 1}, {\\\"b\\\": 2}\"", true, NULL},
                {"\"} no {\"", true, NULL},
                {"\"I would rather not.\"", true, NULL},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                fake_script(arena_print(&fake.arena, "[{\"function\":\"llm\",\"content\":%s}]",
                                        ROWS[i].content));
                struct told told = tell("/v1", OPENAI_ALONE, asking(ROWS[i].wants_json, 5000));
                if (told.is_told != (ROWS[i].text != NULL))
                        fail_msg("row %zu: %s", i,
                                 told.is_told ? told.reply.text : told.err.detail);
                if (told.is_told && strcmp(told.reply.text, ROWS[i].text) != 0)
                        fail_msg("row %zu: \"%s\"", i, told.reply.text);
                // The same where the server does not stream.
                fake_script(arena_print(
                        &fake.arena, "[{\"function\":\"llm\",\"behave\":\"whole\",\"content\":%s}]",
                        ROWS[i].content));
                told = tell("/v1", OPENAI_ALONE, asking(ROWS[i].wants_json, 5000));
                if (told.is_told != (ROWS[i].text != NULL) ||
                    (told.is_told && strcmp(told.reply.text, ROWS[i].text) != 0))
                        fail_msg("row %zu, in one piece: %s", i,
                                 told.is_told ? told.reply.text : told.err.detail);
        }
}

static void
llm_chat_asks_for_json(void **state)
{
        struct told told = tell("/v1", OPENAI_ALONE, asking(true, 5000));
        (void)state;
        assert_true(told.is_told);
        assert_string_equal(told.reply.text, "{}");
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *body = json_get(json_at(json_get(came.root, "items"), 0), "json");
        assert_string_equal(json_text_or(json_get(body, "response_format"), "type", ""),
                            "json_object");
}

static const char SCHEMA[] = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},"
                             "\"required\":[\"a\"],\"additionalProperties\":false}";

static void
llm_chat_hands_the_schema_on(void **state)
{
        static const struct {
                struct chain chain;
                const char *path;
                size_t requests;
        } ROWS[] = {
                {{{PROVIDER_OPENAI}, 1}, "/x/ok,content=%7B%22a%22%3A1%7D/v1", 1},
                {{{PROVIDER_OPENAI}, 1}, "/x/whole,content=%7B%22a%22%3A1%7D/v1", 1},
                {{{PROVIDER_OPENAI}, 1}, "/x/refuse_schema,content=%7B%22a%22%3A1%7D/v1", 2},
                {{{PROVIDER_OPENAI}, 1}, "/x/refuse_json,content=%7B%22a%22%3A1%7D/v1", 3},
                {{{PROVIDER_ANTHROPIC}, 1}, "/x/ok,content=%7B%22a%22%3A1%7D/v1", 1},
                {{{PROVIDER_ANTHROPIC}, 1}, "/x/whole,content=%7B%22a%22%3A1%7D/v1", 1},
                {{{PROVIDER_ANTHROPIC}, 1}, "/x/refuse_tool,content=%7B%22a%22%3A1%7D/v1", 2},
        };
        struct llm_request request = asking(true, 5000);
        (void)state;
        request.schema = SCHEMA;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                fake_reset(NULL);
                struct told told = tell(ROWS[i].path, ROWS[i].chain, request);
                size_t requests = fake_request_count();
                OWN(json_document_close) struct json_document came = fake_requests();
                const char *problem =
                        json_text_or(json_at(json_get(came.root, "items"), 0), "problem", "none");
                if (!told.is_told || requests != ROWS[i].requests || strcmp(problem, "none") != 0)
                        fail_msg("row %zu: %zu requests, %s, %s", i, requests, problem,
                                 told.err.detail);
                OWN(json_document_close) struct json_document document = {0};
                struct err err;
                assert_true(json_parse(told.reply.text, strlen(told.reply.text), &document, &err));
                assert_int_equal(json_int_or(document.root, "a", 0), 1);
                // What was refused once is not tried again.
                told = tell(ROWS[i].path, ROWS[i].chain, request);
                assert_true(told.is_told);
                assert_int_equal(fake_request_count(), ROWS[i].requests + 1);
        }
}

static void
llm_chat_adapts_to_what_the_server_refuses(void **state)
{
        static const struct {
                const char *path;
                size_t requests;
                bool is_told;
        } ROWS[] = {
                // Without response_format the fake would write a sentence: it is scripted.
                {"/x/refuse_json,content=%7B%22a%22%3A1%7D/v1", 2, true},
                {"/x/refuse_older/v1", 3, true},
                {"/x/status,status=400/v1", 2, false},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                fake_reset(NULL);
                struct told told = tell(ROWS[i].path, OPENAI_ALONE, asking(true, 5000));
                size_t requests = fake_request_count();
                if (told.is_told != ROWS[i].is_told || requests != ROWS[i].requests)
                        fail_msg("%s: %s after %zu requests: %s", ROWS[i].path,
                                 told.is_told ? "told" : "failed", requests, told.err.detail);
        }
}

static const struct failing FAILURES[] = {
        {"/x/stall/v1", "no answer in time"},
        {"/x/trickle/v1", "the answer did not end in time"},
        {"/x/hang_up/v1", "Server returned nothing"},
        {"/x/hang_up_mid/v1", "partial file"},
        {"/x/status,status=401,code=invalid_api_key/v1", "HTTP 401, invalid_api_key"},
        {"/x/status,status=401,code=key/v1", "HTTP 401"},
        {"/x/status,status=404,code=model_not_found/v1", "HTTP 404, model_not_found"},
        {"/x/status,status=429,retry_after=60/v1", "HTTP 429, scripted"},
        {"/x/status,status=500/v1", "HTTP 500, scripted"},
        {"/x/wrong_type/v1", "The JSON cannot be read"},
        {"/x/garbage/v1", "The JSON cannot be read"},
        {"/x/other_json/v1", "the answer has no content"},
        {"/x/empty/v1", "The body is empty"},
        {"/x/huge/v1", "an event is too long"},
        {"/x/half_stream/v1", "the stream has no end"},
        {"/x/error_in_stream/v1", "the stream ended with an error, overloaded_error"},
        {"/x/not_http/v1", "Unsupported"},
        {"/x/redirect/v1", "HTTP 307"},
};

static const struct chain EACH[] = {{{PROVIDER_OPENAI}, 1}, {{PROVIDER_ANTHROPIC}, 1}};

static void
fails_in_time_and_says_why(const struct failing *failure, struct chain chain)
{
        const char *name = PROVIDER_NAMES[chain.items[0]];
        struct told told = tell(failure->path, chain, asking(false, FAILING_TOTAL_MS));
        if (told.is_told || told.err.kind != ERR_UPSTREAM ||
            strcmp(told.err.message, REFUSAL) != 0 ||
            strncmp(told.err.detail, name, strlen(name)) != 0 ||
            strstr(told.err.detail, failure->reason) == NULL)
                fail_msg("%s: %s: %s, \"%s\", \"%s\"", name, failure->path,
                         err_kind_name(told.err.kind), told.err.message, told.err.detail);
        if (told.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                fail_msg("%s: %lld ms", failure->path, (long long)told.took_ms);
        assert_null(told.reply.text);
}

static void
llm_chat_fails_in_time_and_says_why(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                for (size_t k = 0; k < COUNT_OF(EACH); k++)
                        fails_in_time_and_says_why(&FAILURES[i], EACH[k]);
        }
}

// Takes down what is heard; ends the call after `most` pieces.
struct ear {
        char text[256];
        size_t pieces;
        size_t most;
};

static bool
hear(void *context, const struct llm_reply *piece)
{
        struct ear *ear = context;
        strncat(ear->text, piece->text, sizeof ear->text - strlen(ear->text) - 1);
        return ++ear->pieces < ear->most;
}

static struct told
listen_to(const char *path, struct chain chain, struct ear *ear)
{
        struct config config = fake_config(path);
        struct providers providers = {.config = &config, .client = fake.client};
        struct llm_listener listener = {.hear = hear, .context = ear};
        struct llm_request request = asking(false, 2000);
        struct told told = {.reply.text = NULL};
        config.llm = chain;
        told.is_told =
                llm_stream(&providers, &request, &listener, &fake.arena, &told.reply, &told.err);
        assert_no_key(&told.err);
        return told;
}

static void
llm_stream_tells_the_answer_piece_by_piece(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(EACH); i++) {
                struct ear ear = {.most = 1000};
                struct told told = listen_to("/v1", EACH[i], &ear);
                assert_true(told.is_told);
                assert_string_equal(ear.text, "Thank you. What would you do differently today?");
                assert_string_equal(told.reply.text, ear.text);
                assert_true(ear.pieces > 5);
        }
}

static void
llm_stream_tells_no_thoughts(void **state)
{
        static const struct {
                const char *content;
                const char *heard;
        } ROWS[] = {
                {"<think>Hm, {x}.</think>\\n\\nWhy so?", "Why so?"},
                {"  \\n<think>a</think>Why so?", "Why so?"},
                {"<thin air>", "<thin air>"},
                {"\\n Why <think>so</think>?", "Why <think>so</think>?"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct ear ear = {.most = 1000};
                fake_script(arena_print(&fake.arena, "[{\"function\":\"llm\",\"content\":\"%s\"}]",
                                        ROWS[i].content));
                struct told told = listen_to("/v1", OPENAI_ALONE, &ear);
                if (!told.is_told || strcmp(ear.text, ROWS[i].heard) != 0)
                        fail_msg("row %zu: \"%s\", %s", i, ear.text, told.err.detail);
        }
}

static void
llm_stream_ends_when_nobody_listens(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(EACH); i++) {
                struct ear ear = {.most = 2};
                struct told told = listen_to("/v1", EACH[i], &ear);
                assert_false(told.is_told);
                assert_int_equal(told.err.kind, ERR_CONFLICT);
                assert_string_equal(told.err.message, "Nobody waits for the answer any more.");
                assert_int_equal(ear.pieces, 2);
        }
        // The client is whole.
        assert_true(tell("/v1", OPENAI_ALONE, asking(false, 5000)).is_told);
}

static void
llm_stream_is_not_begun_again_once_it_was_heard(void **state)
{
        static const struct chain BOTH = {{PROVIDER_OPENAI, PROVIDER_ANTHROPIC}, 2};
        static const struct {
                const char *path;
                size_t requests;
                bool is_heard;
        } ROWS[] = {
                {"/x/half_stream/v1", 1, true},        {"/x/error_in_stream/v1", 1, true},
                {"/x/hang_up_mid/v1", 1, true},        {"/x/status,status=401/v1", 2, false},
                {"/x/status,status=500/v1", 4, false},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct ear ear = {.most = 1000};
                fake_reset(NULL);
                struct told told = listen_to(ROWS[i].path, BOTH, &ear);
                size_t requests = fake_request_count();
                if (told.is_told || told.err.kind != ERR_UPSTREAM || requests != ROWS[i].requests ||
                    (ear.pieces > 0) != ROWS[i].is_heard)
                        fail_msg("%s: %zu requests, heard \"%s\", %s", ROWS[i].path, requests,
                                 ear.text, told.err.detail);
        }
        // Unheard, a broken stream is the next one's turn.
        fake_reset(NULL);
        fake_script("[{\"function\":\"llm\",\"behave\":\"half_stream\",\"times\":1}]");
        struct told told = tell("/v1", BOTH, asking(false, 5000));
        assert_true(told.is_told);
        assert_string_equal(told.reply.provider, "anthropic");
}

static void
llm_chat_says_where_no_server_is_configured(void **state)
{
        struct config with = {.llm = OPENAI_THEN_BUILTIN};
        struct config without = {.llm = BUILTIN_ALONE};
        struct told told = tell("/v1", BUILTIN_ALONE, asking(false, 1000));
        (void)state;
        assert_true(llm_is_configured(&with));
        assert_false(llm_is_configured(&without));
        assert_false(told.is_told);
        assert_int_equal(told.err.kind, ERR_UPSTREAM);
        assert_string_equal(told.err.message, REFUSAL);
        assert_string_equal(told.err.detail, "no provider is configured");
        assert_int_equal(fake_request_count(), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(llm_chat_brings_the_answer, fake_reset),
                cmocka_unit_test_setup(llm_chat_reads_what_models_write, fake_reset),
                cmocka_unit_test_setup(llm_chat_speaks_anthropics_messages, fake_reset),
                cmocka_unit_test_setup(llm_chat_puts_the_key_and_the_path_as_azure_wants_them,
                                       fake_reset),
                cmocka_unit_test_setup(llm_chat_asks_for_json, fake_reset),
                cmocka_unit_test_setup(llm_chat_hands_the_schema_on, fake_reset),
                cmocka_unit_test_setup(llm_chat_adapts_to_what_the_server_refuses, fake_reset),
                cmocka_unit_test_setup(llm_chat_fails_in_time_and_says_why, fake_reset),
                cmocka_unit_test_setup(llm_stream_tells_the_answer_piece_by_piece, fake_reset),
                cmocka_unit_test_setup(llm_stream_tells_no_thoughts, fake_reset),
                cmocka_unit_test_setup(llm_stream_ends_when_nobody_listens, fake_reset),
                cmocka_unit_test_setup(llm_stream_is_not_begun_again_once_it_was_heard, fake_reset),
                cmocka_unit_test_setup(llm_chat_says_where_no_server_is_configured, fake_reset),
        };
        return cmocka_run_group_tests_name("net_llm", tests, fake_start, fake_stop);
}
