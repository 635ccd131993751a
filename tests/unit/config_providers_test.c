#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/config.h"
#include "base/crypto.h"

static bool
load(const char *const *settings, struct arena *arena, struct config *config, struct err *err)
{
        char *environment[8] = {NULL};
        for (size_t i = 0; settings[i] != NULL; i++)
                environment[i] = arena_text(arena, settings[i]);
        return config_load(environment, arena, config, err);
}

static void
config_load_reads_the_providers(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct config config = {0};
        struct err err = {0};
        static const char *const SETTINGS[] = {"STT=whispercpp,browser,builtin",
                                               "STT_WHISPERCPP_URL=http://127.0.0.1:9000/",
                                               "LLM=anthropic,openai",
                                               "LLM_ANTHROPIC_KEY=key-1",
                                               "TTS=elevenlabs,browser",
                                               "TTS_ELEVENLABS_KEY=key-2",
                                               NULL};
        (void)state;
        if (!load(SETTINGS, &arena, &config, &err))
                fail_msg("%s", err.message);
        assert_int_equal(config.stt.count, 3);
        assert_int_equal(config.stt.items[0], PROVIDER_WHISPERCPP);
        assert_int_equal(config.stt.items[1], PROVIDER_BROWSER);
        assert_string_equal(config.stt_whispercpp.url, "http://127.0.0.1:9000");
        assert_int_equal(config.llm.items[0], PROVIDER_ANTHROPIC);
        assert_string_equal(config.llm_anthropic.url, "https://api.anthropic.com/v1");
        assert_string_equal(config.llm_anthropic.key, "key-1");
        assert_string_equal(config.tts_elevenlabs.url, "https://api.elevenlabs.io/v1");
        assert_true(config.tts_elevenlabs.voice[0] != '\0');
        assert_int_equal(config.breaker_failures, 5);
        assert_int_equal(config.breaker_seconds, 15);
}

static void
config_load_names_what_is_wrong_with_a_provider(void **state)
{
        static const struct {
                const char *settings[4];
                const char *sentence;
        } ROWS[] = {
                {{"STT=whispercpp"},
                 "STT_WHISPERCPP_URL must be given where STT names whispercpp."},
                {{"STT=whispercpp", "STT_WHISPERCPP_URL=127.0.0.1:9000"},
                 "STT_WHISPERCPP_URL must begin with http:// or https://."},
                {{"LLM=anthropic"}, "LLM_ANTHROPIC_KEY must be given where LLM names anthropic."},
                {{"TTS=elevenlabs"},
                 "TTS_ELEVENLABS_KEY must be given where TTS names elevenlabs."},
                {{"LLM_ANTHROPIC_URL=ftp://x"},
                 "LLM_ANTHROPIC_URL must begin with http:// or https://."},
                {{"STT=anthropic"}, "\"anthropic\" is not a provider for STT."},
                {{"STT=none"}, "\"none\" is not a provider for STT."},
                {{"LLM=browser"}, "\"browser\" is not a provider for LLM."},
                {{"TTS=whispercpp"}, "\"whispercpp\" is not a provider for TTS."},
                {{"EMBEDDINGS=anthropic"}, "\"anthropic\" is not a provider for EMBEDDINGS."},
                {{"TTS=browser,browser"}, "TTS names \"browser\" twice."},
                {{"LLM_ANTHROPIC_VOICE=x"},
                 "\"LLM_ANTHROPIC_VOICE\" in the environment is not a setting."},
                {{"BREAKER_FAILURES=-1"},
                 "BREAKER_FAILURES must be a whole number from 0 to 1000."},
                {{"BREAKER_SECONDS=0"}, "BREAKER_SECONDS must be a whole number from 1 to 600."},
                {{"CA_FILE=ca.pem"},
                 "CA_FILE must be the absolute path of a file that can be read."},
                {{"CA_FILE=/nowhere/ca.pem"},
                 "CA_FILE must be the absolute path of a file that can be read."},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct config config = {0};
                struct err err = {0};
                if (load(ROWS[i].settings, &arena, &config, &err) || err.kind != ERR_INPUT)
                        fail_msg("row %zu: %s", i, err.message);
                assert_string_equal(err.message, ROWS[i].sentence);
        }
}

static void
base64_decode_takes_what_is_base64(void **state)
{
        static const struct {
                const char *text;
                const char *bytes; // NULL: refused
        } ROWS[] = {
                {"", ""},        {"YQ==", "a"},
                {"YQ", "a"},     {"YWI=", "ab"},
                {"YWJj", "abc"}, {"YWJj\r\nZA==\n", "abcd"},
                {"Y", NULL},     {"YW Jj", NULL},
                {"YWJ*", NULL},  {"YWJjYQ==x", NULL},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                OWN(buf_close) struct buf bytes = buf_open(1024);
                bool is_decoded = base64_decode(ROWS[i].text, &bytes);
                if (is_decoded != (ROWS[i].bytes != NULL))
                        fail_msg("row %zu", i);
                if (is_decoded)
                        assert_string_equal(buf_string(&bytes), ROWS[i].bytes);
        }
        // It does not grow past its limit.
        OWN(buf_close) struct buf small = buf_open(2);
        assert_false(base64_decode("YWJjZGVm", &small));
}

static void
config_load_leaves_no_core_and_lets_nobody_look(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct config config = {0};
        struct err err = {0};
        struct rlimit limit = {0};
        static const char *const NONE[] = {NULL};
        (void)state;
        assert_true(load(NONE, &arena, &config, &err));
        assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
        assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
        assert_int_equal(limit.rlim_max, 1);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(config_load_reads_the_providers),
                cmocka_unit_test(config_load_leaves_no_core_and_lets_nobody_look),
                cmocka_unit_test(config_load_names_what_is_wrong_with_a_provider),
                cmocka_unit_test(base64_decode_takes_what_is_base64),
        };
        return cmocka_run_group_tests_name("config_providers", tests, NULL, NULL);
}
