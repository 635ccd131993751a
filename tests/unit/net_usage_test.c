#include "net_fake.h"

#include "net/used.h"

// Everything is asked at this path, and counted.
struct asked {
        struct config config;
        struct used used;
        struct err err;
        bool is_answered;
        struct err coped;
};

static struct asked
asked_at(const char *path)
{
        struct asked asked = {.config = fake_config(path)};
        asked.config.price_currency = "EUR";
        asked.config.stt = asked.config.llm = OPENAI_THEN_BUILTIN;
        asked.config.tts = OPENAI_THEN_BUILTIN;
        asked.config.embeddings = OPENAI_ALONE;
        struct provider_settings *priced[] = {
                &asked.config.stt_openai,        &asked.config.stt_whispercpp,
                &asked.config.llm_openai,        &asked.config.llm_anthropic,
                &asked.config.tts_openai,        &asked.config.tts_elevenlabs,
                &asked.config.embeddings_openai,
        };
        for (size_t i = 0; i < COUNT_OF(priced); i++)
                priced[i]->price_in = priced[i]->price_out = -1;
        return asked;
}

static struct providers
providers_of(struct asked *asked)
{
        return (struct providers){
                .config = &asked->config,
                .client = fake.client,
                .used = &asked->used,
        };
}

static void
chat(struct asked *asked, const char *said, enum usage_purpose purpose)
{
        struct providers providers = providers_of(asked);
        struct llm_request request = {
                .system = "one two",
                .user = said,
                .max_tokens = 50,
                .purpose = purpose,
                .total_ms = 4000,
        };
        struct llm_reply reply = {0};
        asked->is_answered = llm_chat(&providers, &request, &fake.arena, &reply, &asked->err);
        asked->coped = providers.coped;
}

static void
transcribe(struct asked *asked)
{
        struct providers providers = providers_of(asked);
        struct wav wav = wav_of(3000);
        struct stt_request request = {
                .wav = wav.bytes,
                .length = wav.length,
                .duration_ms = wav.duration_ms,
                .language = "en",
                .total_ms = 4000,
        };
        struct transcript transcript = {0};
        asked->is_answered =
                stt_transcribe(&providers, &request, &fake.arena, &transcript, &asked->err);
        asked->coped = providers.coped;
}

static void
speak(struct asked *asked, const char *text)
{
        struct providers providers = providers_of(asked);
        struct tts_request request = {.text = text, .language = "en", .total_ms = 4000};
        struct tts_result sound = {0};
        asked->is_answered = tts_speak(&providers, &request, &fake.arena, &sound, &asked->err);
        asked->coped = providers.coped;
}

static void
embed(struct asked *asked)
{
        static const char *const TEXTS[] = {"one two three", "four"};
        struct providers providers = providers_of(asked);
        struct embeddings_request request = {.texts = TEXTS, .count = 2, .total_ms = 4000};
        struct embeddings embeddings = {0};
        asked->is_answered =
                embeddings_make(&providers, &request, &fake.arena, &embeddings, &asked->err);
        asked->coped = providers.coped;
}

static void
usage_is_what_the_servers_tell(void **state)
{
        static const struct {
                const char *path;
                enum provider provider;
        } ROWS[] = {
                {"/x/ok,content=five%20six%20seven/v1", PROVIDER_OPENAI},
                {"/x/whole,content=five%20six%20seven/v1", PROVIDER_OPENAI},
                {"/x/keepalives,content=five%20six%20seven/v1", PROVIDER_OPENAI},
                {"/x/ok,content=five%20six%20seven/v1", PROVIDER_ANTHROPIC},
                {"/x/whole,content=five%20six%20seven/v1", PROVIDER_ANTHROPIC},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct asked asked = asked_at(ROWS[i].path);
                asked.config.llm = (struct chain){{ROWS[i].provider}, 1};
                asked.config.llm_openai.price_in = asked.config.llm_anthropic.price_in = 2.5;
                asked.config.llm_openai.price_out = asked.config.llm_anthropic.price_out = 10;
                chat(&asked, "three four", USAGE_QUESTION);
                chat(&asked, "three four five", USAGE_QUESTION);
                chat(&asked, "three", USAGE_EVALUATION);
                assert_true(asked.is_answered);
                assert_int_equal(asked.used.count, 2);
                const struct usage *question = &asked.used.items[0];
                if (question->purpose != USAGE_QUESTION || question->calls != 2 ||
                    question->failed != 0 || question->tokens_in != 9 ||
                    question->tokens_out != 6 || question->is_estimated || !question->has_cost ||
                    // 9 * 2.5 and 6 * 10 millionths
                    question->cost != 83 ||
                    strcmp(question->provider, PROVIDER_NAMES[ROWS[i].provider]) != 0 ||
                    strcmp(question->model, "model-1") != 0 ||
                    strcmp(question->currency, "EUR") != 0)
                        fail_msg("row %zu: %d calls, %d in, %d out, cost %d", i,
                                 (int)question->calls, (int)question->tokens_in,
                                 (int)question->tokens_out, (int)question->cost);
                assert_int_equal(asked.used.items[1].purpose, USAGE_EVALUATION);
                assert_int_equal(asked.used.items[1].calls, 1);
        }
}

static void
usage_is_estimated_where_the_server_does_not_tell(void **state)
{
        (void)state;
        struct asked asked = asked_at("/x/no_usage,content=five%20six%20seven/v1");
        chat(&asked, "three four", USAGE_QUESTION);
        assert_true(asked.is_answered);
        // "one two" and "three four" are 7 and 10 bytes, the answer 14.
        assert_int_equal(asked.used.items[0].tokens_in, 2 + 3);
        assert_int_equal(asked.used.items[0].tokens_out, 4);
        assert_true(asked.used.items[0].is_estimated);
        // A server that does not know how to count is asked without, and not again.
        fake_reset(NULL);
        asked = asked_at("/x/refuse_usage,content=five/v1");
        chat(&asked, "three four", USAGE_QUESTION);
        assert_true(asked.is_answered);
        assert_int_equal(asked.used.items[0].calls, 2);
        assert_int_equal(asked.used.items[0].failed, 1);
        assert_true(asked.used.items[0].is_estimated);
        chat(&asked, "three four", USAGE_QUESTION);
        assert_int_equal(asked.used.items[0].calls, 3);
}

static void
usage_counts_sound_characters_and_vectors(void **state)
{
        (void)state;
        struct asked asked = asked_at("/v1");
        asked.config.stt_openai.price_in = 0.006;
        asked.config.tts_openai.price_in = 15;
        asked.config.embeddings_openai.price_in = 0.02;
        transcribe(&asked);
        assert_true(asked.is_answered);
        speak(&asked, "Größe?");
        assert_true(asked.is_answered);
        embed(&asked);
        assert_true(asked.is_answered);
        assert_int_equal(asked.used.count, 3);
        const struct usage *items = asked.used.items;
        assert_int_equal(items[0].purpose, USAGE_TRANSCRIPTION);
        assert_int_equal(items[0].audio_ms, 3000);
        assert_int_equal(items[0].cost, 300); // a twentieth of a minute
        assert_int_equal(items[1].purpose, USAGE_SPEECH);
        assert_int_equal(items[1].characters, 6);
        assert_int_equal(items[1].cost, 90);
        assert_int_equal(items[2].purpose, USAGE_EMBEDDING);
        assert_int_equal(items[2].tokens_in, 4);
        assert_false(items[2].is_estimated);
}

static void
usage_counts_what_failed_and_nothing_of_this_host(void **state)
{
        (void)state;
        struct asked asked = asked_at("/x/status,status=503/v1");
        transcribe(&asked);
        speak(&asked, "What next?");
        assert_true(asked.is_answered);
        // Twice each, and then the embedded one, which is not counted.
        assert_int_equal(asked.used.count, 2);
        for (size_t i = 0; i < 2; i++) {
                assert_int_equal(asked.used.items[i].calls, 2);
                assert_int_equal(asked.used.items[i].failed, 2);
                assert_int_equal(asked.used.items[i].audio_ms, 0);
                assert_int_equal(asked.used.items[i].characters, 0);
                assert_false(asked.used.items[i].has_cost);
        }
}

static void
chain_leaves_out_who_costs_when_the_budget_is_used_up(void **state)
{
        (void)state;
        struct asked asked = asked_at("/v1");
        asked.used.reached = "month_tokens";
        transcribe(&asked);
        assert_true(asked.is_answered);
        assert_non_null(strstr(asked.coped.detail, "openai: the budget month_tokens is used up"));
        speak(&asked, "What next?");
        assert_true(asked.is_answered);
        chat(&asked, "three", USAGE_QUESTION);
        assert_false(asked.is_answered);
        assert_int_equal(asked.err.kind, ERR_UPSTREAM);
        assert_non_null(strstr(asked.err.detail, "openai: the budget month_tokens is used up"));
        embed(&asked);
        assert_false(asked.is_answered);
        for (size_t i = 0; i < asked.used.count; i++) {
                assert_int_equal(asked.used.items[i].calls, 0);
                assert_int_equal(asked.used.items[i].left_out, 1);
        }
        assert_int_equal(asked.used.count, 4);
}

// An answer that was given is understood, whatever it costs.
static void
chain_asks_beyond_the_budget_rather_than_not_to_understand(void **state)
{
        (void)state;
        struct asked asked = asked_at("/v1");
        asked.config.stt = OPENAI_ALONE;
        asked.used.reached = "interview_calls";
        transcribe(&asked);
        if (!asked.is_answered)
                fail_msg("%s", asked.err.detail);
        assert_int_equal(asked.used.items[0].left_out, 1);
        assert_int_equal(asked.used.items[0].calls, 1);
        asked = asked_at("/x/status,status=401/v1");
        asked.config.stt = OPENAI_ALONE;
        asked.used.reached = "interview_calls";
        transcribe(&asked);
        assert_false(asked.is_answered);
        assert_non_null(strstr(asked.err.detail, "HTTP 401"));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(usage_is_what_the_servers_tell, fake_reset),
                cmocka_unit_test_setup(usage_is_estimated_where_the_server_does_not_tell,
                                       fake_reset),
                cmocka_unit_test_setup(usage_counts_sound_characters_and_vectors, fake_reset),
                cmocka_unit_test_setup(usage_counts_what_failed_and_nothing_of_this_host,
                                       fake_reset),
                cmocka_unit_test_setup(chain_leaves_out_who_costs_when_the_budget_is_used_up,
                                       fake_reset),
                cmocka_unit_test_setup(chain_asks_beyond_the_budget_rather_than_not_to_understand,
                                       fake_reset),
        };
        return cmocka_run_group_tests_name("net_usage", tests, fake_start, fake_stop);
}
