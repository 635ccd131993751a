#include "interview/unheard.h"

#include <stdbool.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/voice.h"
#include "interview/words.h"

enum {
        // Times of words are some frames off; of those that are spread, a breath.
        AROUND_MS = 400,
        AROUND_SPREAD_MS = 2500,
        LONGEST_LOOP = 12,
        LOOP_TURNS = 4,
        LOOP_TURNS_OF_ONE = 8,
};

static const char *const SPACES = " \t\r\n";

// As words_of folds them, with single spaces between.
static const char *const HABITS[] = {
        "you",
        "bye",
        "bye bye",
        "thank you",
        "thank you so much",
        "thank you very much",
        "thank you for watching",
        "thank you so much for watching",
        "thanks for watching",
        "please subscribe",
        "please subscribe to my channel",
        "like and subscribe",
        "see you next time",
        "see you in the next video",
        "ill see you in the next video",
        "subtitles by the amara org community",
        "transcription by castingwords",
        "the end",
        "vielen dank",
        "vielen dank fürs zuschauen",
        "danke fürs zuschauen",
        "untertitel der amara org community",
        "untertitel im auftrag des zdf für funk 2017",
        "untertitelung des zdf 2020",
        "untertitelung aufgrund der amara org community",
        "bis zum nächsten mal",
        "gracias",
        "gracias por ver el video",
        "gracias por ver",
        "muchas gracias por ver el video",
        "suscríbete",
        "suscríbete al canal",
        "subtítulos realizados por la comunidad de amara org",
};

static bool
is_spoken_around(const struct voice_span *spans, size_t count, const struct word *word, int around)
{
        for (size_t i = 0; i < count; i++) {
                if (spans[i].start_ms < word->end_ms + around &&
                    spans[i].end_ms > word->start_ms - around)
                        return true;
        }
        return false;
}

static void
mark_silent(const struct transcript *transcript, const struct voice_span *spans, size_t span_count,
            bool *is_out)
{
        int around = transcript->has_spread_times ? AROUND_SPREAD_MS : AROUND_MS;
        for (size_t i = 0; i < transcript->word_count; i++) {
                const struct word *word = &transcript->words[i];
                if (word->start_ms >= 0 && !is_spoken_around(spans, span_count, word, around))
                        is_out[i] = true;
        }
}

// The letters of a word alone, in lower case.
static const char *
folded(const char *text, struct arena *arena)
{
        struct words words = words_of(text, NULL, arena);
        const char *joined = "";
        for (size_t i = 0; i < words.count; i++)
                joined = arena_print(arena, "%s%s", joined, words.items[i].folded);
        return joined;
}

// How often the `length` words at `at` follow each other.
static size_t
turns_of(const char *const *words, size_t count, size_t at, size_t length)
{
        size_t turns = 1;
        for (size_t next = at + length; next + length <= count; next += length, turns++) {
                for (size_t i = 0; i < length; i++) {
                        if (strcmp(words[at + i], words[next + i]) != 0)
                                return turns;
                }
        }
        return turns;
}

static void
mark_loops(const char *const *words, size_t count, bool *is_out)
{
        for (size_t at = 0; at < count; at++) {
                for (size_t length = 1; length <= LONGEST_LOOP && at + length <= count; length++) {
                        size_t turns = turns_of(words, count, at, length);
                        size_t least = length == 1 ? LOOP_TURNS_OF_ONE : LOOP_TURNS;
                        if (turns < least)
                                continue;
                        for (size_t i = at + length; i < at + length * turns; i++)
                                is_out[i] = true;
                        at += length * turns - 1;
                        break;
                }
        }
}

// How many words the habit has where it begins at word `at`; 0 where it does not.
static size_t
length_at(const struct words *words, size_t at, const char *habit)
{
        size_t length = 0;
        for (const char *rest = habit; *rest != '\0'; length++) {
                size_t bytes = strcspn(rest, " ");
                const char *word =
                        at + length < words->count ? words->items[at + length].folded : "";
                if (strlen(word) != bytes || memcmp(word, rest, bytes) != 0)
                        return 0;
                rest += bytes + strspn(rest + bytes, " ");
        }
        return length;
}

bool
unheard_is_habit(const char *text)
{
        OWN(arena_done) struct arena arena = {0};
        struct words words = words_of(text, NULL, &arena);
        size_t at = 0;
        for (size_t longest = 1; at < words.count && longest > 0; at += longest) {
                longest = 0;
                for (size_t i = 0; i < COUNT_OF(HABITS); i++) {
                        size_t length = length_at(&words, at, HABITS[i]);
                        longest = length > longest ? length : longest;
                }
        }
        return words.count > 0 && at == words.count;
}

// The pieces of the text, as many as there are words; NULL where they are not as many.
static const char *const *
pieces_of(const struct transcript *transcript, struct arena *arena)
{
        const char **pieces = arena_alloc(arena, transcript->word_count + 1, sizeof *pieces);
        size_t count = 0;
        for (const char *text = transcript->text + strspn(transcript->text, SPACES); *text != '\0';
             text += strspn(text, SPACES)) {
                size_t length = strcspn(text, SPACES);
                if (count == transcript->word_count)
                        return NULL;
                pieces[count++] = arena_copy(arena, text, length);
                text += length;
        }
        return count == transcript->word_count ? pieces : NULL;
}

// Text and words without those that are out; the text by its own pieces where there is one for each
// word.
static size_t
take_out(struct transcript *transcript, const bool *is_out, struct arena *arena)
{
        struct word *words = arena_alloc(arena, transcript->word_count, sizeof *words);
        const char *const *pieces = pieces_of(transcript, arena);
        size_t room = 1;
        size_t count = 0;
        double confidence = 0;
        size_t known = 0;
        for (size_t i = 0; i < transcript->word_count; i++)
                room += strlen(pieces == NULL ? transcript->words[i].text : pieces[i]) + 1;
        char *text = arena_alloc(arena, room, 1);
        char *end = text;
        for (size_t i = 0; i < transcript->word_count; i++) {
                const char *piece = pieces == NULL ? transcript->words[i].text : pieces[i];
                if (is_out[i])
                        continue;
                if (end != text)
                        *end++ = ' ';
                memcpy(end, piece, strlen(piece));
                end += strlen(piece);
                words[count] = transcript->words[i];
                if (words[count].confidence >= 0) {
                        confidence += words[count].confidence;
                        known++;
                }
                count++;
        }
        *end = '\0';
        size_t dropped = transcript->word_count - count;
        transcript->text = text;
        transcript->words = words;
        transcript->word_count = count;
        if (count == 0)
                transcript->confidence = -1;
        else if (known > 0)
                transcript->confidence = confidence / (double)known;
        return dropped;
}

size_t
unheard_drop_words(const int16_t *samples, size_t count, int rate, struct arena *arena,
                   struct transcript *transcript)
{
        size_t word_count = transcript->word_count;
        struct voice_span *spans = NULL;
        size_t span_count = 0;
        bool is_any = false;
        if (word_count == 0)
                return 0;
        bool *is_out = arena_alloc(arena, word_count, sizeof *is_out);
        const char **words = arena_alloc(arena, word_count, sizeof *words);
        memset(is_out, 0, word_count * sizeof *is_out);
        for (size_t i = 0; i < word_count; i++)
                words[i] = folded(transcript->words[i].text, arena);
        voice_spans(samples, count, rate, arena, &spans, &span_count);
        mark_silent(transcript, spans, span_count, is_out);
        mark_loops(words, word_count, is_out);
        for (size_t i = 0; i < word_count; i++)
                is_any = is_any || is_out[i];
        return is_any ? take_out(transcript, is_out, arena) : 0;
}

size_t
unheard_drop_habit(struct transcript *transcript)
{
        size_t word_count = transcript->word_count;
        if (word_count == 0 || !unheard_is_habit(transcript->text))
                return 0;
        transcript->text = "";
        transcript->words = NULL;
        transcript->word_count = 0;
        transcript->confidence = -1;
        return word_count;
}
