// ElevenLabs' speech with the times of its characters, streamed: one JSON object a line, each with
// a piece of the sound and the characters that are heard in it, timed from the beginning of the
// whole. The last character's end is how long it takes. Without voice settings of ours those count
// that the voice has there.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "net/tts_protocol.h"

enum { VOICE_MOST = 64 };

// The languages of a family of models, by the beginning of its name; the longest match counts.
static const struct {
        const char *model;
        const char *languages;
} FAMILIES[] = {
        {"eleven_monolingual", " en "},
        {"eleven_flash_v2", " en "},
        {"eleven_turbo_v2", " en "},
        {"eleven_flash_v2_5", " en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi "
                              "hr ms sk da ta uk ru hu no vi "},
        {"eleven_turbo_v2_5", " en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi "
                              "hr ms sk da ta uk ru hu no vi "},
        {"eleven_multilingual_v2", " en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs "
                                   "el fi hr ms sk da ta uk ru "},
};

bool
tts_elevenlabs_speaks(const char *model, const char *language)
{
        const char *languages = NULL;
        size_t longest = 0;
        char wanted[16] = "";
        for (size_t i = 0; i < COUNT_OF(FAMILIES); i++) {
                size_t length = strlen(FAMILIES[i].model);
                if (length > longest && text_starts(model, FAMILIES[i].model)) {
                        longest = length;
                        languages = FAMILIES[i].languages;
                }
        }
        // Of a model that is not known here nothing is said against it.
        if (languages == NULL)
                return true;
        snprintf(wanted, sizeof wanted, " %s ", language);
        return strstr(languages, wanted) != NULL;
}

// A voice stands in the path: what is no id of theirs cannot.
static bool
is_voice(const char *voice)
{
        size_t length = strlen(voice);
        static const char LETTERS[] =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
        return length > 0 && length <= VOICE_MOST && strspn(voice, LETTERS) == length;
}

static void
take_duration(struct tts_asking *asking, const struct json_object *alignment)
{
        const struct json_object *ends = json_get(alignment, "character_end_times_seconds");
        double ms = json_number_at(ends, json_count(ends) - 1) * 1000;
        if (json_count(ends) > 0 && isfinite(ms) && ms > 0 && ms < TTS_MARK_MOST_MS)
                asking->result.duration_ms = (int)lround(ms);
}

// How many characters it times; 0 where its lists do not belong together.
static size_t
timed_count(const struct json_object *alignment)
{
        size_t count = json_count(json_get(alignment, "characters"));
        bool is_timed = json_count(json_get(alignment, "character_start_times_seconds")) == count &&
                        json_count(json_get(alignment, "character_end_times_seconds")) == count;
        return is_timed ? count : 0;
}

static void
take_characters(struct tts_asking *asking, const struct json_object *alignment)
{
        const struct json_object *characters = json_get(alignment, "characters");
        const struct json_object *starts = json_get(alignment, "character_start_times_seconds");
        const struct json_object *ends = json_get(alignment, "character_end_times_seconds");
        size_t count = timed_count(alignment);
        for (size_t i = 0; i < count; i++)
                tts_mark(asking, json_text_at(characters, i), json_number_at(starts, i) * 1000,
                         json_number_at(ends, i) * 1000);
}

// Of the text as it is read, numbers and abbreviations as words, else as it was sent.
static void
take_times(struct tts_asking *asking, const struct json_object *line)
{
        const struct json_object *sent = json_get(line, "alignment");
        const struct json_object *read = json_get(line, "normalized_alignment");
        asking->result.marks.kind = MARKS_LETTERS;
        take_duration(asking, sent);
        take_characters(asking, timed_count(read) > 0 ? read : sent);
}

// The lines of one answer as they come.
struct lines {
        struct tts_asking *asking;
        struct buf line; // what has come of the next one
        struct buf sound;
        struct err problem; // why the answer was left
};

static void
lines_close(struct lines *lines)
{
        buf_close(&lines->line);
        buf_close(&lines->sound);
}

static bool
take_line(struct lines *lines, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err problem = {.kind = ERR_NONE};
        const char *line = buf_string(&lines->line);
        size_t before = lines->sound.length;
        if (line[strspn(line, " \r")] == '\0') {
                buf_clear(&lines->line);
                return true;
        }
        if (!json_parse(line, lines->line.length, &document, &problem))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.", "%s",
                                   problem.message);
        if (!base64_decode(json_text_or(document.root, "audio_base64", ""), &lines->sound))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "the sound is no base64");
        take_times(lines->asking, document.root);
        buf_clear(&lines->line);
        return tts_hear(lines->asking, lines->sound.bytes + before, lines->sound.length - before) ||
               FAIL(err, ERR_CONFLICT, "Nobody waits for the sound any more.");
}

static bool
take(void *context, const char *bytes, size_t length)
{
        struct lines *lines = context;
        for (size_t at = 0; at < length;) {
                const char *end = memchr(bytes + at, '\n', length - at);
                size_t piece = end == NULL ? length - at : (size_t)(end - bytes) - at;
                buf_add(&lines->line, bytes + at, piece);
                at += piece + 1;
                if (end != NULL && !take_line(lines, &lines->problem))
                        return false;
        }
        return true;
}

static bool
again(void *context)
{
        struct lines *lines = context;
        tts_hear_again(lines->asking);
        buf_clear(&lines->line);
        buf_clear(&lines->sound);
        return true;
}

bool
tts_elevenlabs_ask(struct providers *providers, const struct endpoint *endpoint, const char *voice,
                   int64_t deadline_ms, struct tts_asking *asking, struct http_reply *reply_out,
                   struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(TTS_REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "text", asking->request->text);
        json_put_text(&json, "model_id", endpoint->model);
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text to be spoken", err))
                return false;
        OWN(lines_close)
        struct lines lines = {
                .asking = asking,
                .line = buf_open(TTS_TIMED_BYTES),
                .sound = buf_open(TTS_SOUND_BYTES),
        };
        struct post post = {
                .path = arena_print(asking->arena, "/text-to-speech/%s/stream/with-timestamps",
                                    is_voice(voice) ? voice : endpoint->voice),
                .query = "output_format=mp3_44100_64",
                .json = buf_string(&body),
                .first_byte_ms = TTS_FIRST_BYTE_MS,
                .max_response_bytes = TTS_TIMED_BYTES,
                .take = take,
                .again = again,
                .take_context = &lines,
        };
        bool is_sent = endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena,
                                     reply_out, err);
        // The exchange is ended here also for what cannot be read, which is the server's doing.
        if (!is_sent && err->kind == ERR_CONFLICT && lines.problem.kind != ERR_NONE)
                *err = lines.problem;
        if (!is_sent || reply_out->status != 200)
                return is_sent;
        return take_line(&lines, err) &&
               tts_take_sound(
                       asking,
                       arena_copy(asking->arena, buf_string(&lines.sound), lines.sound.length),
                       lines.sound.length, err);
}
