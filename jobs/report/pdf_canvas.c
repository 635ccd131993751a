#include "report/pdf_canvas.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "report/pdf_paragraph.h"

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
        cairo_status_t status = cairo_status(canvas->cairo);
        if (status == CAIRO_STATUS_SUCCESS)
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
        pdf_paragraphs_close(canvas);
        cairo_destroy(canvas->cairo);
        cairo_surface_destroy(canvas->surface);
        *canvas = (struct pdf_canvas){0};
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

double
pdf_text(struct pdf_canvas *canvas, enum pdf_style style, enum pdf_colour colour, const char *text,
         double x, double y, double width, enum pdf_align align, int most_lines)
{
        const struct pdf_paragraph *paragraph =
                pdf_paragraph_of(canvas, style, text, width, align, most_lines);
        pdf_paragraph_draw(canvas, paragraph, colour, 0, paragraph->line_count, x, y);
        return paragraph->line_tops[paragraph->line_count];
}

double
pdf_text_height(struct pdf_canvas *canvas, enum pdf_style style, const char *text, double width,
                int most_lines)
{
        const struct pdf_paragraph *paragraph =
                pdf_paragraph_of(canvas, style, text, width, PDF_LEFT, most_lines);
        return paragraph->line_tops[paragraph->line_count];
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
pdf_bar(struct pdf_canvas *canvas, enum pdf_colour colour, double x, double y, double width,
        double height)
{
        cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
        pdf_line(canvas, colour, x + width / 2, y + width / 2, x + width / 2,
                 y + height - width / 2, width);
        cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_BUTT);
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
