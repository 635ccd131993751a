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
                .user = "Ask the next question.",
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
        assert_null(json_get(body, "response_format"));
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
        {"/x/huge/v1", "the answer is longer than 1048576 bytes"},
};

static void
llm_chat_fails_in_time_and_says_why(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                struct told told = tell(FAILURES[i].path, OPENAI_THEN_BUILTIN,
                                        asking(false, FAILING_TOTAL_MS));
                if (told.is_told || told.err.kind != ERR_UPSTREAM ||
                    strcmp(told.err.message, REFUSAL) != 0 ||
                    strncmp(told.err.detail, "openai: ", 8) != 0 ||
                    strstr(told.err.detail, FAILURES[i].reason) == NULL ||
                    strstr(told.err.detail, "builtin") != NULL)
                        fail_msg("%s: %s, \"%s\", \"%s\"", FAILURES[i].path,
                                 err_kind_name(told.err.kind), told.err.message, told.err.detail);
                if (told.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                        fail_msg("%s: %lld ms", FAILURES[i].path, (long long)told.took_ms);
                assert_null(told.reply.text);
        }
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
                cmocka_unit_test_setup(llm_chat_asks_for_json, fake_reset),
                cmocka_unit_test_setup(llm_chat_adapts_to_what_the_server_refuses, fake_reset),
                cmocka_unit_test_setup(llm_chat_fails_in_time_and_says_why, fake_reset),
                cmocka_unit_test_setup(llm_chat_says_where_no_server_is_configured, fake_reset),
        };
        return cmocka_run_group_tests_name("net_llm", tests, fake_start, fake_stop);
}
