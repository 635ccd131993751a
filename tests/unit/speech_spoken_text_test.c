#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/own.h"
#include "spoken_text.h"

struct reading_case {
        const char *written;
        const char *spoken;
};

static const struct reading_case READINGS[] = {
        {"", ""},
        {"Tell me about yourself.", "Tell me about yourself."},
        {"Use C++, C# or F#.", "Use C plus plus, C sharp or F sharp."},
        {"CI/CD and SQL", "C I C D and S Q L"},
        {"PostgreSQL on Kubernetes.", "post gress Q L on koo ber netteez."},
        {"an API, two APIs", "an A P I, two A P eyes"},
        {"the RAPID APIary", "the RAPID APIary"},
        {"tools, e.g. a profiler", "tools, for example a profiler"},
        {"pens, paper, etc.", "pens, paper, et cetera."},
        {"pens, etc. and paper", "pens, et cetera and paper"},
        {"R&D", "R and D"},
        {"read/write", "read write"},
        {".NET and ASP.NET", "dot net and A S P dot net"},
        {"See https://www.example.com/a?b=c.", "See example dot com."},
        {"at http://localhost:8080/x now", "at localhost now"},
        {"http://", "http:  "},
        {"ask me@example.org", "ask me at example.org"},
        {"M\xC3\xBCller\xE2\x80\x99s na\xC3\xAFve caf\xC3\xA9", "Muller's naive cafe"},
        {"Stra\xC3\x9F"
         "e",
         "Strasse"},
        {"fast \xE2\x80\x94 and \xE2\x82\xAC", "fast ,  and  euros "},
        {"\xE5\xB1\xA5\xE6\xAD\xB4 \xF0\x9F\x98\x80", "    "},
        {"<speak>hi</speak>", " speak hi  speak "},
        {"a\x01\x1B[31mb", "a   31mb"},
        {"**bold** _x_", "  bold    x "},
        {"cafe\xCC\x81s", "cafes"},
        {"a = b", "a  equals  b"},
        {"a === b ====", "a   equals  b   "},
        {"broken \xFF\xC3", "broken   "},
        {"one\ntwo", "one\ntwo"},
};

static void
spoken_english_writes_words_as_they_are_said(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(READINGS); i++) {
                OWN(arena_done) struct arena arena = {0};
                assert_string_equal(spoken_english(&arena, READINGS[i].written),
                                    READINGS[i].spoken);
        }
}

static void
spoken_english_never_leaves_printable_ascii(void **state)
{
        (void)state;
        char text[5] = "a\0\0\0";
        for (uint32_t i = 0; i < 0x10000; i++) {
                OWN(arena_done) struct arena arena = {0};
                text[1] = (char)(i >> 8);
                text[2] = (char)(i & 0xFF);
                const char *spoken = spoken_english(&arena, text);
                for (; *spoken != '\0'; spoken++)
                        assert_true(*spoken == '\n' || (*spoken >= 0x20 && *spoken < 0x7F));
        }
}

static void
spoken_english_has_room_for_what_grows_most(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        char text[4097];
        text[sizeof text - 1] = '\0';
        for (size_t i = 0; i + 1 < sizeof text; i++)
                text[i] = "= "[i % 2];
        assert_int_equal(strlen(spoken_english(&arena, text)), 2048 * strlen(" equals  "));
        for (size_t i = 0; i + 1 < sizeof text; i++)
                text[i] = "k8s "[i % 4];
        assert_true(strlen(spoken_english(&arena, text)) > 4096 * 3);
}

struct sentence_case {
        const char *text;
        const char *sentences; // each ended by '|'
};

static const struct sentence_case SENTENCES[] = {
        {"", ""},
        {" \n ... !", ""},
        {"One.", "One.|"},
        {"One. Two? Three!", "One.|Two?|Three!|"},
        {"Version 2.5 is out. Yes.", "Version 2.5 is out.|Yes.|"},
        {"a\nb\n\n", "a\n|b\n|"},
};

static void
spoken_next_sentence_cuts_where_sentences_end(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(SENTENCES); i++) {
                char all[200] = "";
                char sentence[SPOKEN_SENTENCE_LIMIT];
                const char *place = SENTENCES[i].text;
                while (spoken_next_sentence(&place, sentence)) {
                        strcat(all, sentence);
                        strcat(all, "|");
                }
                assert_string_equal(all, SENTENCES[i].sentences);
        }
}

static size_t
letters_in(const char *text)
{
        size_t count = 0;
        for (; *text != '\0'; text++)
                count += *text == ' ' ? 0 : 1;
        return count;
}

// Whatever the text, nothing but what cannot be heard is lost and no piece is too long.
static void
spoken_next_sentence_bounds_every_piece(void **state)
{
        (void)state;
        static const char *const UNITS[] = {"x", "word ", "clause, ", "\xE2\x82\xAC"};
        for (size_t unit = 0; unit < COUNT_OF(UNITS); unit++) {
                char text[4097] = "";
                char sentence[SPOKEN_SENTENCE_LIMIT];
                size_t total = 0;
                const char *place = text;
                while (strlen(text) + strlen(UNITS[unit]) < sizeof text)
                        strcat(text, UNITS[unit]);
                while (spoken_next_sentence(&place, sentence)) {
                        assert_true(strlen(sentence) < SPOKEN_SENTENCE_LIMIT);
                        assert_int_equal(strncmp(sentence, UNITS[unit], strlen(UNITS[unit])), 0);
                        total += letters_in(sentence);
                }
                assert_int_equal(total, letters_in(text));
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(spoken_english_writes_words_as_they_are_said),
                cmocka_unit_test(spoken_english_never_leaves_printable_ascii),
                cmocka_unit_test(spoken_english_has_room_for_what_grows_most),
                cmocka_unit_test(spoken_next_sentence_cuts_where_sentences_end),
                cmocka_unit_test(spoken_next_sentence_bounds_every_piece),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
