// Reads what a transcription server answers: OpenAI's `json` and `verbose_json` and their relatives
// (words at the top or inside segments, `probability` or `confidence`). For this room alone.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/transcript.h"

// What a server lists as words: whisper.cpp lists its tokens, of which several make a word, and the
// one that begins it has a space in front.
enum stt_words { STT_WORDS_ARE_WORDS, STT_WORDS_ARE_TOKENS };

// The transcript of a text of which nothing more is known.
struct transcript
stt_answer_of_text(const char *text, int duration_ms, struct arena *arena);

// Fills text, confidence, words and word_count as providers.h says of stt_transcribe, and leaves
// the rest empty. ERR_UPSTREAM where the bytes are no such answer. `duration_ms` bounds the times.
MUST_CHECK bool
stt_answer_read(const char *bytes, size_t length, int duration_ms, enum stt_words kind,
                struct arena *arena, struct transcript *transcript_out, struct err *err);
