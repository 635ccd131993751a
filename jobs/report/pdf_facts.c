#include <math.h>

#include "base/text.h"
#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/pdf_words.h"
#include "report/report.h"

static const double ROW_HEIGHT = 16;
enum { COLUMNS = 7 };
// Turns whose digests stand on one page at the end.
enum { DIGESTS_TOGETHER = 4 };

struct table_row {
        bool is_head;
        const char *cells[COLUMNS];
};

static void
draw_row(struct pdf_canvas *canvas, double x, double y, double width, const void *context)
{
        const struct table_row *row = context;
        double step = width / COLUMNS;
        for (int i = 0; i < COLUMNS; i++)
                pdf_text(canvas, row->is_head ? PDF_LABEL : PDF_NOTE,
                         row->is_head ? PDF_MUTED : PDF_INK, row->cells[i], x + step * i,
                         y + (row->is_head ? 4 : 3), step - 4, i == 0 ? PDF_LEFT : PDF_RIGHT, 1);
        pdf_line(canvas, PDF_RULE, x, y + ROW_HEIGHT, x + width, y + ROW_HEIGHT, 0.5);
}

static void
add_row(struct pdf_flow *flow, const struct table_row *row)
{
        struct table_row *kept = arena_alloc(flow->arena, 1, sizeof *kept);
        *kept = *row;
        pdf_flow_drawing(
                flow, (struct pdf_drawing){.height = ROW_HEIGHT, .draw = draw_row, .context = kept},
                (struct pdf_set){.before = row->is_head ? 6 : 0, .keeps_next = row->is_head});
}

static void
add_voice(struct pdf_flow *flow, int number, const struct voice_metrics *voice)
{
        struct arena *arena = flow->arena;
        struct table_row row = {.cells = {
                                        arena_print(arena, "Answer %d", number),
                                        pdf_length((voice->duration_ms + 500) / 1000, arena),
                                        pdf_length((voice->speech_ms + 500) / 1000, arena),
                                        arena_print(arena, "%.0f", voice->speech_pace),
                                        arena_print(arena, "%d", voice->pause_count),
                                        pdf_length((voice->longest_pause_ms + 500) / 1000, arena),
                                        arena_print(arena, "%d", voice->filler_word_count),
                                }};
        add_row(flow, &row);
}

static void
add_delivery(struct pdf_flow *flow, const struct report *report)
{
        static const struct table_row HEAD = {
                .is_head = true,
                .cells = {"", "LENGTH", "SPEECH", "WORDS/MIN", "PAUSES", "LONGEST", "FILLERS"},
        };
        const struct summary *summary = &report->summary;
        pdf_flow_text(flow, PDF_HEADING, "Timing and delivery",
                      (struct pdf_set){.before = 28, .keeps_next = true, .outline = 1});
        pdf_flow_text(flow, PDF_NOTE, "Facts for coaching. Not part of any score.",
                      (struct pdf_set){.before = 3, .colour = PDF_MUTED, .keeps_next = true});
        if (isnan(summary->avg_speech_pace)) {
                pdf_flow_text(flow, PDF_BODY, "Nothing was spoken.", (struct pdf_set){.before = 4});
                return;
        }
        pdf_flow_text(
                flow, PDF_BODY,
                arena_print(
                        flow->arena,
                        "Spoken for %s in all, %.0f words a minute on average, %d filler words.",
                        pdf_length(summary->total_speaking_time_seconds, flow->arena),
                        summary->avg_speech_pace, summary->total_filler_words),
                (struct pdf_set){.before = 4, .keeps_next = true});
        add_row(flow, &HEAD);
        for (size_t i = 0; i < report->turn_count; i++) {
                if (report->turns[i].turn->has_voice)
                        add_voice(flow, report->turns[i].turn->number,
                                  &report->turns[i].turn->voice);
        }
}

static const char *
named_criterion(const struct report *report, const char *key)
{
        const struct criterion *criterion = rubric_criterion(&report->matter->rubric, key);
        return criterion == NULL ? key : criterion->name;
}

static void
add_human_score(struct pdf_flow *flow, const struct report *report, const struct human_score *score)
{
        struct arena *arena = flow->arena;
        const char *by_machine =
                isnan(score->machine_score)
                        ? "none by the machine"
                        : arena_print(arena, "%.1f by the machine", score->machine_score);
        pdf_flow_text(flow, PDF_BODY,
                      arena_print(arena, "%s: %s%s", named_criterion(report, score->criterion),
                                  isnan(score->score)
                                          ? "not shown"
                                          : arena_print(arena, "%s, %.1f", level_word(score->score),
                                                        score->score),
                                  score->holds ? "" : " (a newer score holds)"),
                      (struct pdf_set){.before = 3,
                                       .keeps_next = score->reason != NULL,
                                       .beside = by_machine});
        if (score->reason != NULL)
                pdf_flow_text(flow, PDF_NOTE, score->reason,
                              (struct pdf_set){.before = 1, .indent = 10, .colour = PDF_MUTED});
}

static void
add_human_scores(struct pdf_flow *flow, const struct report *report)
{
        const struct report_context *context = report->context;
        if (context->scoring_count == 0)
                return;
        pdf_flow_text(flow, PDF_HEADING, "Scores of people",
                      (struct pdf_set){.before = 28, .keeps_next = true, .outline = 1});
        pdf_flow_text(flow, PDF_NOTE, "Beside the machine's scores, never mixed into them.",
                      (struct pdf_set){.before = 3, .colour = PDF_MUTED, .keeps_next = true});
        for (size_t i = 0; i < context->scoring_count; i++) {
                const struct human_scoring *scoring = &context->scorings[i];
                pdf_flow_text(flow, PDF_STRONG,
                              scoring->by == NULL ? "A person who is gone" : scoring->by,
                              (struct pdf_set){.before = 8,
                                               .keeps_next = true,
                                               .beside = pdf_date(scoring->at, flow->arena)});
                for (size_t k = 0; k < scoring->score_count; k++)
                        add_human_score(flow, report, &scoring->scores[k]);
                pdf_flow_text(flow, PDF_NOTE, scoring->note, (struct pdf_set){.before = 3});
        }
}

static void
add_history(struct pdf_flow *flow, const struct report_context *context)
{
        static const struct {
                const char *kind;
                const char *words;
        } WORDS[] = {{"made", "The report was made"},
                     {"requested", "Asked for again"},
                     {"decided", "Decided"},
                     {"scored", "Scores were given"}};
        if (context->event_count == 0)
                return;
        pdf_flow_text(flow, PDF_HEADING, "History",
                      (struct pdf_set){.before = 28, .keeps_next = true, .outline = 1});
        for (size_t i = 0; i < context->event_count; i++) {
                const struct report_event *event = &context->events[i];
                const char *words = event->kind;
                for (size_t k = 0; k < COUNT_OF(WORDS); k++)
                        words = text_equals(WORDS[k].kind, event->kind) ? WORDS[k].words : words;
                pdf_flow_text(
                        flow, PDF_NOTE,
                        arena_print(flow->arena, "%s%s%s%s%s%s%s", words,
                                    event->decision == NULL ? "" : ": ",
                                    event->decision == NULL ? "" : event->decision,
                                    event->by == NULL ? "" : ", by ",
                                    event->by == NULL ? "" : event->by,
                                    event->reason == NULL ? "" : ". ",
                                    event->reason == NULL ? "" : event->reason),
                        (struct pdf_set){.before = 3,
                                         .keeps_next = i == 0,
                                         .beside = arena_print(flow->arena, "%s, %s",
                                                               pdf_date(event->at, flow->arena),
                                                               pdf_time(event->at, flow->arena))});
        }
}

static void
add_pair_kept(struct pdf_flow *flow, const char *name, const char *value, bool keeps_next)
{
        pdf_flow_text(
                flow, PDF_MONO, arena_print(flow->arena, "%s  %s", name, value),
                (struct pdf_set){.before = 1.5, .colour = PDF_MUTED, .keeps_next = keeps_next});
}

static void
add_pair(struct pdf_flow *flow, const char *name, const char *value)
{
        add_pair_kept(flow, name, value, false);
}

static const char *
joined(struct summary_texts texts, struct arena *arena)
{
        const char *all = texts.count == 0 ? "none" : texts.items[0];
        for (size_t i = 1; i < texts.count; i++)
                all = arena_print(arena, "%s, %s", all, texts.items[i]);
        return all;
}

static void
add_digests(struct pdf_flow *flow, const struct report *report)
{
        struct arena *arena = flow->arena;
        pdf_flow_text(flow, PDF_SUBHEADING, "SHA-256",
                      (struct pdf_set){.before = 10, .keeps_next = true});
        add_pair(flow, "rubric       ", digest_to_text(report->rubric_digest).text);
        add_pair(flow, "evidence     ", digest_to_text(report->evidence_digest).text);
        for (size_t i = 0; i < report->turn_count; i++) {
                const struct report_turn *turn = &report->turns[i];
                // No page holds the last line alone.
                bool is_near_end = i + DIGESTS_TOGETHER >= report->turn_count;
                bool is_last = i + 1 == report->turn_count;
                if (turn->turn->has_transcript)
                        add_pair_kept(flow,
                                      arena_print(arena, "transcript %2d", turn->turn->number),
                                      digest_to_text(turn->transcript).text,
                                      is_near_end && (turn->has_digest || !is_last));
                if (turn->has_digest)
                        add_pair_kept(flow,
                                      arena_print(arena, "answer     %2d", turn->turn->number),
                                      digest_to_text(turn->clip).text, is_near_end && !is_last);
        }
}

void
pdf_part_facts(struct pdf_flow *flow, const struct report *report)
{
        const struct interview *interview = &report->matter->interview;
        struct arena *arena = flow->arena;
        add_delivery(flow, report);
        // The candidate's own tells nothing of what people think.
        if (report->context != NULL) {
                add_human_scores(flow, report);
                add_history(flow, report->context);
        }
        pdf_flow_text(flow, PDF_HEADING, "How this report was made",
                      (struct pdf_set){.before = 28, .keeps_next = true, .outline = 1});
        pdf_flow_text(flow, PDF_BODY,
                      "The JSON of this report holds all that the scores are computed from, and "
                      "the digests below: whoever has both can compute them again.",
                      (struct pdf_set){.before = 4});
        pdf_flow_text(flow, PDF_SUBHEADING, "Versions",
                      (struct pdf_set){.before = 10, .keeps_next = true});
        add_pair(flow, "report       ", uuid_to_text(report->id).text);
        add_pair(flow, "interview    ", uuid_to_text(interview->id).text);
        add_pair(flow, "made at      ", report->generated_at);
        add_pair(flow, "made by      ", REPORT_GENERATOR_NAME " " REPORT_GENERATOR_VERSION);
        add_pair(flow, "rubric       ",
                 arena_print(arena, "%s, version %d", report->matter->rubric.id,
                             report->matter->rubric.version));
        add_pair(flow, "evaluated by ", joined(report->evaluators, arena));
        add_pair(flow, "prompts      ", joined(report->prompts, arena));
        add_pair(flow, "understood by", joined(report->transcribers, arena));
        add_pair(flow, "spoken by    ", joined(report->voices, arena));
        if (report->passed_over.count > 0)
                add_pair(flow, "passed over  ", joined(report->passed_over, arena));
        add_digests(flow, report);
}
