// What the files of text to speech share. For this room alone.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/provider_chain.h"

enum {
        // The first words come soon even from slow servers; one that is silent so long is stuck.
        TTS_FIRST_BYTE_MS = 8 * 1000,
        // A minute of 24 kHz WAV and more; as MP3 many minutes.
        TTS_SOUND_BYTES = 8 * 1024 * 1024,
        // A question is at most some thousand characters; JSON escapes make it longer.
        TTS_REQUEST_BYTES = 256 * 1024,
};

// One call: the request, and the sound where a provider gave some.
struct tts_asking {
        const struct tts_request *request;
        const struct tts_listener *listener; // NULL: nobody listens
        struct arena *arena;
        struct tts_result result;
        struct buf head;  // what came before the kind was known
        const char *mime; // of what is heard; NULL: not known yet
};

// The next bytes of the sound, for the listener. False where it wants no more.
bool
tts_hear(struct tts_asking *asking, const void *bytes, size_t length);

// What was heard of a try that failed is void.
void
tts_hear_again(struct tts_asking *asking);

// One server of each protocol, with this voice. `reply_out` has its status; with 200 the sound is
// in the result. ERR_UPSTREAM: no answer, or no sound.
MUST_CHECK bool
tts_openai_ask(struct providers *providers, const struct endpoint *endpoint, const char *voice,
               int64_t deadline_ms, struct tts_asking *asking, struct http_reply *reply_out,
               struct err *err);
MUST_CHECK bool
tts_elevenlabs_ask(struct providers *providers, const struct endpoint *endpoint, const char *voice,
                   int64_t deadline_ms, struct tts_asking *asking, struct http_reply *reply_out,
                   struct err *err);

// Whether a model of ElevenLabs speaks the language (primary subtag).
bool
tts_elevenlabs_speaks(const char *model, const char *language);

// Takes the sound if its first bytes say that it is some. ERR_UPSTREAM.
MUST_CHECK bool
tts_take_sound(struct tts_asking *asking, const void *bytes, size_t length, struct err *err);
