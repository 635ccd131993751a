#include <math.h>

#include "base/text.h"
#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/pdf_words.h"
#include "report/report.h"

static const double ROW_HEIGHT = 16;
enum { COLUMNS = 7 };

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

static void
add_decision(struct pdf_flow *flow, const struct interview *interview)
{
        static const struct {
                const char *name;
                const char *words;
        } DECISIONS[] = {{"advance", "Advance"}, {"reject", "Reject"}, {"hold", "Hold"}};
        pdf_flow_text(flow, PDF_HEADING, "Decision",
                      (struct pdf_set){.before = 28, .keeps_next = true, .outline = 1});
        if (interview->decision == NULL) {
                pdf_flow_text(flow, PDF_BODY,
                              "None had been written down when this report was made.",
                              (struct pdf_set){.before = 4, .colour = PDF_MUTED});
                return;
        }
        for (size_t i = 0; i < COUNT_OF(DECISIONS); i++) {
                if (!text_equals(DECISIONS[i].name, interview->decision))
                        continue;
                pdf_flow_text(
                        flow, PDF_STRONG, DECISIONS[i].words,
                        (struct pdf_set){.before = 4,
                                         .keeps_next = true,
                                         .beside = pdf_date(interview->decided_at, flow->arena)});
        }
        pdf_flow_text(flow, PDF_BODY, interview->decision_reason, (struct pdf_set){.before = 2});
        pdf_flow_text(flow, PDF_NOTE, interview->decided_by,
                      (struct pdf_set){.before = 2, .colour = PDF_MUTED});
}

static void
add_pair(struct pdf_flow *flow, const char *name, const char *value)
{
        pdf_flow_text(flow, PDF_MONO, arena_print(flow->arena, "%s  %s", name, value),
                      (struct pdf_set){.before = 1.5, .colour = PDF_MUTED});
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
                if (turn->turn->has_transcript)
                        add_pair(flow, arena_print(arena, "transcript %2d", turn->turn->number),
                                 digest_to_text(turn->transcript).text);
                if (turn->has_digest)
                        add_pair(flow, arena_print(arena, "answer     %2d", turn->turn->number),
                                 digest_to_text(turn->clip).text);
        }
}

void
pdf_part_facts(struct pdf_flow *flow, const struct report *report)
{
        const struct interview *interview = &report->matter->interview;
        struct arena *arena = flow->arena;
        add_delivery(flow, report);
        // The candidate's own tells nothing of what people think.
        if (report->context != NULL)
                add_decision(flow, interview);
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
        add_digests(flow, report);
}
