// How much a word tells: rare words of a subject much, words of everybody's speech little. What
// makes a rare word of an answer worth more than a common one.
#pragma once

#include "interview/words.h"

// From 0 (function words that tie sentences together) to 1 (words that are neither in everyday
// speech nor in everybody's talk about work and computers). English; in other languages 0 for
// common words and 1 for the rest.
double
word_rarity(const struct word_at *word);
