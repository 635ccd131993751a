#include "base/text.h"
#include "report/pdf_flow.h"
#include "report/pdf_parts.h"
#include "report/pdf_words.h"
#include "report/report.h"

enum { OUTLINE_POINTS = 60 };

static const char *
facts_beside(const struct turn *turn, struct arena *arena)
{
        const char *time = pdf_time(turn->asked_at, arena);
        if (!turn->has_answer)
                return time;
        if (!turn->is_spoken)
                return arena_print(arena, "%s, typed", time);
        return arena_print(arena, "%s, %s spoken", time,
                           pdf_length((turn->duration_ms + 500) / 1000, arena));
}

// What stands in the place of an answer that is none.
static const char *
absence_of(const struct turn *turn)
{
        static const struct {
                const char *status;
                const char *text;
        } TEXTS[] = {
                {"asked", "The interview ended before this was answered."},
                {"received", "The answer is kept; it was not yet understood when this was made."},
                {"transcribed", "The answer is kept; it was not yet gone on from."},
                {"skipped", "Skipped."},
                {"failed", "No speech could be understood, three times."},
        };
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
                if (text_equals(TEXTS[i].status, turn->status))
                        return TEXTS[i].text;
        }
        return "Nothing was said.";
}

static void
add_turn(struct pdf_flow *flow, const struct turn *turn)
{
        struct arena *arena = flow->arena;
        bool has_words = turn->has_transcript && turn->transcript.text[0] != '\0' &&
                         !text_equals(turn->status, "failed");
        const char *outline =
                text_cut(arena, arena_print(arena, "%d. %s", turn->number, turn->question.text),
                         OUTLINE_POINTS);
        pdf_flow_text(
                flow, PDF_LABEL,
                arena_print(arena, "QUESTION %d  %s", turn->number,
                            turn->question.competency == NULL ? "" : turn->question.competency),
                (struct pdf_set){.before = 18,
                                 .colour = PDF_TEAL,
                                 .keeps_next = true,
                                 .outline = 2,
                                 .outline_title = outline,
                                 .beside = facts_beside(turn, arena)});
        pdf_flow_text(flow, PDF_STRONG, turn->question.text,
                      (struct pdf_set){.before = 2, .keeps_next = true});
        if (turn->question.rests_on != NULL)
                pdf_flow_text(
                        flow, PDF_NOTE, arena_print(arena, "Rests on: %s", turn->question.rests_on),
                        (struct pdf_set){.before = 2, .colour = PDF_MUTED, .keeps_next = true});
        if (has_words)
                pdf_flow_text(flow, PDF_BODY, turn->transcript.text, (struct pdf_set){.before = 4});
        else
                pdf_flow_text(flow, PDF_BODY, absence_of(turn),
                              (struct pdf_set){.before = 4, .colour = PDF_MUTED});
        if (text_equals(turn->act, "declined"))
                pdf_flow_text(flow, PDF_BODY, "Declined to answer; not scored.",
                              (struct pdf_set){.before = 4, .colour = PDF_MUTED});
}

void
pdf_part_transcript(struct pdf_flow *flow, const struct report *report)
{
        pdf_flow_text(flow, PDF_HEADING, "Transcript",
                      (struct pdf_set){.before = 32, .keeps_next = true, .outline = 1});
        pdf_flow_text(flow, PDF_NOTE,
                      report->turn_count == 0
                              ? "No question was asked."
                              : "As it was understood by machine; words may be misheard. The "
                                "recordings are the record.",
                      (struct pdf_set){.before = 4,
                                       .colour = PDF_MUTED,
                                       .keeps_next = report->turn_count > 0});
        for (size_t i = 0; i < report->turn_count; i++)
                add_turn(flow, report->turns[i].turn);
}
