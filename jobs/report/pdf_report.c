#include "report/pdf_report.h"

#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/report.h"

struct frame_facts {
        const char *candidate;
        const char *posting;
        struct arena *arena;
};

static void
draw_frame(struct pdf_canvas *canvas, int page, int page_count, const void *context)
{
        const struct frame_facts *facts = context;
        const double half = PDF_TEXT_WIDTH / 2;
        const double foot = PDF_PAGE_HEIGHT - 36;
        const char *number = arena_print(facts->arena, "%d of %d", page, page_count);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, "Earshot interview report. A person decides.",
                 PDF_MARGIN_X, foot, half, PDF_LEFT, 1);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, number, PDF_MARGIN_X + half, foot, half, PDF_RIGHT,
                 1);
        if (page == 1) {
                pdf_box(canvas, PDF_TEAL, 0, 0, PDF_PAGE_WIDTH, 5, 0);
                return;
        }
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, facts->candidate, PDF_MARGIN_X, 30, half - 8,
                 PDF_LEFT, 1);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, facts->posting, PDF_MARGIN_X + half, 30, half,
                 PDF_RIGHT, 1);
        pdf_line(canvas, PDF_RULE, PDF_MARGIN_X, 46, PDF_MARGIN_X + PDF_TEXT_WIDTH, 46, 0.5);
}

bool
pdf_report(const struct report *report, struct arena *arena, struct buf *out, struct err *err)
{
        const struct interview *interview = &report->matter->interview;
        OWN(pdf_canvas_close) struct pdf_canvas canvas = {0};
        struct pdf_flow flow = {.canvas = &canvas, .arena = arena};
        struct frame_facts facts = {
                .candidate = interview->candidate_name,
                .posting = interview->terms.title,
                .arena = arena,
        };
        struct pdf_facts file = {
                .title = arena_print(arena, "Interview report: %s", interview->candidate_name),
                .subject = interview->terms.title,
                .made_at = report->generated_at,
        };
        if (!pdf_canvas_open(&canvas, &file, arena, out, err))
                return false;
        pdf_part_cover(&flow, report);
        pdf_part_evidence(&flow, report);
        pdf_part_advice(&flow, report);
        pdf_part_transcript(&flow, report);
        pdf_part_facts(&flow, report);
        pdf_flow_draw(&flow, (struct pdf_frame){.draw = draw_frame, .context = &facts});
        return pdf_canvas_finish(&canvas, err);
}
