#include "interview/answer_machine.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/answer_machine_phrases.h"
#include "interview/word_lists.h"

enum {
        SENTENCE_WORDS_MOST = 30, // a longer one was spoken without full stops:
        AROUND = 10,              // so many words before and behind a phrase go with it
        TURN_SENTENCES = 2,    // what follows an invented turn and is not told as "I" is its text
        BLOB_BYTES_LEAST = 20, // shorter runs of letters may be words
        BLOB_BYTES_MOST = 8192,
        SPELLED_LEAST = 6, // letters one by one
        ORDER_REACH = 8,   // words from an order to what it is about
};

// --- as it looks

// Letters of other scripts that look like Latin ones, in pairs.
static const struct {
        uint32_t from;
        char to;
} LOOKS[] = {
        {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'},
        {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'},
        {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03B1, 'a'}, {0x03B5, 'e'}, {0x03B9, 'i'}, {0x03BA, 'k'},
        {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C4, 't'}, {0x03C5, 'u'}, {0x03C7, 'x'},
        {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'},
        {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'},
        {0x0422, 'T'}, {0x0423, 'Y'}, {0x0425, 'X'}, {0x0430, 'a'}, {0x0432, 'b'}, {0x0435, 'e'},
        {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'},
        {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'},
        {0x04BB, 'h'}, {0x0501, 'd'}, {0x051B, 'q'}, {0x051D, 'w'}, {0x0131, 'i'}, {0x0261, 'g'},
};

// Shown as nothing: signs for the direction, joiners, tags.
static bool
is_unseen(uint32_t point)
{
        return point == 0x00AD || point == 0x034F || point == 0x061C || point == 0x180E ||
               (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
               (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
               (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0000 && point <= 0xE01EF);
}

static bool
is_other_script(uint32_t point)
{
        return point >= 0x0370 && point <= 0x052F;
}

static bool
is_latin(uint32_t point)
{
        return (point < 0x80 && isalpha((int)point) != 0) || (point >= 0xC0 && point <= 0x24F);
}

// What a letter of a Latin look stands for; 0 for all others.
static char
latin_look(uint32_t point)
{
        if (point >= 0xFF01 && point <= 0xFF5E)
                return (char)(point - 0xFF01 + '!');
        // Mathematical letters come in alphabets of 26 large and 26 small ones.
        if (point >= 0x1D400 && point <= 0x1D6A3) {
                uint32_t place = (point - 0x1D400) % 52;
                return (char)(place < 26 ? 'A' + place : 'a' + place - 26);
        }
        if (point >= 0x24B6 && point <= 0x24E9)
                return (char)(point < 0x24D0 ? 'A' + (point - 0x24B6) : 'a' + (point - 0x24D0));
        return 0;
}

static char
other_look(uint32_t point)
{
        for (size_t i = 0; i < COUNT_OF(LOOKS); i++) {
                if (LOOKS[i].from == point)
                        return LOOKS[i].to;
        }
        return 0;
}

static bool
ends_run(uint32_t point)
{
        return point == 0 || (point < 0x80 && isalnum((int)point) == 0);
}

// Whether the run of letters that begins here has Latin letters and such of another script: then
// those are there for their looks.
static bool
is_mixed(const char *at)
{
        bool has_latin = false;
        bool has_other = false;
        for (uint32_t point = text_next(&at); !ends_run(point); point = text_next(&at)) {
                has_latin = has_latin || is_latin(point);
                has_other = has_other || is_other_script(point) || point == 0x131 || point == 0x261;
        }
        return has_latin && has_other;
}

const char *
text_as_it_looks(const char *text, const size_t **offset_out, struct arena *arena)
{
        size_t length = strnlen(text, WORDS_TEXT_BYTES_MOST);
        char *plain = arena_alloc(arena, length + 1, 1);
        size_t *offsets = arena_alloc(arena, length + 1, sizeof *offsets);
        size_t count = 0;
        bool is_in_run = false;
        bool is_in_mixed = false;
        for (const char *at = text; at < text + length;) {
                const char *next = at;
                uint32_t point = text_next(&next);
                size_t offset = (size_t)(at - text);
                if (point == 0 || next > text + length)
                        break;
                if (ends_run(point)) {
                        is_in_run = false;
                } else if (!is_in_run) {
                        is_in_run = true;
                        is_in_mixed = is_mixed(at);
                }
                char look = latin_look(point);
                if (look == 0 && is_in_mixed)
                        look = other_look(point);
                if (look != 0) {
                        plain[count] = look;
                        offsets[count++] = offset;
                } else if (!is_unseen(point)) {
                        for (const char *byte = at; byte < next; byte++) {
                                plain[count] = *byte;
                                offsets[count++] = offset + (size_t)(byte - at);
                        }
                }
                at = next;
        }
        offsets[count] = length;
        *offset_out = offsets;
        return plain;
}

// --- passages

struct reading {
        const char *plain;
        const size_t *offsets;
        struct words words; // of `plain`
        bool *is_aimed;     // of each of them
        bool *is_turn;      // it stands in an invented turn
        bool *is_result;    // it is of a result (MACHINE_RESULTS); of documents alone
        bool has_aimed;
        const char *small; // `plain` in small letters of ASCII
        struct arena *arena;
};

// Where the sentence of the word begins and ends, looking so many words far at most: a text may be
// one sentence, and all of it orders.
static size_t
sentence_start(const struct words *words, size_t at, size_t most)
{
        size_t from = at;
        while (from > 0 && at - from < most && !words->items[from - 1].ends_sentence)
                from--;
        return from;
}

static size_t
sentence_stop(const struct words *words, size_t at, size_t most)
{
        size_t to = at;
        while (to < words->count && to - at < most && !words->items[to].ends_sentence)
                to++;
        return to < words->count && to - at < most ? to + 1 : to;
}

// The passage that goes with the words [at, end): their sentence, or in speech without sentences
// what stands around them.
static void
mark(struct reading *reading, size_t at, size_t end, bool is_turn)
{
        const struct words *words = &reading->words;
        if (at >= words->count)
                return;
        size_t from = sentence_start(words, at, SENTENCE_WORDS_MOST);
        size_t to = sentence_stop(words, end > at ? end - 1 : at, SENTENCE_WORDS_MOST);
        if (to - from > SENTENCE_WORDS_MOST) {
                from = at > from + AROUND ? at - AROUND : from;
                to = end + AROUND < to ? end + AROUND : to;
        }
        for (size_t i = from; i < to; i++) {
                reading->is_aimed[i] = true;
                reading->is_turn[i] = reading->is_turn[i] || is_turn;
        }
        reading->has_aimed = true;
}

static size_t
words_in(const char *phrase)
{
        size_t count = 1;
        for (const char *at = phrase; *at != '\0'; at++)
                count += *at == ' ' ? 1 : 0;
        return count;
}

static bool
is_any(const struct words *words, size_t at, const char *const *list, size_t count)
{
        return at < words->count && word_list_has(list, count, words->items[at].folded);
}

static const char *const BEFORE[] = {"also",   "and", "just",   "kindly", "now",
                                     "please", "so",  "simply", "then",   "therefore"};

// Whether the word begins a line of the text.
static bool
begins_line(const struct reading *reading, size_t at)
{
        if (at == 0)
                return true;
        const struct word_at *before = &reading->words.items[at - 1];
        size_t from = before->offset + before->length;
        return memchr(reading->plain + from, '\n', reading->words.items[at].offset - from) != NULL;
}

static bool
is_behind_colon(const struct reading *reading, size_t at)
{
        const struct word_at *before = &reading->words.items[at - 1];
        return reading->plain[before->offset + before->length] == ':';
}

// Whether a sentence begins with the word, and with an order to give something.
static bool
begins_order(const struct reading *reading, size_t at)
{
        static const char *const ORDERS[] = {
                "asigna",    "asigne",  "assign",  "award",  "bewerte",  "bewerten", "califica",
                "califique", "conceda", "concede", "da",     "dame",     "dé",       "enter",
                "geben",     "gib",     "give",    "grade",  "grant",    "mark",     "otorga",
                "otorgue",   "pon",     "ponga",   "puntúa", "puntúe",   "rate",     "score",
                "set",       "setze",   "setzen",  "treat",  "vergeben", "vergib"};
        static const char *const UP[] = {"up"};
        const struct words *words = &reading->words;
        if (!begins_line(reading, at) && !words->items[at - 1].ends_sentence &&
            !is_behind_colon(reading, at))
                return false;
        size_t verb = at;
        while (verb < at + 2 && is_any(words, verb, BEFORE, COUNT_OF(BEFORE)))
                verb++;
        return is_any(words, verb, ORDERS, COUNT_OF(ORDERS)) && !is_any(words, verb + 1, UP, 1);
}

// Whether the line in which the words [at, end) stand, these apart, tells somebody to do something:
// it speaks to a reader, says what must be, orders, or names another such result.
static bool
is_told_to_reader(const struct reading *reading, size_t at, size_t end)
{
        static const char *const TO_READER[] = {
                "bitte", "deberías", "debes",    "dein",   "deine", "deinen", "deiner", "du",
                "favor", "must",     "müssen",   "please", "shall", "should", "tú",     "usted",
                "you",   "your",     "yourself", "你",     "您",    "给",     "请"};
        const struct words *words = &reading->words;
        size_t from = at;
        size_t to = end;
        while (!begins_line(reading, from) && at - from < SENTENCE_WORDS_MOST)
                from--;
        while (to < words->count && !begins_line(reading, to) && to - end < SENTENCE_WORDS_MOST)
                to++;
        for (size_t i = from; i < to; i++) {
                bool is_own = i >= at && i < end;
                if (!is_own && (is_any(words, i, TO_READER, COUNT_OF(TO_READER)) ||
                                begins_order(reading, i) || reading->is_result[i]))
                        return true;
        }
        return false;
}

static void
mark_phrases(struct reading *reading, const char *const *phrases)
{
        for (const char *const *phrase = phrases; *phrase != NULL; phrase++) {
                size_t length = words_in(*phrase);
                for (size_t at = 0; (at = words_find(&reading->words, at, *phrase)) != SIZE_MAX;
                     at++)
                        mark(reading, at, at + length, false);
        }
}

// In a document results are for a machine only where they are told to a reader.
static void
mark_results_told(struct reading *reading)
{
        for (const char *const *phrase = MACHINE_RESULTS; *phrase != NULL; phrase++) {
                for (size_t at = 0; (at = words_find(&reading->words, at, *phrase)) != SIZE_MAX;
                     at++)
                        memset(reading->is_result + at, true, words_in(*phrase));
        }
        for (size_t at = 0; at < reading->words.count; at++) {
                size_t end = at;
                while (end < reading->words.count && reading->is_result[end])
                        end++;
                if (end > at && is_told_to_reader(reading, at, end))
                        mark(reading, at, end, false);
                at = end;
        }
}

// "Now award the candidate ...": an order at the start of a sentence, about what evaluators give.
// In a document a task may be told in the same words; there it must be to give much, or to
// somebody.
static void
mark_orders(struct reading *reading, enum machine_text kind)
{
        static const char *const ORDERS[] = {"assign", "award", "count", "enter",  "give",
                                             "grade",  "grant", "mark",  "output", "rate",
                                             "return", "score", "set",   "treat"};
        static const char *const ABOUT[] = {"candidate", "credit", "indicator", "indicators",
                                            "marks",     "points", "rubric",    "rubrics"};
        static const char *const MUCH[] = {"10",      "all",  "best",    "candidate", "complete",
                                           "every",   "full", "her",     "highest",   "him",
                                           "maximum", "me",   "perfect", "ten",       "them",
                                           "this",    "top"};
        const struct words *words = &reading->words;
        for (size_t i = 0; i < words->count; i++) {
                size_t verb = i;
                if (i > 0 && !words->items[i - 1].ends_sentence)
                        continue;
                while (verb < i + 2 && is_any(words, verb, BEFORE, COUNT_OF(BEFORE)))
                        verb++;
                if (!is_any(words, verb, ORDERS, COUNT_OF(ORDERS)))
                        continue;
                size_t stop = sentence_stop(words, i, SENTENCE_WORDS_MOST);
                bool has_about = false;
                bool is_much = kind == MACHINE_TEXT_ANSWER;
                for (size_t k = verb + 1; k < stop && k <= verb + ORDER_REACH; k++) {
                        has_about = has_about || is_any(words, k, ABOUT, COUNT_OF(ABOUT));
                        is_much = is_much || is_any(words, k, MUCH, COUNT_OF(MUCH));
                        if (has_about && is_much)
                                mark(reading, verb, k + 1, false);
                }
        }
}

// The first word that ends behind the byte of `plain`.
static size_t
word_at_byte(const struct reading *reading, size_t byte)
{
        size_t at = 0;
        for (size_t past = reading->words.count; at < past;) {
                size_t middle = at + (past - at) / 2;
                const struct word_at *word = &reading->words.items[middle];
                if (word->offset + word->length <= byte)
                        at = middle + 1;
                else
                        past = middle;
        }
        return at;
}

static void
mark_signs(struct reading *reading, enum machine_text kind)
{
        const struct words *words = &reading->words;
        for (const char *const *sign = MACHINE_MARKS; *sign != NULL; sign++) {
                for (const char *at = reading->small; (at = strstr(at, *sign)) != NULL;
                     at += strlen(*sign)) {
                        size_t word = word_at_byte(reading, (size_t)(at - reading->small));
                        const char *behind = at + strlen(*sign);
                        // In a document a word in quotation marks may be a title.
                        if (kind == MACHINE_TEXT_DOCUMENT && **sign == '"' &&
                            behind[strspn(behind, " \t")] != ':')
                                continue;
                        mark(reading, word == words->count && word > 0 ? word - 1 : word, word + 1,
                             true);
                }
        }
}

static void
mark_names(struct reading *reading)
{
        const struct words *words = &reading->words;
        for (size_t i = 0; i < words->count; i++) {
                const struct word_at *word = &words->items[i];
                const char *behind = reading->plain + word->offset + word->length;
                behind += strspn(behind, "\"' )]*");
                if (*behind == ':' && (i == 0 || words->items[i - 1].ends_sentence) &&
                    is_any(words, i, MACHINE_NAMES, MACHINE_NAME_COUNT))
                        mark(reading, i, i + 1, true);
        }
}

static bool
is_blob_sign(char c)
{
        return isalnum((unsigned char)c) != 0 || c == '+' || c == '/' || c == '=' || c == '-' ||
               c == '_';
}

// Whether the run says something readable as base64.
static bool
is_hidden_text(const char *run, size_t length, struct arena *arena)
{
        OWN(buf_close) struct buf bytes = buf_open(BLOB_BYTES_MOST);
        char *copy = arena_copy(arena, run, length);
        bool has_small = false;
        bool has_large = false;
        size_t readable = 0;
        for (char *at = copy; *at != '\0'; at++) {
                has_small = has_small || islower((unsigned char)*at) != 0;
                has_large = has_large || isupper((unsigned char)*at) != 0;
                *at = (char)(*at == '-' ? '+' : *at == '_' ? '/' : *at);
        }
        if (!has_small || !has_large || !base64_decode(copy, &bytes) || bytes.length == 0)
                return false;
        for (size_t i = 0; i < bytes.length; i++) {
                unsigned char c = (unsigned char)bytes.bytes[i];
                readable += isalpha(c) != 0 || c == ' ' || c == '"' || c == ':' || c == '.' ? 1 : 0;
        }
        return readable * 10 >= bytes.length * 8;
}

static void
mark_blobs(struct reading *reading)
{
        for (const char *at = reading->plain; *at != '\0';) {
                size_t length = 0;
                while (is_blob_sign(at[length]))
                        length++;
                if (length >= BLOB_BYTES_LEAST && length <= BLOB_BYTES_MOST &&
                    is_hidden_text(at, length, reading->arena)) {
                        size_t end = length;
                        while (end > 1 && isalnum((unsigned char)at[end - 1]) == 0)
                                end--;
                        size_t begin = (size_t)(at - reading->plain);
                        size_t first = word_at_byte(reading, begin);
                        size_t last = word_at_byte(reading, begin + end - 1);
                        for (size_t i = first; i <= last && i < reading->words.count; i++)
                                reading->is_aimed[i] = true;
                        reading->has_aimed = true;
                }
                at += length == 0 ? 1 : length;
        }
}

// "i g n o r e": nobody speaks or writes like that to a person.
static void
mark_spelled(struct reading *reading)
{
        const struct words *words = &reading->words;
        for (size_t i = 0; i < words->count;) {
                size_t end = i;
                while (end < words->count && words->items[end].length == 1 &&
                       isalpha((unsigned char)words->items[end].folded[0]) != 0)
                        end++;
                if (end - i >= SPELLED_LEAST)
                        mark(reading, i, end, false);
                i = end > i ? end : i + 1;
        }
}

static bool
tells_of_self(const struct words *words, size_t from, size_t to)
{
        static const char *const OWN[] = {
                "i",      "id",     "ich",    "ill", "im",   "ive", "me",   "mein", "meine",
                "meinem", "meinen", "meiner", "mi",  "mich", "mir", "mis",  "my",   "nos",
                "our",    "uns",    "unser",  "us",  "we",   "wed", "weve", "wir",  "yo"};
        for (size_t i = from; i < to; i++) {
                for (size_t k = 0; k < COUNT_OF(OWN); k++) {
                        if (strcmp(words->items[i].folded, OWN[k]) == 0)
                                return true;
                }
        }
        return false;
}

static bool
speaks_of_evaluating(const struct words *words, size_t from, size_t to)
{
        static const char *const OF_IT[] = {
                "answer",       "anweisung",  "assistant", "bewertung",   "candidate",
                "candidato",    "credit",     "criteria",  "criterion",   "evaluación",
                "evaluation",   "evaluator",  "excellent", "grade",       "grader",
                "indicator",    "indicators", "indikator", "indikatoren", "instruction",
                "instructions", "kandidat",   "kriterien", "marks",       "points",
                "prompt",       "punkte",     "puntos",    "rating",      "rubric",
                "score",        "scores",     "scoring",   "system"};
        for (size_t i = from; i < to; i++) {
                for (size_t k = 0; k < COUNT_OF(OF_IT); k++) {
                        if (strcmp(words->items[i].folded, OF_IT[k]) == 0)
                                return true;
                }
        }
        return false;
}

// Beside what is plainly aimed at the machine, sentences that nobody tells of themselves go with
// it: those that speak of evaluating, and the text of an invented turn.
static void
mark_company(struct reading *reading)
{
        const struct words *words = &reading->words;
        size_t of_turn = 0;
        for (size_t from = 0; from < words->count;) {
                size_t to = sentence_stop(words, from, words->count);
                bool was_turn = reading->is_turn[to - 1];
                bool is_aimed = false;
                for (size_t i = from; i < to; i++)
                        is_aimed = is_aimed || reading->is_aimed[i];
                bool goes_with = !is_aimed && !tells_of_self(words, from, to) &&
                                 (of_turn > 0 || speaks_of_evaluating(words, from, to));
                for (size_t i = from; i < to && goes_with; i++)
                        reading->is_aimed[i] = true;
                if (was_turn)
                        of_turn = TURN_SENTENCES;
                else if (!is_aimed)
                        of_turn = goes_with && of_turn > 0 ? of_turn - 1 : 0;
                from = to;
        }
}

const bool *
words_for_machine(const struct words *words, const char *language, enum machine_text kind,
                  struct arena *arena)
{
        bool *is_for_machine = arena_alloc(arena, words->count + 1, sizeof *is_for_machine);
        struct reading reading = {.arena = arena};
        reading.plain =
                text_as_it_looks(words->text == NULL ? "" : words->text, &reading.offsets, arena);
        reading.words = words_without_hesitation(reading.plain, language, arena);
        reading.is_aimed = arena_alloc(arena, reading.words.count + 1, sizeof(bool));
        reading.is_turn = arena_alloc(arena, reading.words.count + 1, sizeof(bool));
        reading.is_result = arena_alloc(arena, reading.words.count + 1, sizeof(bool));
        char *small = arena_text(arena, reading.plain);
        for (char *at = small; *at != '\0'; at++)
                *at = (char)tolower((unsigned char)*at);
        reading.small = small;
        if (reading.words.count == 0)
                return is_for_machine;
        mark_phrases(&reading, MACHINE_PHRASES);
        if (kind == MACHINE_TEXT_DOCUMENT)
                mark_results_told(&reading);
        else
                mark_phrases(&reading, MACHINE_RESULTS);
        mark_orders(&reading, kind);
        mark_signs(&reading, kind);
        if (kind == MACHINE_TEXT_ANSWER)
                mark_names(&reading);
        mark_blobs(&reading);
        mark_spelled(&reading);
        if (reading.has_aimed)
                mark_company(&reading);
        // Both rows stand in the order of the text.
        size_t at = 0;
        for (size_t i = 0; i < reading.words.count && reading.has_aimed; i++) {
                const struct word_at *word = &reading.words.items[i];
                size_t from = reading.offsets[word->offset];
                size_t to = reading.offsets[word->offset + word->length];
                while (at < words->count &&
                       words->items[at].offset + words->items[at].length <= from)
                        at++;
                for (size_t k = at; k < words->count && words->items[k].offset < to; k++)
                        is_for_machine[k] = is_for_machine[k] || reading.is_aimed[i];
        }
        return is_for_machine;
}
