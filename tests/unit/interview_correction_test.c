// Corrected transcripts: which words keep their times.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/own.h"
#include "interview/correction.h"

struct correction_case {
        const char *name;
        const char *heard; // each word a second long, one behind the other
        const char *corrected;
        const char *seconds; // of each corrected word: where it begins, or '-'
};

static const struct correction_case CASES[] = {
        {"nothing changed", "we moved it", "we moved it", "012"},
        {"case and punctuation", "we moved it", "We moved it.", "012"},
        {"one word", "the knightly import failed", "the nightly import failed", "0-23"},
        {"one becomes two", "the cuber netties cluster", "the Kubernetes cluster", "0-3"},
        {"added at the end", "we moved it", "we moved it to Berlin", "012--"},
        {"added at the start", "moved it", "We moved it", "-01"},
        {"left out", "we um moved it", "we moved it", "023"},
        {"a word that comes again", "it was it was slow", "it was slow", "014"},
        {"all new", "we moved it", "nothing of that", "---"},
        {"nothing was heard", "", "we moved it", "---"},
        {"signs between", "a - b", "a b", "02"},
        {"umlauts",
         "gr\xc3\xb6\xc3\x9f"
         "e war wichtig",
         "Gr\xc3\xb6\xc3\x9f"
         "e war richtig",
         "01-"},
};

static struct transcript
heard_of(const char *text, struct arena *arena)
{
        size_t count = correction_words(text);
        struct word *words = arena_alloc(arena, count + 1, sizeof *words);
        const char *at = text;
        for (size_t i = 0; i < count; i++) {
                size_t length = strcspn(at, " ");
                words[i] = (struct word){.text = arena_copy(arena, at, length),
                                         .start_ms = (int)i * 1000,
                                         .end_ms = (int)i * 1000 + 900,
                                         .confidence = 0.5};
                at += length + (at[length] == ' ');
        }
        return (struct transcript){.text = text,
                                   .confidence = 0.5,
                                   .language = "en",
                                   .provider = "builtin",
                                   .words = words,
                                   .word_count = count};
}

static void
corrections_keep_the_times_of_words_that_stay(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                const struct correction_case *one = &CASES[i];
                struct transcript heard = heard_of(one->heard, &arena);
                struct transcript made = correction_of(&heard, one->corrected, &arena);
                if (made.word_count != strlen(one->seconds))
                        fail_msg("%s: %zu words", one->name, made.word_count);
                assert_string_equal(made.text, one->corrected);
                assert_string_equal(made.provider, "builtin");
                for (size_t k = 0; k < made.word_count; k++) {
                        int wanted = one->seconds[k] == '-' ? -1 : (one->seconds[k] - '0') * 1000;
                        if (made.words[k].start_ms != wanted)
                                fail_msg("%s: word %zu begins at %d, not %d", one->name, k,
                                         made.words[k].start_ms, wanted);
                        assert_int_equal(made.words[k].end_ms, wanted < 0 ? -1 : wanted + 900);
                }
        }
}

static const char *
repeated(const char *word, size_t count, struct arena *arena)
{
        size_t length = strlen(word);
        char *text = arena_alloc(arena, count * length + 1, 1);
        for (size_t i = 0; i < count; i++)
                memcpy(text + i * length, word, length);
        text[count * length] = '\0';
        return text;
}

static void
corrections_of_long_answers_end(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct transcript heard = heard_of(repeated("one ", 3000, &arena), &arena);
        struct transcript made = correction_of(&heard, repeated("two ", 6050, &arena), &arena);
        assert_int_equal(made.word_count, 6050);
        // Past the table's size only what is alike at both ends is looked for.
        heard = heard_of(arena_print(&arena, "a %sz", repeated("one ", 9000, &arena)), &arena);
        made = correction_of(&heard, arena_print(&arena, "a %sz", repeated("two ", 9000, &arena)),
                             &arena);
        assert_int_equal(made.words[0].start_ms, 0);
        assert_int_equal(made.words[1].start_ms, -1);
        assert_int_equal(made.words[9001].start_ms, 9001 * 1000);
}

static void
corrections_may_have_twice_the_words_and_fifty(void **state)
{
        (void)state;
        assert_int_equal(correction_words_most(""), 50);
        assert_int_equal(correction_words_most("  one\ttwo\nthree "), 56);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(corrections_keep_the_times_of_words_that_stay),
                cmocka_unit_test(corrections_of_long_answers_end),
                cmocka_unit_test(corrections_may_have_twice_the_words_and_fifty),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
