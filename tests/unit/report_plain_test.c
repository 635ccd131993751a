// Lines that jobs/report/pdf_plain.c breaks are the lines that pango breaks: the same words on
// each, as wide, as high.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pango/pangocairo.h>

#include "base/buf.h"
#include "base/text.h"
#include "report/pdf_fonts.h"
#include "report/pdf_plain.h"

static const enum pdf_style STYLES[] = {PDF_BODY, PDF_STRONG, PDF_NOTE, PDF_SMALL, PDF_MONO};

static void
assert_like_pango(enum pdf_style style, const char *text, int width,
                  const struct plain_lines *lines)
{
        const struct pdf_font *font = pdf_font_plain(style);
        PangoLayout *layout = pdf_layout_new(style, text, (double)width / PDF_UNITS, PDF_LEFT, 0);
        PangoLayoutIter *iter = pango_layout_get_iter(layout);
        if (pango_layout_get_line_count(layout) != lines->count)
                fail_msg("\"%s\" at %d: %d lines, pango has %d", text, width, lines->count,
                         pango_layout_get_line_count(layout));
        for (int i = 0; i < lines->count; i++) {
                const struct plain_line *line = &lines->items[i];
                const PangoLayoutLine *theirs = pango_layout_iter_get_line_readonly(iter);
                PangoRectangle extents;
                int top = 0;
                int bottom = 0;
                pango_layout_iter_get_line_extents(iter, NULL, &extents);
                pango_layout_iter_get_line_yrange(iter, &top, &bottom);
                if ((size_t)theirs->start_index != line->from || extents.width != line->width)
                        fail_msg("\"%s\" at %d, line %d: from %zu, %zu long, %d wide; pango: from "
                                 "%d, %d long, %d wide",
                                 text, width, i, line->from, line->length, line->width,
                                 theirs->start_index, theirs->length, extents.width);
                assert_int_equal(top, i * font->line_step);
                assert_int_equal(bottom, i * font->line_step + font->line_height);
                assert_int_equal(pango_layout_iter_get_baseline(iter),
                                 i * font->line_step + font->baseline);
                pango_layout_iter_next_line(iter);
        }
        pango_layout_iter_free(iter);
        g_object_unref(layout);
}

static bool
set_and_compare(enum pdf_style style, const char *text, int width)
{
        OWN(arena_done) struct arena arena = {0};
        struct plain_lines lines = {0};
        if (!plain_lines_of(pdf_font_plain(style), text, width, 0, &arena, &lines))
                return false;
        assert_like_pango(style, text, width, &lines);
        return true;
}

static void
plain_text_breaks_where_pango_breaks_it(void **state)
{
        (void)state;
        static const char *const TEXTS[] = {
                "When I worked at a small shop I deployed a migration on a Friday that locked the "
                "orders table for 40 minutes; nobody could order anything (we lost about 120).",
                "A well-known follow-up, and/or a 3-day trial of e-mail: 20% of 1.5 at 3:14, "
                "v1.2.3, 10-20, 1/2 - \xe2\x80\x93 what then?",
                "\xe2\x80\x9cIt was \xe2\x80\x98mine\xe2\x80\x99,\xe2\x80\x9d she said. \"Yes!\" "
                "I didn\xe2\x80\x99t; don't... \xe2\x80\xa2  etc.) and so on\xe2\x80\xa6",
                "Über die größten Übungen spräche man öfter, wären sie weniger häufig; "
                "Straßenbahn-Fahrpläne zum Beispiel.",
                "¿Qué haría usted (y su equipo) si fallara la migración? ¡Nada! El año pasado, sí.",
                "transcript  1  9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        };
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
                for (size_t k = 0; k < COUNT_OF(STYLES); k++) {
                        if (!set_and_compare(STYLES[k], TEXTS[i], 480 * PDF_UNITS))
                                fail_msg("\"%s\" is not taken for plain", TEXTS[i]);
                        for (int width = 10; width < 480; width += 13)
                                set_and_compare(STYLES[k], TEXTS[i], width * PDF_UNITS + width);
                }
        }
}

// Words made of every mark that is known here, put together at random from a fixed seed.
static void
what_is_taken_for_plain_is_plain(void **state)
{
        (void)state;
        static const char *const PARTS[] = {
                "a",
                "the",
                "Word",
                "x1",
                "7",
                "2026",
                " ",
                " ",
                " ",
                " ",
                "  ",
                ".",
                ",",
                ":",
                ";",
                "-",
                "/",
                "'",
                "\"",
                "(",
                ")",
                "!",
                "?",
                "%",
                "&",
                "_",
                "#",
                "@",
                "*",
                "=",
                "¡",
                "¿",
                "\xe2\x80\x93",
                "\xe2\x80\x98",
                "\xe2\x80\x99",
                "\xe2\x80\x9c",
                "\xe2\x80\x9d",
                "\xe2\x80\x9e",
                "\xe2\x80\xa2",
                "\xe2\x80\xa6",
                "ß",
                "Ñandú",
                "fi",
        };
        enum { TRIES = 20000, PARTS_MOST = 30 };
        uint32_t seed = 12345;
        int plain = 0;
        for (int i = 0; i < TRIES; i++) {
                OWN(buf_close) struct buf text = buf_open(1000);
                for (int k = 0; k < PARTS_MOST; k++) {
                        seed = seed * 1664525U + 1013904223U;
                        uint32_t which = seed >> 16;
                        // Few marks, or hardly any text would be plain.
                        buf_text(&text, PARTS[which % (which % 7 == 0 ? COUNT_OF(PARTS) : 10)]);
                }
                buf_text(&text, "end");
                plain += set_and_compare(PDF_BODY, buf_string(&text), (60 + i % 180) * PDF_UNITS);
        }
        assert_true(plain > TRIES / 20);
}

static void
other_text_is_left_to_pango(void **state)
{
        (void)state;
        static const char *const TEXTS[] = {
                "",
                "two\nlines",
                "behind ",
                "Грета",
                "中文",
                "e\xcc\x81",
                "soft\xc2\xadhyphen",
                "fixed\xc2\xa0space",
                "a\xe2\x80\x8bzero width",
                "1 \xe2\x82\xac",
                "a?b",
                "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
                "\xe2\x80\x9cso\xe2\x80\x9d (here)",
                "- ",
        };
        OWN(arena_done) struct arena arena = {0};
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
                struct plain_lines lines = {0};
                if (plain_lines_of(pdf_font_plain(PDF_BODY), TEXTS[i], 480 * PDF_UNITS, 0, &arena,
                                   &lines))
                        fail_msg("\"%s\" is taken for plain", TEXTS[i]);
        }
        assert_null(pdf_font_plain(PDF_TITLE));
        assert_null(pdf_font_plain(PDF_LABEL));
}

static void
what_takes_more_lines_than_there_are_is_left_to_pango(void **state)
{
        (void)state;
        static const char TEXT[] = "one two three four five six seven eight nine ten";
        OWN(arena_done) struct arena arena = {0};
        const struct pdf_font *font = pdf_font_plain(PDF_BODY);
        struct plain_lines lines = {0};
        assert_true(plain_lines_of(font, TEXT, 120 * PDF_UNITS, 0, &arena, &lines));
        assert_int_equal(lines.count, 2);
        assert_true(plain_lines_of(font, TEXT, 120 * PDF_UNITS, 2, &arena, &lines));
        assert_false(plain_lines_of(font, TEXT, 120 * PDF_UNITS, 1, &arena, &lines));
        assert_false(plain_lines_of(font, "incomprehensibly", 20 * PDF_UNITS, 0, &arena, &lines));
}

static int
close_fonts(void **state)
{
        (void)state;
        pdf_fonts_close();
        return 0;
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plain_text_breaks_where_pango_breaks_it),
                cmocka_unit_test(what_is_taken_for_plain_is_plain),
                cmocka_unit_test(other_text_is_left_to_pango),
                cmocka_unit_test(what_takes_more_lines_than_there_are_is_left_to_pango),
        };
        return cmocka_run_group_tests(tests, NULL, close_fonts);
}
