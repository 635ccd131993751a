// Texts cut into sentences, whole and while they are written.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/own.h"
#include "interview/sentences.h"

// Sentences are divided by '|', which stands behind the white space.
static const struct {
        const char *language;
        const char *cut;
} CASES[] = {
        {"en", "Thank you. |Why did you leave?"},
        {"en", "One sentence without an end"},
        {"en", "It took 3.5 seconds. |Version 2.0 is on example.com. |Why?"},
        {"en", "Dr. Smith and Mr. Jones vs. Prof. Brown met. |They agreed."},
        {"en", "You used a cache, e.g. Redis, i.e. memory. |What did it cost?"},
        {"en", "J. R. Brown wrote it. |Who read it?"},
        {"en", "Did you say \"Why not?\" to them? |And then?"},
        {"en", "He said \"stop.\" |What then?"},
        {"en", "\"Why?\" asked the manager. |What did you say?"},
        {"en", "Well ... that is clear. |How was it tested?"},
        {"en", "Well... |How was it tested?"},
        {"en", "Really?! |Yes!"},
        {"en", "You know SQL, CSS, etc. and more. |Which first?"},
        {"en", "You know SQL, CSS, etc. |Which came first?"},
        {"en", "1. Name the risks. |2. Say what you did."},
        {"en", "It was in 2019. |What has changed?"},
        {"en", "So do I. |Which one?"},
        {"en", "No. |Why?"},
        {"en", "See no. 5 first. |Then go on."},
        {"en", "At 5 p.m. the site was down. |What did you do?"},
        {"en", "Your team used C#. |Why? |Node.js was there."},
        {"en", "(It was late.) |What did you do?"},
        {"en", "  Two spaces.  |More."},
        {"en", "First line.\n|Second line."},
        {"de", "Am 3. Mai begann es. |Was geschah dann?"},
        {"de", "Das war 2019. |Was hat sich geändert?"},
        {"de", "Sie nutzten z. B. Docker. |Warum?"},
        {"de", "Sie nutzten z.B. Docker bzw. Podman. |Warum?"},
        {"de", "Das dauerte ca. 5 Tage, d. h. eine Woche. |Wie kam das?"},
        {"de", "Hr. Dr. Müller, Nr. 5, usw. |Was meinten Sie?"},
        {"de", "Er sagte „Halt!“ |Was dann?"},
        {"de", "„Warum?“, fragte er. |Was sagten Sie?"},
        {"de", "Ähnlich war es früher. |Österreich folgte."},
        {"es", "¡Gracias! |¿Por qué lo hizo?"},
        {"es", "El Sr. López y la Dra. Ruiz lo vieron. |¿Qué dijeron?"},
        {"es", "Usó una caché, p. ej. Redis. |¿Qué costó?"},
        {"es", "Ud. midió aprox. 30 s. |¿Cómo?"},
        {"zh", "谢谢。|您为什么离开？|请说。"},
        {"ja", "ありがとう。|なぜですか？"},
        {"hi", "धन्यवाद। |आपने क्यों छोड़ा?"},
        {"ar", "شكرا. |لماذا غادرت؟ |حسنا."},
        {"ru", "Спасибо. |Почему вы ушли?"},
        {"el", "Ευχαριστώ. |Γιατί φύγατε;"},
};

static void
without_bars(const char *cut, char *text)
{
        for (; *cut != '\0'; cut++) {
                if (*cut != '|')
                        *text++ = *cut;
        }
        *text = '\0';
}

// The sentences of a text, of which at first only `known` bytes are there, then one more, and so
// on.
static void
cut_growing(const char *text, const char *language, char *cut)
{
        char known[512];
        size_t taken = 0;
        size_t length = strlen(text);
        for (size_t there = 0; there <= length; there++) {
                bool is_whole = there == length;
                // Pieces of a stream are whole letters.
                if (!is_whole && ((unsigned char)text[there] & 0xC0) == 0x80)
                        continue;
                memcpy(known, text, there);
                known[there] = '\0';
                for (size_t next; (next = sentence_length(known + taken, language, is_whole)) > 0;
                     taken += next) {
                        strncat(cut, known + taken, next);
                        strcat(cut, "|");
                }
        }
        cut[strlen(cut) - 1] = '\0';
}

static void
sentences_are_found_whole_and_letter_by_letter(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                char text[512];
                char whole[512] = "";
                char growing[512] = "";
                without_bars(CASES[i].cut, text);
                for (const char *rest = text; *rest != '\0';) {
                        size_t length = sentence_length(rest, CASES[i].language, true);
                        strncat(whole, rest, length);
                        rest += length;
                        if (*rest != '\0')
                                strcat(whole, "|");
                }
                if (strcmp(whole, CASES[i].cut) != 0)
                        fail_msg("whole: \"%s\" for \"%s\"", whole, CASES[i].cut);
                cut_growing(text, CASES[i].language, growing);
                // White space that comes later is part of the next sentence's wait, not of its
                // text.
                if (strcmp(growing, CASES[i].cut) != 0)
                        fail_msg("growing: \"%s\" for \"%s\"", growing, CASES[i].cut);
        }
}

static void
pieces_are_the_text_when_put_together(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                char text[512];
                char joined[512] = "";
                without_bars(CASES[i].cut, text);
                for (const char *rest = text; *rest != '\0';) {
                        size_t length = sentence_piece(rest, CASES[i].language);
                        assert_true(length > 0);
                        strncat(joined, rest, length);
                        rest += length;
                        if (*rest != '\0')
                                assert_null(strchr(" \n", joined[strlen(joined) - 1]));
                }
                assert_string_equal(joined, text);
        }
        assert_int_equal(sentence_piece("", "en"), 0);
        assert_int_equal(sentence_length("", "en", true), 0);
        assert_int_equal(sentence_length("Nothing ends", "en", false), 0);
        assert_int_equal(sentence_length("\xFF\xFE. \xC3", "en", true), 4);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(sentences_are_found_whole_and_letter_by_letter),
                cmocka_unit_test(pieces_are_the_text_when_put_together),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
