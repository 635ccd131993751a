// POST /v1/audio/speech: JSON in, sound out, as OpenAI's API has it, with two fields of our own:
// `language`, and `phones`, with which the answer is JSON: the sound in base64, and when which
// phone is heard.
#include "service.h"

#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "encode.h"
#include "phone.h"
#include "voice_espeak.h"
#include "voice_flite.h"

static const size_t BODY_LIMIT = 128 * 1024; // 4096 characters, each as two \uXXXX, and the rest
static const size_t SAMPLES_LIMIT = 2 * 22050 * 20 * 60; // bytes: 20 minutes of the higher rate
static const size_t SOUND_LIMIT = 2 * 22050 * 20 * 60 + 1024;

static const size_t PHONES_LIMIT = 4 * 4096 * sizeof(struct phone); // a letter is rarely two

enum { READ_BYTES = 16 * 1024, TEXT_LIMIT = 4096, NAME_LIMIT = 40 };

static const double LEAST_SPEED = 0.25;
static const double MOST_SPEED = 4;

enum format { FORMAT_MP3, FORMAT_WAV, FORMAT_COUNT };

static const char *const FORMAT_NAMES[] = {[FORMAT_MP3] = "mp3", [FORMAT_WAV] = "wav"};
_Static_assert(COUNT_OF(FORMAT_NAMES) == FORMAT_COUNT, "every format has its name");

struct named_voice {
        const char *name;
        enum voice_flite voice;
};

// flite's own names, and OpenAI's, so that its clients work unchanged.
static const struct named_voice VOICES[] = {
        {"slt", VOICE_SLT},   {"rms", VOICE_RMS},    {"alloy", VOICE_SLT}, {"coral", VOICE_SLT},
        {"fable", VOICE_SLT}, {"nova", VOICE_SLT},   {"sage", VOICE_SLT},  {"shimmer", VOICE_SLT},
        {"ash", VOICE_RMS},   {"ballad", VOICE_RMS}, {"cedar", VOICE_RMS}, {"echo", VOICE_RMS},
        {"onyx", VOICE_RMS},  {"verse", VOICE_RMS},  {"marin", VOICE_SLT},
};

// What was asked for. `foreign_voice` is espeak-ng's; where it is NULL flite
// speaks English.
struct speech_order {
        const char *text;
        double speed;
        int format;
        enum voice_flite voice;
        const char *foreign_voice;
        bool wants_phones;
};

static bool
read_body(struct exchange *exchange, struct buf *body, struct err *err)
{
        size_t length = 1;
        while (length > 0) {
                char *place = buf_reserve(body, READ_BYTES);
                if (place == NULL)
                        return FAIL(err, ERR_TOO_LARGE, "The request is larger than 128 kB.");
                if (!exchange_read(exchange, place, READ_BYTES, &length, err))
                        return false;
                buf_grown(body, length);
        }
        return true;
}

static bool
is_english(const char *tag)
{
        return strncasecmp(tag, "en", 2) == 0 && (tag[2] == '\0' || tag[2] == '-' || tag[2] == '_');
}

static bool
read_voice(const char *name, struct speech_order *order, struct err *err)
{
        for (size_t i = 0; i < COUNT_OF(VOICES); i++) {
                if (strcmp(name, VOICES[i].name) == 0) {
                        order->voice = VOICES[i].voice;
                        return true;
                }
        }
        order->foreign_voice = is_english(name) ? NULL : voice_espeak_find(name);
        if (order->foreign_voice == NULL && !is_english(name))
                return FAIL_FIELD(err, "voice",
                                  "\"voice\" must be slt, rms, or a language such as de.");
        return true;
}

// The language that is named outright wins over one that is a voice's name.
static bool
read_language(const char *tag, struct speech_order *order, struct err *err)
{
        order->foreign_voice = is_english(tag) ? NULL : voice_espeak_find(tag);
        if (order->foreign_voice == NULL && !is_english(tag))
                return FAIL_FIELD(err, "language", "This language is not spoken here.");
        return true;
}

static bool
read_speed(const struct json_object *root, struct speech_order *order, struct err *err)
{
        struct json_object *value = json_get(root, "speed");
        double speed = json_number_or(root, "speed", 1);
        if (value != NULL &&
            (!json_is_number(value) || !(speed >= LEAST_SPEED) || !(speed <= MOST_SPEED)))
                return FAIL_FIELD(err, "speed", "\"speed\" must be a number from 0.25 to 4.");
        order->speed = speed;
        return true;
}

static bool
read_order(const struct json_object *root, struct arena *arena, struct speech_order *order,
           struct err *err)
{
        const char *voice = "slt";
        const char *language = "";
        if (!json_is_object(root))
                return FAIL(err, ERR_INPUT, "The body must be a JSON object.");
        if (!json_read_text(
                    root, (struct json_text_rule){.name = "input", .least = 1, .most = TEXT_LIMIT},
                    arena, &order->text, err) ||
            !json_read_text(root,
                            (struct json_text_rule){
                                    .name = "voice", .most = NAME_LIMIT, .is_optional = true},
                            arena, &voice, err) ||
            !json_read_text(root,
                            (struct json_text_rule){
                                    .name = "language", .most = NAME_LIMIT, .is_optional = true},
                            arena, &language, err) ||
            !json_read_choice(root, "response_format", FORMAT_NAMES, FORMAT_COUNT, true,
                              &order->format, err) ||
            !json_read_bool(root, "phones", true, &order->wants_phones, err) ||
            !read_speed(root, order, err) || !read_voice(voice, order, err))
                return false;
        return language[0] == '\0' || read_language(language, order, err);
}

// The phones beyond their limit have no mark: the sound is whole.
static bool
add_phones(const struct buf *phones, struct arena *arena, struct answer *answer, struct err *err)
{
        OWN(buf_close) struct buf sound = answer->body;
        const struct phone *first = (const struct phone *)(const void *)phones->bytes;
        answer->body = buf_open(2 * SOUND_LIMIT);
        answer->content_type = "application/json";
        struct json_writer json = json_writer_on(&answer->body);
        json_open_object(&json);
        json_put_text(&json, "audio", base64_encode(sound.bytes, sound.length, arena));
        json_name(&json, "phones");
        json_open_list(&json);
        for (size_t i = 0; i < phones->length / sizeof *first; i++) {
                json_open_object(&json);
                json_put_text(&json, "phone", first[i].name);
                json_put_int(&json, "start_ms", first[i].start_ms);
                json_put_int(&json, "end_ms", first[i].end_ms);
                json_close_object(&json);
        }
        json_close_list(&json);
        json_close_object(&json);
        return buf_check(&answer->body, ERR_BROKEN, "The answer", err);
}

static bool
make_sound(const struct speech_order *order, struct arena *arena, struct answer *answer,
           struct err *err)
{
        OWN(buf_close) struct buf samples = buf_open(SAMPLES_LIMIT);
        OWN(buf_close) struct buf phones = buf_open(PHONES_LIMIT);
        int rate = 0;
        bool is_said = order->foreign_voice == NULL
                               ? voice_flite_say(order->voice, order->text, order->speed, &samples,
                                                 &phones, &rate, err)
                               : voice_espeak_say(order->foreign_voice, order->text, order->speed,
                                                  &samples, &phones, &rate, err);
        if (!is_said)
                return false;
        const int16_t *first = (const int16_t *)(const void *)samples.bytes;
        size_t count = samples.length / sizeof *first;
        answer->body = buf_open(SOUND_LIMIT);
        if (order->format == FORMAT_WAV) {
                answer->content_type = "audio/wav";
                encode_wav(first, count, rate, &answer->body);
        } else {
                answer->content_type = "audio/mpeg";
                if (!encode_mp3(first, count, rate, &answer->body, err))
                        return false;
        }
        return buf_check(&answer->body, ERR_BROKEN, "The answer", err) &&
               (!order->wants_phones || add_phones(&phones, arena, answer, err));
}

bool
speak(struct service *service, struct exchange *exchange, struct answer *answer, struct err *err)
{
        struct speech_order order = {.format = FORMAT_MP3};
        OWN(buf_close) struct buf body = buf_open(BODY_LIMIT);
        OWN(json_document_close) struct json_document document = {0};
        (void)service;
        return read_body(exchange, &body, err) &&
               json_parse(buf_string(&body), body.length, &document, err) &&
               read_order(document.root, &exchange->arena, &order, err) &&
               make_sound(&order, &exchange->arena, answer, err);
}
