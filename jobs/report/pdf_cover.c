#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/pdf_chart.h"
#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/pdf_words.h"
#include "report/report.h"

static const double FACTS_HEIGHT = 40;
static const double NOTE_PAD = 10;

static const char PERSON_DECIDES[] = "A person decides. The scores are computed from words that "
                                     "were said; they say how much was "
                                     "shown in this conversation, not what somebody is able to do.";
static const char WITHOUT_TICKS[] = "Dot: the score. Bar: the scores that come out when any one "
                                    "answer is left out. None: nothing "
                                    "was shown of it, which is not a low score.";
static const char WITH_TICKS[] =
        "Dot: the score. Bar: the scores that come out when any one answer is left out. Tick: the "
        "mean of the posting's other reports. None: nothing was shown of it, which is not a low "
        "score.";

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

static const char *
place_among(const struct report *report, struct arena *arena)
{
        if (report->context == NULL || report->context->standing.compared_to_count < COMPARED_LEAST)
                return "";
        return arena_print(
                arena, " Higher than %d of %d other interviews for this posting, as of %s.",
                report->context->standing.lower_count, report->context->standing.compared_to_count,
                pdf_date(report->generated_at, arena));
}

static void
add_overall(struct pdf_flow *flow, const struct report *report)
{
        double overall = report->summary.scores.overall;
        pdf_flow_text(flow, PDF_LABEL, "OVERALL",
                      (struct pdf_set){.before = 12,
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
        const char *place = place_among(report, flow->arena);
        pdf_flow_text(flow, PDF_BODY,
                      arena_print(flow->arena, "%.1f of 10, over the %d answer%s given.%s", overall,
                                  report->summary.questions_answered,
                                  report->summary.questions_answered == 1 ? "" : "s", place),
                      (struct pdf_set){.before = 1, .colour = PDF_MUTED});
}

static void
add_list(struct pdf_flow *flow, const char *title, struct summary_texts texts)
{
        if (texts.count == 0)
                return;
        pdf_flow_text(flow, PDF_SUBHEADING, title,
                      (struct pdf_set){.before = 9, .keeps_next = true, .outline = 2});
        for (size_t i = 0; i < texts.count; i++)
                pdf_flow_text(flow, PDF_NOTE, arena_print(flow->arena, "•  %s", texts.items[i]),
                              (struct pdf_set){.before = 2, .indent = 2});
}

// So many stand on the first page, so that it holds the decision, too.
enum { POINTS_ON_COVER = 4 };

static struct summary_texts
first_of(struct summary_texts texts)
{
        if (texts.count > POINTS_ON_COVER)
                texts.count = POINTS_ON_COVER;
        return texts;
}

static int
turn_of_flag(const char *flag)
{
        return text_starts(flag, "turn ") ? (int)strtol(flag + strlen("turn "), NULL, 10) : 0;
}

// "turn 3: addresses_the_machine" or "resume: hidden_text" as people write it, with what to do.
static struct summary_texts
flags_in_words(struct summary_texts flags, struct arena *arena)
{
        static const struct {
                const char *name; // of the flag; with "resume: " the whole of it
                const char *words;
        } WORDS[] = {
                {"resume: hidden_text", "The resume has text that its reader cannot see. No model "
                                        "was given it: look at the file, and ask the candidate."},
                {"resume: addresses_the_machine",
                 "The resume speaks to the machine that reads it. That earned nothing: look at the "
                 "file, and ask the candidate."},
                {"resume: comments", "The resume has comments in it. No model was given them."},
                {"addresses_the_machine", "speaks to the machine instead of answering. This earned "
                                          "nothing: listen to it, and "
                                          "judge the rest by what it says."},
                {"repeats_the_question",
                 "mostly says the question again. Listen whether it goes on from there."},
                {"lists_keywords",
                 "lists terms without saying anything about them. Ask for one of them in a talk."},
        };
        const char **words = arena_alloc(arena, flags.count + 1, sizeof *words);
        for (size_t i = 0; i < flags.count; i++) {
                const char *name = strstr(flags.items[i], ": ");
                words[i] = flags.items[i];
                for (size_t k = 0; name != NULL && k < COUNT_OF(WORDS); k++) {
                        if (text_equals(WORDS[k].name, flags.items[i]))
                                words[i] = WORDS[k].words;
                        else if (text_equals(WORDS[k].name, name + 2))
                                words[i] =
                                        arena_print(arena, "Answer %d %s",
                                                    turn_of_flag(flags.items[i]), WORDS[k].words);
                }
        }
        return (struct summary_texts){words, flags.count};
}

struct decision_box {
        const struct interview *interview;
        double height;
};

static const char *
decision_words(const char *decision)
{
        return text_equals(decision, "advance")  ? "Advance"
               : text_equals(decision, "reject") ? "Reject"
                                                 : "Hold";
}

// What a person decided, or the room to write it down; and a line to sign on.
static void
draw_decision(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        const struct decision_box *box = context;
        const struct interview *interview = box->interview;
        double inner = x + NOTE_PAD;
        double half = width / 2;
        pdf_box(canvas, PDF_GROUND, x, y, width, box->height, 4);
        pdf_text(canvas, PDF_LABEL, PDF_MUTED, "DECISION", inner, y + 8, half, PDF_LEFT, 1);
        pdf_text(canvas, PDF_STRONG, PDF_INK,
                 interview->decision == NULL ? "Advance     Hold     Reject"
                                             : decision_words(interview->decision),
                 inner, y + 20, half, PDF_LEFT, 1);
        if (interview->decision_reason != NULL)
                pdf_text(canvas, PDF_NOTE, PDF_INK, interview->decision_reason, inner, y + 35,
                         half - 2 * NOTE_PAD, PDF_LEFT, 3);
        else
                pdf_line(canvas, PDF_RULE, inner, y + box->height - 14, x + half - NOTE_PAD,
                         y + box->height - 14, 0.7);
        pdf_line(canvas, PDF_MUTED, x + half + NOTE_PAD, y + box->height - 24, x + width - NOTE_PAD,
                 y + box->height - 24, 0.7);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED,
                 interview->decided_by == NULL ? "Date, name, signature" : interview->decided_by,
                 x + half + NOTE_PAD, y + box->height - 20, half - 2 * NOTE_PAD, PDF_LEFT, 1);
}

static void
add_decision(struct pdf_flow *flow, const struct interview *interview)
{
        struct decision_box *box = arena_alloc(flow->arena, 1, sizeof *box);
        *box = (struct decision_box){.interview = interview, .height = 68};
        pdf_flow_drawing(
                flow,
                (struct pdf_drawing){.height = box->height, .draw = draw_decision, .context = box},
                (struct pdf_set){.before = 10});
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
        pdf_flow_text(flow, PDF_NOTE, PERSON_DECIDES,
                      (struct pdf_set){.before = 8, .colour = PDF_MUTED});
        add_overall(flow, report);
        bool has_averages = report->context != NULL && report->context->average_count > 0;
        if (report->null_reason == NULL || !isnan(summary->scores.overall)) {
                pdf_chart(flow, summary, report->context);
                pdf_flow_text(flow, PDF_SMALL, has_averages ? WITH_TICKS : WITHOUT_TICKS,
                              (struct pdf_set){.before = 3, .colour = PDF_MUTED});
        }
        if (summary->text != NULL && summary->text[0] != '\0') {
                pdf_flow_text(flow, PDF_SUBHEADING, "Summary",
                              (struct pdf_set){.before = 9, .keeps_next = true, .outline = 2});
                pdf_flow_text(flow, PDF_BODY, summary->text, (struct pdf_set){.before = 3});
        }
        add_list(flow, "Strengths", first_of(summary->strengths));
        add_list(flow, "Points to probe", first_of(summary->weaknesses));
        add_list(flow, "For a person to look at", flags_in_words(summary->flags, flow->arena));
        // Nothing of what people think stands in the candidate's own.
        if (report->context != NULL)
                add_decision(flow, interview);
}

void
pdf_part_advice(struct pdf_flow *flow, const struct report *report)
{
        const struct summary *summary = &report->summary;
        if (!report->matter->interview.consent.ai_evaluation ||
            summary->immediate_improvements.count == 0)
                return;
        pdf_flow_text(flow, PDF_HEADING, "What would help",
                      (struct pdf_set){.before = 28, .keeps_next = true, .outline = 1});
        add_list(flow, "In the next answer", summary->immediate_improvements);
        add_list(flow, "To practise", summary->practice_areas);
        add_list(flow, "To read on", summary->resources_recommended);
}
