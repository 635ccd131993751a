// Speech that is transcribed while it is spoken: cut off at every 100 ms, what had ended by then
// and what comes afterwards are the words of the whole.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "interview/segments.h"
#include "model/transcript.h"
#include "recogniser.h"

enum {
        STEP = SEGMENTS_RATE / 10,
        WAV_HEADER_BYTES = 44,
        SAMPLES_MOST = 60 * SEGMENTS_RATE,
        PIECES_MOST = 256,
};

// Sentences with the pauses that flite makes, and one that has none to be cut at for more than 12
// s.
static const char SAID[] =
        "I was responsible for the payment service of a large shop. The service failed almost "
        "every "
        "week. I sorted the reports by cause. Two thirds of them came from one old library. I "
        "wrote "
        "a small test that showed the problem and then I convinced my manager to give me three "
        "weeks "
        "because the failures had cost us many customers and nobody else in the company knew how "
        "the "
        "old library worked or who had written it when the shop was still very small and had only "
        "four people.";

static int16_t samples[SAMPLES_MOST];
static size_t sample_count;
static struct recogniser recogniser;
static struct arena words_arena;

// Every place is heard once: the recogniser hears the same in it each time.
static struct {
        struct segment place;
        struct transcript transcript;
} known[PIECES_MOST];
static size_t known_count;

static int
make_speech(void **state)
{
        char path[] = "/tmp/earshot-pieces-XXXXXX";
        char command[1024];
        struct err err = {0};
        (void)state;
        int file = mkstemp(path);
        assert_true(file >= 0);
        close(file);
        snprintf(command, sizeof command, "flite -voice rms -t '%s' -o %s", SAID, path);
        assert_int_equal(system(command), 0);
        FILE *wav = fopen(path, "rb");
        assert_non_null(wav);
        assert_int_equal(fseek(wav, WAV_HEADER_BYTES, SEEK_SET), 0);
        sample_count = fread(samples, sizeof samples[0], SAMPLES_MOST, wav);
        fclose(wav);
        unlink(path);
        assert_in_range(sample_count, 20 * SEGMENTS_RATE, SAMPLES_MOST - 1);
        if (!recogniser_open("/usr/share/pocketsphinx/model/en-us", &recogniser, &err))
                fail_msg("%s", err.detail);
        return 0;
}

static int
close_speech(void **state)
{
        (void)state;
        recogniser_close(&recogniser);
        arena_done(&words_arena);
        return 0;
}

static int
ms_of(double seconds)
{
        return (int)(seconds * 1000 + 0.5);
}

// As the embedded speech answers for one piece, with the times of the whole.
static struct transcript
hear(const struct segment *piece)
{
        struct heard_words heard = {0};
        struct err err = {0};
        for (size_t i = 0; i < known_count; i++) {
                if (known[i].place.start == piece->start && known[i].place.end == piece->end)
                        return known[i].transcript;
        }
        if (!recogniser_hear(&recogniser, samples + piece->start, piece->end - piece->start,
                             &words_arena, &heard, &err))
                fail_msg("%s", err.message);
        struct word *words = arena_alloc(&words_arena, heard.count, sizeof *words);
        const char *text = "";
        for (size_t i = 0; i < heard.count; i++) {
                words[i] = (struct word){
                        .text = heard.items[i].text,
                        .start_ms = ms_of(heard.items[i].start_seconds),
                        .end_ms = ms_of(heard.items[i].end_seconds),
                        .confidence = heard.items[i].probability,
                };
                text = arena_print(&words_arena, "%s%s%s", text, i == 0 ? "" : " ", words[i].text);
        }
        struct transcript transcript = {
                .text = text, .words = words, .word_count = heard.count, .confidence = 0.5};
        transcript_shift(&transcript, (int)(piece->start * 1000 / SEGMENTS_RATE), &words_arena);
        assert_true(known_count < PIECES_MOST);
        known[known_count].place = *piece;
        known[known_count].transcript = transcript;
        known_count++;
        return transcript;
}

static struct transcript
join(const struct segments *pieces, struct arena *arena)
{
        struct transcript *all = arena_alloc(arena, pieces->count, sizeof *all);
        for (size_t i = 0; i < pieces->count; i++)
                all[i] = hear(&pieces->items[i]);
        return transcript_join(all, pieces->count, arena);
}

static const struct segment *
find(const struct segments *pieces, const struct segment *place)
{
        for (size_t i = 0; i < pieces->count; i++) {
                if (pieces->items[i].start == place->start && pieces->items[i].end == place->end)
                        return &pieces->items[i];
        }
        return NULL;
}

// Of the pieces of the whole, those that had ended in the beginning are taken from there.
static void
pieces_join_to_the_words_of_the_whole_wherever_it_is_cut(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct segments whole = segments_find(samples, sample_count, &arena);
        struct transcript said = join(&whole, &arena);
        size_t cuts = 0;
        size_t missed = 0;
        assert_true(whole.count >= 4);
        assert_true(said.word_count > 60);
        for (size_t i = 1; i < said.word_count; i++)
                assert_true(said.words[i].start_ms >= said.words[i - 1].start_ms);
        for (size_t end = STEP; end <= sample_count; end += STEP, cuts++) {
                OWN(arena_done) struct arena here = {0};
                struct segments before = segments_find(samples, end, &here);
                size_t taken = 0;
                size_t ended = 0;
                for (size_t i = 0; i < before.count; i++)
                        ended += before.items[i].is_ended ? 1 : 0;
                struct transcript *all = arena_alloc(&here, whole.count, sizeof *all);
                for (size_t i = 0; i < whole.count; i++) {
                        const struct segment *there = find(&before, &whole.items[i]);
                        bool is_taken = there != NULL && there->is_ended;
                        // What is taken was heard in what had arrived, what is left in the whole.
                        all[i] = hear(is_taken ? there : &whole.items[i]);
                        taken += is_taken ? 1 : 0;
                }
                struct transcript joined = transcript_join(all, whole.count, &here);
                assert_string_equal(joined.text, said.text);
                assert_int_equal(joined.word_count, said.word_count);
                for (size_t i = 0; i < said.word_count; i++) {
                        assert_string_equal(joined.words[i].text, said.words[i].text);
                        assert_int_equal(joined.words[i].start_ms, said.words[i].start_ms);
                }
                missed += ended - taken;
        }
        assert_true(cuts > 200);
        print_message("%zu cuts, %zu pieces that had ended otherwise\n", cuts, missed);
        // Heard for nothing: the next seconds moved a boundary.
        assert_true(missed * 20 <= cuts);
}

// What ended at a pause 3.5 s before the cut, farther than the noise floor looks ahead, stays as it
// is. What is cut because it grows too long is known later.
static void
pieces_that_ended_before_stay(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct segments whole = segments_find(samples, sample_count, &arena);
        for (size_t end = STEP; end <= sample_count; end += STEP) {
                OWN(arena_done) struct arena here = {0};
                struct segments before = segments_find(samples, end, &here);
                for (size_t i = 0; i + 1 < whole.count; i++) {
                        bool is_cut = whole.items[i].end == whole.items[i + 1].start;
                        if (is_cut || whole.items[i].end + SEGMENTS_RATE * 7 / 2 > end)
                                continue;
                        const struct segment *there = find(&before, &whole.items[i]);
                        assert_non_null(there);
                        assert_true(there->is_ended);
                }
        }
}

static void
joined_transcripts_keep_what_is_known(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        const struct word one[] = {{"so", 100, 300, 0.9}, {"far", 300, 500, 0.7}};
        const struct word two[] = {{"so", -1, -1, -1}};
        struct transcript pieces[] = {
                {.text = "so far",
                 .confidence = 0.8,
                 .language = "en",
                 .words = one,
                 .word_count = 2,
                 .provider = "openai",
                 .model = "whisper-1"},
                {.text = "",
                 .confidence = -1,
                 .language = "en",
                 .provider = "openai",
                 .model = "whisper-1"},
                {.text = "so",
                 .confidence = 0.2,
                 .language = "en",
                 .words = two,
                 .word_count = 1,
                 .provider = "builtin"},
        };
        transcript_shift(&pieces[2], 700, &arena);
        struct transcript joined = transcript_join(pieces, 3, &arena);
        assert_string_equal(joined.text, "so far so");
        assert_int_equal(joined.word_count, 3);
        assert_int_equal(joined.words[2].start_ms, -1);
        assert_true(joined.confidence > 0.59 && joined.confidence < 0.61);
        assert_string_equal(joined.language, "en");
        assert_string_equal(joined.provider, "openai, builtin");
        assert_string_equal(joined.model, "whisper-1");
        struct transcript none = transcript_join(pieces, 0, &arena);
        assert_string_equal(none.text, "");
        assert_true(none.confidence < 0);
        struct transcript copy = transcript_copy(&joined, &arena);
        assert_string_equal(copy.words[1].text, "far");
        assert_ptr_not_equal(copy.words[1].text, joined.words[1].text);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(pieces_join_to_the_words_of_the_whole_wherever_it_is_cut),
                cmocka_unit_test(pieces_that_ended_before_stay),
                cmocka_unit_test(joined_transcripts_keep_what_is_known),
        };
        return cmocka_run_group_tests(tests, make_speech, close_speech);
}
