#include "voice_espeak.h"

#include <string.h>

#include <espeak-ng/speak_lib.h>

#include "base/arena.h"
#include "base/text.h"
#include "phone.h"
#include "spoken_text.h"

enum {
        WORDS_A_MINUTE = 165, // a little slower than its own 175: a candidate listens once
        LEAST_WORDS_A_MINUTE = espeakRATE_MINIMUM,
        TAG_LIMIT = 24,
};

static int sample_rate;

// What is said, and the phone that lasts until the next event.
struct saying {
        struct buf *samples;
        struct buf *phones;
        struct phone phone; // the name "": none
};

static void
take_event(struct saying *saying, const espeak_EVENT *event)
{
        struct phone *phone = &saying->phone;
        if (event->type != espeakEVENT_PHONEME && event->type != espeakEVENT_END &&
            event->type != espeakEVENT_MSG_TERMINATED)
                return;
        phone->end_ms = event->audio_position;
        if (phone->name[0] != '\0')
                buf_add(saying->phones, phone, sizeof *phone);
        *phone = (struct phone){.start_ms = event->audio_position};
        // A pause has no name; one of eight bytes has no NUL.
        if (event->type == espeakEVENT_PHONEME)
                memcpy(phone->name, event->id.string, sizeof event->id.string);
}

// Called with each piece of sound while espeak_Synth runs, and with none at the end; 1 stops it.
static int
take_samples(short *samples, int count, espeak_EVENT *events)
{
        struct saying *saying = events->user_data;
        if (samples != NULL && count > 0)
                buf_add(saying->samples, samples, (size_t)count * sizeof *samples);
        for (const espeak_EVENT *event = events; event->type != espeakEVENT_LIST_TERMINATED;
             event++)
                take_event(saying, event);
        return saying->samples->is_over ? 1 : 0;
}

bool
voice_espeak_open(struct err *err)
{
        sample_rate =
                espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL,
                                  espeakINITIALIZE_DONT_EXIT | espeakINITIALIZE_PHONEME_EVENTS |
                                          espeakINITIALIZE_PHONEME_IPA);
        if (sample_rate <= 0)
                return FAIL(err, ERR_BROKEN, "The data of espeak-ng are missing.");
        espeak_SetSynthCallback(take_samples);
        return true;
}

static const char *
find_voice(const char *tag)
{
        const espeak_VOICE **voice = espeak_ListVoices(NULL);
        for (; *voice != NULL; voice++) {
                // Pairs of a byte that says how well it fits and a name; an empty pair ends them.
                for (const char *pair = (*voice)->languages; *pair != '\0';
                     pair += 1 + strlen(pair + 1) + 1) {
                        if (text_equals_folded(pair + 1, tag))
                                return (*voice)->identifier;
                }
        }
        return NULL;
}

const char *
voice_espeak_find(const char *tag)
{
        char name[TAG_LIMIT];
        size_t length = strlen(tag);
        if (length == 0 || length >= sizeof name)
                return NULL;
        memcpy(name, tag, length + 1);
        for (char *place = name; *place != '\0'; place++)
                *place = *place == '_' ? '-' : *place;
        const char *found = find_voice(name);
        char *region = strchr(name, '-');
        if (found != NULL || region == NULL)
                return found;
        *region = '\0';
        return find_voice(name);
}

bool
voice_espeak_say(const char *voice, const char *text, double speed, struct buf *samples,
                 struct buf *phones, int *rate_out, struct err *err)
{
        struct saying saying = {.samples = samples, .phones = phones};
        OWN(arena_done) struct arena arena = {0};
        const char *plain = spoken_plain(&arena, text);
        int rate = (int)(WORDS_A_MINUTE * speed);
        if (rate < LEAST_WORDS_A_MINUTE)
                rate = LEAST_WORDS_A_MINUTE;
        if (espeak_SetVoiceByName(voice) != EE_OK ||
            espeak_SetParameter(espeakRATE, rate, 0) != EE_OK)
                return FAIL_DETAIL(err, ERR_BROKEN, "The voice cannot be used.", "%s", voice);
        // Without espeakSSML and espeakPHONEMES nothing in the text is a command.
        if (espeak_Synth(plain, strlen(plain) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL,
                         &saying) != EE_OK)
                return FAIL(err, ERR_BROKEN, "The speech could not be made.");
        if (samples->is_over)
                return FAIL_FIELD(err, "input", "The text takes too long to say.");
        if (samples->length == 0)
                return FAIL_FIELD(err, "input", "There is nothing in \"input\" to be said.");
        *rate_out = sample_rate;
        return true;
}
