// What was understood of an answer, and how it was spoken.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct word {
        const char *text;
        int start_ms; // from the start of the clip; -1 where unknown
        int end_ms;
        double confidence; // 0 to 1; -1 where unknown
};

struct transcript {
        const char *text;         // "" where nothing was understood
        double confidence;        // 0 to 1; -1 where there is none (typed)
        const char *language;     // BCP 47 primary subtag
        const struct word *words; // in the order of `text`; none for typed answers
        size_t word_count;
        bool has_spread_times;   // those of some words are guessed from their segments'; not kept
        const char *provider;    // "builtin", "openai", "typed"
        const char *model;       // NULL where there is none
        const char *passed_over; // who did not answer before it, and why; NULL: nobody
};

// Delivery: facts for coaching, never for a score that HR sees.
struct voice_metrics {
        int duration_ms;
        int speech_ms;
        int silence_ms;     // duration_ms - speech_ms
        double speech_pace; // words a minute of the whole clip; 0 without words
        int pause_count;    // silences inside the answer of 700 ms and more
        int longest_pause_ms;
        int filler_word_count;
        const char *const *filler_words; // each different one once
        size_t filler_word_kinds;
        double volume_level;  // 0 to 1: loudness of the speech, -60 to -10 dBFS
        double clarity_score; // 0 to 10: how clearly the recogniser understood it; NAN unknown
};

struct json_writer;
struct json_object;
struct arena;

// {text, confidence, language, provider, model, passed_over?, words: [{word, start_ms, end_ms,
// confidence}]}
void
transcript_write(struct json_writer *json, const struct transcript *transcript);

// The words of pieces that follow each other, as one. Confidence is the mean of theirs by their
// words; language is the first one's; providers and models are named once each, and so are those
// who were passed over. Borrows the words' texts.
struct transcript
transcript_join(const struct transcript *pieces, size_t count, struct arena *arena);

// Another one that is the same, all of it in the arena.
struct transcript
transcript_copy(const struct transcript *transcript, struct arena *arena);

// Moves the times of all words that have some.
void
transcript_shift(struct transcript *transcript, int ms, struct arena *arena);

// Reads what transcript_write wrote; missing members become empty ones. Copies into the arena.
struct transcript
transcript_from_json(const struct json_object *node, struct arena *arena);

// The members of the `voice_metrics` event, without braces: duration_ms, speech_ms, silence_ms,
// speech_pace, pause_count, longest_pause_ms, filler_word_count, filler_words, volume_level,
// clarity_score.
void
voice_metrics_write_members(struct json_writer *json, const struct voice_metrics *metrics);

struct voice_metrics
voice_metrics_from_json(const struct json_object *node, struct arena *arena);
