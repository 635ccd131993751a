#include "recogniser.h"

#include <string.h>
#include <unistd.h>

#include <pocketsphinx.h>

#include <sphinxbase/err.h>

static const char FAILED[] = "The speech could not be recognised.";

// The decoder counts frames of 10 ms.
static const double FRAMES_A_SECOND = 100;

// Words in one piece of sound: more than anybody can say in it.
enum { WORDS_LIMIT = 512 };

static bool
need_file(const char *path, struct err *err)
{
        if (access(path, R_OK) != 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "The English speech model is missing.", "%s",
                                   path);
        return true;
}

bool
recogniser_open(const char *model_dir, struct recogniser *recogniser_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(recogniser_close) struct recogniser opened = {0};
        const char *sounds = arena_print(&arena, "%s/en-us", model_dir);
        const char *language = arena_print(&arena, "%s/en-us.lm.bin", model_dir);
        const char *dictionary = arena_print(&arena, "%s/cmudict-en-us.dict", model_dir);
        if (!need_file(arena_print(&arena, "%s/mdef", sounds), err) || !need_file(language, err) ||
            !need_file(dictionary, err))
                return false;
        // It writes pages of its own to standard error, which is our log.
        err_set_logfp(NULL);
        // fwdflat costs 15 to 20 % of the time and makes nothing better; bestpath makes the word
        // error rate 1 to 4 points better. The pieces have been cut to speech already: with silence
        // removed once more, the times of words would be wrong.
        opened.options = cmd_ln_init(NULL, ps_args(), TRUE, "-hmm", sounds, "-lm", language,
                                     "-dict", dictionary, "-fwdflat", "no", "-bestpath", "yes",
                                     "-remove_silence", "no", NULL);
        opened.decoder = opened.options == NULL ? NULL : ps_init(opened.options);
        if (opened.decoder == NULL)
                return FAIL_DETAIL(err, ERR_BROKEN, "The English speech model cannot be read.",
                                   "%s", model_dir);
        *recogniser_out = opened;
        opened = (struct recogniser){0};
        return true;
}

// Silence, noises, and the marks of a sentence's begin and end.
static bool
is_word(const char *text)
{
        return text != NULL && text[0] != '<' && text[0] != '[' && text[0] != '+';
}

// Other pronunciations of a word stand in the dictionary as "read(2)"; "I'm" as "i'm".
static const char *
spelling(const char *text, struct arena *arena)
{
        const char *bracket = strchr(text + 1, '(');
        char *word =
                arena_copy(arena, text, bracket == NULL ? strlen(text) : (size_t)(bracket - text));
        if (word[0] == 'i' && (word[1] == '\0' || word[1] == '\''))
                word[0] = 'I';
        return word;
}

static struct heard_words
words_of(ps_decoder_t *decoder, struct arena *arena)
{
        logmath_t *logmath = ps_get_logmath(decoder);
        struct heard_words words = {0};
        ps_seg_t *place = ps_seg_iter(decoder);
        words.items = arena_alloc(arena, WORDS_LIMIT, sizeof *words.items);
        for (; place != NULL && words.count < WORDS_LIMIT; place = ps_seg_next(place)) {
                const char *text = ps_seg_word(place);
                int first = 0;
                int last = 0;
                if (!is_word(text))
                        continue;
                ps_seg_frames(place, &first, &last);
                double probability = logmath_exp(logmath, ps_seg_prob(place, NULL, NULL, NULL));
                words.items[words.count++] = (struct heard_word){
                        .text = spelling(text, arena),
                        .start_seconds = first / FRAMES_A_SECOND,
                        .end_seconds = (last + 1) / FRAMES_A_SECOND,
                        .probability = probability > 1 ? 1 : probability,
                };
        }
        if (place != NULL)
                ps_seg_free(place);
        return words;
}

bool
recogniser_hear(struct recogniser *recogniser, const int16_t *samples, size_t count,
                struct arena *arena, struct heard_words *words_out, struct err *err)
{
        ps_decoder_t *decoder = recogniser->decoder;
        // A new stream forgets the noise of what came before; and given whole, the sound is
        // normalised by its own mean. So nobody's answer depends on the one before.
        if (ps_start_stream(decoder) < 0 || ps_start_utt(decoder) < 0)
                return FAIL(err, ERR_BROKEN, FAILED);
        int taken = ps_process_raw(decoder, samples, count, FALSE, TRUE);
        if (ps_end_utt(decoder) < 0 || taken < 0)
                return FAIL(err, ERR_BROKEN, FAILED);
        *words_out = words_of(decoder, arena);
        return true;
}

void
recogniser_close(struct recogniser *recogniser)
{
        if (recogniser->decoder != NULL)
                ps_free(recogniser->decoder);
        if (recogniser->options != NULL)
                cmd_ln_free_r(recogniser->options);
        *recogniser = (struct recogniser){0};
}
