#include "net_fake.h"

#include "base/text.h"
#include "net/used.h"

static const char QUESTION[] = "What did you do then, and why? „Genau“ – \"so\".";
static const char REFUSAL[] = "Speech cannot be made now.";

struct spoken {
        bool is_spoken;
        struct tts_result result;
        struct err err;
        struct err coped;
        int64_t took_ms;
};

static struct spoken
speak(const char *path, struct chain chain, struct tts_request request)
{
        struct config config = fake_config(path);
        struct providers providers = {.config = &config, .client = fake.client};
        struct spoken spoken = {.result = {0}};
        int64_t started_ms = clock_ms();
        config.tts = chain;
        spoken.is_spoken =
                tts_speak(&providers, &request, &fake.arena, &spoken.result, &spoken.err);
        spoken.took_ms = clock_ms() - started_ms;
        spoken.coped = providers.coped;
        assert_no_key(&spoken.err);
        assert_no_key(&spoken.coped);
        return spoken;
}

static struct tts_request
question(int total_ms)
{
        return (struct tts_request){.text = QUESTION, .language = "pt-BR", .total_ms = total_ms};
}

static void
tts_speak_brings_sound(void **state)
{
        struct spoken spoken = speak("/v1", OPENAI_ALONE, question(5000));
        (void)state;
        assert_true(spoken.is_spoken);
        assert_string_equal(spoken.result.maker.provider, "openai");
        assert_string_equal(spoken.result.mime, "audio/mpeg");
        assert_true(spoken.result.length > 1000);
        assert_memory_equal(spoken.result.bytes, "\xFF\xFB", 2);

        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        const struct json_object *body = json_get(asked, "json");
        assert_string_equal(json_text_or(asked, "path", ""), "/audio/speech");
        assert_string_equal(json_text_or(json_get(asked, "headers"), "authorization", ""),
                            "Bearer " FAKE_KEY);
        assert_string_equal(json_text_or(body, "model", ""), "model-1");
        assert_string_equal(json_text_or(body, "input", ""), QUESTION);
        assert_string_equal(json_text_or(body, "voice", ""), "alloy");
        assert_string_equal(json_text_or(body, "response_format", ""), "mp3");
        assert_null(json_get(body, "language"));
}

static void
tts_speak_tells_the_kind_of_sound_by_its_bytes(void **state)
{
        struct tts_request request = question(5000);
        (void)state;
        fake_script("[{\"function\":\"tts\",\"format\":\"wav\"}]");
        request.voice = "verse";
        struct spoken spoken = speak("/v1", OPENAI_ALONE, request);
        assert_true(spoken.is_spoken);
        assert_string_equal(spoken.result.mime, "audio/wav");
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        assert_string_equal(json_text_or(json_get(asked, "json"), "voice", ""), "verse");
}

static void
tts_speak_tells_the_embedded_speech_the_language(void **state)
{
        struct spoken spoken = speak("/x/stall/v1", BUILTIN_ALONE, question(5000));
        (void)state;
        assert_true(spoken.is_spoken);
        assert_string_equal(spoken.result.maker.provider, "builtin");
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        assert_string_equal(json_text_or(json_get(asked, "json"), "language", ""), "pt");
        assert_null(json_get(json_get(asked, "headers"), "authorization"));
}

static void
tts_speak_does_without_a_voice_that_is_not_known(void **state)
{
        struct tts_request request = question(5000);
        (void)state;
        request.voice = "slt";
        struct spoken spoken = speak("/x/refuse_voice/v1", OPENAI_ALONE, request);
        assert_true(spoken.is_spoken);
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *items = json_get(came.root, "items");
        assert_int_equal(json_count(items), 2);
        assert_string_equal(json_text_or(json_get(json_at(items, 0), "json"), "voice", ""), "slt");
        assert_string_equal(json_text_or(json_get(json_at(items, 1), "json"), "voice", ""),
                            "alloy");
}

static void
tts_speak_is_silent_where_nothing_is_to_be_spoken(void **state)
{
        static const struct chain NONE = {{PROVIDER_NONE}, 1};
        static const struct chain OPENAI_THEN_NONE = {{PROVIDER_OPENAI, PROVIDER_NONE}, 2};
        struct spoken spoken = speak("/v1", NONE, question(5000));
        (void)state;
        assert_true(spoken.is_spoken);
        assert_int_equal(spoken.result.length, 0);
        assert_string_equal(spoken.result.maker.provider, "none");
        assert_int_equal(fake_request_count(), 0);
        spoken = speak("/x/status,status=401/v1", OPENAI_THEN_NONE, question(5000));
        assert_true(spoken.is_spoken);
        assert_int_equal(spoken.result.length, 0);
        assert_string_equal(spoken.coped.detail, "openai: HTTP 401, scripted");
}

static const struct chain ELEVENLABS_ALONE = {{PROVIDER_ELEVENLABS}, 1};

static void
tts_speak_takes_the_sound_and_the_times_of_elevenlabs(void **state)
{
        struct spoken spoken = speak("/v1", ELEVENLABS_ALONE, question(5000));
        (void)state;
        if (!spoken.is_spoken)
                fail_msg("%s", spoken.err.detail);
        assert_string_equal(tts_maker_name(spoken.result.maker, &fake.arena), "elevenlabs model-1");
        assert_string_equal(spoken.result.mime, "audio/mpeg");
        assert_true(spoken.result.length > 1000);
        // 60 ms for each character.
        assert_int_equal(spoken.result.duration_ms, 60 * (int)text_length(QUESTION));
        assert_int_equal(spoken.result.marks.count, text_length(QUESTION));
        assert_int_equal(spoken.result.marks.items[7].start_ms, 7 * 60);
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        const struct json_object *body = json_get(asked, "json");
        assert_null(json_get(asked, "problem"));
        assert_string_equal(json_text_or(asked, "path", ""),
                            "/text-to-speech/alloy/stream/with-timestamps");
        assert_string_equal(json_text_or(json_get(asked, "headers"), "xi-api-key", ""), FAKE_KEY);
        assert_string_equal(json_text_or(body, "text", ""), QUESTION);
        assert_string_equal(json_text_or(body, "model_id", ""), "model-1");
}

// What a sound's marks are, such as "m 0-60, a 60-120".
static const char *
marks_text(const struct marks *marks)
{
        const char *text = "";
        for (size_t i = 0; i < marks->count; i++)
                text = arena_print(&fake.arena, "%s%s%s %d-%d", text, i == 0 ? "" : ", ",
                                   marks->items[i].text, marks->items[i].start_ms,
                                   marks->items[i].end_ms);
        return text;
}

#define AS_JSON(characters, starts, ends)                                                          \
        "{\"characters\":" characters ",\"character_start_times_seconds\":" starts                 \
        ",\"character_end_times_seconds\":" ends "}"
#define MA AS_JSON("[\"m\",\"a\"]", "[0,0.1]", "[0.1,0.25]")

static void
tts_speak_tells_when_what_is_heard(void **state)
{
        static const struct {
                const char *timings; // of the lines, each alignment and normalized_alignment
                const char *marks;
                int duration_ms;
        } ROWS[] = {
                {"[[" MA "," MA "]]", "m 0-100, a 100-250", 250},
                {"[[" MA ",null]]", "m 0-100, a 100-250", 250},
                // As it is read, where that is told.
                {"[[" AS_JSON("[\"5\"]", "[0]", "[0.4]") "," AS_JSON(
                         "[\"f\",\"i\",\"v\",\"e\"]", "[0,0.1,0.2,0.3]", "[0.1,0.2,0.3,0.4]") "]]",
                 "f 0-100, i 100-200, v 200-300, e 300-400", 400},
                {"[[" MA "," AS_JSON("[]", "[]", "[]") "]]", "m 0-100, a 100-250", 250},
                {"[[" MA "," AS_JSON("[\"m\"]", "[0,1]", "[1]") "]]", "m 0-100, a 100-250", 250},
                // Line by line, from the beginning of the whole.
                {"[[" MA "," MA "],[" AS_JSON("[\"n\"]", "[0.25]", "[0.5]") ",null],[null,null]]",
                 "m 0-100, a 100-250, n 250-500", 500},
                {"[[null,null]]", "", 0},
                {"[[7,\"a\"]]", "", 0},
                {"[[" AS_JSON("[\"m\",\"a\"]", "[0]", "[0.1,0.25]") ",null]]", "", 250},
                {"[[" AS_JSON("7", "{}", "null") ",null]]", "", 0},
                // Back in time, upside down, no times, negative, endless.
                {"[[" AS_JSON("[\"a\",\"b\",\"c\"]", "[0.2,0.1,0.3]", "[0.3,0.2,0.4]") ",null]]",
                 "a 200-300, c 300-400", 400},
                {"[[" AS_JSON("[\"a\",\"b\"]", "[0.2,0.3]", "[0.1,0.4]") ",null]]", "b 300-400",
                 400},
                {"[[" AS_JSON("[\"a\",\"b\",\"c\"]", "[null,\"1\",0.3]", "[0.1,0.2,0.4]") ",null]]",
                 "c 300-400", 400},
                {"[[" AS_JSON("[\"a\",\"b\"]", "[-1,0]", "[0.1,1e99]") ",null]]", "", 0},
                {"[[" AS_JSON("[\"a\",null,\"\",\"0123456789abcdef\"]", "[0,0,0,0]",
                              "[0.1,0.1,0.1,0.1]") ",null]]",
                 "a 0-100", 100},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                fake_script(arena_print(&fake.arena, "[{\"function\":\"tts\",\"timings\":%s}]",
                                        ROWS[i].timings));
                struct spoken spoken = speak("/v1", ELEVENLABS_ALONE, question(5000));
                if (!spoken.is_spoken ||
                    strcmp(marks_text(&spoken.result.marks), ROWS[i].marks) != 0 ||
                    spoken.result.duration_ms != ROWS[i].duration_ms)
                        fail_msg("%s: \"%s\", %d ms, %s", ROWS[i].timings,
                                 marks_text(&spoken.result.marks), spoken.result.duration_ms,
                                 spoken.err.detail);
                assert_int_equal(spoken.result.marks.kind, MARKS_LETTERS);
        }
}

static void
tts_speak_bounds_how_much_is_told(void **state)
{
        enum { COUNT = 40 * 1000 };
        OWN(buf_close) struct buf script = buf_open((size_t)4 * 1024 * 1024);
        static const char *const NAMES[] = {"characters", "character_start_times_seconds",
                                            "character_end_times_seconds"};
        (void)state;
        buf_text(&script, "[{\"function\":\"tts\",\"timings\":[[{");
        for (size_t name = 0; name < COUNT_OF(NAMES); name++) {
                buf_print(&script, "%s\"%s\":[", name == 0 ? "" : ",", NAMES[name]);
                for (int i = 0; i < COUNT; i++)
                        buf_print(&script, "%s%s", i == 0 ? "" : ",", name == 0 ? "\"m\"" : "1");
                buf_text(&script, "]");
        }
        buf_text(&script, "},null]]}]");
        fake_script(buf_string(&script));
        struct spoken spoken = speak("/v1", ELEVENLABS_ALONE, question(20 * 1000));
        assert_true(spoken.is_spoken);
        assert_in_range(spoken.result.marks.count, 4096, COUNT - 1);
}

static void
tts_speak_takes_the_phones_of_the_embedded_speech(void **state)
{
        static const struct {
                const char *phones;
                const char *marks;
        } ROWS[] = {
                {"[{\"phone\":\"m\",\"start_ms\":0,\"end_ms\":90},"
                 "{\"phone\":\"a\u026a\",\"start_ms\":90,\"end_ms\":200}]",
                 "m 0-90, a\xC9\xAA 90-200"},
                {"[]", ""},
                {"7", ""},
                {"[{\"phone\":\"m\"},7,{\"phone\":\"m\",\"start_ms\":9,\"end_ms\":1}]", ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                fake_script(arena_print(&fake.arena, "[{\"function\":\"tts\",\"phones\":%s}]",
                                        ROWS[i].phones));
                struct spoken spoken = speak("/v1", BUILTIN_ALONE, question(5000));
                if (!spoken.is_spoken ||
                    strcmp(marks_text(&spoken.result.marks), ROWS[i].marks) != 0)
                        fail_msg("%s: \"%s\" %s", ROWS[i].phones, marks_text(&spoken.result.marks),
                                 spoken.err.detail);
                assert_string_equal(spoken.result.mime, "audio/mpeg");
                assert_int_equal(spoken.result.marks.kind, MARKS_PHONES);
        }
        // Of a server that is none of ours nothing of the kind is wanted.
        struct spoken spoken = speak("/v1", OPENAI_ALONE, question(5000));
        assert_true(spoken.is_spoken);
        assert_int_equal(spoken.result.marks.count, 0);
}

// What a provider told before it broke off is no mark of the next one's sound.
static void
tts_speak_forgets_the_times_of_a_try_that_failed(void **state)
{
        static const struct chain CHAIN = {{PROVIDER_ELEVENLABS, PROVIDER_OPENAI}, 2};
        struct config config = fake_config("/x/hang_up_chunked/v1");
        struct providers providers = {.config = &config, .client = fake.client};
        struct tts_request request = question(8000);
        struct tts_result result = {.length = 0};
        struct err err;
        (void)state;
        config.tts = CHAIN;
        config.tts_openai.url = fake_url("/v1");
        if (!tts_speak(&providers, &request, &fake.arena, &result, &err))
                fail_msg("%s", err.detail);
        assert_string_equal(result.maker.provider, "openai");
        assert_int_equal(result.marks.count, 0);
        assert_int_equal(result.duration_ms, 0);
}

static void
tts_speak_lets_no_voice_out_of_its_place_in_the_path(void **state)
{
        struct tts_request request = question(5000);
        (void)state;
        request.voice = "../voices?x=";
        struct spoken spoken = speak("/v1", ELEVENLABS_ALONE, request);
        assert_true(spoken.is_spoken);
        OWN(json_document_close) struct json_document came = fake_requests();
        assert_string_equal(json_text_or(json_at(json_get(came.root, "items"), 0), "voice", ""),
                            "alloy");
}

static void
tts_speak_leaves_out_who_lacks_the_language(void **state)
{
        static const struct {
                const char *model;
                const char *language;
                const char *provider;
        } ROWS[] = {
                {"eleven_flash_v2_5", "de", "elevenlabs"},
                {"eleven_flash_v2_5", "vi-VN", "elevenlabs"},
                {"eleven_flash_v2", "de", "builtin"},
                {"eleven_flash_v2", "en-US", "elevenlabs"},
                {"eleven_multilingual_v2", "vi", "builtin"},
                {"eleven_monolingual_v1", "es", "builtin"},
                {"one of tomorrow", "is", "elevenlabs"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct config config = fake_config("/v1");
                struct providers providers = {.config = &config, .client = fake.client};
                struct tts_request request = question(5000);
                struct tts_result result = {.length = 0};
                struct err err;
                config.tts = (struct chain){{PROVIDER_ELEVENLABS, PROVIDER_BUILTIN}, 2};
                config.tts_elevenlabs.model = ROWS[i].model;
                request.language = ROWS[i].language;
                if (!tts_speak(&providers, &request, &fake.arena, &result, &err) ||
                    strcmp(result.maker.provider, ROWS[i].provider) != 0)
                        fail_msg("row %zu: %s", i, result.maker.provider);
        }
}

static void
tts_speaker_is_the_page_where_the_chain_names_the_browser(void **state)
{
        static const struct {
                struct chain chain;
                enum tts_speaker speaker;
        } ROWS[] = {
                {{{PROVIDER_BUILTIN}, 1}, TTS_SPEAKER_SERVER},
                {{{PROVIDER_BROWSER}, 1}, TTS_SPEAKER_BROWSER},
                {{{PROVIDER_OPENAI, PROVIDER_BROWSER}, 2}, TTS_SPEAKER_BROWSER},
                {{{PROVIDER_OPENAI, PROVIDER_NONE}, 2}, TTS_SPEAKER_SERVER},
                {{{PROVIDER_NONE}, 1}, TTS_SPEAKER_NONE},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct config config = {.tts = ROWS[i].chain};
                if (tts_speaker(&config) != ROWS[i].speaker)
                        fail_msg("row %zu: %d", i, (int)tts_speaker(&config));
        }
        static const struct chain BROWSER = {{PROVIDER_BROWSER}, 1};
        struct spoken spoken = speak("/v1", BROWSER, question(5000));
        assert_true(spoken.is_spoken);
        assert_int_equal(spoken.result.length, 0);
        assert_string_equal(spoken.result.maker.provider, "browser");
}

static const struct failing ELEVENLABS_FAILURES[] = {
        {"/x/stall/v1", "no answer in time"},
        {"/x/hang_up_mid/v1", "partial file"},
        {"/x/status,status=401,code=invalid_api_key/v1", "HTTP 401, invalid_api_key"},
        {"/x/garbage/v1", "The JSON cannot be read"},
        {"/x/other_json/v1", "0 bytes that are no sound"},
        {"/x/empty/v1", "0 bytes that are no sound"},
        {"/x/wrong_type/v1", "The JSON cannot be read"},
};

static void
tts_speak_goes_on_from_elevenlabs(void **state)
{
        static const struct chain CHAIN = {{PROVIDER_ELEVENLABS, PROVIDER_BUILTIN}, 2};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ELEVENLABS_FAILURES); i++) {
                const struct failing *row = &ELEVENLABS_FAILURES[i];
                struct spoken spoken = speak(row->path, CHAIN, question(2 * FAILING_TOTAL_MS));
                if (!spoken.is_spoken || strcmp(spoken.result.maker.provider, "builtin") != 0 ||
                    strstr(spoken.coped.detail, row->reason) == NULL)
                        fail_msg("%s: %s, coped with \"%s\"", row->path, spoken.err.detail,
                                 spoken.coped.detail);
                assert_int_equal(spoken.result.duration_ms, 0);
        }
}

static const struct failing FAILURES[] = {
        {"/x/stall/v1", "no answer in time"},
        {"/x/trickle/v1", "the answer did not end in time"},
        {"/x/hang_up/v1", "Server returned nothing"},
        {"/x/hang_up_mid/v1", "partial file"},
        {"/x/status,status=429/v1", "HTTP 429"},
        {"/x/not_http/v1", ""},
        {"/x/redirect/v1", "HTTP 307"},
        {"/x/huge_promised/v1", "the answer is longer than 8388608 bytes"},
        {"/x/hang_up_chunked/v1", ""},
        {"/x/status,status=401,code=invalid_api_key/v1", "HTTP 401, invalid_api_key"},
        {"/x/status,status=429,retry_after=60/v1", "HTTP 429, scripted"},
        {"/x/status,status=500/v1", "HTTP 500, scripted"},
        {"/x/wrong_type/v1", "the content type is \"text/html\""},
        {"/x/other_json/v1", "the content type is \"application/json\""},
        {"/x/garbage/v1", "200 bytes that are no sound"},
        {"/x/empty/v1", "0 bytes that are no sound"},
        {"/x/huge/v1", "the answer is longer than 8388608 bytes"},
};

static void
tts_speak_fails_in_time_and_says_why(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                struct spoken spoken =
                        speak(FAILURES[i].path, OPENAI_ALONE, question(FAILING_TOTAL_MS));
                if (spoken.is_spoken || spoken.err.kind != ERR_UPSTREAM ||
                    strcmp(spoken.err.message, REFUSAL) != 0 ||
                    strncmp(spoken.err.detail, "openai: ", 8) != 0 ||
                    strstr(spoken.err.detail, FAILURES[i].reason) == NULL)
                        fail_msg("%s: %s, \"%s\", \"%s\"", FAILURES[i].path,
                                 err_kind_name(spoken.err.kind), spoken.err.message,
                                 spoken.err.detail);
                if (spoken.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                        fail_msg("%s: %lld ms", FAILURES[i].path, (long long)spoken.took_ms);
                assert_null(spoken.result.maker.provider);
        }
}

static void
tts_speak_goes_on_to_the_next_provider(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                struct spoken spoken = speak(FAILURES[i].path, OPENAI_THEN_BUILTIN,
                                             question(2 * FAILING_TOTAL_MS));
                if (!spoken.is_spoken || strcmp(spoken.result.maker.provider, "builtin") != 0)
                        fail_msg("%s: %s", FAILURES[i].path, spoken.err.detail);
                if (strstr(spoken.coped.detail, FAILURES[i].reason) == NULL)
                        fail_msg("%s: coped with \"%s\"", FAILURES[i].path, spoken.coped.detail);
                if (spoken.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                        fail_msg("%s: %lld ms", FAILURES[i].path, (long long)spoken.took_ms);
        }
}

static void
tts_speak_names_who_was_passed_over_and_why(void **state)
{
        static const struct {
                const char *path;
                const char *reached; // a budget
                const char *passed_over;
        } ROWS[] = {
                {"/v1", NULL, ""},
                {"/x/stall/v1", NULL, "openai: no answer in time"},
                {"/x/hang_up/v1", NULL, "openai: no connection"},
                {"/x/status,status=429,retry_after=60/v1", NULL, "openai: too many requests"},
                {"/x/status,status=401,code=key/v1", NULL, "openai: key not accepted"},
                {"/x/status,status=400/v1", NULL, "openai: request refused"},
                {"/x/status,status=500/v1", NULL, "openai: error of the server"},
                {"/x/garbage/v1", NULL, "openai: unusable answer"},
                {"/v1", "month_calls", "openai: budget used up"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct config config = fake_config(ROWS[i].path);
                struct used used = {.reached = ROWS[i].reached};
                struct providers providers = {
                        .config = &config, .client = fake.client, .used = &used};
                struct tts_request request = question(2 * FAILING_TOTAL_MS);
                struct tts_result result = {.length = 0};
                struct err err;
                config.tts = OPENAI_THEN_BUILTIN;
                if (!tts_speak(&providers, &request, &fake.arena, &result, &err) ||
                    strcmp(providers.passed_over, ROWS[i].passed_over) != 0)
                        fail_msg("%s: \"%s\"", ROWS[i].path, providers.passed_over);
        }
        // One that has failed so often, and one where all fail.
        struct config config = fake_config("/x/status,status=500/v1");
        struct providers providers = {.config = &config, .client = fake.client};
        struct tts_request request = question(2 * FAILING_TOTAL_MS);
        struct tts_result result = {.length = 0};
        struct err err;
        config.tts = OPENAI_ALONE;
        config.breaker_failures = 1;
        config.breaker_seconds = 60;
        assert_false(tts_speak(&providers, &request, &fake.arena, &result, &err));
        assert_string_equal(providers.passed_over, "openai: error of the server");
        assert_false(tts_speak(&providers, &request, &fake.arena, &result, &err));
        assert_string_equal(providers.passed_over, "openai: left alone after failures");
}

static void
tts_speak_refuses_a_text_that_is_a_book(void **state)
{
        struct tts_request request = question(1000);
        char *book = arena_alloc(&fake.arena, 300 * 1024 + 1, 1);
        (void)state;
        memset(book, 'a', 300 * 1024);
        request.text = book;
        struct spoken spoken = speak("/v1", OPENAI_ALONE, request);
        assert_false(spoken.is_spoken);
        assert_int_equal(spoken.err.kind, ERR_UPSTREAM);
        assert_string_equal(spoken.err.detail,
                            "openai: The text to be spoken is longer than 262144 bytes.");
        assert_int_equal(fake_request_count(), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(tts_speak_brings_sound, fake_reset),
                cmocka_unit_test_setup(tts_speak_tells_the_kind_of_sound_by_its_bytes, fake_reset),
                cmocka_unit_test_setup(tts_speak_tells_the_embedded_speech_the_language,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_does_without_a_voice_that_is_not_known,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_is_silent_where_nothing_is_to_be_spoken,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_takes_the_sound_and_the_times_of_elevenlabs,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_tells_when_what_is_heard, fake_reset),
                cmocka_unit_test_setup(tts_speak_names_who_was_passed_over_and_why, fake_reset),
                cmocka_unit_test_setup(tts_speak_bounds_how_much_is_told, fake_reset),
                cmocka_unit_test_setup(tts_speak_takes_the_phones_of_the_embedded_speech,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_forgets_the_times_of_a_try_that_failed,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_lets_no_voice_out_of_its_place_in_the_path,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_leaves_out_who_lacks_the_language, fake_reset),
                cmocka_unit_test_setup(tts_speaker_is_the_page_where_the_chain_names_the_browser,
                                       fake_reset),
                cmocka_unit_test_setup(tts_speak_goes_on_from_elevenlabs, fake_reset),
                cmocka_unit_test_setup(tts_speak_fails_in_time_and_says_why, fake_reset),
                cmocka_unit_test_setup(tts_speak_goes_on_to_the_next_provider, fake_reset),
                cmocka_unit_test_setup(tts_speak_refuses_a_text_that_is_a_book, fake_reset),
        };
        return cmocka_run_group_tests_name("net_tts", tests, fake_start, fake_stop);
}
