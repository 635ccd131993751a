// The server of whisper.cpp. Its model is the one that it was started with.
#include <string.h>

#include "net/stt_answer.h"
#include "net/stt_protocol.h"

// Each token is timed, which is more than each word.
static const size_t ANSWER_BYTES = 4 * 1024 * 1024;

bool
stt_whispercpp_ask(struct providers *providers, const struct endpoint *endpoint,
                   int64_t deadline_ms, struct stt_asking *asking, struct err *err)
{
        struct http_part parts[7] = {{.name = NULL}};
        struct http_reply reply = {.status = 0};
        size_t count = 0;
        parts[count++] = stt_field("language", asking->language);
        parts[count++] = stt_field("temperature", "0.0");
        parts[count++] = stt_field("temperature_inc", "0.2");
        parts[count++] = stt_field("response_format", "verbose_json");
        // Telling the language once more costs it another pass.
        parts[count++] = stt_field("no_language_probabilities", "true");
        if (asking->request->prompt != NULL && asking->request->prompt[0] != '\0')
                parts[count++] = stt_field("prompt", asking->request->prompt);
        parts[count++] = stt_file(asking->request);
        struct post post = {
                .path = "/inference",
                .parts = parts,
                .part_count = count,
                .max_response_bytes = ANSWER_BYTES,
        };
        if (!endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, &reply, err) ||
            !endpoint_check(endpoint, &reply, err))
                return false;
        used_add(providers, endpoint, (struct usage){.audio_ms = asking->request->duration_ms});
        return stt_answer_read(reply.body, reply.length, asking->request->duration_ms,
                               STT_WORDS_ARE_TOKENS, asking->arena, &asking->transcript, err);
}
