#include "voice_espeak.h"

#include <string.h>

#include <espeak-ng/speak_lib.h>

#include "base/arena.h"
#include "base/text.h"
#include "spoken_text.h"

enum {
        WORDS_A_MINUTE = 165, // a little slower than its own 175: a candidate listens once
        LEAST_WORDS_A_MINUTE = espeakRATE_MINIMUM,
        TAG_LIMIT = 24,
};

static int sample_rate;

// Called with each piece of sound while espeak_Synth runs, and with none at the end; 1 stops it.
static int
take_samples(short *samples, int count, espeak_EVENT *events)
{
        struct buf *out = events->user_data;
        if (samples != NULL && count > 0)
                buf_add(out, samples, (size_t)count * sizeof *samples);
        return out->is_over ? 1 : 0;
}

bool
voice_espeak_open(struct err *err)
{
        sample_rate =
                espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
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
                 int *rate_out, struct err *err)
{
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
                         samples) != EE_OK)
                return FAIL(err, ERR_BROKEN, "The speech could not be made.");
        if (samples->is_over)
                return FAIL_FIELD(err, "input", "The text takes too long to say.");
        if (samples->length == 0)
                return FAIL_FIELD(err, "input", "There is nothing in \"input\" to be said.");
        *rate_out = sample_rate;
        return true;
}
