#include "net/stt_answer.h"

#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"

static const char *const SPACES = " \t\n";

// Words as they are found; `segments` is the list that their confidence comes from where they have
// none themselves, walked along with them.
struct reading {
        struct arena *arena;
        int duration_ms;
        enum stt_words kind;
        const struct json_object *segments;
        size_t segment;
        struct word *words;
        size_t count;
        size_t room;
        int last_ms;           // where the last word begins: none begins before it
        bool is_spread;        // some times are guessed
        double own_confidence; // the sum over those that have their own
        size_t own_count;
};

struct span {
        int start_ms;
        int end_ms;
};

static const char *
clean_text(struct arena *arena, const char *text)
{
        return text_trim(arena, text_clean(arena, text, strlen(text)));
}

static double
within_one(double value)
{
        return value < 0 ? 0 : value > 1 ? 1 : value;
}

// -1 where there is no such time.
static int
time_of(const struct reading *reading, const struct json_object *node, const char *name)
{
        double seconds = json_number_or(node, name, -1);
        if (!isfinite(seconds) || seconds < 0)
                return -1;
        if (seconds * 1000 >= reading->duration_ms)
                return reading->duration_ms;
        return (int)lround(seconds * 1000);
}

static struct span
span_of(const struct reading *reading, const struct json_object *node)
{
        struct span span = {time_of(reading, node, "start"), time_of(reading, node, "end")};
        if (span.start_ms < 0)
                return (struct span){-1, -1};
        if (span.end_ms < span.start_ms)
                span.end_ms = span.start_ms;
        return span;
}

// -1 where the segment does not say.
static double
segment_confidence(const struct json_object *segment)
{
        double log_probability = json_number_or(segment, "avg_logprob", NAN);
        if (!isfinite(log_probability))
                return -1;
        return within_one(exp(log_probability));
}

// Whisper's own thresholds: it does not believe its words, and by its measures nobody spoke there,
// or they compress (zlib) as only words do that come again and again. A loop that it believes in is
// cut to one turn elsewhere, by its words.
static bool
is_unheard(const struct json_object *segment)
{
        static const double NO_SPEECH = 0.6;
        static const double DOUBT = -1.0;
        static const double LOOP = 2.4;
        return json_number_or(segment, "avg_logprob", 0) < DOUBT &&
               (json_number_or(segment, "no_speech_prob", 0) > NO_SPEECH ||
                json_number_or(segment, "compression_ratio", 0) > LOOP);
}

static bool
is_in_unheard(const struct reading *reading, int start_ms)
{
        for (size_t i = 0; start_ms >= 0 && i < json_count(reading->segments); i++) {
                const struct json_object *segment = json_at(reading->segments, i);
                if (time_of(reading, segment, "start") <= start_ms &&
                    start_ms < time_of(reading, segment, "end"))
                        return is_unheard(segment);
        }
        return false;
}

// The text of the segments in which somebody spoke; the whole where all are such.
static const char *
spoken_text(const struct reading *reading, const char *whole)
{
        const char *text = "";
        bool has_unheard = false;
        for (size_t i = 0; i < json_count(reading->segments); i++) {
                const struct json_object *segment = json_at(reading->segments, i);
                const char *piece = clean_text(reading->arena, json_text_or(segment, "text", ""));
                has_unheard = has_unheard || is_unheard(segment);
                if (!is_unheard(segment) && piece[0] != '\0')
                        text = arena_print(reading->arena, "%s%s%s", text,
                                           text[0] == '\0' ? "" : " ", piece);
        }
        return has_unheard ? text : whole;
}

static double
confidence_at(struct reading *reading, int start_ms)
{
        size_t count = json_count(reading->segments);
        if (count == 0 || start_ms < 0)
                return -1;
        while (reading->segment + 1 < count &&
               time_of(reading, json_at(reading->segments, reading->segment), "end") <= start_ms)
                reading->segment++;
        return segment_confidence(json_at(reading->segments, reading->segment));
}

static void
add_word(struct reading *reading, const char *text, struct span span, double confidence)
{
        if (text[0] == '\0')
                return;
        if (span.start_ms >= 0) {
                if (span.start_ms < reading->last_ms)
                        span.start_ms = reading->last_ms;
                if (span.end_ms < span.start_ms)
                        span.end_ms = span.start_ms;
                reading->last_ms = span.start_ms;
        }
        if (reading->count == reading->room) {
                size_t room = reading->room == 0 ? 64 : reading->room * 2;
                struct word *words = arena_alloc(reading->arena, room, sizeof *words);
                if (reading->count > 0)
                        memcpy(words, reading->words, reading->count * sizeof *words);
                reading->words = words;
                reading->room = room;
        }
        reading->words[reading->count++] = (struct word){
                .text = text,
                .start_ms = span.start_ms,
                .end_ms = span.end_ms,
                .confidence = confidence,
        };
}

// A token that goes on with the word before it: the word ends with it, and is as sure as its least
// sure token.
static void
add_to_last(struct reading *reading, const char *text, struct span span, double confidence)
{
        struct word *last = &reading->words[reading->count - 1];
        last->text = arena_print(reading->arena, "%s%s", last->text, text);
        // A word whose beginning is not known has no end either.
        if (last->start_ms >= 0 && span.end_ms > last->end_ms)
                last->end_ms = span.end_ms;
        if (confidence >= 0 && confidence < last->confidence)
                last->confidence = confidence;
}

// Each member {word, start, end} with or without a confidence of its own.
static void
add_listed(struct reading *reading, const struct json_object *list)
{
        for (size_t i = 0; i < json_count(list); i++) {
                const struct json_object *node = json_at(list, i);
                const char *text = json_text_or(node, "word", json_text_or(node, "text", ""));
                struct span span = span_of(reading, node);
                if (is_in_unheard(reading, span.start_ms))
                        continue;
                double confidence = json_number_or(node, "confidence",
                                                   json_number_or(node, "probability", NAN));
                if (isfinite(confidence)) {
                        confidence = within_one(confidence);
                        reading->own_confidence += confidence;
                        reading->own_count++;
                } else {
                        confidence = confidence_at(reading, span.start_ms);
                }
                const char *clean = clean_text(reading->arena, text);
                bool goes_on = reading->kind == STT_WORDS_ARE_TOKENS && i > 0 &&
                               reading->count > 0 && clean[0] != '\0' &&
                               strchr(SPACES, text[0]) == NULL;
                if (goes_on)
                        add_to_last(reading, clean, span, confidence);
                else
                        add_word(reading, clean, span, confidence);
        }
}

// The words of a text that is timed as a whole: each gets the part of the span that its letters are
// of all letters.
static void
add_spread(struct reading *reading, const char *text, struct span span, double confidence)
{
        size_t letters = 0;
        size_t before = 0;
        for (const char *c = text; *c != '\0'; c++)
                letters += strchr(SPACES, *c) == NULL;
        for (text += strspn(text, SPACES); *text != '\0'; text += strspn(text, SPACES)) {
                size_t length = strcspn(text, SPACES);
                struct span part = {-1, -1};
                if (span.start_ms >= 0) {
                        reading->is_spread = true;
                        double per_letter = (double)(span.end_ms - span.start_ms) / (double)letters;
                        part.start_ms = span.start_ms + (int)(per_letter * (double)before);
                        part.end_ms = span.start_ms + (int)(per_letter * (double)(before + length));
                }
                add_word(reading, arena_copy(reading->arena, text, length), part, confidence);
                before += length;
                text += length;
        }
}

static void
add_segments(struct reading *reading)
{
        for (size_t i = 0; i < json_count(reading->segments); i++) {
                const struct json_object *segment = json_at(reading->segments, i);
                const struct json_object *words = json_get(segment, "words");
                if (is_unheard(segment))
                        continue;
                if (json_count(words) > 0)
                        add_listed(reading, words);
                else
                        add_spread(reading,
                                   clean_text(reading->arena, json_text_or(segment, "text", "")),
                                   span_of(reading, segment), segment_confidence(segment));
        }
}

static double
overall_confidence(const struct reading *reading)
{
        double sum = 0;
        double weight = 0;
        if (reading->own_count > 0)
                return reading->own_confidence / (double)reading->own_count;
        for (size_t i = 0; i < json_count(reading->segments); i++) {
                const struct json_object *segment = json_at(reading->segments, i);
                struct span span = span_of(reading, segment);
                double confidence = segment_confidence(segment);
                // One without length counts too, but hardly.
                double length = span.end_ms > span.start_ms ? span.end_ms - span.start_ms : 1;
                if (confidence < 0)
                        continue;
                sum += confidence * length;
                weight += length;
        }
        return weight > 0 ? sum / weight : -1;
}

struct transcript
stt_answer_of_text(const char *text, int duration_ms, struct arena *arena)
{
        struct reading reading = {.arena = arena, .duration_ms = duration_ms};
        const char *clean = clean_text(arena, text);
        add_spread(&reading, clean, (struct span){-1, -1}, -1);
        return (struct transcript){
                .text = clean,
                .confidence = -1,
                .words = reading.words,
                .word_count = reading.count,
        };
}

// whisper.cpp ends each segment with a line break and begins the next with a space.
static const char *
in_one_line(struct arena *arena, const char *text)
{
        char *line = arena_text(arena, text);
        size_t length = 0;
        for (const char *c = text; *c != '\0'; c++) {
                char is = *c == '\n' ? ' ' : *c;
                if (is != ' ' || (length > 0 && line[length - 1] != ' '))
                        line[length++] = is;
        }
        line[length] = '\0';
        return line;
}

bool
stt_answer_read(const char *bytes, size_t length, int duration_ms, enum stt_words kind,
                struct arena *arena, struct transcript *transcript_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err problem = {.kind = ERR_NONE};
        if (!json_parse(bytes, length, &document, &problem))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.", "%s",
                                   problem.message);
        const struct json_object *node = json_get(document.root, "text");
        if (!json_is_text(node))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "the answer has no text");

        struct reading reading = {
                .arena = arena,
                .duration_ms = duration_ms,
                .kind = kind,
                .segments = json_get(document.root, "segments"),
        };
        const char *text = clean_text(arena, json_text_or(document.root, "text", ""));
        const struct json_object *words = json_get(document.root, "words");
        text = spoken_text(&reading, text);
        if (kind == STT_WORDS_ARE_TOKENS)
                text = in_one_line(arena, text);
        if (text[0] != '\0' && json_count(words) > 0)
                add_listed(&reading, words);
        else if (text[0] != '\0')
                add_segments(&reading);
        if (reading.count == 0)
                add_spread(&reading, text, (struct span){-1, -1}, -1);
        *transcript_out = (struct transcript){
                .text = text,
                .confidence = text[0] == '\0' ? -1 : overall_confidence(&reading),
                .words = reading.words,
                .word_count = reading.count,
                .has_spread_times = reading.is_spread,
        };
        return true;
}
