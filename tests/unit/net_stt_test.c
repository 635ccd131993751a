#include "net_fake.h"

#include <math.h>

#include "net/stt_answer.h"

static const char SAID[] =
        "In my last role I designed the cache and I measured the result before and after.";
static const char REFUSAL[] = "Speech recognition is not available now.";

struct heard {
        bool is_heard;
        struct transcript transcript;
        struct err err;
        struct err coped;
        int64_t took_ms;
};

static struct heard
hear(const char *path, struct chain chain, struct stt_request request)
{
        struct config config = fake_config(path);
        struct providers providers = {.config = &config, .client = fake.client};
        struct heard heard = {.transcript.text = NULL};
        int64_t started_ms = clock_ms();
        config.stt = chain;
        heard.is_heard =
                stt_transcribe(&providers, &request, &fake.arena, &heard.transcript, &heard.err);
        heard.took_ms = clock_ms() - started_ms;
        heard.coped = providers.coped;
        assert_no_key(&heard.err);
        assert_no_key(&heard.coped);
        return heard;
}

static struct stt_request
clip_of(int duration_ms)
{
        struct wav wav = wav_of(duration_ms);
        return (struct stt_request){
                .head = wav.bytes,
                .head_length = 44,
                .wav = wav.bytes + 44,
                .length = wav.length - 44,
                .duration_ms = duration_ms,
                .language = "en-GB",
                .total_ms = 5000,
        };
}

// What every transcript must be, whoever made it.
static void
check_transcript(const struct transcript *transcript, int duration_ms)
{
        int before_ms = 0;
        assert_true(transcript->confidence == -1 ||
                    (transcript->confidence >= 0 && transcript->confidence <= 1));
        for (size_t i = 0; i < transcript->word_count; i++) {
                const struct word *word = &transcript->words[i];
                assert_true(word->text[0] != '\0');
                assert_true(word->start_ms >= before_ms && word->end_ms >= word->start_ms);
                assert_true(word->end_ms <= duration_ms);
                assert_true(word->confidence == -1 ||
                            (word->confidence >= 0 && word->confidence <= 1));
                before_ms = word->start_ms;
        }
}

static void
stt_transcribe_sends_a_form_and_reads_the_words(void **state)
{
        struct stt_request request = clip_of(3200);
        (void)state;
        request.prompt = "Redis, nginx – \"caches\"";
        struct heard heard = hear("/v1", OPENAI_ALONE, request);
        assert_true(heard.is_heard);
        assert_int_equal(heard.coped.kind, ERR_NONE);
        assert_string_equal(heard.transcript.text, SAID);
        assert_string_equal(heard.transcript.provider, "openai");
        assert_string_equal(heard.transcript.model, "model-1");
        assert_string_equal(heard.transcript.language, "en");
        check_transcript(&heard.transcript, 3200);
        assert_int_equal(heard.transcript.word_count, 16);
        assert_string_equal(heard.transcript.words[5].text, "designed");
        assert_int_equal(heard.transcript.words[5].start_ms, 1000);
        assert_int_equal(heard.transcript.words[5].end_ms, 1160);
        // The words have none of their own: exp(-0.2) of their segment.
        assert_true(fabs(heard.transcript.words[5].confidence - 0.8187) < 0.001);
        assert_true(fabs(heard.transcript.confidence - 0.8187) < 0.001);

        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        const struct json_object *fields = json_get(asked, "fields");
        assert_null(json_get(asked, "problem"));
        assert_string_equal(json_text_or(asked, "path", ""), "/audio/transcriptions");
        assert_string_equal(json_text_or(json_get(asked, "headers"), "authorization", ""),
                            "Bearer " FAKE_KEY);
        assert_string_equal(json_text_or(fields, "model", ""), "model-1");
        assert_string_equal(json_text_or(fields, "language", ""), "en");
        assert_string_equal(json_text_or(fields, "temperature", ""), "0");
        assert_string_equal(json_text_or(fields, "prompt", ""), request.prompt);
        assert_string_equal(json_text_or(fields, "response_format", ""), "verbose_json");
        const struct json_object *times = json_get(fields, "timestamp_granularities[]");
        assert_string_equal(json_text_at(times, 0), "word");
        assert_string_equal(json_text_at(times, 1), "segment");
        assert_string_equal(json_text_or(json_get(asked, "file"), "filename", ""), "audio.wav");
        assert_string_equal(json_text_or(json_get(asked, "file"), "type", ""), "audio/wav");
        assert_int_equal(json_int_or(json_get(asked, "wav"), "duration_ms", 0), 3200);
        assert_int_equal(json_int_or(json_get(asked, "wav"), "rms", 0), 6000);
}

static void
stt_transcribe_asks_the_embedded_speech_on_its_socket(void **state)
{
        struct heard heard = hear("/x/stall/v1", BUILTIN_ALONE, clip_of(2000));
        (void)state;
        assert_true(heard.is_heard);
        assert_string_equal(heard.transcript.provider, "builtin");
        assert_string_equal(heard.transcript.text, SAID);
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        assert_null(json_get(json_get(asked, "headers"), "authorization"));
}

static void
stt_transcribe_takes_a_long_clip(void **state)
{
        // A quarter of an hour: 28.8 MB, which also must not wait for "100 Continue".
        struct heard heard = hear("/v1", OPENAI_ALONE, clip_of(15 * 60 * 1000));
        (void)state;
        assert_true(heard.is_heard);
        check_transcript(&heard.transcript, 15 * 60 * 1000);
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        assert_int_equal(json_int_or(json_get(asked, "wav"), "duration_ms", 0), 15 * 60 * 1000);
}

static void
stt_transcribe_understands_nothing_in_silence(void **state)
{
        fake_script("[{\"function\":\"stt\",\"text\":\"  \\n\"}]");
        struct heard heard = hear("/v1", OPENAI_ALONE, clip_of(1000));
        (void)state;
        assert_true(heard.is_heard);
        assert_string_equal(heard.transcript.text, "");
        assert_int_equal(heard.transcript.word_count, 0);
        assert_true(heard.transcript.confidence == -1);
}

static const struct failing FAILURES[] = {
        {"/x/stall/v1", "no answer in time"},
        {"/x/trickle/v1", "the answer did not end in time"},
        {"/x/hang_up/v1", "Server returned nothing"},
        {"/x/hang_up_mid/v1", "partial file"},
        {"/x/status,status=401,code=invalid_api_key/v1", "HTTP 401, invalid_api_key"},
        {"/x/status,status=401,code=key/v1", "HTTP 401"},
        {"/x/status,status=400/v1", "HTTP 400, scripted"},
        {"/x/status,status=429,retry_after=60/v1", "HTTP 429, scripted"},
        {"/x/status,status=500/v1", "HTTP 500, scripted"},
        {"/x/redirect/v1", "HTTP 307"},
        {"/x/wrong_type/v1", "The JSON cannot be read"},
        {"/x/garbage/v1", "The JSON cannot be read"},
        {"/x/other_json/v1", "the answer has no text"},
        {"/x/empty/v1", "The body is empty"},
        {"/x/huge/v1", "the answer is longer than 2097152 bytes"},
        {"/x/huge_promised/v1", "the answer is longer than 2097152 bytes"},
        {"/x/not_http/v1", "Unsupported protocol"},
};

static void
stt_transcribe_fails_in_time_and_says_why(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                struct stt_request request = clip_of(500);
                request.total_ms = FAILING_TOTAL_MS;
                struct heard heard = hear(FAILURES[i].path, OPENAI_ALONE, request);
                if (heard.is_heard || heard.err.kind != ERR_UPSTREAM ||
                    strcmp(heard.err.message, REFUSAL) != 0 ||
                    strncmp(heard.err.detail, "openai: ", 8) != 0 ||
                    strstr(heard.err.detail, FAILURES[i].reason) == NULL)
                        fail_msg("%s: %s, \"%s\", \"%s\"", FAILURES[i].path,
                                 err_kind_name(heard.err.kind), heard.err.message,
                                 heard.err.detail);
                if (heard.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                        fail_msg("%s: %lld ms", FAILURES[i].path, (long long)heard.took_ms);
                assert_null(heard.transcript.text);
        }
}

static void
stt_transcribe_goes_on_to_the_next_provider(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FAILURES); i++) {
                struct stt_request request = clip_of(500);
                request.total_ms = 2 * FAILING_TOTAL_MS;
                struct heard heard = hear(FAILURES[i].path, OPENAI_THEN_BUILTIN, request);
                if (!heard.is_heard || strcmp(heard.transcript.provider, "builtin") != 0)
                        fail_msg("%s: %s", FAILURES[i].path, heard.err.detail);
                if (heard.coped.kind != ERR_UPSTREAM ||
                    strstr(heard.coped.detail, FAILURES[i].reason) == NULL)
                        fail_msg("%s: coped with \"%s\"", FAILURES[i].path, heard.coped.detail);
                if (heard.took_ms > FAILING_TOTAL_MS + FAILING_SLACK_MS)
                        fail_msg("%s: %lld ms", FAILURES[i].path, (long long)heard.took_ms);
        }
}

static void
stt_transcribe_tells_the_reasons_of_all_providers(void **state)
{
        struct config config = fake_config("/x/status,status=401/v1");
        struct providers providers = {.config = &config, .client = fake.client};
        struct stt_request request = clip_of(500);
        struct transcript transcript = {.text = NULL};
        struct err err = {.kind = ERR_NONE};
        (void)state;
        config.stt = OPENAI_THEN_BUILTIN;
        config.speech_socket = "/tmp/earshot-no-such-socket";
        assert_false(stt_transcribe(&providers, &request, &fake.arena, &transcript, &err));
        assert_int_equal(err.kind, ERR_UPSTREAM);
        assert_string_equal(err.message, REFUSAL);
        assert_non_null(strstr(err.detail, "openai: HTTP 401, scripted; builtin: "));
}

static void
stt_transcribe_asks_twice_where_it_may_help(void **state)
{
        static const struct {
                const char *path;
                size_t requests;
                bool is_heard;
        } ROWS[] = {
                {"/x/status,status=500,times=1/v1", 2, true},
                {"/x/status,status=503,times=1/v1", 2, true},
                {"/x/status,status=429,times=1/v1", 2, true},
                {"/x/status,status=429,retry_after=1,times=1/v1", 2, true},
                {"/x/hang_up,times=1/v1", 2, true},
                {"/x/hang_up_mid,times=1/v1", 2, true},
                {"/x/status,status=500,times=2/v1", 2, false},
                {"/x/status,status=401,times=1/v1", 1, false},
                {"/x/status,status=429,retry_after=60,times=1/v1", 1, false},
                {"/x/garbage,times=1/v1", 1, false},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                fake_reset(NULL);
                struct heard heard = hear(ROWS[i].path, OPENAI_ALONE, clip_of(500));
                size_t requests = fake_request_count();
                if (heard.is_heard != ROWS[i].is_heard || requests != ROWS[i].requests)
                        fail_msg("%s: %s after %zu requests: %s", ROWS[i].path,
                                 heard.is_heard ? "heard" : "failed", requests, heard.err.detail);
        }
}

static void
stt_transcribe_waits_as_long_as_the_server_asks(void **state)
{
        struct heard heard =
                hear("/x/status,status=429,retry_after=1,times=1/v1", OPENAI_ALONE, clip_of(500));
        (void)state;
        assert_true(heard.is_heard);
        assert_in_range(heard.took_ms, 1000, 1000 + FAILING_SLACK_MS);
}

static void
stt_transcribe_does_without_times_where_the_model_has_none(void **state)
{
        struct heard heard = hear("/x/refuse_verbose/v1", OPENAI_ALONE, clip_of(2000));
        (void)state;
        assert_true(heard.is_heard);
        assert_string_equal(heard.transcript.text, SAID);
        assert_int_equal(heard.transcript.word_count, 16);
        assert_string_equal(heard.transcript.words[15].text, "after.");
        assert_int_equal(heard.transcript.words[15].start_ms, -1);
        assert_true(heard.transcript.words[15].confidence == -1);
        assert_true(heard.transcript.confidence == -1);
}

static void
stt_transcribe_leaves_out_who_lacks_the_language(void **state)
{
        struct stt_request request = clip_of(500);
        (void)state;
        request.language = "de-AT";
        struct heard heard = hear("/v1", BUILTIN_ALONE, request);
        assert_false(heard.is_heard);
        assert_int_equal(heard.err.kind, ERR_CONFLICT);
        assert_string_equal(heard.err.message,
                            "No speech recogniser here understands this language.");
        heard = hear("/x/status,status=401/v1", OPENAI_THEN_BUILTIN, request);
        assert_false(heard.is_heard);
        assert_int_equal(heard.err.kind, ERR_UPSTREAM);
        assert_string_equal(heard.err.detail, "openai: HTTP 401, scripted");
        heard = hear("/v1", OPENAI_THEN_BUILTIN, request);
        assert_true(heard.is_heard);
        assert_string_equal(heard.transcript.language, "de");
}

static void
stt_can_tells_who_understands_what(void **state)
{
        static const struct {
                struct chain chain;
                const char *language;
                bool can;
        } ROWS[] = {
                {{{PROVIDER_BUILTIN}, 1}, "en", true},
                {{{PROVIDER_BUILTIN}, 1}, "EN-us", true},
                {{{PROVIDER_BUILTIN}, 1}, "eng", false},
                {{{PROVIDER_BUILTIN}, 1}, "de", false},
                {{{PROVIDER_BUILTIN}, 1}, "", false},
                {{{PROVIDER_OPENAI}, 1}, "de", true},
                {{{PROVIDER_OPENAI, PROVIDER_BUILTIN}, 2}, "ar", true},
                {{{PROVIDER_NONE}, 0}, "en", false},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct config config = {.stt = ROWS[i].chain};
                if (stt_can(&config, ROWS[i].language) != ROWS[i].can)
                        fail_msg("row %zu: %s", i, ROWS[i].language);
        }
}

// Answers of other servers, and of none: {text, words: "text start end confidence, ..."}.
static void
stt_answer_read_understands_the_dialects(void **state)
{
        static const struct {
                const char *answer;
                const char *text; // NULL: refused
                const char *words;
        } ROWS[] = {
                {"{\"text\":\" Hi there. \"}", "Hi there.", "Hi -1 -1 -1.00,there. -1 -1 -1.00,"},
                {"{\"text\":\"\",\"words\":[{\"word\":\"ghost\",\"start\":0,\"end\":1}]}", "", ""},
                // Words inside segments, each with its own probability.
                {"{\"text\":\"a b\",\"segments\":[{\"start\":0,\"end\":1,\"text\":\"a "
                 "b\",\"words\":["
                 "{\"word\":\" a\",\"start\":0.1,\"end\":0.2,\"probability\":0.5},"
                 "{\"word\":\" b\",\"start\":0.25,\"end\":0.5,\"probability\":1.5}]}]}",
                 "a b", "a 100 200 0.50,b 250 500 1.00,"},
                {"{\"text\":\"a\",\"words\":[{\"word\":\"a\",\"start\":0,\"end\":1,"
                 "\"confidence\":0.25}]}",
                 "a", "a 0 1000 0.25,"},
                // Segments alone: spread by letters.
                {"{\"text\":\"one three\",\"segments\":[{\"start\":1,\"end\":1.8,"
                 "\"text\":\" one three\",\"avg_logprob\":0}]}",
                 "one three", "one 1000 1300 1.00,three 1300 1800 1.00,"},
                // Each word's confidence is its segment's.
                {"{\"text\":\"a b\",\"words\":[{\"word\":\"a\",\"start\":0.5,\"end\":0.6},"
                 "{\"word\":\"b\",\"start\":1.5,\"end\":1.6}],\"segments\":["
                 "{\"start\":0,\"end\":1,\"avg_logprob\":0},"
                 "{\"start\":1,\"end\":2,\"avg_logprob\":-0.693147}]}",
                 "a b", "a 500 600 1.00,b 1500 1600 0.50,"},
                // Segments that Whisper does not believe itself: silence, and a loop.
                {"{\"text\":\"a you\",\"segments\":[{\"start\":0,\"end\":1,\"text\":\"a\","
                 "\"avg_logprob\":0,\"no_speech_prob\":0.9,\"compression_ratio\":3},"
                 "{\"start\":1,\"end\":2,\"text\":\"you\",\"avg_logprob\":-1.2,"
                 "\"no_speech_prob\":0.9}]}",
                 "a", "a 0 1000 1.00,"},
                {"{\"text\":\"a so so so\",\"segments\":[{\"start\":0,\"end\":1,\"text\":\"a\","
                 "\"avg_logprob\":0},{\"start\":1,\"end\":2,\"text\":\"so so so\","
                 "\"avg_logprob\":-1.2,\"compression_ratio\":2.6}]}",
                 "a", "a 0 1000 1.00,"},
                // Times that cannot be.
                {"{\"text\":\"a b c d\",\"words\":[{\"word\":\"a\",\"start\":-1,\"end\":2},"
                 "{\"word\":\"b\",\"start\":1,\"end\":0.5},{\"word\":\"c\",\"start\":1e300,"
                 "\"end\":1e300},{\"word\":\"d\",\"start\":\"0\",\"end\":null}]}",
                 "a b c d", "a -1 -1 -1.00,b 1000 1000 -1.00,c 2000 2000 -1.00,d -1 -1 -1.00,"},
                // Out of order.
                {"{\"text\":\"a b\",\"words\":[{\"word\":\"a\",\"start\":1,\"end\":1.5},"
                 "{\"word\":\"b\",\"start\":0.5,\"end\":0.7}]}",
                 "a b", "a 1000 1500 -1.00,b 1000 1000 -1.00,"},
                // Things that are no words; the text then is all there is.
                {"{\"text\":\"a\",\"words\":[1,null,{},\"x\",{\"word\":\"  \"},[[]]]}", "a",
                 "a -1 -1 -1.00,"},
                {"{\"text\":\"a\",\"segments\":{\"0\":1},\"words\":\"none\"}", "a",
                 "a -1 -1 -1.00,"},
                {"{\"text\":\"a\\u0007b\\u009fc\"}", "a b  c",
                 "a -1 -1 -1.00,b -1 -1 -1.00,c -1 -1 -1.00,"},
                {"{\"text\":\"a\\u0000b\"}", NULL, NULL},
                {"{\"text\":null}", NULL, NULL},
                {"{\"text\":[\"a\"]}", NULL, NULL},
                {"[{\"text\":\"a\"}]", NULL, NULL},
                {"\"a\"", NULL, NULL},
                {"{\"text\":\"\xff\"}", NULL, NULL},
                {"{\"text\":\"a\"", NULL, NULL},
                {"", NULL, NULL},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct transcript got = {.text = NULL};
                struct err err = {.kind = ERR_NONE};
                char words[256] = "";
                bool is_read = stt_answer_read(ROWS[i].answer, strlen(ROWS[i].answer), 2000,
                                               STT_WORDS_ARE_WORDS, &arena, &got, &err);
                if (is_read != (ROWS[i].text != NULL))
                        fail_msg("row %zu: %s", i, is_read ? "read" : err.detail);
                if (!is_read) {
                        assert_int_equal(err.kind, ERR_UPSTREAM);
                        assert_string_equal(err.message, "The provider's answer cannot be read.");
                        continue;
                }
                for (size_t k = 0; k < got.word_count; k++) {
                        size_t used = strlen(words);
                        snprintf(words + used, sizeof words - used, "%s %d %d %.2f,",
                                 got.words[k].text, got.words[k].start_ms, got.words[k].end_ms,
                                 got.words[k].confidence);
                }
                if (strcmp(got.text, ROWS[i].text) != 0 || strcmp(words, ROWS[i].words) != 0)
                        fail_msg("row %zu: \"%s\", \"%s\"", i, got.text, words);
        }
}

static void
stt_answer_read_weighs_segments_by_their_length(void **state)
{
        static const char ANSWER[] =
                "{\"text\":\"a b\",\"segments\":[{\"start\":0,\"end\":3,\"text\":\"a\","
                "\"avg_logprob\":0},{\"start\":3,\"end\":4,\"text\":\"b\",\"avg_logprob\":-50}]}";
        struct transcript got = {.text = NULL};
        struct err err = {.kind = ERR_NONE};
        (void)state;
        assert_true(stt_answer_read(ANSWER, sizeof ANSWER - 1, 4000, STT_WORDS_ARE_WORDS,
                                    &fake.arena, &got, &err));
        assert_true(fabs(got.confidence - 0.75) < 0.001);
}

static void
stt_answer_read_joins_the_tokens_of_whispercpp(void **state)
{
        static const char ANSWER[] =
                "{\"text\":\" I measured.\\n "
                "So\\n\",\"segments\":[{\"start\":0,\"end\":1,\"words\":["
                "{\"word\":\" I\",\"start\":0.1,\"end\":0.2,\"probability\":1},"
                "{\"word\":\" meas\",\"start\":0.2,\"end\":0.4,\"probability\":0.9},"
                "{\"word\":\"ured\",\"start\":0.4,\"end\":0.7,\"probability\":0.5},"
                "{\"word\":\".\",\"start\":0.7,\"end\":0.8,\"probability\":0.8}]},"
                "{\"start\":1,\"end\":2,\"words\":["
                "{\"word\":\"So\",\"start\":1,\"end\":1.5,\"probability\":0.7}]}]}";
        struct transcript got = {.text = NULL};
        struct err err = {.kind = ERR_NONE};
        (void)state;
        assert_true(stt_answer_read(ANSWER, sizeof ANSWER - 1, 4000, STT_WORDS_ARE_TOKENS,
                                    &fake.arena, &got, &err));
        assert_string_equal(got.text, "I measured. So");
        assert_int_equal(got.word_count, 3);
        assert_string_equal(got.words[1].text, "measured.");
        assert_int_equal(got.words[1].start_ms, 200);
        assert_int_equal(got.words[1].end_ms, 800);
        assert_true(got.words[1].confidence == 0.5);
        // A segment begins a word, with or without a space.
        assert_string_equal(got.words[2].text, "So");
}

static void
stt_transcribe_asks_whispercpp(void **state)
{
        static const struct chain CHAIN = {{PROVIDER_WHISPERCPP}, 1};
        struct stt_request request = clip_of(3200);
        (void)state;
        request.prompt = "Redis, nginx";
        struct heard heard = hear("/v1", CHAIN, request);
        if (!heard.is_heard)
                fail_msg("%s", heard.err.detail);
        assert_string_equal(heard.transcript.text, SAID);
        assert_string_equal(heard.transcript.provider, "whispercpp");
        check_transcript(&heard.transcript, 3200);
        assert_int_equal(heard.transcript.word_count, 16);
        assert_string_equal(heard.transcript.words[5].text, "designed");
        assert_true(fabs(heard.transcript.confidence - 0.9) < 0.001);
        OWN(json_document_close) struct json_document came = fake_requests();
        const struct json_object *asked = json_at(json_get(came.root, "items"), 0);
        const struct json_object *fields = json_get(asked, "fields");
        assert_null(json_get(asked, "problem"));
        assert_string_equal(json_text_or(asked, "path", ""), "/inference");
        assert_string_equal(json_text_or(fields, "response_format", ""), "verbose_json");
        assert_string_equal(json_text_or(fields, "language", ""), "en");
        assert_string_equal(json_text_or(fields, "prompt", ""), "Redis, nginx");
        assert_string_equal(json_text_or(json_get(asked, "file"), "type", ""), "audio/wav");
}

static void
stt_transcribe_takes_what_the_browser_understood_when_it_comes_to_it(void **state)
{
        static const struct {
                struct chain chain;
                const char *path;
                const char *browser_text;
                const char *provider; // NULL: refused
                const char *text;
        } ROWS[] = {
                {{{PROVIDER_BROWSER}, 1}, "/v1", " I did\x07 it ", "browser", "I did  it"},
                {{{PROVIDER_BROWSER}, 1}, "/v1", NULL, "browser", ""},
                {{{PROVIDER_OPENAI, PROVIDER_BROWSER}, 2}, "/v1", "I did it", "openai", SAID},
                {{{PROVIDER_OPENAI, PROVIDER_BROWSER}, 2},
                 "/x/status,status=401/v1",
                 "I did it",
                 "browser",
                 "I did it"},
                {{{PROVIDER_OPENAI, PROVIDER_BROWSER}, 2},
                 "/x/status,status=401/v1",
                 NULL,
                 NULL,
                 NULL},
                {{{PROVIDER_BROWSER, PROVIDER_BUILTIN}, 2}, "/v1", NULL, "builtin", SAID},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct stt_request request = clip_of(2000);
                request.browser_text = ROWS[i].browser_text;
                struct heard heard = hear(ROWS[i].path, ROWS[i].chain, request);
                if (heard.is_heard != (ROWS[i].provider != NULL))
                        fail_msg("row %zu: %s", i, heard.err.detail);
                if (!heard.is_heard)
                        continue;
                assert_string_equal(heard.transcript.provider, ROWS[i].provider);
                assert_string_equal(heard.transcript.text, ROWS[i].text);
                if (strcmp(ROWS[i].provider, "browser") != 0)
                        continue;
                assert_true(heard.transcript.confidence == -1);
                assert_null(heard.transcript.model);
                assert_int_equal(heard.transcript.word_count, ROWS[i].text[0] == '\0' ? 0 : 3);
        }
}

static void
stt_listener_tells_who_listens(void **state)
{
        static const struct {
                struct chain chain;
                const char *language;
                enum stt_listener listener;
        } ROWS[] = {
                {{{PROVIDER_BUILTIN}, 1}, "en-US", STT_LISTENER_SERVER},
                {{{PROVIDER_BUILTIN}, 1}, "de", STT_LISTENER_NONE},
                {{{PROVIDER_OPENAI}, 1}, "de", STT_LISTENER_SERVER},
                {{{PROVIDER_BROWSER, PROVIDER_BUILTIN}, 2}, "de", STT_LISTENER_BROWSER},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct config config = {.stt = ROWS[i].chain};
                if (stt_listener(&config, ROWS[i].language) != ROWS[i].listener)
                        fail_msg("row %zu", i);
        }
}

static void
stt_transcribe_goes_on_from_whispercpp(void **state)
{
        static const struct chain CHAIN = {{PROVIDER_WHISPERCPP, PROVIDER_BUILTIN}, 2};
        static const char *const PATHS[] = {"/x/garbage/v1", "/x/status,status=500/v1",
                                            "/x/hang_up_mid/v1", "/x/wrong_type/v1"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(PATHS); i++) {
                struct heard heard = hear(PATHS[i], CHAIN, clip_of(1000));
                if (!heard.is_heard || strcmp(heard.transcript.provider, "builtin") != 0)
                        fail_msg("%s: %s", PATHS[i], heard.err.detail);
                assert_true(strncmp(heard.coped.detail, "whispercpp: ", 12) == 0);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(stt_transcribe_sends_a_form_and_reads_the_words, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_asks_the_embedded_speech_on_its_socket,
                                       fake_reset),
                cmocka_unit_test_setup(stt_transcribe_takes_a_long_clip, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_understands_nothing_in_silence, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_fails_in_time_and_says_why, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_goes_on_to_the_next_provider, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_tells_the_reasons_of_all_providers,
                                       fake_reset),
                cmocka_unit_test_setup(stt_transcribe_asks_twice_where_it_may_help, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_waits_as_long_as_the_server_asks, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_does_without_times_where_the_model_has_none,
                                       fake_reset),
                cmocka_unit_test_setup(stt_transcribe_leaves_out_who_lacks_the_language,
                                       fake_reset),
                cmocka_unit_test_setup(stt_transcribe_asks_whispercpp, fake_reset),
                cmocka_unit_test_setup(stt_transcribe_goes_on_from_whispercpp, fake_reset),
                cmocka_unit_test_setup(
                        stt_transcribe_takes_what_the_browser_understood_when_it_comes_to_it,
                        fake_reset),
                cmocka_unit_test(stt_listener_tells_who_listens),
                cmocka_unit_test(stt_answer_read_joins_the_tokens_of_whispercpp),
                cmocka_unit_test(stt_can_tells_who_understands_what),
                cmocka_unit_test(stt_answer_read_understands_the_dialects),
                cmocka_unit_test(stt_answer_read_weighs_segments_by_their_length),
        };
        return cmocka_run_group_tests_name("net_stt", tests, fake_start, fake_stop);
}
