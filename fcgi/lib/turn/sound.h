// How long a piece of speech is that a provider made.
#pragma once

#include <stddef.h>

// Milliseconds of a WAV file, or of an MP3 with a constant bit rate and no more tags than an ID3
// one at its start; 0 for anything else.
int
sound_ms(const char *mime, const void *bytes, size_t length);
