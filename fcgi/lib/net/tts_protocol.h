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
        // Sound in base64, and times of all letters or phones twice.
        TTS_TIMED_BYTES = 2 * TTS_SOUND_BYTES,
        // More than the longest text has letters.
        TTS_MARKS_BYTES = 16 * 1024 * (int)sizeof(struct mark),
        // Longer than any question is spoken.
        TTS_MARK_MOST_MS = 60 * 60 * 1000,
};

// One call: the request, and the sound where a provider gave some.
struct tts_asking {
        const struct tts_request *request;
        const struct tts_listener *listener; // NULL: nobody listens
        struct arena *arena;
        struct tts_result result;
        struct buf head;  // what came before the kind was known
        const char *mime; // of what is heard; NULL: not known yet
        struct buf marks; // struct mark, of the result
};

// The next bytes of the sound, for the listener. False where it wants no more.
bool
tts_hear(struct tts_asking *asking, const void *bytes, size_t length);

// What was heard of a try that failed is void.
void
tts_hear_again(struct tts_asking *asking);

// One more of the result's marks, in milliseconds. What cannot be is passed over: an empty or very
// long text, an end before its beginning, a beginning before that of the mark before it, a time
// that is none.
void
tts_mark(struct tts_asking *asking, const char *text, double start_ms, double end_ms);

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
