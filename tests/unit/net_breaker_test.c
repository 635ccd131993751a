#include "net_fake.h"

#include <pthread.h>

// Through the chain: what a breaker does to calls.
static bool
told(const struct config *config, struct llm_reply *reply, struct err *err)
{
        struct providers providers = {.config = config, .client = fake.client};
        struct llm_request request = {
                .system = "You are an interviewer.",
                .user = "Ask.",
                .max_tokens = 100,
                .total_ms = 2000,
        };
        return llm_chat(&providers, &request, &fake.arena, reply, err);
}

static struct config
config_of(const char *path, int failures)
{
        struct config config = fake_config(path);
        config.llm = OPENAI_ALONE;
        config.breaker_failures = failures;
        config.breaker_seconds = 1;
        return config;
}

static void
breaker_opens_after_failures_in_a_row_and_closes_after_a_success(void **state)
{
        struct config config = config_of("/x/status,status=401,times=4/v1", 3);
        struct llm_reply reply = {0};
        struct err err = {0};
        (void)state;
        for (int i = 0; i < 3; i++) {
                assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_CLOSED);
                assert_false(told(&config, &reply, &err));
        }
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_OPEN);
        // Others are not touched.
        assert_int_equal(breaker_look(FUNCTION_STT, PROVIDER_OPENAI), BREAKER_CLOSED);
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_ANTHROPIC), BREAKER_CLOSED);
        assert_false(told(&config, &reply, &err));
        assert_string_equal(err.detail, "openai: left alone after failures");
        assert_int_equal(fake_request_count(), 3);

        // One tries and fails: twice the pause.
        clock_sleep_ms(1050);
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_HALF_OPEN);
        assert_false(told(&config, &reply, &err));
        assert_int_equal(fake_request_count(), 4);
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_OPEN);
        clock_sleep_ms(1050);
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_OPEN);
        clock_sleep_ms(1000);

        // One tries and succeeds.
        assert_true(told(&config, &reply, &err));
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_CLOSED);
        assert_true(told(&config, &reply, &err));
}

static void
breaker_forgets_failures_after_a_success(void **state)
{
        struct config config = config_of("/v1", 2);
        struct llm_reply reply = {0};
        struct err err = {0};
        (void)state;
        for (int i = 0; i < 4; i++) {
                fake_script("[{\"function\":\"llm\",\"behave\":\"status\",\"status\":401,"
                            "\"times\":1}]");
                assert_false(told(&config, &reply, &err));
                assert_true(told(&config, &reply, &err));
        }
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_CLOSED);
}

static void
breaker_opens_at_once_where_the_provider_asks_for_time(void **state)
{
        struct config config = config_of("/x/status,status=429,retry_after=60/v1", 5);
        struct llm_reply reply = {0};
        struct err err = {0};
        (void)state;
        assert_false(told(&config, &reply, &err));
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_OPEN);
        clock_sleep_ms(1100);
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_OPEN);
}

static void
breaker_never_opens_where_it_is_switched_off(void **state)
{
        struct config config = config_of("/x/status,status=429,retry_after=60/v1", 0);
        struct llm_reply reply = {0};
        struct err err = {0};
        (void)state;
        for (int i = 0; i < 10; i++)
                assert_false(told(&config, &reply, &err));
        assert_int_equal(fake_request_count(), 10);
}

static void
breaker_lets_the_next_provider_answer_at_once(void **state)
{
        struct config config = config_of("/x/stall,times=1/v1", 1);
        struct providers providers = {.config = &config, .client = fake.client};
        struct tts_request request = {.text = "Why?", .language = "en", .total_ms = 1000};
        struct tts_result result = {0};
        struct err err = {0};
        (void)state;
        config.tts = OPENAI_THEN_BUILTIN;
        assert_true(tts_speak(&providers, &request, &fake.arena, &result, &err));
        int64_t started_ms = clock_ms();
        assert_true(tts_speak(&providers, &request, &fake.arena, &result, &err));
        assert_string_equal(result.maker.provider, "builtin");
        assert_string_equal(providers.coped.detail, "openai: left alone after failures");
        assert_true(clock_ms() - started_ms < 400);
}

static void
breaker_says_nothing_about_a_call_that_was_our_own_fault(void **state)
{
        struct config config = config_of("/v1", 1);
        struct providers providers = {.config = &config, .client = fake.client};
        struct tts_request request = {.language = "en", .total_ms = 1000};
        struct tts_result result = {0};
        struct err err = {0};
        char *book = arena_alloc(&fake.arena, 300 * 1024 + 1, 1);
        (void)state;
        memset(book, 'a', 300 * 1024);
        request.text = book;
        config.tts = OPENAI_ALONE;
        assert_false(tts_speak(&providers, &request, &fake.arena, &result, &err));
        assert_int_equal(breaker_look(FUNCTION_TTS, PROVIDER_OPENAI), BREAKER_CLOSED);
}

enum { THREADS = 8, ROUNDS = 2000 };

static void *
hammer(void *context)
{
        const struct config *config = context;
        static _Thread_local int entered;
        for (int i = 0; i < ROUNDS; i++) {
                if (!breaker_enter(FUNCTION_STT, PROVIDER_WHISPERCPP))
                        continue;
                entered++;
                breaker_failed(FUNCTION_STT, PROVIDER_WHISPERCPP, config, 0);
        }
        return (void *)(intptr_t)entered;
}

static void
breaker_lets_one_thread_alone_try_again(void **state)
{
        struct config config = {.breaker_failures = 1, .breaker_seconds = 1};
        pthread_t threads[THREADS];
        intptr_t entered = 0;
        (void)state;
        breaker_failed(FUNCTION_STT, PROVIDER_WHISPERCPP, &config, 0);
        clock_sleep_ms(1050);
        for (int i = 0; i < THREADS; i++)
                assert_int_equal(pthread_create(&threads[i], NULL, hammer, &config), 0);
        for (int i = 0; i < THREADS; i++) {
                void *count = NULL;
                pthread_join(threads[i], &count);
                entered += (intptr_t)count;
        }
        assert_int_equal(entered, 1);
        assert_int_equal(breaker_look(FUNCTION_STT, PROVIDER_WHISPERCPP), BREAKER_OPEN);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(
                        breaker_opens_after_failures_in_a_row_and_closes_after_a_success,
                        fake_reset),
                cmocka_unit_test_setup(breaker_forgets_failures_after_a_success, fake_reset),
                cmocka_unit_test_setup(breaker_opens_at_once_where_the_provider_asks_for_time,
                                       fake_reset),
                cmocka_unit_test_setup(breaker_never_opens_where_it_is_switched_off, fake_reset),
                cmocka_unit_test_setup(breaker_lets_the_next_provider_answer_at_once, fake_reset),
                cmocka_unit_test_setup(breaker_says_nothing_about_a_call_that_was_our_own_fault,
                                       fake_reset),
                cmocka_unit_test_setup(breaker_lets_one_thread_alone_try_again, fake_reset),
        };
        return cmocka_run_group_tests_name("net_breaker", tests, fake_start, fake_stop);
}
