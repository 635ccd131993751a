#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "interview/plan.h"
#include "interview/unheard.h"
#include "interview/voice.h"

enum { RATE = 16000, SECONDS_MOST = 30 };

// A recording: faint noise, and somebody speaking where the text has a '#', a character for each
// 100 ms.
struct recording {
        int16_t samples[RATE * SECONDS_MOST];
        size_t count;
};

static void
record(struct recording *recording, const char *pattern)
{
        unsigned seed = 1;
        recording->count = strlen(pattern) * RATE / 10;
        assert_true(recording->count <= COUNT_OF(recording->samples));
        for (size_t i = 0; i < recording->count; i++) {
                seed = seed * 1103515245 + 12345;
                double noise = (double)(seed >> 16 & 0xFF) / 16 - 8;
                double voice = pattern[i / (RATE / 10)] == '#'
                                       ? 6000 * sin(2 * 3.14159265 * 180 * (double)i / RATE)
                                       : 0;
                recording->samples[i] = (int16_t)(noise + voice);
        }
}

// "word@start-end word@start-end": in tenths of a second; without times none are known.
static struct transcript
transcript_of(const char *text, struct arena *arena)
{
        struct word *words = arena_alloc(arena, strlen(text) + 1, sizeof *words);
        struct transcript transcript = {
                .confidence = 0.9, .provider = "whispercpp", .language = "en", .text = ""};
        char *rest = arena_text(arena, text);
        for (char *piece = NULL; (piece = strsep(&rest, " ")) != NULL;) {
                struct word word = {.start_ms = -1, .end_ms = -1, .confidence = 0.9};
                char *at = strchr(piece, '@');
                if (at != NULL) {
                        *at = '\0';
                        word.start_ms = atoi(at + 1) * 100;
                        word.end_ms = atoi(strchr(at + 1, '-') + 1) * 100;
                }
                transcript.text = arena_print(arena, "%s%s%s", transcript.text,
                                              transcript.text[0] == '\0' ? "" : " ", piece);
                // Servers list words without their signs.
                word.text = arena_copy(arena, piece, strcspn(piece, ".,!?"));
                words[transcript.word_count++] = word;
        }
        transcript.words = words;
        return transcript;
}

// Of a whole answer that one request gave.
static size_t
drop_all(const struct recording *recording, struct arena *arena, struct transcript *transcript)
{
        size_t dropped =
                unheard_drop_words(recording->samples, recording->count, RATE, arena, transcript);
        return dropped + unheard_drop_habit(transcript);
}

static const char *const SILENCE = "..................................................";
static const char *const SPEECH = "##################################################";
static const char *const LATE = "....................##############################";
static const char *const PAUSED = "##########....................####################";
static const char *const SHORT = "..........######................";

static void
unheard_drop_leaves_what_was_said(void **state)
{
        static const struct {
                const char *name;
                const char *const *pattern;
                const char *words;
                const char *left;
        } ROWS[] = {
                {"an answer", &SPEECH, "I@0-2 added@3-8 an@9-10 index.@11-20", "I added an index."},
                {"a sentence in silence", &SILENCE, "I@0-2 have@3-8 ten@9-10 years.@11-20", ""},
                {"films' ends over silence", &SILENCE,
                 "Thank@0-9 you@9-12 for@12-20 watching!@20-30", ""},
                {"films' ends over speech", &SPEECH, "Thank@0-9 you@9-12 for@12-20 watching!@20-30",
                 ""},
                {"the same without times", &SPEECH, "Untertitelung des ZDF, 2020", ""},
                {"words before speech begins", &LATE,
                 "You@0-2 know,@3-6 I@21-23 added@23-28 an@28-30 index.@30-40",
                 "I added an index."},
                {"a word at the edge of speech", &LATE, "I@17-19 added@20-28 it.@30-40",
                 "I added it."},
                {"words in a pause", &PAUSED,
                 "First@0-5 this,@5-9 please@16-18 subscribe@18-20 then@31-35 that.@36-40",
                 "First this, then that."},
                {"words after the end", &PAUSED, "First@0-9 this.@31-40 Bye@90-95", "First this."},
                {"a real word in a short noise", &SHORT, "PostgreSQL.@10-16", "PostgreSQL."},
                {"a short yes", &SHORT, "Yes.@11-14", "Yes."},
                {"words without times", &LATE, "I added an index.", "I added an index."},
                {"a loop", &SPEECH, "I think so. I think so. I think so. I think so. I think so.",
                 "I think so."},
                {"a loop in other letters", &SPEECH,
                 "And then and then And Then and then and, then it broke.", "And then it broke."},
                {"a loop of one word", &SPEECH, "the the the the the the the the end was near",
                 "the end was near"},
                {"a loop in the middle", &SPEECH,
                 "We had one team, and we had, and we had, and we had, and we had a plan.",
                 "We had one team, and we had, a plan."},
                {"no three times", &SPEECH, "No, no, no, that was Peter.",
                 "No, no, no, that was Peter."},
                {"very very very", &SPEECH, "It was very, very, very, very slow.",
                 "It was very, very, very, very slow."},
                {"the same said three times", &SPEECH, "It works. It works. It works.",
                 "It works. It works. It works."},
                {"thanks within an answer", &SPEECH, "Thank you. I added an index.",
                 "Thank you. I added an index."},
                {"nothing", &SILENCE, "", ""},
        };
        static struct recording recording;
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                OWN(arena_done) struct arena arena = {0};
                record(&recording, *ROWS[i].pattern);
                struct transcript transcript = ROWS[i].words[0] == '\0'
                                                       ? (struct transcript){.text = ""}
                                                       : transcript_of(ROWS[i].words, &arena);
                size_t before = transcript.word_count;
                size_t dropped = drop_all(&recording, &arena, &transcript);
                if (strcmp(transcript.text, ROWS[i].left) != 0 ||
                    before != transcript.word_count + dropped)
                        fail_msg("%s: \"%s\", %zu of %zu words", ROWS[i].name, transcript.text,
                                 transcript.word_count, before);
                if (transcript.word_count > 0)
                        assert_true(transcript.confidence > 0.89);
        }
}

static void
unheard_drop_is_lenient_where_times_are_guessed(void **state)
{
        static struct recording recording;
        OWN(arena_done) struct arena arena = {0};
        (void)state;
        // A pause of two seconds inside one segment: its words were spread over it.
        record(&recording, PAUSED);
        struct transcript transcript =
                transcript_of("First@0-5 this@10-15 and@16-20 then@22-28 that.@31-40", &arena);
        transcript.has_spread_times = true;
        assert_int_equal(drop_all(&recording, &arena, &transcript), 0);
        // Nobody speaks anywhere near.
        record(&recording, SILENCE);
        assert_int_equal(drop_all(&recording, &arena, &transcript), 5);
}

// What stands alone in one stretch may be thanks before an answer; only the whole tells.
static void
unheard_drop_words_leaves_habits_of_a_stretch(void **state)
{
        static struct recording recording;
        OWN(arena_done) struct arena arena = {0};
        (void)state;
        record(&recording, LATE);
        struct transcript transcript = transcript_of("You@0-9 Thank@21-29 you.@30-40", &arena);
        assert_int_equal(
                unheard_drop_words(recording.samples, recording.count, RATE, &arena, &transcript),
                1);
        assert_string_equal(transcript.text, "Thank you.");
        assert_true(unheard_is_habit(transcript.text));
        assert_true(unheard_is_habit("Thank you. Thank you for watching! Thank you. Bye-bye."));
        assert_true(unheard_is_habit("Untertitelung des ZDF, 2020 Vielen Dank. Vielen Dank."));
        assert_false(unheard_is_habit("Thank you. I added an index."));
        assert_false(unheard_is_habit("I added an index. Thank you."));
        assert_false(unheard_is_habit("Thank you. Thank."));
        assert_false(unheard_is_habit(""));
}

static void
silence_never_becomes_an_answer(void **state)
{
        static const char *const SAID[] = {
                "Thank@0-9 you@9-12 for@12-20 watching!@20-30",
                "I@0-2 led@3-8 a@9-10 team@11-20 of@21-22 forty@23-28 people.@30-40",
                "Thanks for watching!",
                "you",
        };
        static struct recording recording;
        (void)state;
        for (size_t i = 0; i < COUNT_OF(SAID); i++) {
                OWN(arena_done) struct arena arena = {0};
                // A click, which is neither silence nor speech.
                record(&recording, "............................................................"
                                   "..#####.......");
                struct transcript transcript = transcript_of(SAID[i], &arena);
                int speech_ms = voice_speech_ms(recording.samples, recording.count, RATE, &arena);
                assert_true(speech_ms >= 400);
                (void)drop_all(&recording, &arena, &transcript);
                assert_int_equal(transcript.word_count, 0);
                assert_int_not_equal(
                        plan_usability(&transcript, (int)(recording.count / 16), speech_ms),
                        PLAN_USABLE);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(unheard_drop_leaves_what_was_said),
                cmocka_unit_test(unheard_drop_is_lenient_where_times_are_guessed),
                cmocka_unit_test(unheard_drop_words_leaves_habits_of_a_stretch),
                cmocka_unit_test(silence_never_becomes_an_answer),
        };
        return cmocka_run_group_tests_name("interview_unheard", tests, NULL, NULL);
}
