#include "report/pdf_canvas.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/text.h"

// Noto has every script that Debian has a font for; where a glyph is missing, fontconfig finds
// another family.
static const char FAMILY[] = "Noto Sans,DejaVu Sans,Droid Sans Fallback,sans-serif";
static const char MONO_FAMILY[] = "DejaVu Sans Mono,Noto Sans Mono,monospace";

// Points.
static const double KERNED_FROM = 12;

struct style {
        double size;
        PangoWeight weight;
        PangoStyle slant;
        double line_spacing;
        double letter_spacing;
};

static const struct style STYLES[] = {
        [PDF_WORDMARK] = {9, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 1, 1.6},
        [PDF_TITLE] = {25, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 0.92, 0},
        [PDF_LARGE] = {19, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 1, 0},
        [PDF_HEADING] = {15, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 1, 0},
        [PDF_SUBHEADING] = {10.5, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 1, 0},
        [PDF_STRONG] = {9.5, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 1.05, 0},
        [PDF_BODY] = {9.5, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL, 1.08, 0},
        [PDF_QUOTE] = {9.5, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL, 1.08, 0},
        [PDF_NOTE] = {8.2, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL, 1.02, 0},
        [PDF_LABEL] = {7.2, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL, 1, 0.5},
        [PDF_SMALL] = {7.6, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL, 1, 0},
        [PDF_MONO] = {6.8, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL, 1.1, 0},
};
_Static_assert(COUNT_OF(STYLES) == PDF_STYLE_COUNT, "one row for each style");

static const double COLOURS[][3] = {
        [PDF_INK] = {0.090, 0.129, 0.122},        // #17211f
        [PDF_MUTED] = {0.329, 0.376, 0.365},      // #54605d
        [PDF_TEAL] = {0.047, 0.373, 0.345},       // #0c5f58
        [PDF_TEAL_LIGHT] = {0.929, 0.961, 0.957}, // #edf5f4
        [PDF_TEAL_SOFT] = {0.620, 0.776, 0.757},  // #9ec6c1
        [PDF_RULE] = {0.847, 0.871, 0.863},       // #d8dedc
        [PDF_GROUND] = {0.965, 0.973, 0.969},     // #f6f8f7
        [PDF_WHITE] = {1, 1, 1},
};
_Static_assert(COUNT_OF(COLOURS) == PDF_COLOUR_COUNT, "one row for each colour");

static cairo_status_t
write_out(void *context, const unsigned char *bytes, unsigned length)
{
        struct buf *out = context;
        buf_add(out, bytes, length);
        return out->is_over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void
set_fact(struct pdf_canvas *canvas, cairo_pdf_metadata_t which, const char *text)
{
        cairo_pdf_surface_set_metadata(canvas->surface, which,
                                       text_clean(canvas->arena, text, strlen(text)));
}

static void
set_facts(struct pdf_canvas *canvas, const struct pdf_facts *facts)
{
        // cairo reads whole seconds alone.
        const char *made_at = arena_print(canvas->arena, "%.19sZ", facts->made_at);
        set_fact(canvas, CAIRO_PDF_METADATA_TITLE, facts->title);
        set_fact(canvas, CAIRO_PDF_METADATA_AUTHOR, "Earshot");
        set_fact(canvas, CAIRO_PDF_METADATA_SUBJECT, facts->subject);
        set_fact(canvas, CAIRO_PDF_METADATA_CREATOR, "Earshot");
        set_fact(canvas, CAIRO_PDF_METADATA_CREATE_DATE, made_at);
        set_fact(canvas, CAIRO_PDF_METADATA_MOD_DATE, made_at);
}

bool
pdf_canvas_open(struct pdf_canvas *canvas, const struct pdf_facts *facts, struct arena *arena,
                struct buf *out, struct err *err)
{
        canvas->arena = arena;
        canvas->out = out;
        canvas->surface = cairo_pdf_surface_create_for_stream(write_out, out, PDF_PAGE_WIDTH,
                                                              PDF_PAGE_HEIGHT);
        set_facts(canvas, facts);
        canvas->cairo = cairo_create(canvas->surface);
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        canvas->context = pango_cairo_create_context(canvas->cairo);
        pango_cairo_context_set_font_options(canvas->context, options);
        cairo_font_options_destroy(options);
        // Pages are not pixels: letters stand where the font says, which is narrower in the file,
        // too.
        pango_context_set_round_glyph_positions(canvas->context, FALSE);
        cairo_status_t status = cairo_status(canvas->cairo);
        if (status == CAIRO_STATUS_SUCCESS && canvas->context != NULL)
                return true;
        return FAIL_DETAIL(err, ERR_BROKEN, "The PDF cannot be drawn.", "%s",
                           cairo_status_to_string(status));
}

bool
pdf_canvas_finish(struct pdf_canvas *canvas, struct err *err)
{
        cairo_status_t drawn = cairo_status(canvas->cairo);
        cairo_surface_finish(canvas->surface);
        cairo_status_t status = cairo_surface_status(canvas->surface);
        if (!buf_check(canvas->out, ERR_TOO_LARGE, "The report's PDF", err))
                return false;
        if (drawn == CAIRO_STATUS_SUCCESS && status == CAIRO_STATUS_SUCCESS)
                return true;
        return FAIL_DETAIL(err, ERR_BROKEN, "The PDF cannot be drawn.", "%s, %s",
                           cairo_status_to_string(drawn), cairo_status_to_string(status));
}

void
pdf_canvas_close(struct pdf_canvas *canvas)
{
        if (canvas->context != NULL)
                g_object_unref(canvas->context);
        cairo_destroy(canvas->cairo);
        cairo_surface_destroy(canvas->surface);
        *canvas = (struct pdf_canvas){0};
}

void
pdf_fonts_close(void)
{
        pango_cairo_font_map_set_default(NULL);
        cairo_debug_reset_static_data();
        FcFini();
}

void
pdf_page_end(struct pdf_canvas *canvas)
{
        cairo_show_page(canvas->cairo);
}

int
pdf_outline(struct pdf_canvas *canvas, int parent, const char *title, int page, double y)
{
        OWN(buf_close) struct buf place = buf_open(100);
        buf_print(&place, "page=%d pos=[0 %d]", page, (int)y);
        return cairo_pdf_surface_add_outline(canvas->surface,
                                             parent == 0 ? CAIRO_PDF_OUTLINE_ROOT : parent, title,
                                             buf_string(&place), CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

static void
set_style(PangoLayout *layout, enum pdf_style style)
{
        const struct style *facts = &STYLES[style];
        PangoFontDescription *font = pango_font_description_new();
        pango_font_description_set_family_static(font, style == PDF_MONO ? MONO_FAMILY : FAMILY);
        pango_font_description_set_absolute_size(font, facts->size * PANGO_SCALE);
        pango_font_description_set_weight(font, facts->weight);
        pango_font_description_set_style(font, facts->slant);
        pango_layout_set_font_description(layout, font);
        pango_font_description_free(font);
        pango_layout_set_line_spacing(layout, (float)facts->line_spacing);
        PangoAttrList *attributes = pango_attr_list_new();
        if (facts->letter_spacing > 0)
                pango_attr_list_insert(
                        attributes,
                        pango_attr_letter_spacing_new((int)(facts->letter_spacing * PANGO_SCALE)));
        // Pairs of letters are moved together by amounts that nobody sees at this size, and finding
        // them is a tenth of the work.
        if (facts->size < KERNED_FROM)
                pango_attr_list_insert(attributes, pango_attr_font_features_new("kern=0"));
        pango_layout_set_attributes(layout, attributes);
        pango_attr_list_unref(attributes);
}

void *
pdf_layout_new(struct pdf_canvas *canvas, enum pdf_style style, const char *text, double width,
               enum pdf_align align, int most_lines)
{
        static const PangoAlignment ALIGN[] = {
                [PDF_LEFT] = PANGO_ALIGN_LEFT,
                [PDF_CENTRE] = PANGO_ALIGN_CENTER,
                [PDF_RIGHT] = PANGO_ALIGN_RIGHT,
        };
        PangoLayout *layout = pango_layout_new(canvas->context);
        set_style(layout, style);
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(layout, ALIGN[align]);
        // Names stand where the page has them; paragraphs begin where their script does.
        pango_layout_set_auto_dir(layout, style != PDF_TITLE && style != PDF_SMALL);
        if (most_lines > 0) {
                pango_layout_set_height(layout, -most_lines);
                pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        }
        pango_layout_set_text(layout, text_clean(canvas->arena, text, strlen(text)), -1);
        return layout;
}

double
pdf_text(struct pdf_canvas *canvas, enum pdf_style style, enum pdf_colour colour, const char *text,
         double x, double y, double width, enum pdf_align align, int most_lines)
{
        PangoLayout *layout = pdf_layout_new(canvas, style, text, width, align, most_lines);
        int height = 0;
        pango_layout_get_size(layout, NULL, &height);
        pdf_set_colour(canvas, colour);
        cairo_move_to(canvas->cairo, x, y);
        pango_cairo_show_layout(canvas->cairo, layout);
        g_object_unref(layout);
        return (double)height / PANGO_SCALE;
}

double
pdf_text_height(struct pdf_canvas *canvas, enum pdf_style style, const char *text, double width,
                int most_lines)
{
        PangoLayout *layout = pdf_layout_new(canvas, style, text, width, PDF_LEFT, most_lines);
        int height = 0;
        pango_layout_get_size(layout, NULL, &height);
        g_object_unref(layout);
        return (double)height / PANGO_SCALE;
}

void
pdf_set_colour(struct pdf_canvas *canvas, enum pdf_colour colour)
{
        const double *parts = COLOURS[colour];
        cairo_set_source_rgb(canvas->cairo, parts[0], parts[1], parts[2]);
}

void
pdf_box(struct pdf_canvas *canvas, enum pdf_colour colour, double x, double y, double width,
        double height, double radius)
{
        cairo_t *cairo = canvas->cairo;
        pdf_set_colour(canvas, colour);
        cairo_new_path(cairo);
        if (radius <= 0) {
                cairo_rectangle(cairo, x, y, width, height);
        } else {
                cairo_arc(cairo, x + width - radius, y + radius, radius, -M_PI / 2, 0);
                cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, M_PI / 2);
                cairo_arc(cairo, x + radius, y + height - radius, radius, M_PI / 2, M_PI);
                cairo_arc(cairo, x + radius, y + radius, radius, M_PI, 3 * M_PI / 2);
                cairo_close_path(cairo);
        }
        cairo_fill(cairo);
}

void
pdf_line(struct pdf_canvas *canvas, enum pdf_colour colour, double from_x, double from_y,
         double to_x, double to_y, double thickness)
{
        cairo_t *cairo = canvas->cairo;
        pdf_set_colour(canvas, colour);
        cairo_set_line_width(cairo, thickness);
        cairo_move_to(cairo, from_x, from_y);
        cairo_line_to(cairo, to_x, to_y);
        cairo_stroke(cairo);
}

void
pdf_dot(struct pdf_canvas *canvas, enum pdf_colour colour, double x, double y, double radius,
        bool is_hollow)
{
        cairo_t *cairo = canvas->cairo;
        pdf_set_colour(canvas, colour);
        cairo_new_path(cairo);
        cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
        cairo_set_line_width(cairo, 1.2);
        if (is_hollow)
                cairo_stroke(cairo);
        else
                cairo_fill(cairo);
}
