// What the files of speech to text share. For this room alone.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "net/provider_chain.h"

// One call: the request, and the transcript where a provider answered.
struct stt_asking {
        const struct stt_request *request;
        const char *language; // the primary subtag
        struct arena *arena;
        struct transcript transcript;
};

// One server of each protocol. They fill text, words and confidence. ERR_UPSTREAM.
MUST_CHECK bool
stt_openai_ask(struct providers *providers, const struct endpoint *endpoint, int64_t deadline_ms,
               struct stt_asking *asking, struct err *err);
MUST_CHECK bool
stt_whispercpp_ask(struct providers *providers, const struct endpoint *endpoint,
                   int64_t deadline_ms, struct stt_asking *asking, struct err *err);

// A field of a form, and the sound.
struct http_part
stt_field(const char *name, const char *value);
struct http_part
stt_file(const struct stt_request *request);
