#include <math.h>
#include <string.h>

#include "base/text.h"
#include "report/pdf_chart.h"
#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/pdf_words.h"
#include "report/report.h"

static const double FACTS_HEIGHT = 40;
static const double NOTE_PAD = 10;

static const char PERSON_DECIDES[] =
        "A person decides. The scores below are computed from words that were said, by a rubric "
        "that stands in this report; each can be checked against its quotes. They say how much was "
        "shown in this conversation, not what somebody is able to do.";

static void
draw_masthead(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        (void)context;
        pdf_text(canvas, PDF_WORDMARK, PDF_TEAL, "EARSHOT", x, y, width / 2, PDF_LEFT, 1);
        pdf_text(canvas, PDF_NOTE, PDF_MUTED, "Interview report", x + width / 2, y, width / 2,
                 PDF_RIGHT, 1);
}

struct cell {
        const char *label;
        const char *value;
};
struct facts {
        struct cell cells[4];
};

static void
draw_facts(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        const struct facts *facts = context;
        double step = width / (double)COUNT_OF(facts->cells);
        pdf_line(canvas, PDF_RULE, x, y, x + width, y, 0.5);
        for (size_t i = 0; i < COUNT_OF(facts->cells); i++) {
                double left = x + step * (double)i;
                pdf_text(canvas, PDF_LABEL, PDF_MUTED, facts->cells[i].label, left, y + 8, step - 8,
                         PDF_LEFT, 1);
                pdf_text(canvas, PDF_BODY, PDF_INK, facts->cells[i].value, left, y + 19, step - 8,
                         PDF_LEFT, 1);
        }
        pdf_line(canvas, PDF_RULE, x, y + FACTS_HEIGHT, x + width, y + FACTS_HEIGHT, 0.5);
}

static const char *
length_of(const struct interview *interview, struct arena *arena)
{
        return interview->started_at == NULL ? "not started"
                                             : pdf_length(interview->elapsed_seconds, arena);
}

static void
add_facts(struct pdf_flow *flow, const struct report *report)
{
        const struct interview *interview = &report->matter->interview;
        const struct summary *summary = &report->summary;
        struct facts *facts = arena_alloc(flow->arena, 1, sizeof *facts);
        const char *skipped =
                summary->questions_skipped == 0
                        ? ""
                        : arena_print(flow->arena, ", %d skipped", summary->questions_skipped);
        const char *date =
                interview->started_at == NULL ? interview->created_at : interview->started_at;
        facts->cells[0] = (struct cell){"DATE", pdf_date(date, flow->arena)};
        facts->cells[1] = (struct cell){"LENGTH", length_of(interview, flow->arena)};
        facts->cells[2] = (struct cell){
                "ANSWERS", arena_print(flow->arena, "%d%s", summary->questions_answered, skipped)};
        facts->cells[3] = (struct cell){"RUBRIC", report->matter->rubric.name};
        pdf_flow_drawing(
                flow,
                (struct pdf_drawing){.height = FACTS_HEIGHT, .draw = draw_facts, .context = facts},
                (struct pdf_set){.before = 12});
}

static void
draw_note(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        const double *height = context;
        pdf_box(canvas, PDF_TEAL_LIGHT, x, y, width, *height, 4);
        pdf_box(canvas, PDF_TEAL, x, y, 3, *height, 1.5);
        pdf_text(canvas, PDF_NOTE, PDF_INK, PERSON_DECIDES, x + NOTE_PAD + 4, y + NOTE_PAD,
                 width - 2 * NOTE_PAD - 4, PDF_LEFT, 0);
}

static void
add_note(struct pdf_flow *flow)
{
        double *height = arena_alloc(flow->arena, 1, sizeof *height);
        *height = 2 * NOTE_PAD + pdf_text_height(flow->canvas, PDF_NOTE, PERSON_DECIDES,
                                                 PDF_TEXT_WIDTH - 2 * NOTE_PAD - 4, 0);
        pdf_flow_drawing(
                flow, (struct pdf_drawing){.height = *height, .draw = draw_note, .context = height},
                (struct pdf_set){.before = 14});
}

static const char *
overall_words(double score)
{
        static const struct {
                const char *level;
                const char *words;
        } WORDS[] = {
                {"Exceeds", "Exceeds what the rubric asks for"},
                {"Meets", "Meets what the rubric asks for"},
                {"Partly", "Partly meets what the rubric asks for"},
                {"Below", "Below what the rubric asks for"},
        };
        for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
                if (text_equals(WORDS[i].level, level_word(score)))
                        return WORDS[i].words;
        }
        return "No overall score";
}

static void
add_overall(struct pdf_flow *flow, const struct report *report)
{
        double overall = report->summary.scores.overall;
        pdf_flow_text(flow, PDF_LABEL, "OVERALL",
                      (struct pdf_set){.before = 18,
                                       .colour = PDF_MUTED,
                                       .keeps_next = true,
                                       .outline = 1,
                                       .outline_title = "Overall"});
        pdf_flow_text(flow, PDF_LARGE, overall_words(overall),
                      (struct pdf_set){.before = 2, .colour = PDF_TEAL, .keeps_next = true});
        if (isnan(overall)) {
                pdf_flow_text(flow, PDF_BODY, report->null_reason,
                              (struct pdf_set){.before = 2, .colour = PDF_INK});
                return;
        }
        const char *place = "";
        pdf_flow_text(flow, PDF_BODY,
                      arena_print(flow->arena, "%.1f of 10, over the %d answers given.%s", overall,
                                  report->summary.questions_answered, place),
                      (struct pdf_set){.before = 1, .colour = PDF_MUTED});
}

static void
add_list(struct pdf_flow *flow, const char *title, struct summary_texts texts)
{
        if (texts.count == 0)
                return;
        pdf_flow_text(flow, PDF_SUBHEADING, title,
                      (struct pdf_set){.before = 13, .keeps_next = true, .outline = 2});
        for (size_t i = 0; i < texts.count; i++)
                pdf_flow_text(flow, PDF_BODY, arena_print(flow->arena, "•  %s", texts.items[i]),
                              (struct pdf_set){.before = 2.5, .indent = 2});
}

// "turn 3: addresses_the_machine" as people write it.
static struct summary_texts
flags_in_words(struct summary_texts flags, struct arena *arena)
{
        const char **words = arena_alloc(arena, flags.count + 1, sizeof *words);
        for (size_t i = 0; i < flags.count; i++) {
                char *text = arena_text(arena, flags.items[i]);
                for (char *at = text; (at = strchr(at, '_')) != NULL;)
                        *at = ' ';
                words[i] = text;
        }
        return (struct summary_texts){words, flags.count};
}

void
pdf_part_cover(struct pdf_flow *flow, const struct report *report)
{
        const struct interview *interview = &report->matter->interview;
        const struct summary *summary = &report->summary;
        pdf_flow_drawing(flow, (struct pdf_drawing){.height = 24, .draw = draw_masthead},
                         (struct pdf_set){0});
        pdf_flow_text(flow, PDF_TITLE, interview->candidate_name,
                      (struct pdf_set){.before = 6, .keeps_next = true});
        pdf_flow_text(flow, PDF_BODY, interview->terms.title,
                      (struct pdf_set){.before = 2, .colour = PDF_MUTED});
        add_facts(flow, report);
        add_note(flow);
        add_overall(flow, report);
        if (report->null_reason == NULL || !isnan(summary->scores.overall)) {
                pdf_chart(flow, summary);
                pdf_flow_text(flow, PDF_SMALL,
                              "Dot: the score. Bar: the scores that come out when any one answer "
                              "is left out. None: nothing was shown of it, which is not a low "
                              "score.",
                              (struct pdf_set){.before = 3, .colour = PDF_MUTED});
        }
        if (summary->text != NULL && summary->text[0] != '\0') {
                pdf_flow_text(flow, PDF_SUBHEADING, "Summary",
                              (struct pdf_set){.before = 14, .keeps_next = true, .outline = 2});
                pdf_flow_text(flow, PDF_BODY, summary->text, (struct pdf_set){.before = 3});
        }
        add_list(flow, "Strengths", summary->strengths);
        add_list(flow, "Points to probe", summary->weaknesses);
        add_list(flow, "For a person to look at", flags_in_words(summary->flags, flow->arena));
}
