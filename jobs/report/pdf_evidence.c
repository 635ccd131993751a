#include <math.h>

#include "base/text.h"
#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/pdf_words.h"
#include "report/report.h"

static const double QUOTE_INDENT = 14;

static const char *
indicator_text(const struct criterion *criterion, const char *key)
{
        const struct indicator *indicator = criterion_indicator(criterion, key);
        return indicator == NULL ? key : indicator->text;
}

// Steps of a scale, such as parts of the points that matter: whoever reached one has those below
// it.
static bool
is_step(const struct evidence *evidence)
{
        return text_starts(evidence->indicator, "made_");
}

// One quote may show several things: they stand above it together, of steps the highest alone.
static const char *
shown_by(const struct criterion *criterion, const struct evidence *evidence, size_t count,
         struct arena *arena)
{
        const char *shown = NULL;
        for (size_t i = 0; i < count; i++) {
                const char *text = indicator_text(criterion, evidence[i].indicator);
                if (is_step(&evidence[i]) && i + 1 < count && is_step(&evidence[i + 1]))
                        continue;
                shown = shown == NULL ? text : arena_print(arena, "%s\n%s", shown, text);
        }
        return shown;
}

static void
add_quote(struct pdf_flow *flow, const struct criterion *criterion, const struct evidence *evidence,
          size_t count)
{
        const char *place = pdf_place(evidence->start_ms, flow->arena);
        const char *where = arena_print(flow->arena, "answer %d%s%s", evidence->turn,
                                        place[0] == '\0' ? "" : ", ", place);
        pdf_flow_text(flow, PDF_NOTE, shown_by(criterion, evidence, count, flow->arena),
                      (struct pdf_set){.before = 8,
                                       .indent = QUOTE_INDENT,
                                       .colour = PDF_MUTED,
                                       .keeps_next = true,
                                       .beside = where});
        pdf_flow_text(flow, PDF_QUOTE, arena_print(flow->arena, "\u201c%s\u201d", evidence->quote),
                      (struct pdf_set){.before = 2, .indent = QUOTE_INDENT, .has_bar = true});
}

// How many of them, from the first on, are the same words of the same answer.
static size_t
count_same(const struct evidence *evidence, size_t count)
{
        size_t same = 1;
        while (same < count && evidence[same].turn == evidence[0].turn &&
               evidence[same].offset == evidence[0].offset &&
               text_equals(evidence[same].quote, evidence[0].quote))
                same++;
        return same;
}

static void
add_not_shown(struct pdf_flow *flow, struct summary_texts texts)
{
        if (texts.count == 0)
                return;
        pdf_flow_text(flow, PDF_LABEL, "NOT SHOWN",
                      (struct pdf_set){.before = 9,
                                       .indent = QUOTE_INDENT,
                                       .colour = PDF_MUTED,
                                       .keeps_next = true});
        for (size_t i = 0; i < texts.count; i++)
                pdf_flow_text(
                        flow, PDF_NOTE, texts.items[i],
                        (struct pdf_set){.before = 1, .indent = QUOTE_INDENT, .colour = PDF_MUTED});
}

static void
add_criterion(struct pdf_flow *flow, const struct summary_criterion *criterion)
{
        const struct criterion_score *score = &criterion->score;
        const char *beside = isnan(score->score) ? criterion->level_word
                                                 : arena_print(flow->arena, "%s  %.1f",
                                                               criterion->level_word, score->score);
        pdf_flow_text(flow, PDF_SUBHEADING, score->criterion->name,
                      (struct pdf_set){.before = 20,
                                       .colour = PDF_TEAL,
                                       .keeps_next = true,
                                       .outline = 2,
                                       .beside = beside});
        pdf_flow_text(flow, PDF_NOTE, score->criterion->description,
                      (struct pdf_set){.before = 1, .colour = PDF_MUTED, .keeps_next = true});
        if (!isnan(score->score))
                pdf_flow_text(flow, PDF_BODY, criterion->level,
                              (struct pdf_set){.before = 4, .keeps_next = true});
        for (size_t i = 0; i < criterion->evidence_count;) {
                const struct evidence *evidence = &criterion->evidence[i];
                size_t same = count_same(evidence, criterion->evidence_count - i);
                add_quote(flow, score->criterion, evidence, same);
                i += same;
        }
        if (criterion->evidence_count == 0)
                pdf_flow_text(flow, PDF_BODY, "Nothing was said that shows it.",
                              (struct pdf_set){.before = 4, .keeps_next = true});
        add_not_shown(flow, criterion->not_shown);
}

void
pdf_part_evidence(struct pdf_flow *flow, const struct report *report)
{
        pdf_flow_break(flow);
        pdf_flow_text(flow, PDF_HEADING, "Evidence",
                      (struct pdf_set){.keeps_next = true, .outline = 1});
        if (!report->matter->interview.consent.ai_evaluation) {
                pdf_flow_text(flow, PDF_BODY, report->null_reason, (struct pdf_set){.before = 6});
                return;
        }
        pdf_flow_text(flow, PDF_NOTE,
                      "Every quote stands word for word in the transcript. Only what is quoted "
                      "here has earned points.",
                      (struct pdf_set){.before = 4, .colour = PDF_MUTED});
        for (size_t i = 0; i < report->summary.criterion_count; i++)
                add_criterion(flow, &report->summary.criteria[i]);
}
