#include "report/pdf_fonts.h"

#include <fontconfig/fontconfig.h>
#include <hb.h>
#include <pango/pangocairo.h>

#include "base/text.h"

_Static_assert(PDF_UNITS == PANGO_SCALE, "widths are pango's");

// Noto has every script that Debian has a font for; where a glyph is missing, fontconfig finds
// another family.
static const char FAMILY[] = "Noto Sans,DejaVu Sans,Droid Sans Fallback,sans-serif";
static const char MONO_FAMILY[] = "DejaVu Sans Mono,Noto Sans Mono,monospace";

// Points. Pairs of letters are moved together or joined by amounts that nobody sees below this
// size, and finding them is a third of the work.
static const double KERNED_FROM = 12;
static const char UNKERNED[] = "kern=0,liga=0,clig=0";

struct style {
        double size;
        PangoWeight weight;
        double line_spacing;
        double letter_spacing;
};

static const struct style STYLES[] = {
        [PDF_WORDMARK] = {9, PANGO_WEIGHT_BOLD, 1, 1.6},
        [PDF_TITLE] = {25, PANGO_WEIGHT_BOLD, 0.92, 0},
        [PDF_LARGE] = {19, PANGO_WEIGHT_BOLD, 1, 0},
        [PDF_HEADING] = {15, PANGO_WEIGHT_BOLD, 1, 0},
        [PDF_SUBHEADING] = {10.5, PANGO_WEIGHT_BOLD, 1, 0},
        [PDF_STRONG] = {9.5, PANGO_WEIGHT_BOLD, 1.05, 0},
        [PDF_BODY] = {9.5, PANGO_WEIGHT_NORMAL, 1.08, 0},
        [PDF_QUOTE] = {9.5, PANGO_WEIGHT_NORMAL, 1.08, 0},
        [PDF_NOTE] = {8.2, PANGO_WEIGHT_NORMAL, 1.02, 0},
        [PDF_LABEL] = {7.2, PANGO_WEIGHT_BOLD, 1, 0.5},
        [PDF_SMALL] = {7.6, PANGO_WEIGHT_NORMAL, 1, 0},
        [PDF_MONO] = {6.8, PANGO_WEIGHT_NORMAL, 1.1, 0},
};
_Static_assert(COUNT_OF(STYLES) == PDF_STYLE_COUNT, "one row for each style");

// What is made at the first use of it. The runner has one thread.
static struct {
        PangoContext *context;
        struct {
                PangoFontDescription *description;
                PangoAttrList *attributes;
                PangoFont *font;
                struct pdf_font plain;
        } of[PDF_STYLE_COUNT];
} kept;

static PangoContext *
context_of_process(void)
{
        if (kept.context != NULL)
                return kept.context;
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        kept.context = pango_font_map_create_context(pango_cairo_font_map_get_default());
        pango_cairo_context_set_font_options(kept.context, options);
        cairo_font_options_destroy(options);
        // Pages are not pixels: letters stand where the font says, which is narrower in the file,
        // too.
        pango_context_set_round_glyph_positions(kept.context, FALSE);
        return kept.context;
}

static void
prepare_style(enum pdf_style style)
{
        const struct style *facts = &STYLES[style];
        if (kept.of[style].description != NULL)
                return;
        PangoFontDescription *font = pango_font_description_new();
        pango_font_description_set_family_static(font, style == PDF_MONO ? MONO_FAMILY : FAMILY);
        pango_font_description_set_absolute_size(font, facts->size * PANGO_SCALE);
        pango_font_description_set_weight(font, facts->weight);
        PangoAttrList *attributes = pango_attr_list_new();
        if (facts->letter_spacing > 0)
                pango_attr_list_insert(
                        attributes,
                        pango_attr_letter_spacing_new((int)(facts->letter_spacing * PANGO_SCALE)));
        if (facts->size < KERNED_FROM)
                pango_attr_list_insert(attributes, pango_attr_font_features_new(UNKERNED));
        kept.of[style].description = font;
        kept.of[style].attributes = attributes;
}

void *
pdf_layout_new(enum pdf_style style, const char *text, double width, enum pdf_align align,
               int most_lines)
{
        static const PangoAlignment ALIGN[] = {
                [PDF_LEFT] = PANGO_ALIGN_LEFT,
                [PDF_CENTRE] = PANGO_ALIGN_CENTER,
                [PDF_RIGHT] = PANGO_ALIGN_RIGHT,
        };
        prepare_style(style);
        PangoLayout *layout = pango_layout_new(context_of_process());
        pango_layout_set_font_description(layout, kept.of[style].description);
        pango_layout_set_attributes(layout, kept.of[style].attributes);
        pango_layout_set_line_spacing(layout, (float)STYLES[style].line_spacing);
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(layout, ALIGN[align]);
        // Names stand where the page has them; paragraphs begin where their script does.
        pango_layout_set_auto_dir(layout, style != PDF_TITLE && style != PDF_SMALL);
        if (most_lines > 0) {
                pango_layout_set_height(layout, -most_lines);
                pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        }
        pango_layout_set_text(layout, text, -1);
        return layout;
}

static size_t
place_of(uint32_t point)
{
        if (point < PDF_LATIN_END)
                return point;
        if (point >= PDF_MARKS_FROM && point < PDF_MARKS_END)
                return PDF_LATIN_END + point - PDF_MARKS_FROM;
        return PDF_POINT_COUNT;
}

static void
learn_glyph(struct pdf_font *font, hb_font_t *letters, uint32_t point)
{
        hb_codepoint_t index = 0;
        if (!hb_font_get_nominal_glyph(letters, point, &index))
                return;
        font->glyphs[place_of(point)] = (struct pdf_glyph){
                .is_known = true,
                .index = index,
                .width = hb_font_get_glyph_h_advance(letters, index),
        };
}

// How far lines stand from each other is pango's choice: it is asked with two of them.
static void
learn_lines(struct pdf_font *font, enum pdf_style style)
{
        PangoLayout *layout = pdf_layout_new(style, "x\nx", PDF_PAGE_WIDTH, PDF_LEFT, 0);
        PangoLayoutIter *iter = pango_layout_get_iter(layout);
        int top = 0;
        int bottom = 0;
        font->baseline = pango_layout_iter_get_baseline(iter);
        pango_layout_iter_next_line(iter);
        pango_layout_iter_get_line_yrange(iter, &top, &bottom);
        font->line_step = top;
        font->line_height = bottom - top;
        pango_layout_iter_free(iter);
        g_object_unref(layout);
}

const struct pdf_font *
pdf_font_plain(enum pdf_style style)
{
        struct pdf_font *font = &kept.of[style].plain;
        if (STYLES[style].size >= KERNED_FROM || STYLES[style].letter_spacing > 0)
                return NULL;
        if (font->scaled != NULL)
                return font;
        prepare_style(style);
        kept.of[style].font =
                pango_context_load_font(context_of_process(), kept.of[style].description);
        if (kept.of[style].font == NULL)
                return NULL;
        hb_font_t *letters = pango_font_get_hb_font(kept.of[style].font);
        for (uint32_t point = ' '; point < PDF_LATIN_END; point++)
                learn_glyph(font, letters, point);
        for (uint32_t point = PDF_MARKS_FROM; point < PDF_MARKS_END; point++)
                learn_glyph(font, letters, point);
        learn_lines(font, style);
        font->scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(kept.of[style].font));
        return font->scaled == NULL ? NULL : font;
}

const struct pdf_glyph *
pdf_glyph(const struct pdf_font *font, uint32_t point)
{
        size_t place = place_of(point);
        return place < PDF_POINT_COUNT && font->glyphs[place].is_known ? &font->glyphs[place]
                                                                       : NULL;
}

void
pdf_fonts_close(void)
{
        for (size_t i = 0; i < PDF_STYLE_COUNT; i++) {
                pango_font_description_free(kept.of[i].description);
                if (kept.of[i].attributes != NULL)
                        pango_attr_list_unref(kept.of[i].attributes);
                g_clear_object(&kept.of[i].font);
                kept.of[i].description = NULL;
                kept.of[i].attributes = NULL;
                kept.of[i].plain = (struct pdf_font){0};
        }
        g_clear_object(&kept.context);
        pango_cairo_font_map_set_default(NULL);
        cairo_debug_reset_static_data();
        FcFini();
}
