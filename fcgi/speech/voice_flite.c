#include "voice_flite.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include <flite.h>

#include "base/arena.h"
#include "base/own.h"
#include "base/text.h"
#include "phone.h"
#include "spoken_text.h"

// flite has no header for its voices.
cst_voice *
register_cmu_us_slt(const char *voxdir);
cst_voice *
register_cmu_us_rms(const char *voxdir);

static cst_voice *voices[VOICE_FLITE_COUNT];

// The phones of flite's American English; "pau" is none.
static const struct {
        const char *flite;
        const char *ipa;
} PHONES[] = {
        {"aa", "ɑ"},  {"ae", "æ"},  {"ah", "ʌ"},  {"ao", "ɔ"}, {"aw", "aʊ"}, {"ax", "ə"},
        {"ay", "aɪ"}, {"b", "b"},   {"ch", "tʃ"}, {"d", "d"},  {"dh", "ð"},  {"eh", "ɛ"},
        {"er", "ɝ"},  {"ey", "eɪ"}, {"f", "f"},   {"g", "ɡ"},  {"hh", "h"},  {"ih", "ɪ"},
        {"iy", "i"},  {"jh", "dʒ"}, {"k", "k"},   {"l", "l"},  {"m", "m"},   {"n", "n"},
        {"ng", "ŋ"},  {"ow", "oʊ"}, {"oy", "ɔɪ"}, {"p", "p"},  {"r", "ɹ"},   {"s", "s"},
        {"sh", "ʃ"},  {"t", "t"},   {"th", "θ"},  {"uh", "ʊ"}, {"uw", "u"},  {"v", "v"},
        {"w", "w"},   {"y", "j"},   {"z", "z"},   {"zh", "ʒ"},
};

static void
close_utterance(cst_utterance **utterance)
{
        if (*utterance != NULL)
                delete_utterance(*utterance);
}

// Each segment of the utterance names its end; `before_ms` was said before it.
static void
add_phones(const cst_utterance *utterance, double before_ms, struct buf *phones)
{
        double start = 0;
        const cst_item *item = relation_head(utt_relation(utterance, "Segment"));
        for (; item != NULL; item = item_next(item)) {
                double end = (double)item_feat_float(item, "end");
                for (size_t i = 0; i < COUNT_OF(PHONES); i++) {
                        struct phone phone = {
                                .start_ms = (int)lround(before_ms + start * 1000),
                                .end_ms = (int)lround(before_ms + end * 1000),
                        };
                        if (!text_equals(PHONES[i].flite, item_feat_string(item, "name")))
                                continue;
                        snprintf(phone.name, sizeof phone.name, "%s", PHONES[i].ipa);
                        buf_add(phones, &phone, sizeof phone);
                }
                start = end;
        }
}

void
voice_flite_open(void)
{
        flite_init();
        voices[VOICE_SLT] = register_cmu_us_slt(NULL);
        voices[VOICE_RMS] = register_cmu_us_rms(NULL);
}

bool
voice_flite_say(enum voice_flite voice, const char *text, double speed, struct buf *samples,
                struct buf *phones, int *rate_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        char sentence[SPOKEN_SENTENCE_LIMIT];
        const char *place = spoken_english(&arena, text);
        int rate = 0;
        feat_set_float(voices[voice]->features, "duration_stretch", (float)(1 / speed));
        // Sentence by sentence: given more at once, flite gives them one melody.
        while (!samples->is_over && spoken_next_sentence(&place, sentence)) {
                OWN(close_utterance)
                cst_utterance *utterance = flite_synth_text(sentence, voices[voice]);
                const cst_wave *wave = utterance == NULL ? NULL : utt_wave(utterance);
                if (wave == NULL || wave->num_channels != 1)
                        return FAIL(err, ERR_BROKEN, "The speech could not be made.");
                rate = wave->sample_rate;
                add_phones(utterance, (double)samples->length / sizeof(short) * 1000 / rate,
                           phones);
                buf_add(samples, wave->samples, (size_t)wave->num_samples * sizeof(short));
        }
        if (samples->is_over)
                return FAIL_FIELD(err, "input", "The text takes too long to say.");
        if (samples->length == 0)
                return FAIL_FIELD(err, "input", "There is nothing in \"input\" to be said.");
        *rate_out = rate;
        return true;
}
