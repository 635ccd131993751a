// Letters and phones with their times become mouth shapes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/visemes.h"

enum { MARKS_MOST = 128, LETTER_MS = 80 };

// Each code point a mark of its own, as long as it is told.
static struct marks
letters_of(const char *text, int letter_ms, struct arena *arena)
{
        struct mark *marks = arena_alloc(arena, MARKS_MOST, sizeof *marks);
        size_t count = 0;
        for (const char *place = text; *place != '\0'; count++) {
                const char *from = place;
                assert_true(count < MARKS_MOST);
                text_next(&place);
                memcpy(marks[count].text, from, (size_t)(place - from));
                marks[count].start_ms = (int)count * letter_ms;
                marks[count].end_ms = (int)(count + 1) * letter_ms;
        }
        return (struct marks){.kind = MARKS_LETTERS, .items = marks, .count = count};
}

// What every drawing must be.
static void
check_sane(const struct visemes *visemes, int duration_ms)
{
        int at_ms = 0;
        for (size_t i = 0; i < visemes->count; i++) {
                const struct viseme *item = &visemes->items[i];
                assert_int_equal(item->start_ms, at_ms);
                assert_true(item->end_ms > item->start_ms);
                assert_non_null(strchr("ABCDEFGHX", item->shape));
                assert_true(i == 0 || item->shape != item[-1].shape);
                if (i + 1 < visemes->count)
                        assert_true(item->end_ms - item->start_ms >= VISEME_LEAST_MS);
                at_ms = item->end_ms;
        }
        if (visemes->count > 0 && duration_ms > 0)
                assert_int_equal(at_ms, duration_ms);
}

static const char *
shapes_of(const struct visemes *visemes, struct arena *arena)
{
        char *shapes = arena_alloc(arena, visemes->count + 1, 1);
        for (size_t i = 0; i < visemes->count; i++)
                shapes[i] = visemes->items[i].shape;
        return shapes;
}

static void
letters_have_the_shapes_of_their_language(void **state)
{
        static const struct {
                const char *language;
                const char *text;
                const char *shapes;
        } CASES[] = {
                {"en", "Map", "ACA"},
                {"en", "moon", "AFB"},
                {"en", "the", "B"},
                {"en", "fife", "GBGB"},
                {"en-GB", "Philip", "GBHBA"},
                {"en", "how", "BEF"},
                {"en", "make", "AC"},
                {"en", "night light", "BDBXHDB"},
                {"de", "Schwein", "BGDB"},
                {"de", "Bäume", "AEBAC"},
                {"de", "Weg", "GC"},
                {"de_AT", "Über", "FACB"},
                {"de", "Apfel", "DAGCH"},
                {"es", "llave", "BDAC"},
                {"es", "quema", "BCAD"},
                {"es", "guerra", "CBD"},
                {"es", "año", "DBE"},
                {"es", "hola", "BEHD"},
                {"fr", "vu", "GF"},
                {"pl", "mała", "ADCD"},
                {"ru", "мама", "C"},
                {"zh", "你好", "C"},
                {"en", "7", "C"},
                {"en", "a b", "CXA"},
                {"en", "...", ""},
                {"en", "", ""},
                {"", "la", "HD"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                // A space as long as a pause.
                struct marks marks = letters_of(CASES[i].text, VISEME_PAUSE_MS, &arena);
                struct visemes visemes = visemes_of(&marks, CASES[i].language, 0, &arena);
                check_sane(&visemes, 0);
                if (!text_equals(shapes_of(&visemes, &arena), CASES[i].shapes))
                        fail_msg("%s \"%s\": %s, not %s", CASES[i].language, CASES[i].text,
                                 shapes_of(&visemes, &arena), CASES[i].shapes);
        }
}

static void
phones_have_their_shapes_whatever_the_language(void **state)
{
        static const struct {
                const char *phone;
                const char *shapes;
        } CASES[] = {
                {"b", "A"},  {"pf", "AG"}, {"uː", "F"}, {"aɪ", "DB"}, {"ɔø", "EF"},
                {"tʃ", "B"}, {"ts", "B"},  {"ɔ̃", "E"},  {"ə-", "C"},  {"ˈa", "D"},
                {"l", "H"},  {"ʎ", "H"},   {"k", "B"},  {"ɡ", "B"},   {"?", ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct mark mark = {.start_ms = 0, .end_ms = 200};
                struct marks marks = {.kind = MARKS_PHONES, .items = &mark, .count = 1};
                strcpy(mark.text, CASES[i].phone);
                struct visemes visemes = visemes_of(&marks, "de", 200, &arena);
                check_sane(&visemes, 200);
                if (!text_equals(shapes_of(&visemes, &arena), CASES[i].shapes))
                        fail_msg("%s: %s, not %s", CASES[i].phone, shapes_of(&visemes, &arena),
                                 CASES[i].shapes);
        }
}

static const struct mark MARKS[] = {
        {"t", 200, 230}, {"ɛ", 230, 330}, {"k", 330, 400}, {"m", 400, 420},
        {"a", 420, 600}, {"n", 630, 700}, {"u", 900, 980},
};

static void
short_shapes_do_not_flicker_and_pauses_are_at_rest(void **state)
{
        static const struct viseme WANTED[] = {
                {0, 200, 'X'},   {200, 260, 'B'}, {260, 400, 'C'},
                {400, 460, 'A'}, {460, 630, 'D'}, {630, 700, 'B'},
                {700, 900, 'X'}, {900, 980, 'F'}, {980, 1200, 'X'},
        };
        OWN(arena_done) struct arena arena = {0};
        struct marks marks = {.kind = MARKS_PHONES, .items = MARKS, .count = COUNT_OF(MARKS)};
        struct visemes visemes = visemes_of(&marks, "en", 1200, &arena);
        (void)state;
        check_sane(&visemes, 1200);
        assert_int_equal(visemes.count, COUNT_OF(WANTED));
        for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
                assert_int_equal(visemes.items[i].start_ms, WANTED[i].start_ms);
                assert_int_equal(visemes.items[i].end_ms, WANTED[i].end_ms);
                assert_int_equal(visemes.items[i].shape, WANTED[i].shape);
        }
}

static void
the_sound_ends_the_shapes_wherever_the_marks_end(void **state)
{
        static const int DURATIONS[] = {1, 199, 200, 300, 650, 701, 1000, 1099, 1100, 5000};
        struct marks marks = {.kind = MARKS_PHONES, .items = MARKS, .count = COUNT_OF(MARKS)};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(DURATIONS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct visemes visemes = visemes_of(&marks, "en", DURATIONS[i], &arena);
                assert_true(visemes.count > 0);
                check_sane(&visemes, DURATIONS[i]);
        }
}

// Whatever marks a provider sends, in order of their beginnings as net/ lets them in.
static void
any_marks_give_a_sane_drawing(void **state)
{
        static const char *const TEXTS[] = {"m",
                                            "f",
                                            "a",
                                            " ",
                                            "sch",
                                            "\xC3\xA4",
                                            "\xFF",
                                            "ɔ̃",
                                            "7",
                                            "----",
                                            "\xF0\x9F\x98\x80",
                                            "th",
                                            "e",
                                            "k"};
        (void)state;
        srand(7);
        for (int round = 0; round < 2000; round++) {
                OWN(arena_done) struct arena arena = {0};
                struct mark items[MARKS_MOST] = {{.text = ""}};
                size_t count = (size_t)(rand() % MARKS_MOST);
                int at_ms = 0;
                for (size_t i = 0; i < count; i++) {
                        strcpy(items[i].text, TEXTS[(size_t)rand() % COUNT_OF(TEXTS)]);
                        at_ms += rand() % 90;
                        items[i].start_ms = at_ms;
                        // Now and then far into what follows.
                        items[i].end_ms = at_ms + rand() % (rand() % 10 == 0 ? 2000 : 90);
                }
                struct marks marks = {.kind = rand() % 2 == 0 ? MARKS_LETTERS : MARKS_PHONES,
                                      .items = items,
                                      .count = count};
                int duration_ms = rand() % 3 == 0 ? 0 : rand() % 8000;
                struct visemes visemes = visemes_of(&marks, "en", duration_ms, &arena);
                check_sane(&visemes, duration_ms);
        }
}

static void
they_are_written_as_the_page_reads_them(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf buf = buf_open(1024);
        struct json_writer json = json_writer_on(&buf);
        struct marks marks = letters_of("ma", LETTER_MS, &arena);
        struct visemes visemes = visemes_of(&marks, "de", 2 * LETTER_MS, &arena);
        (void)state;
        visemes_write(&json, &visemes);
        assert_string_equal(buf_string(&buf), "[{\"start_ms\":0,\"end_ms\":80,\"viseme\":\"A\"},"
                                              "{\"start_ms\":80,\"end_ms\":160,\"viseme\":\"D\"}]");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(letters_have_the_shapes_of_their_language),
                cmocka_unit_test(phones_have_their_shapes_whatever_the_language),
                cmocka_unit_test(short_shapes_do_not_flicker_and_pauses_are_at_rest),
                cmocka_unit_test(the_sound_ends_the_shapes_wherever_the_marks_end),
                cmocka_unit_test(any_marks_give_a_sane_drawing),
                cmocka_unit_test(they_are_written_as_the_page_reads_them),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
