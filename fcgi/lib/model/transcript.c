#include "model/transcript.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "model/texts.h"

// Words of three hours of fast speech; what is stored beyond was not written by us.
static const size_t WORDS_MOST = 60000;
static const size_t FILLER_KINDS_MOST = 100;

static void
put_ms(struct json_writer *json, const char *name, int ms)
{
        if (ms < 0)
                json_put_null(json, name);
        else
                json_put_int(json, name, ms);
}

static void
put_confidence(struct json_writer *json, double confidence)
{
        json_put_number(json, "confidence", confidence < 0 ? NAN : confidence, 3);
}

void
transcript_write(struct json_writer *json, const struct transcript *transcript)
{
        json_open_object(json);
        json_put_text(json, "text", transcript->text == NULL ? "" : transcript->text);
        put_confidence(json, transcript->confidence);
        json_put_text(json, "language", transcript->language);
        json_put_text(json, "provider", transcript->provider);
        json_put_text(json, "model", transcript->model);
        if (transcript->passed_over != NULL)
                json_put_text(json, "passed_over", transcript->passed_over);
        json_name(json, "words");
        json_open_list(json);
        for (size_t i = 0; i < transcript->word_count; i++) {
                const struct word *word = &transcript->words[i];
                json_open_object(json);
                json_put_text(json, "word", word->text);
                put_ms(json, "start_ms", word->start_ms);
                put_ms(json, "end_ms", word->end_ms);
                put_confidence(json, word->confidence);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

// A stored number as an int that cannot overflow.
static int
int_or(const struct json_object *node, const char *name, int otherwise)
{
        int64_t value = json_int_or(node, name, otherwise);
        if (value > INT_MAX)
                return INT_MAX;
        return value < INT_MIN ? INT_MIN : (int)value;
}

static const char *
copied_text(const struct json_object *node, const char *name, const char *otherwise,
            struct arena *arena)
{
        return arena_text(arena, json_text_or(node, name, otherwise));
}

struct transcript
transcript_from_json(const struct json_object *node, struct arena *arena)
{
        struct transcript transcript = {
                .text = copied_text(node, "text", "", arena),
                .confidence = json_number_or(node, "confidence", -1),
                .language = copied_text(node, "language", "en", arena),
                .provider = copied_text(node, "provider", "", arena),
                .model = copied_text(node, "model", NULL, arena),
                .passed_over = copied_text(node, "passed_over", NULL, arena),
        };
        const struct json_object *list = json_get(node, "words");
        size_t count = json_count(list);
        if (count > WORDS_MOST)
                count = WORDS_MOST;
        struct word *words = arena_alloc(arena, count, sizeof *words);
        for (size_t i = 0; i < count; i++) {
                const struct json_object *item = json_at(list, i);
                words[i] = (struct word){
                        .text = copied_text(item, "word", "", arena),
                        .start_ms = int_or(item, "start_ms", -1),
                        .end_ms = int_or(item, "end_ms", -1),
                        .confidence = json_number_or(item, "confidence", -1),
                };
        }
        transcript.words = words;
        transcript.word_count = count;
        return transcript;
}

// A text weighs as many words as it has; those of a provider that counts none, as one.
static double
weight_of(const struct transcript *piece)
{
        return piece->word_count > 0 ? (double)piece->word_count : 1;
}

struct transcript
transcript_join(const struct transcript *pieces, size_t count, struct arena *arena)
{
        struct transcript whole = {.text = "", .confidence = -1};
        struct word *words = NULL;
        double sum = 0;
        double weight = 0;
        size_t word_count = 0;
        size_t text_length = 0;
        for (size_t i = 0; i < count; i++) {
                word_count += pieces[i].word_count;
                text_length += strlen(pieces[i].text) + 1;
        }
        words = arena_alloc(arena, word_count, sizeof *words);
        char *text = arena_alloc(arena, text_length + 1, 1);
        char *end = text;
        for (size_t i = 0; i < count; i++) {
                const struct transcript *piece = &pieces[i];
                if (whole.language == NULL)
                        whole.language = piece->language;
                whole.provider = texts_named_once(whole.provider, piece->provider, arena);
                whole.model = texts_named_once(whole.model, piece->model, arena);
                whole.passed_over = texts_named_once(whole.passed_over, piece->passed_over, arena);
                if (piece->text[0] == '\0')
                        continue;
                if (end != text)
                        *end++ = ' ';
                end = stpcpy(end, piece->text);
                for (size_t k = 0; k < piece->word_count; k++)
                        words[whole.word_count++] = piece->words[k];
                if (piece->confidence < 0)
                        continue;
                sum += piece->confidence * weight_of(piece);
                weight += weight_of(piece);
        }
        whole.text = text;
        whole.words = words;
        if (weight > 0)
                whole.confidence = sum / weight;
        return whole;
}

struct transcript
transcript_copy(const struct transcript *transcript, struct arena *arena)
{
        struct transcript copy = *transcript;
        struct word *words = arena_alloc(arena, copy.word_count, sizeof *words);
        for (size_t i = 0; i < copy.word_count; i++) {
                words[i] = transcript->words[i];
                words[i].text = arena_text(arena, words[i].text);
        }
        copy.words = words;
        copy.text = arena_text(arena, copy.text);
        copy.language = arena_text(arena, copy.language);
        copy.provider = arena_text(arena, copy.provider);
        copy.model = arena_text(arena, copy.model);
        copy.passed_over = arena_text(arena, copy.passed_over);
        return copy;
}

void
transcript_shift(struct transcript *transcript, int ms, struct arena *arena)
{
        struct word *words = arena_alloc(arena, transcript->word_count, sizeof *words);
        for (size_t i = 0; i < transcript->word_count; i++) {
                words[i] = transcript->words[i];
                if (words[i].start_ms >= 0)
                        words[i].start_ms += ms;
                if (words[i].end_ms >= 0)
                        words[i].end_ms += ms;
        }
        transcript->words = words;
}

void
voice_metrics_write_members(struct json_writer *json, const struct voice_metrics *metrics)
{
        json_put_int(json, "duration_ms", metrics->duration_ms);
        json_put_int(json, "speech_ms", metrics->speech_ms);
        json_put_int(json, "silence_ms", metrics->silence_ms);
        json_put_number(json, "speech_pace", metrics->speech_pace, 0);
        json_put_int(json, "pause_count", metrics->pause_count);
        json_put_int(json, "longest_pause_ms", metrics->longest_pause_ms);
        json_put_int(json, "filler_word_count", metrics->filler_word_count);
        json_name(json, "filler_words");
        json_open_list(json);
        for (size_t i = 0; i < metrics->filler_word_kinds; i++)
                json_add_text(json, metrics->filler_words[i]);
        json_close_list(json);
        json_put_number(json, "volume_level", metrics->volume_level, 2);
        json_put_number(json, "clarity_score", metrics->clarity_score, 1);
}

struct voice_metrics
voice_metrics_from_json(const struct json_object *node, struct arena *arena)
{
        struct voice_metrics metrics = {
                .duration_ms = int_or(node, "duration_ms", 0),
                .speech_ms = int_or(node, "speech_ms", 0),
                .silence_ms = int_or(node, "silence_ms", 0),
                .speech_pace = json_number_or(node, "speech_pace", 0),
                .pause_count = int_or(node, "pause_count", 0),
                .longest_pause_ms = int_or(node, "longest_pause_ms", 0),
                .filler_word_count = int_or(node, "filler_word_count", 0),
                .volume_level = json_number_or(node, "volume_level", 0),
                .clarity_score = json_number_or(node, "clarity_score", NAN),
        };
        const struct json_object *list = json_get(node, "filler_words");
        size_t count = json_count(list);
        if (count > FILLER_KINDS_MOST)
                count = FILLER_KINDS_MOST;
        const char **kinds = arena_alloc(arena, count, sizeof *kinds);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
                if (json_text_at(list, i) != NULL)
                        kinds[kept++] = arena_text(arena, json_text_at(list, i));
        }
        metrics.filler_words = kinds;
        metrics.filler_word_kinds = kept;
        return metrics;
}
