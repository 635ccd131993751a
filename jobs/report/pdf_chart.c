#include "report/pdf_chart.h"

#include <math.h>

#include "base/text.h"
#include "interview/summary.h"
#include "model/report_context.h"
#include "report/pdf_flow.h"
#include "report/pdf_words.h"

static const double NAME_WIDTH = 158;
static const double VALUE_WIDTH = 34;
static const double GAP = 12;
static const double HEAD_HEIGHT = 17;
static const double ROW_LEAST = 20;
static const double DOT = 4;
static const double TICK = 7;

// The levels of level_word (interview/scoring.h).
static const struct {
        double from;
        double to;
        const char *name;
        enum pdf_colour ground;
} ZONES[] = {
        {0, 3, "Below", PDF_GROUND},
        {3, 5.5, "Partly", PDF_WHITE},
        {5.5, 8, "Meets", PDF_GROUND},
        {8, 10, "Exceeds", PDF_WHITE},
};

struct plot {
        double x;
        double width;
};

static struct plot
plot_of(double x, double width)
{
        return (struct plot){
                .x = x + NAME_WIDTH + GAP,
                .width = width - NAME_WIDTH - VALUE_WIDTH - 2 * GAP,
        };
}

static double
place_of(const struct plot *plot, double score)
{
        return plot->x + plot->width * fmin(fmax(score, 0), 10) / 10;
}

static void
draw_head(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        (void)context;
        struct plot plot = plot_of(x, width);
        for (size_t i = 0; i < COUNT_OF(ZONES); i++) {
                double from = place_of(&plot, ZONES[i].from);
                double to = place_of(&plot, ZONES[i].to);
                pdf_text(canvas, PDF_LABEL, PDF_MUTED, ZONES[i].name, from, y + 2, to - from,
                         PDF_CENTRE, 1);
        }
}

struct row {
        const struct summary_criterion *criterion;
        const char *value;
        double average; // NAN
        double height;
};

static void
draw_row(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        const struct row *row = context;
        const struct criterion_score *score = &row->criterion->score;
        struct plot plot = plot_of(x, width);
        double middle = y + row->height / 2;
        for (size_t i = 0; i < COUNT_OF(ZONES); i++) {
                double from = place_of(&plot, ZONES[i].from);
                double to = place_of(&plot, ZONES[i].to);
                pdf_box(canvas, ZONES[i].ground, from, y, to - from, row->height, 0);
        }
        pdf_line(canvas, PDF_RULE, plot.x, middle, plot.x + plot.width, middle, 0.5);
        double name_height =
                pdf_text_height(canvas, PDF_NOTE, score->criterion->name, NAME_WIDTH, 2);
        pdf_text(canvas, PDF_NOTE, PDF_INK, score->criterion->name, x, middle - name_height / 2,
                 NAME_WIDTH, PDF_LEFT, 2);
        double value_x = plot.x + plot.width + GAP;
        double value_height = pdf_text_height(canvas, PDF_NOTE, row->value, VALUE_WIDTH, 1);
        pdf_text(canvas, PDF_NOTE, isnan(score->score) ? PDF_MUTED : PDF_INK, row->value, value_x,
                 middle - value_height / 2, VALUE_WIDTH, PDF_RIGHT, 1);
        if (!isnan(row->average))
                pdf_line(canvas, PDF_MUTED, place_of(&plot, row->average), middle - TICK,
                         place_of(&plot, row->average), middle + TICK, 1.6);
        if (isnan(score->score))
                return;
        if (!isnan(score->lowest) && !isnan(score->highest))
                pdf_line(canvas, PDF_TEAL_SOFT, place_of(&plot, score->lowest), middle,
                         place_of(&plot, score->highest), middle, 4);
        pdf_dot(canvas, PDF_WHITE, place_of(&plot, score->score), middle, DOT + 1.2, false);
        pdf_dot(canvas, PDF_TEAL, place_of(&plot, score->score), middle, DOT, false);
}

static void
draw_end(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        (void)context;
        struct plot plot = plot_of(x, width);
        pdf_line(canvas, PDF_RULE, plot.x, y, plot.x + plot.width, y, 0.5);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, "0", plot.x - 10, y + 2, 20, PDF_CENTRE, 1);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, "10", plot.x + plot.width - 10, y + 2, 20,
                 PDF_CENTRE, 1);
}

static double
average_of(const struct report_context *context, const char *key)
{
        for (size_t i = 0; context != NULL && i < context->average_count; i++) {
                if (text_equals(context->averages[i].criterion, key))
                        return context->averages[i].mean;
        }
        return NAN;
}

void
pdf_chart(struct pdf_flow *flow, const struct summary *summary,
          const struct report_context *context)
{
        pdf_flow_drawing(flow, (struct pdf_drawing){.height = HEAD_HEIGHT, .draw = draw_head},
                         (struct pdf_set){.before = 6, .keeps_next = true});
        for (size_t i = 0; i < summary->criterion_count; i++) {
                struct row *row = arena_alloc(flow->arena, 1, sizeof *row);
                const struct summary_criterion *criterion = &summary->criteria[i];
                double name = pdf_text_height(flow->canvas, PDF_NOTE,
                                              criterion->score.criterion->name, NAME_WIDTH, 2);
                *row = (struct row){
                        .criterion = criterion,
                        .value = isnan(criterion->score.score)
                                         ? "none"
                                         : pdf_score(criterion->score.score, flow->arena),
                        .average = average_of(context, criterion->score.criterion->key),
                        .height = fmax(ROW_LEAST, name + 5),
                };
                pdf_flow_drawing(flow,
                                 (struct pdf_drawing){
                                         .height = row->height, .draw = draw_row, .context = row},
                                 (struct pdf_set){.keeps_next = true});
        }
        pdf_flow_drawing(flow, (struct pdf_drawing){.height = 15, .draw = draw_end},
                         (struct pdf_set){0});
}
