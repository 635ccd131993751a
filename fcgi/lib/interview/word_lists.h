// What is known by itself: languages by their tags, the common words of a language, and those of
// numbers.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Whether a language tag ("en", "en-GB", "EN_us", RFC 5646) has the primary subtag ("en"). False
// for NULL.
bool
language_is(const char *tag, const char *primary);

// Whether the word says nothing about a subject. False for languages without a list (lists: en, de,
// es).
bool
word_is_common(const char *folded, const char *language);

// A word that begins with a digit, or a number word of English, German or Spanish.
bool
word_is_figure(const char *folded);

// A sound that fills a gap and is no word. False for languages without a list (lists: en, de, es).
bool
word_is_hesitation(const char *folded, const char *language);

// Whether a list that is sorted by its bytes has the word.
bool
word_list_has(const char *const *list, size_t count, const char *word);
