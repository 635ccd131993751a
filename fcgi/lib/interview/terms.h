// Terms of trades ("PostgreSQL", "cold calling"), known to us by name.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "interview/words.h"

// The longest known term that begins with the word at `at`, as it is usually written, and how many
// words it has; NULL where none does. Short names that are also words of the language ("Go",
// "REST") count only as they are written.
const char *
term_known_at(const struct words *words, size_t at, size_t *length_out);
