// Speech to text, text to speech and language models, by the chains of the settings: the first
// provider that gives a sound answer wins. "openai" is any OpenAI-compatible server; "builtin" is
// the embedded speech, which speaks the same protocol on a unix socket of this host.
//
// Those over the network have one time together. Each may use its even share of what is left, so
// that a stalled one never takes the time of those behind it; what runs on this host has a time of
// its own, so that it answers whatever the others did. Within its share a provider is asked a
// second time where that may help: no connection, a broken one, 429 or 5xx. Keys stand in no error
// and no log.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"
#include "model/mark.h"
#include "model/transcript.h"
#include "model/usage.h"

struct http_client;
struct used;

// How long a call may take when its request says nothing (total_ms 0): those over the network have
// the settings' time together, and the embedded speech has its own after them, in milliseconds.
enum {
        // A busy machine's embedded recogniser needs up to twice the length of the clip; a minute
        // besides for queues and short clips.
        STT_LOCAL_MS = 60 * 1000,
        STT_LOCAL_MS_PER_CLIP_MS = 2,
        // A question is a few sentences, and its text can be read meanwhile.
        TTS_LOCAL_MS = 20 * 1000,
        // Nobody waits for an evaluation, whose answer is longer than a question.
        LLM_EVALUATION_TIMES = 3,
};

// Every provider with the longest reason.
enum { PROVIDERS_PASSED_BYTES = 320 };

// One for each thread, like its client. `coped` is what the last call put up with: when a later
// provider answered, why those before it did not (ERR_UPSTREAM, to be logged as a warning by
// whoever has the request in hand); ERR_NONE when the first one answered.
struct providers {
        const struct config *config;
        struct http_client *client;
        struct err coped;
        // The same for the rows, answered or not, in words that name nothing of a server's answer:
        // "openai: no answer in time, whispercpp: budget used up"; "" when the first one answered.
        char passed_over[PROVIDERS_PASSED_BYTES];
        struct used *used; // counts, and knows of budgets (net/used.h); NULL: neither
        // Of the call that is made and the provider asked last, for the files of this room.
        enum usage_purpose purpose;
        int retry_after_seconds;
        int status; // 0: no answer
};

// Whether some provider of the STT chain understands the language (BCP 47).
bool
stt_can(const struct config *config, const char *language);

// Whether the embedded recogniser is the one that is asked first for the language.
bool
stt_is_embedded(const struct config *config, const char *language);

// Who understands what is spoken in the language: the server alone, the server with the help of the
// candidate's browser, whose text is to be sent beside the sound, or nobody.
enum stt_listener { STT_LISTENER_SERVER, STT_LISTENER_BROWSER, STT_LISTENER_NONE };
enum stt_listener
stt_listener(const struct config *config, const char *language);

// Whether the chain may come to what a candidate's browser understood.
bool
stt_names_browser(const struct config *config);

// A whole clip as a WAV file, whose `head`, where there is one, stands elsewhere. `prompt` may be
// NULL: names and terms to be expected, a few hundred characters.
struct stt_request {
        const void *head;
        size_t head_length;
        const void *wav;
        size_t length;
        int duration_ms;
        const char *language;
        const char *prompt;
        const char *browser_text; // what the candidate's browser understood; NULL: nothing
        int total_ms;             // 0: config->stt_seconds and the clip
        bool is_piece;            // cut at pauses already, at most 10 s
};

// Text and words are clean UTF-8 and trimmed. Word times lie within the clip; where the server
// times segments alone, they are spread over a segment's words by letters; where it times nothing
// they are -1. Confidence is the mean of the words', else exp(avg_logprob) of the segments by their
// length, else -1. Nothing understood is success with the text "".
// Where the chain comes to the browser, its text is the transcript, without times and confidence;
// where the browser stands alone and sent nothing, nothing was understood.
// ERR_UPSTREAM: no provider gave an answer. ERR_CONFLICT: none of them understands the language.
MUST_CHECK bool
stt_transcribe(struct providers *providers, const struct stt_request *request, struct arena *arena,
               struct transcript *transcript_out, struct err *err);

// `voice` is a provider's own name of a voice. NULL or "": the one of the settings, which also
// speaks where a provider does not know the name.
struct tts_request {
        const char *text;
        const char *language;
        const char *voice;
        int total_ms; // 0: config->tts_seconds
};

// Who made a sound. Lives as long as the config.
struct tts_maker {
        const char *provider;
        const char *model; // "" where there is none to name, as with the embedded voices
};

// "openai tts-1", "builtin".
const char *
tts_maker_name(struct tts_maker maker, struct arena *arena);

// Sound whose kind was told by its first bytes: audio/mpeg, audio/wav, audio/ogg or audio/flac.
// Length 0 with provider "browser" or "none": the candidate's page is to speak, or nobody.
struct tts_result {
        const void *bytes;
        size_t length;
        const char *mime;
        struct tts_maker maker;
        int duration_ms;    // 0 where the provider does not say
        struct marks marks; // none where it does not say when what is heard
};

// Who speaks a question for which the server has no sound: the page where the chain names the
// browser. Nobody is to where it begins with none.
enum tts_speaker { TTS_SPEAKER_SERVER, TTS_SPEAKER_BROWSER, TTS_SPEAKER_NONE };
enum tts_speaker
tts_speaker(const struct config *config);

// Everything on which the sound depends that the first of the chain would make of it, as one text;
// NULL where the first speaks nothing. Nothing secret is in it. `first_out` is the first.
const char *
tts_facts(const struct config *config, const struct tts_request *request, struct arena *arena,
          struct tts_maker *first_out);

// Who hears sound while it is made. `hear` gets the next bytes and their kind, the first time when
// so much is there that the kind is known; false ends the call. `again`: what was heard so far is
// void, another try begins.
struct tts_listener {
        bool (*hear)(void *context, const char *mime, const void *bytes, size_t length);
        void (*again)(void *context);
        void *context;
};

// A provider that does not speak the language is not asked; one that breaks off is followed by the
// next. The result is the whole. ERR_UPSTREAM: none gave sound. ERR_CONFLICT: the listener ended
// it.
MUST_CHECK bool
tts_stream(struct providers *providers, const struct tts_request *request,
           const struct tts_listener *listener, struct arena *arena, struct tts_result *result_out,
           struct err *err);

// The same with nobody listening.
MUST_CHECK bool
tts_speak(struct providers *providers, const struct tts_request *request, struct arena *arena,
          struct tts_result *result_out, struct err *err);

// Whether the LLM chain names a server; where it does not, our own rules decide and phrase.
bool
llm_is_configured(const struct config *config);

// `schema` is the JSON Schema of the object that is wanted, closed (additionalProperties false, all
// members required), or NULL for any; it counts with wants_json alone, and where a server does not
// know schemas the words of the prompt must do, the word "JSON" among them: OpenAI's wants it
// there.
struct llm_request {
        const char *system;
        const char *user;
        double temperature;
        int max_tokens;
        const char *const *models; // by enum provider, in place of the settings'; NULL, or a NULL
                                   // in it: those
        bool wants_json;           // the answer is to be one JSON object
        bool takes_text; // with wants_json: another answer is no failure, it is given as it came
        const char *schema;
        enum usage_purpose purpose; // USAGE_QUESTION or USAGE_EVALUATION
        int total_ms;               // 0: config->llm_seconds
};

// Clean UTF-8, trimmed, never empty. With wants_json it is the text of a JSON object that parses;
// a fence or sentences around it are taken off, and what a model thinks aloud before it.
struct llm_reply {
        const char *text;
        const char *provider;
        const char *model;
};

// Who hears an answer while it is written. `hear` gets each piece of clean text, never what a model
// thinks aloud, with the names of who writes it; false from it ends the call. `again` is asked
// after a failure whether what was heard can be forgotten, so that another try may begin; NULL:
// never.
struct llm_listener {
        bool (*hear)(void *context, const struct llm_reply *piece);
        bool (*again)(void *context);
        void *context;
};

// The pieces are those of one provider: once the first was heard and not forgotten, neither a
// second try nor another provider follows a failure. With wants_json nothing is heard before the
// end. The reply is the whole, trimmed. ERR_UPSTREAM: no server gave an answer, also where none is
// configured, or the stream broke: the caller falls back to its own rules. ERR_CONFLICT: the
// listener ended it.
MUST_CHECK bool
llm_stream(struct providers *providers, const struct llm_request *request,
           const struct llm_listener *listener, struct arena *arena, struct llm_reply *reply_out,
           struct err *err);

// The same with nobody listening: a stream that breaks is tried again, and the next provider takes
// over, within the time.
MUST_CHECK bool
llm_chat(struct providers *providers, const struct llm_request *request, struct arena *arena,
         struct llm_reply *reply_out, struct err *err);

enum {
        EMBEDDINGS_TEXTS_MOST = 64, // at once
        EMBEDDINGS_DIMENSIONS_LEAST = 2,
        EMBEDDINGS_DIMENSIONS_MOST = 4096,
        EMBEDDINGS_TOTAL_MS = 30 * 1000,
};

// Whether EMBEDDINGS names a provider.
bool
embeddings_are_configured(const struct config *config);

struct embeddings_request {
        const char *const *texts;
        size_t count;
        int total_ms; // 0: EMBEDDINGS_TOTAL_MS
};

// One vector a text, in their order, each of length 1, so that a dot product is the cosine.
struct embeddings {
        const char *model; // vectors of different models are not to be compared
        size_t dimensions;
        const float *values; // count * dimensions
};

// ERR_UPSTREAM: no provider gave a sound answer. ERR_INPUT: none, or too many texts.
MUST_CHECK bool
embeddings_make(struct providers *providers, const struct embeddings_request *request,
                struct arena *arena, struct embeddings *embeddings_out, struct err *err);
