#include "report/pdf_paragraph.h"

#include <pango/pangocairo.h>
#include <string.h>

#include "base/text.h"
#include "report/pdf_fonts.h"
#include "report/pdf_plain.h"

enum { SHELVES = 512 }; // a power of two, about as many as a report has texts

struct set {
        struct set *next; // on its shelf
        struct pdf_paragraph paragraph;
        enum pdf_style style;
        enum pdf_align align;
        int most_lines;
        int width;
        const char *text;
        const struct pdf_font *font; // NULL: set by pango
        struct plain_lines lines;
        PangoLayout *layout;
};

struct pdf_shelves {
        struct set *of[SHELVES];
};

static double
points(int units)
{
        return (double)units / PDF_UNITS;
}

// FNV-1a (RFC draft-eastlake-fnv).
static size_t
shelf_of(const char *text, enum pdf_style style)
{
        uint32_t hash = 2166136261U ^ (uint32_t)style;
        for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
                hash = (hash ^ *at) * 16777619U;
        return hash % SHELVES;
}

static void
measure_plain(struct set *set, struct arena *arena)
{
        const struct pdf_font *font = set->font;
        struct pdf_paragraph *paragraph = &set->paragraph;
        double *tops = arena_alloc(arena, (size_t)set->lines.count + 1, sizeof *tops);
        int widest = 0;
        for (int i = 0; i < set->lines.count; i++) {
                tops[i] = points(i * font->line_step);
                tops[i + 1] = points(i * font->line_step + font->line_height);
                if (set->lines.items[i].width > widest)
                        widest = set->lines.items[i].width;
        }
        paragraph->line_count = set->lines.count;
        paragraph->line_tops = tops;
        paragraph->baseline = points(font->baseline);
        paragraph->width = points(widest);
}

static void
measure_layout(struct set *set, struct arena *arena)
{
        struct pdf_paragraph *paragraph = &set->paragraph;
        int count = pango_layout_get_line_count(set->layout);
        double *tops = arena_alloc(arena, (size_t)count + 1, sizeof *tops);
        int widest = 0;
        PangoLayoutIter *iter = pango_layout_get_iter(set->layout);
        for (int i = 0; i < count; i++) {
                int from = 0;
                int to = 0;
                PangoRectangle extents;
                pango_layout_iter_get_line_yrange(iter, &from, &to);
                pango_layout_iter_get_line_extents(iter, NULL, &extents);
                tops[i] = points(from);
                tops[i + 1] = points(to);
                widest = MAX(widest, extents.width);
                pango_layout_iter_next_line(iter);
        }
        pango_layout_iter_free(iter);
        paragraph->line_count = count;
        paragraph->line_tops = tops;
        paragraph->baseline = points(pango_layout_get_baseline(set->layout));
        paragraph->width = points(widest);
}

static struct set *
find_on_shelf(struct set *set, enum pdf_style style, const char *text, int width,
              enum pdf_align align, int most_lines)
{
        for (; set != NULL; set = set->next) {
                if (set->style == style && set->width == width && set->align == align &&
                    set->most_lines == most_lines && text_equals(set->text, text))
                        return set;
        }
        return NULL;
}

const struct pdf_paragraph *
pdf_paragraph_of(struct pdf_canvas *canvas, enum pdf_style style, const char *text, double width,
                 enum pdf_align align, int most_lines)
{
        struct arena *arena = canvas->arena;
        int units = (int)(width * PDF_UNITS);
        if (canvas->shelves == NULL)
                canvas->shelves = arena_alloc(arena, 1, sizeof *canvas->shelves);
        struct set **shelf = &canvas->shelves->of[shelf_of(text, style)];
        struct set *set = find_on_shelf(*shelf, style, text, units, align, most_lines);
        if (set != NULL)
                return &set->paragraph;
        set = arena_alloc(arena, 1, sizeof *set);
        *set = (struct set){
                .next = *shelf,
                .style = style,
                .align = align,
                .most_lines = most_lines,
                .width = units,
                .text = arena_text(arena, text),
                .font = pdf_font_plain(style),
        };
        if (set->font != NULL &&
            plain_lines_of(set->font, set->text, units, most_lines, arena, &set->lines)) {
                measure_plain(set, arena);
        } else {
                set->font = NULL;
                const char *clean = text_clean(arena, text, strlen(text));
                set->layout = pdf_layout_new(style, clean, width, align, most_lines);
                measure_layout(set, arena);
        }
        set->paragraph.set = set;
        *shelf = set;
        return &set->paragraph;
}

static void
draw_plain_line(cairo_t *cairo, const struct set *set, const struct plain_line *line, double x,
                double y)
{
        cairo_glyph_t glyphs[PLAIN_LINE_MOST];
        cairo_text_cluster_t clusters[PLAIN_LINE_MOST];
        const char *text = set->text + line->from;
        const char *at = text;
        int count = 0;
        int right = 0;
        while (at < text + line->length) {
                const char *before = at;
                const struct pdf_glyph *glyph = pdf_glyph(set->font, text_next(&at));
                glyphs[count] =
                        (cairo_glyph_t){.index = glyph->index, .x = x + points(right), .y = y};
                clusters[count] =
                        (cairo_text_cluster_t){.num_bytes = (int)(at - before), .num_glyphs = 1};
                right += glyph->width;
                count++;
        }
        cairo_show_text_glyphs(cairo, text, (int)line->length, glyphs, count, clusters, count, 0);
}

static void
draw_plain(cairo_t *cairo, const struct set *set, int first_line, int line_count, double x,
           double y)
{
        static const double SHARE[] = {[PDF_LEFT] = 0, [PDF_CENTRE] = 0.5, [PDF_RIGHT] = 1};
        cairo_set_scaled_font(cairo, set->font->scaled);
        for (int i = first_line; i < first_line + line_count; i++) {
                const struct plain_line *line = &set->lines.items[i];
                double left = x + points(set->width - line->width) * SHARE[set->align];
                double top = y + set->paragraph.line_tops[i] - set->paragraph.line_tops[first_line];
                draw_plain_line(cairo, set, line, left, top + set->paragraph.baseline);
        }
}

static void
draw_layout(cairo_t *cairo, const struct set *set, int first_line, int line_count, double x,
            double y)
{
        PangoLayoutIter *iter = pango_layout_get_iter(set->layout);
        for (int i = 0; i < first_line; i++)
                pango_layout_iter_next_line(iter);
        for (int i = 0; i < line_count; i++) {
                PangoRectangle extents;
                pango_layout_iter_get_line_extents(iter, NULL, &extents);
                cairo_move_to(cairo, x + points(extents.x),
                              y + points(pango_layout_iter_get_baseline(iter)) -
                                      set->paragraph.line_tops[first_line]);
                pango_cairo_show_layout_line(cairo, pango_layout_iter_get_line_readonly(iter));
                pango_layout_iter_next_line(iter);
        }
        pango_layout_iter_free(iter);
}

void
pdf_paragraph_draw(struct pdf_canvas *canvas, const struct pdf_paragraph *paragraph,
                   enum pdf_colour colour, int first_line, int line_count, double x, double y)
{
        const struct set *set = paragraph->set;
        pdf_set_colour(canvas, colour);
        if (set->font != NULL)
                draw_plain(canvas->cairo, set, first_line, line_count, x, y);
        else
                draw_layout(canvas->cairo, set, first_line, line_count, x, y);
}

void
pdf_paragraphs_close(struct pdf_canvas *canvas)
{
        for (size_t i = 0; canvas->shelves != NULL && i < SHELVES; i++) {
                for (struct set *set = canvas->shelves->of[i]; set != NULL; set = set->next)
                        g_clear_object(&set->layout);
        }
        canvas->shelves = NULL;
}
