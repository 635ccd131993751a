#include "net_fake.h"

#include <math.h>

static const char REFUSAL[] = "No embeddings are available now.";
static const struct chain NONE_ALONE = {{PROVIDER_NONE}, 1};

struct made {
        bool is_made;
        struct embeddings embeddings;
        struct err err;
        int64_t took_ms;
};

static struct made
make(const char *path, struct chain chain, const char *const *texts, size_t count, int total_ms)
{
        struct config config = fake_config(path);
        struct providers providers = {.config = &config, .client = fake.client};
        struct embeddings_request request = {.texts = texts, .count = count, .total_ms = total_ms};
        struct made made = {.is_made = false};
        int64_t started_ms = clock_ms();
        config.embeddings = chain;
        made.is_made =
                embeddings_make(&providers, &request, &fake.arena, &made.embeddings, &made.err);
        made.took_ms = clock_ms() - started_ms;
        assert_no_key(&made.err);
        return made;
}

static double
likeness(const struct embeddings *embeddings, size_t a, size_t b)
{
        double sum = 0;
        for (size_t i = 0; i < embeddings->dimensions; i++)
                sum += (double)embeddings->values[a * embeddings->dimensions + i] *
                       (double)embeddings->values[b * embeddings->dimensions + i];
        return sum;
}

static void
embeddings_make_gives_each_text_its_own_vector_of_length_1(void **state)
{
        (void)state;
        static const char *const TEXTS[] = {"A furious customer", "An angry client",
                                            "The nightly backup"};
        struct made made = make("/v1", OPENAI_ALONE, TEXTS, 3, 5000);
        assert_true(made.is_made);
        assert_int_equal(made.embeddings.dimensions, 64);
        assert_string_equal(made.embeddings.model, "model-1");
        for (size_t i = 0; i < 3; i++)
                assert_true(fabs(likeness(&made.embeddings, i, i) - 1) < 1e-5);
        assert_true(likeness(&made.embeddings, 0, 1) > likeness(&made.embeddings, 0, 2) + 0.3);
}

static void
embeddings_make_refuses_what_is_no_list_of_vectors(void **state)
{
        (void)state;
        static const char *const VECTORS[] = {"[]",         "[1]", "[0,0]",   "[1,\"2\"]",
                                              "[1,null,3]", "{}",  "\"1,2\"", "[1e300,1e300]"};
        static const char *const TEXT[] = {"One"};
        for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
                fake_script(arena_print(&fake.arena,
                                        "[{\"function\":\"embeddings\",\"embedding\":%s}]",
                                        VECTORS[i]));
                struct made made = make("/v1", OPENAI_ALONE, TEXT, 1, 5000);
                if (made.is_made || made.err.kind != ERR_UPSTREAM)
                        fail_msg("%s: %s", VECTORS[i], made.err.detail);
                assert_string_equal(made.err.message, REFUSAL);
        }
}

static void
embeddings_make_wants_1_to_64_texts(void **state)
{
        (void)state;
        const char *texts[EMBEDDINGS_TEXTS_MOST + 1];
        for (size_t i = 0; i < COUNT_OF(texts); i++)
                texts[i] = "Text";
        assert_true(make("/v1", OPENAI_ALONE, texts, EMBEDDINGS_TEXTS_MOST, 5000).is_made);
        assert_int_equal(make("/v1", OPENAI_ALONE, texts, 0, 5000).err.kind, ERR_INPUT);
        assert_int_equal(make("/v1", OPENAI_ALONE, texts, COUNT_OF(texts), 5000).err.kind,
                         ERR_INPUT);
        assert_int_equal(fake_request_count(), 1);
}

static const struct failing FAILURES[] = {
        {"/x/stall/v1", "no answer in time"},
        {"/x/trickle/v1", "the answer did not end in time"},
        {"/x/hang_up/v1", "Server returned nothing"},
        {"/x/hang_up_mid/v1", "partial file"},
        {"/x/hang_up_chunked/v1", ""},
        {"/x/status,status=429/v1", "HTTP 429"},
        {"/x/status,status=429,retry_after=60/v1", "HTTP 429"},
        {"/x/wrong_type/v1", "The JSON cannot be read"},
        {"/x/not_http/v1", ""},
        {"/x/redirect/v1", "HTTP 307"},
        {"/x/status,status=401,code=key/v1", "HTTP 401"},
        {"/x/status,status=500/v1", "HTTP 500, scripted"},
        {"/x/garbage/v1", "The JSON cannot be read"},
        {"/x/other_json/v1", "not one vector for each text"},
        {"/x/empty/v1", "The body is empty"},
        {"/x/huge/v1", "the answer is longer than 8388608 bytes"},
};

static void
embeddings_make_fails_in_time_and_says_why(void **state)
{
        (void)state;
        static const char *const TEXT[] = {"One"};
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                struct made made = make(FAILURES[i].path, OPENAI_ALONE, TEXT, 1, FAILING_TOTAL_MS);
                if (made.is_made || made.err.kind != ERR_UPSTREAM ||
                    strcmp(made.err.message, REFUSAL) != 0 ||
                    strstr(made.err.detail, FAILURES[i].reason) == NULL)
                        fail_msg("%s: \"%s\", \"%s\"", FAILURES[i].path, made.err.message,
                                 made.err.detail);
                if (made.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                        fail_msg("%s: %lld ms", FAILURES[i].path, (long long)made.took_ms);
        }
}

static void
embeddings_make_asks_nobody_where_none_is_set(void **state)
{
        (void)state;
        static const char *const TEXT[] = {"One"};
        struct config with = {.embeddings = OPENAI_ALONE};
        struct config without = {.embeddings = NONE_ALONE};
        assert_true(embeddings_are_configured(&with));
        assert_false(embeddings_are_configured(&without));
        assert_int_equal(make("/v1", NONE_ALONE, TEXT, 1, 1000).err.kind, ERR_UPSTREAM);
        assert_int_equal(fake_request_count(), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(embeddings_make_gives_each_text_its_own_vector_of_length_1,
                                       fake_reset),
                cmocka_unit_test_setup(embeddings_make_refuses_what_is_no_list_of_vectors,
                                       fake_reset),
                cmocka_unit_test_setup(embeddings_make_wants_1_to_64_texts, fake_reset),
                cmocka_unit_test_setup(embeddings_make_fails_in_time_and_says_why, fake_reset),
                cmocka_unit_test_setup(embeddings_make_asks_nobody_where_none_is_set, fake_reset),
        };
        return cmocka_run_group_tests_name("net_embeddings", tests, fake_start, fake_stop);
}
