// Written English made ready for flite: what it would spell, swallow or read wrongly is written as
// it is said. Pure: text in, text out.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum {
        SPOKEN_SENTENCE_LIMIT = 400, // bytes given to the voice at once
};

// The text in printable ASCII, in the arena: abbreviations and names of the trade as they are said
// (a table in spoken_text.c), addresses by their host alone, signs as words or pauses, accents
// taken off Latin letters. What has no place in English speech (other scripts, emoji, control
// characters) becomes white space. Line ends stay. The input is UTF-8; malformed bytes are passed
// over.
char *
spoken_english(struct arena *arena, const char *text);

// The same text without control characters, for voices that read for themselves.
char *
spoken_plain(struct arena *arena, const char *text);

// The next sentence without the white space before it, at most SPOKEN_SENTENCE_LIMIT bytes with its
// NUL, ended where a sentence ends or, in a very long one, at a comma, else at a space, else
// anywhere between two code points; moves *place behind it. Sentences without any letter or digit
// are passed over. False at the end.
bool
spoken_next_sentence(const char **place, char sentence[SPOKEN_SENTENCE_LIMIT]);
