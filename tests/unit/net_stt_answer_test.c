#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/stt_answer.h"

static void
stt_answer_read_leaves_out_segments_in_which_nobody_spoke(void **state)
{
        static const char *const FORMS[] = {
                // words of segments, listed words, and no words at all
                "{\"text\":\"Yes. Thank you for watching.\",\"segments\":["
                "{\"start\":0,\"end\":1,\"text\":\" Yes.\",\"avg_logprob\":-0.2,"
                "\"no_speech_prob\":0.1,\"words\":[{\"word\":\"Yes.\",\"start\":0,\"end\":1}]},"
                "{\"start\":1,\"end\":3,\"text\":\" Thank you for watching.\",\"avg_logprob\":-1.4,"
                "\"no_speech_prob\":0.9,\"words\":[{\"word\":\"Thank\",\"start\":1,\"end\":2}]}]}",
                "{\"text\":\"Yes. Thank you for watching.\",\"words\":["
                "{\"word\":\"Yes\",\"start\":0,\"end\":1},{\"word\":\"Thank\",\"start\":1,"
                "\"end\":2},{\"word\":\"you\",\"start\":2,\"end\":3}],\"segments\":["
                "{\"start\":0,\"end\":1,\"text\":\" Yes.\",\"avg_logprob\":-0.2,"
                "\"no_speech_prob\":0.7},"
                "{\"start\":1,\"end\":3,\"text\":\" Thank you for watching.\",\"avg_logprob\":-1.4,"
                "\"no_speech_prob\":0.9}]}",
                "{\"text\":\"Yes. Thank you for watching.\",\"segments\":["
                "{\"start\":0,\"end\":1,\"text\":\" Yes.\",\"avg_logprob\":-1.2,"
                "\"no_speech_prob\":0.1},"
                "{\"start\":1,\"end\":3,\"text\":\" Thank you for watching.\",\"avg_logprob\":-1.4,"
                "\"no_speech_prob\":0.9}]}",
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct transcript transcript = {0};
                struct err err = {.kind = ERR_NONE};
                if (!stt_answer_read(FORMS[i], strlen(FORMS[i]), 3000, STT_WORDS_ARE_WORDS, &arena,
                                     &transcript, &err))
                        fail_msg("%zu: %s", i, err.detail);
                assert_string_equal(transcript.text, "Yes.");
                assert_int_equal(transcript.word_count, 1);
                assert_int_equal(transcript.has_spread_times, i == 2);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(stt_answer_read_leaves_out_segments_in_which_nobody_spoke),
        };
        return cmocka_run_group_tests_name("net_stt_answer", tests, NULL, NULL);
}
