#include "report/pdf_flow.h"

#include <math.h>

#include "report/pdf_paragraph.h"

static const double PAGE_BOTTOM = PDF_PAGE_HEIGHT - PDF_MARGIN_BOTTOM;
static const double BESIDE_WIDTH = 170;
static const double BESIDE_GAP = 8;
static const double BESIDE_STEP = 60;
static const double BAR_GAP = 9;
static const double BAR_THICKNESS = 2;

// Lines that must stand together at either side of a break.
enum { LINES_TOGETHER = 2, OUTLINE_DEPTH = 2 };

// A part of a paragraph on one page.
struct piece {
        struct piece *next;
        int page;
        double y;
        int first_line;
        int line_count;
};

struct pdf_item {
        struct pdf_item *next;
        struct pdf_set set;
        const char *text;
        const struct pdf_paragraph *paragraph; // NULL: a drawing or a break
        const struct pdf_paragraph *beside;    // NULL: none
        struct pdf_drawing drawing;
        bool is_break;
        const double *line_tops; // one more than there are lines: the last is the height
        int line_count;          // 1 for drawings
        struct piece *pieces;
};

static struct pdf_item *
add_item(struct pdf_flow *flow, struct pdf_set set)
{
        struct pdf_item *item = arena_alloc(flow->arena, 1, sizeof *item);
        item->set = set;
        if (flow->last == NULL)
                flow->first = item;
        else
                flow->last->next = item;
        flow->last = item;
        return item;
}

void
pdf_flow_text(struct pdf_flow *flow, enum pdf_style style, const char *text, struct pdf_set set)
{
        if (text == NULL || text[0] == '\0')
                return;
        struct pdf_item *item = add_item(flow, set);
        double width = PDF_TEXT_WIDTH - set.indent - set.narrower;
        if (set.beside != NULL) {
                item->beside = pdf_paragraph_of(flow->canvas, PDF_NOTE, set.beside, BESIDE_WIDTH,
                                                PDF_RIGHT, 1);
                // In steps, so that equal texts beside different numbers are as wide as each other.
                width -= ceil(ceil(item->beside->width) / BESIDE_STEP) * BESIDE_STEP + BESIDE_GAP;
        }
        item->text = text;
        item->paragraph = pdf_paragraph_of(flow->canvas, style, text, width, PDF_LEFT, 0);
        item->line_tops = item->paragraph->line_tops;
        item->line_count = item->paragraph->line_count;
}

void
pdf_flow_drawing(struct pdf_flow *flow, struct pdf_drawing drawing, struct pdf_set set)
{
        struct pdf_item *item = add_item(flow, set);
        item->drawing = drawing;
        item->line_count = 1;
        double *tops = arena_alloc(flow->arena, 2, sizeof *tops);
        tops[1] = drawing.height;
        item->line_tops = tops;
}

void
pdf_flow_break(struct pdf_flow *flow)
{
        add_item(flow, (struct pdf_set){0})->is_break = true;
}

static double
height_of(const struct pdf_item *item, int first_line, int line_count)
{
        return item->line_tops[first_line + line_count] - item->line_tops[first_line];
}

// The height that must be free so that the item may begin here: itself where it is kept with the
// next, and the first lines of the first that is not.
static double
height_together(const struct pdf_item *item)
{
        double height = 0;
        for (; item != NULL && !item->is_break; item = item->next) {
                bool is_whole = item->set.keeps_next || item->line_count <= LINES_TOGETHER + 1;
                height += item->set.before +
                          height_of(item, 0, is_whole ? item->line_count : LINES_TOGETHER);
                if (!item->set.keeps_next)
                        break;
        }
        return height;
}

struct cursor {
        int page;
        double y;
};

static void
turn_page(struct cursor *cursor)
{
        cursor->page++;
        cursor->y = PDF_MARGIN_TOP;
}

static bool
is_at_top(const struct cursor *cursor)
{
        return cursor->y <= PDF_MARGIN_TOP;
}

// How many of the lines left go on this page; at least one at the top of a page.
static int
lines_here(const struct pdf_item *item, int first_line, const struct cursor *cursor)
{
        int left = item->line_count - first_line;
        int fit = 0;
        while (fit < left && cursor->y + height_of(item, first_line, fit + 1) <= PAGE_BOTTOM)
                fit++;
        if (fit < left && left - fit < LINES_TOGETHER)
                fit = left - LINES_TOGETHER;
        if (fit < left && fit < LINES_TOGETHER)
                fit = 0;
        if (fit <= 0 && is_at_top(cursor))
                fit = 1;
        return fit < 0 ? 0 : fit;
}

static void
place_item(struct pdf_flow *flow, struct pdf_item *item, struct cursor *cursor)
{
        struct piece **end = &item->pieces;
        double together = height_together(item);
        bool can_stand_together = together <= PAGE_BOTTOM - PDF_MARGIN_TOP;
        if (!is_at_top(cursor) && can_stand_together && cursor->y + together > PAGE_BOTTOM)
                turn_page(cursor);
        if (!is_at_top(cursor))
                cursor->y += item->set.before;
        for (int line = 0; line < item->line_count;) {
                int count = lines_here(item, line, cursor);
                if (count == 0) {
                        turn_page(cursor);
                        continue;
                }
                struct piece *piece = arena_alloc(flow->arena, 1, sizeof *piece);
                *piece = (struct piece){
                        .page = cursor->page,
                        .y = cursor->y,
                        .first_line = line,
                        .line_count = count,
                };
                *end = piece;
                end = &piece->next;
                cursor->y += height_of(item, line, count);
                line += count;
        }
}

static void
place(struct pdf_flow *flow)
{
        struct cursor cursor = {.page = 1, .y = PDF_MARGIN_TOP};
        for (struct pdf_item *item = flow->first; item != NULL; item = item->next) {
                if (!item->is_break)
                        place_item(flow, item, &cursor);
                else if (!is_at_top(&cursor))
                        turn_page(&cursor);
        }
        flow->page_count = cursor.page;
}

// On the baseline of the first line.
static void
draw_beside(struct pdf_flow *flow, const struct pdf_item *item, const struct piece *piece)
{
        double right = PDF_MARGIN_X + PDF_TEXT_WIDTH - item->set.narrower;
        pdf_paragraph_draw(flow->canvas, item->beside, PDF_MUTED, 0, item->beside->line_count,
                           right - BESIDE_WIDTH,
                           piece->y + item->paragraph->baseline - item->beside->baseline);
}

static void
draw_piece(struct pdf_flow *flow, const struct pdf_item *item, const struct piece *piece)
{
        double x = PDF_MARGIN_X + item->set.indent;
        double height = height_of(item, piece->first_line, piece->line_count);
        if (item->paragraph == NULL) {
                item->drawing.draw(flow->canvas, x, piece->y,
                                   PDF_TEXT_WIDTH - item->set.indent - item->set.narrower,
                                   item->drawing.context);
                return;
        }
        if (item->set.has_bar)
                pdf_bar(flow->canvas, PDF_TEAL_SOFT, x - BAR_GAP, piece->y + 1, BAR_THICKNESS,
                        height - 1);
        pdf_paragraph_draw(flow->canvas, item->paragraph, item->set.colour, piece->first_line,
                           piece->line_count, x, piece->y);
        if (item->beside != NULL && piece->first_line == 0)
                draw_beside(flow, item, piece);
}

static int
last_page_of(const struct pdf_item *item)
{
        int page = 0;
        for (const struct piece *piece = item->pieces; piece != NULL; piece = piece->next)
                page = piece->page;
        return page;
}

// Items stand in the order of their pages: `*from` is the first that is not over, so that a long
// file is walked through once.
static void
draw_page(struct pdf_flow *flow, int page, const struct pdf_item **from)
{
        while (*from != NULL && last_page_of(*from) < page)
                *from = (*from)->next;
        for (const struct pdf_item *item = *from; item != NULL; item = item->next) {
                if (item->pieces != NULL && item->pieces->page > page)
                        break;
                for (const struct piece *piece = item->pieces; piece != NULL; piece = piece->next) {
                        if (piece->page == page)
                                draw_piece(flow, item, piece);
                }
        }
}

// The outline names pages, so all of them must be known, and it is written before the file ends.
static void
write_outline(struct pdf_flow *flow)
{
        int newest[OUTLINE_DEPTH + 1] = {0};
        for (const struct pdf_item *item = flow->first; item != NULL; item = item->next) {
                int depth = item->set.outline;
                if (depth < 1 || depth > OUTLINE_DEPTH || item->pieces == NULL)
                        continue;
                const char *title =
                        item->set.outline_title == NULL ? item->text : item->set.outline_title;
                newest[depth] = pdf_outline(flow->canvas, newest[depth - 1], title,
                                            item->pieces->page, item->pieces->y);
        }
}

void
pdf_flow_draw(struct pdf_flow *flow, struct pdf_frame frame)
{
        place(flow);
        const struct pdf_item *from = flow->first;
        for (int page = 1; page <= flow->page_count; page++) {
                frame.draw(flow->canvas, page, flow->page_count, frame.context);
                draw_page(flow, page, &from);
                pdf_page_end(flow->canvas);
        }
        write_outline(flow);
}
