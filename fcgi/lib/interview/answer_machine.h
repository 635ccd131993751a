// What in an answer is said to a machine and not to a person who listens: orders about points and
// rubrics, invented turns of a conversation, results in the form that an evaluator gives, and
// whatever of it is hidden: look-alike letters, letters that nobody sees, base64.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/words.h"

// Of each word whether it stands in a passage that is aimed at the machine; sounds that are no
// words of the language are passed over. English, German and Spanish, and the plainest orders of
// some other languages. Words of others are judged by what they look like. A label such as
// "System:" begins an invented turn in an answer; in a document it is an ordinary heading. A result
// ("five out of five", "all criteria met") has no place in an answer; in a document it stands for
// what somebody did, unless its line tells a reader to do something or piles up such results.
enum machine_text {
        MACHINE_TEXT_ANSWER,
        MACHINE_TEXT_DOCUMENT,
};
const bool *
words_for_machine(const struct words *words, const char *language, enum machine_text kind,
                  struct arena *arena);

// The text as it looks: without letters that nobody sees, and with look-alikes (Cyrillic and Greek
// among Latin ones, full width, mathematical letters) as what they look like. `offset_out` has for
// each byte of it the byte of the text that it comes from.
const char *
text_as_it_looks(const char *text, const size_t **offset_out, struct arena *arena);
