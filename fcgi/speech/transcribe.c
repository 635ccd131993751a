// POST /v1/audio/transcriptions: multipart form in, words out, as OpenAI's API has it. Beside its
// fields: `confidence` of each word, each segment and the whole (mean posterior of the words, null
// without any), and `no_speech_prob` of the whole.
#include "service.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/json_write.h"
#include "base/multipart.h"
#include "base/text.h"
#include "interview/segments.h"
#include "sound_file.h"

static const size_t FILE_LIMIT = 25 * 1024 * 1024; // OpenAI's own
static const size_t FORM_LIMIT = 26 * 1024 * 1024; // with the other fields around it
static const size_t ANSWER_LIMIT = 8 * 1024 * 1024;

enum { FIELD_LIMIT = 200, READ_BYTES = 64 * 1024 };
enum { PIECE_SAMPLES_MOST = 11 * SEGMENTS_RATE }; // those of segments.h are 10 s long at most

enum format { FORMAT_JSON, FORMAT_VERBOSE, FORMAT_TEXT, FORMAT_COUNT };

static const char *const FORMAT_NAMES[] = {
        [FORMAT_JSON] = "json",
        [FORMAT_VERBOSE] = "verbose_json",
        [FORMAT_TEXT] = "text",
};
_Static_assert(COUNT_OF(FORMAT_NAMES) == FORMAT_COUNT, "every format has its name");

// What was asked for.
struct form {
        struct buf file;
        bool has_file;
        bool is_piece; // to be heard in one piece
        enum format format;
};

// A piece of the clip and what was heard in it.
struct heard_piece {
        struct segment place;
        struct heard_words words;
        char *text;
        double confidence;
        double mean_log;
};

struct transcript {
        struct heard_piece *pieces;
        size_t count;
        char *text;
        double duration_seconds;
        double confidence; // NAN without words
        double no_speech;
};

static bool
read_file(struct multipart *multipart, struct form *form, struct err *err)
{
        size_t length = 1;
        if (form->has_file)
                return FAIL_FIELD(err, "file", "\"file\" was sent twice.");
        form->has_file = true;
        while (length > 0) {
                char *place = buf_reserve(&form->file, READ_BYTES);
                if (place == NULL)
                        return FAIL(err, ERR_TOO_LARGE, "The file is larger than 25 MB.");
                if (!multipart_read(multipart, place, READ_BYTES, &length, err))
                        return false;
                buf_grown(&form->file, length);
        }
        if (form->file.length == 0)
                return FAIL_FIELD(err, "file", "The file is empty.");
        return true;
}

static bool
read_format(const char *value, struct form *form, struct err *err)
{
        for (int i = 0; i < FORMAT_COUNT; i++) {
                if (strcmp(value, FORMAT_NAMES[i]) == 0) {
                        form->format = (enum format)i;
                        return true;
                }
        }
        return FAIL_FIELD(err, "response_format",
                          "\"response_format\" must be one of: json, verbose_json, text.");
}

static bool
read_language(const char *value, struct form *form, struct err *err)
{
        (void)form;
        bool is_tag = strncasecmp(value, "en", 2) == 0 &&
                      (value[2] == '\0' || value[2] == '-' || value[2] == '_');
        if (value[0] != '\0' && !is_tag && !text_equals_folded(value, "english"))
                return FAIL_FIELD(err, "language", "Only English (\"en\") is recognised here.");
        return true;
}

// Both are always in the verbose answer; a wrong name is a slip all the same.
static bool
read_granularity(const char *value, struct form *form, struct err *err)
{
        (void)form;
        if (strcmp(value, "word") != 0 && strcmp(value, "segment") != 0)
                return FAIL_FIELD(err, "timestamp_granularities",
                                  "\"timestamp_granularities\" must be one of: word, segment.");
        return true;
}

// By itself it cuts at pauses; who has done so already says "none". Other strategies are for
// others.
static bool
read_chunking(const char *value, struct form *form, struct err *err)
{
        (void)err;
        form->is_piece = strcmp(value, "none") == 0;
        return true;
}

struct field {
        const char *name;
        bool (*read)(const char *value, struct form *form, struct err *err);
};

// Every other field of OpenAI's (model, prompt, temperature) makes no difference here and is passed
// over, so that its clients work unchanged.
static const struct field FIELDS[] = {
        {"response_format", read_format},
        {"language", read_language},
        {"timestamp_granularities[]", read_granularity},
        {"timestamp_granularities", read_granularity},
        {"chunking_strategy", read_chunking},
};

static bool
read_field(struct multipart *multipart, const struct field *field, struct form *form,
           struct err *err)
{
        char value[FIELD_LIMIT + 1];
        size_t used = 0;
        size_t length = 1;
        while (length > 0) {
                if (used == FIELD_LIMIT)
                        return FAIL_FIELD(err, field->name, "\"%s\" is too long.", field->name);
                if (!multipart_read(multipart, value + used, FIELD_LIMIT - used, &length, err))
                        return false;
                used += length;
        }
        value[used] = '\0';
        return field->read(value, form, err);
}

static bool
read_part(struct multipart *multipart, const struct multipart_part *part, struct form *form,
          struct err *err)
{
        if (strcmp(part->name, "file") == 0)
                return read_file(multipart, form, err);
        for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
                if (strcmp(part->name, FIELDS[i].name) == 0)
                        return read_field(multipart, &FIELDS[i], form, err);
        }
        return true;
}

static bool
read_form(struct exchange *exchange, struct form *form, struct err *err)
{
        struct multipart multipart;
        struct multipart_part part;
        bool has_part = true;
        const struct multipart_source source = {.read = exchange_read, .context = exchange};
        if (exchange->has_content_length && exchange->content_length > FORM_LIMIT)
                return FAIL(err, ERR_TOO_LARGE, "The file is larger than 25 MB.");
        if (!multipart_open(&multipart, exchange->content_type, source, err))
                return false;
        while (has_part) {
                if (!multipart_next_part(&multipart, &part, &has_part, err))
                        return false;
                if (has_part && !read_part(&multipart, &part, form, err))
                        return false;
        }
        if (!form->has_file)
                return FAIL_FIELD(err, "file", "\"file\" is missing.");
        return true;
}

// Sums over words; the means are taken by whoever asks.
struct tally {
        double probability;
        double log;
        size_t count;
};

static void
tally_words(const struct heard_words *words, struct tally *tally)
{
        static const double LEAST = 1e-6; // a posterior of 0 is one below the table's last entry
        for (size_t i = 0; i < words->count; i++) {
                tally->probability += words->items[i].probability;
                tally->log += log(fmax(words->items[i].probability, LEAST));
                tally->count++;
        }
}

static void
add_words(const struct heard_words *words, struct buf *text)
{
        for (size_t i = 0; i < words->count; i++) {
                if (text->length > 0)
                        buf_char(text, ' ');
                buf_text(text, words->items[i].text);
        }
}

// Hears one piece; times then count from the clip's beginning.
static bool
hear_piece(struct recogniser *recogniser, const int16_t *samples, const struct segment *place,
           struct arena *arena, struct heard_piece *piece, struct err *err)
{
        struct tally tally = {0};
        OWN(buf_close) struct buf text = buf_open(ANSWER_LIMIT);
        double start = (double)place->start / SEGMENTS_RATE;
        double end = (double)place->end / SEGMENTS_RATE;
        piece->place = *place;
        if (!recogniser_hear(recogniser, samples + place->start, place->end - place->start, arena,
                             &piece->words, err))
                return false;
        for (size_t i = 0; i < piece->words.count; i++) {
                struct heard_word *word = &piece->words.items[i];
                word->start_seconds = fmin(start + word->start_seconds, end);
                word->end_seconds = fmin(start + word->end_seconds, end);
        }
        tally_words(&piece->words, &tally);
        add_words(&piece->words, &text);
        piece->text = arena_text(arena, buf_string(&text));
        piece->confidence = tally.probability / (double)tally.count;
        piece->mean_log = tally.log / (double)tally.count;
        return true;
}

// The pieces that are heard one by one: the recogniser takes no longer ones.
static struct segments
pieces_of(const int16_t *samples, size_t count, bool is_piece, struct arena *arena)
{
        if (!is_piece || count > PIECE_SAMPLES_MOST)
                return segments_find(samples, count, arena);
        struct segment *whole = arena_alloc(arena, 1, sizeof *whole);
        whole->end = count;
        return (struct segments){.items = whole, .count = 1};
}

static bool
hear(struct service *service, struct exchange *exchange, const struct buf *sound, bool is_piece,
     struct transcript *transcript, struct err *err)
{
        const int16_t *samples = (const int16_t *)(const void *)sound->bytes;
        size_t count = sound->length / sizeof *samples;
        struct arena *arena = &exchange->arena;
        struct tally tally = {0};
        OWN(buf_close) struct buf text = buf_open(ANSWER_LIMIT);
        struct segments segments = pieces_of(samples, count, is_piece, arena);
        transcript->pieces = arena_alloc(arena, segments.count + 1, sizeof *transcript->pieces);
        transcript->duration_seconds = (double)count / SEGMENTS_RATE;
        transcript->no_speech = 1;
        for (size_t i = 0; i < segments.count; i++) {
                struct heard_piece *piece = &transcript->pieces[transcript->count];
                if (exchange_is_abandoned(exchange))
                        return FAIL(err, ERR_BUSY, "The client has gone.");
                if (!hear_piece(&service->recogniser, samples, &segments.items[i], arena, piece,
                                err))
                        return false;
                transcript->no_speech = fmin(transcript->no_speech, piece->place.no_speech);
                if (piece->words.count == 0)
                        continue;
                tally_words(&piece->words, &tally);
                add_words(&piece->words, &text);
                transcript->count++;
        }
        transcript->text = arena_text(arena, buf_string(&text));
        transcript->confidence = tally.probability / (double)tally.count;
        return true;
}

static void
write_word(struct json_writer *json, const struct heard_word *word)
{
        json_open_object(json);
        json_put_text(json, "word", word->text);
        json_put_number(json, "start", word->start_seconds, 2);
        json_put_number(json, "end", word->end_seconds, 2);
        json_put_number(json, "confidence", word->probability, 4);
        json_close_object(json);
}

static void
write_segment(struct json_writer *json, size_t id, const struct heard_piece *piece)
{
        double start = (double)piece->place.start / SEGMENTS_RATE;
        json_open_object(json);
        json_put_int(json, "id", (int64_t)id);
        json_put_int(json, "seek", (int64_t)(start * 100)); // frames of 10 ms, as OpenAI's
        json_put_number(json, "start", start, 3);
        json_put_number(json, "end", (double)piece->place.end / SEGMENTS_RATE, 3);
        json_put_text(json, "text", piece->text);
        json_name(json, "tokens"); // the recogniser has words, not tokens
        json_open_list(json);
        json_close_list(json);
        json_put_number(json, "temperature", 0, 1);
        json_put_number(json, "avg_logprob", piece->mean_log, 4);
        json_put_number(json, "no_speech_prob", piece->place.no_speech, 4);
        json_put_number(json, "confidence", piece->confidence, 4);
        json_close_object(json);
}

static void
write_verbose(struct json_writer *json, const struct transcript *transcript)
{
        json_put_text(json, "task", "transcribe");
        json_put_text(json, "language", "en");
        json_put_number(json, "duration", transcript->duration_seconds, 3);
        json_put_number(json, "no_speech_prob", transcript->no_speech, 4);
        json_name(json, "segments");
        json_open_list(json);
        for (size_t i = 0; i < transcript->count; i++)
                write_segment(json, i, &transcript->pieces[i]);
        json_close_list(json);
        json_name(json, "words");
        json_open_list(json);
        for (size_t i = 0; i < transcript->count; i++) {
                const struct heard_words *words = &transcript->pieces[i].words;
                for (size_t k = 0; k < words->count; k++)
                        write_word(json, &words->items[k]);
        }
        json_close_list(json);
}

static void
write_answer(enum format format, const struct transcript *transcript, struct answer *answer)
{
        struct json_writer json = json_writer_on(&answer->body);
        if (format == FORMAT_TEXT) {
                answer->content_type = "text/plain; charset=utf-8";
                buf_print(&answer->body, "%s\n", transcript->text);
                return;
        }
        answer->content_type = "application/json";
        json_open_object(&json);
        json_put_text(&json, "text", transcript->text);
        json_put_number(&json, "confidence", transcript->confidence, 4);
        if (format == FORMAT_VERBOSE)
                write_verbose(&json, transcript);
        json_close_object(&json);
}

bool
transcribe(struct service *service, struct exchange *exchange, struct answer *answer,
           struct err *err)
{
        struct form form = {.file = buf_open(FILE_LIMIT + READ_BYTES), .format = FORMAT_JSON};
        OWN(buf_close) struct buf sound = buf_open(SOUND_FILE_SAMPLES_LIMIT * sizeof(int16_t));
        struct transcript transcript = {0};
        bool is_read = read_form(exchange, &form, err) &&
                       sound_file_read(form.file.bytes, form.file.length, &sound, err);
        buf_close(&form.file); // before the long part begins
        if (!is_read || !hear(service, exchange, &sound, form.is_piece, &transcript, err))
                return false;
        answer->body = buf_open(ANSWER_LIMIT);
        write_answer(form.format, &transcript, answer);
        return buf_check(&answer->body, ERR_BROKEN, "The answer", err);
}
