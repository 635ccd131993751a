// Fuzz target for what providers answer: a transcription server's JSON; and a model's text, as a
// question that is to be spoken.
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "fuzz.h"
#include "interview/interviewer.h"
#include "net/stt_answer.h"

enum { CLIP_MS = 60000 };

static void
check_transcript(const struct transcript *transcript)
{
        int before_ms = 0;
        assert(text_is_utf8(transcript->text, strlen(transcript->text)));
        assert(transcript->confidence == -1 ||
               (transcript->confidence >= 0 && transcript->confidence <= 1));
        for (size_t i = 0; i < transcript->word_count; i++) {
                const struct word *word = &transcript->words[i];
                assert(text_is_utf8(word->text, strlen(word->text)));
                // A time that is not known is -1.
                if (word->start_ms == -1) {
                        assert(word->end_ms == -1);
                        continue;
                }
                assert(word->start_ms >= before_ms && word->start_ms <= word->end_ms &&
                       word->end_ms <= CLIP_MS);
                before_ms = word->start_ms;
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        static const struct posting TERMS = {
                .title = "Backend engineer", .description = "", .language = "en"};
        static const struct question ASKED = {.text = "How does an index work?",
                                              .kind = "technical"};
        struct arena arena = {0};
        struct err err = {0};
        struct transcript transcript = {0};
        const char *spoken = NULL;
        for (int kind = STT_WORDS_ARE_WORDS; kind <= STT_WORDS_ARE_TOKENS; kind++) {
                if (stt_answer_read((const char *)bytes, length, CLIP_MS, (enum stt_words)kind,
                                    &arena, &transcript, &err))
                        check_transcript(&transcript);
                else
                        assert(err.kind == ERR_UPSTREAM);
        }

        const char *text = text_clean(&arena, (const char *)bytes, length);
        struct plan_input input = {.posting = &TERMS};
        struct plan_step step = {.question = ASKED};
        if (interviewer_check(text, &input, &step, &arena, &spoken, &err))
                assert(text_is_utf8(spoken, strlen(spoken)) && spoken[0] != '\0');
        arena_done(&arena);
        return 0;
}
