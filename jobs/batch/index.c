#include "batch/index.h"

#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "base/own.h"
#include "interview/scoring.h"
#include "report/pdf_canvas.h"
#include "report/pdf_flow.h"

static const char *const HEADER =
        "interview_id,candidate,email,position,language,started_at,ended_at,level,overall_score,"
        "technical,clarity,confidence,behavioral,decision,decision_reason,report_json,report_"
        "pdf\r\n";

static const char *const AVERAGES[] = {"avg_technical_score", "avg_clarity_score",
                                       "avg_confidence_score", "avg_behavioral_score"};

bool
index_entry_of(const struct batch_report *report, struct arena *arena,
               struct index_entry *entry_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct index_entry entry = {
                .report =
                        {
                                .candidate_name = arena_text(arena, report->candidate_name),
                                .candidate_email = arena_text(arena, report->candidate_email),
                                .title = arena_text(arena, report->title),
                                .language = arena_text(arena, report->language),
                                .decision = arena_text(arena, report->decision),
                                .decision_reason = arena_text(arena, report->decision_reason),
                                .started_at = arena_text(arena, report->started_at),
                                .ended_at = arena_text(arena, report->ended_at),
                                .overall_score = report->overall_score,
                        },
                .level = level_word(report->overall_score),
                .scores = {NAN, NAN, NAN, NAN},
        };
        if (report->body != NULL) {
                struct err problem = {0};
                if (!json_parse(report->body, strlen(report->body), &document, &problem))
                        return FAIL_DETAIL(err, ERR_BROKEN, "A stored report cannot be read.", "%s",
                                           problem.message);
                for (size_t i = 0; i < COUNT_OF(AVERAGES); i++)
                        entry.scores[i] = json_number_or(document.root, AVERAGES[i], NAN);
        }
        *entry_out = entry;
        return true;
}

static void
add_cell(struct buf *out, const char *text, char behind)
{
        text = text == NULL ? "" : text;
        bool is_formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
        bool is_quoted = is_formula || strpbrk(text, ",\"\r\n") != NULL;
        if (is_quoted)
                buf_char(out, '"');
        if (is_formula)
                buf_char(out, '\'');
        for (const char *c = text; *c != '\0'; c++) {
                if (*c == '"')
                        buf_char(out, '"');
                buf_char(out, *c);
        }
        if (is_quoted)
                buf_char(out, '"');
        buf_char(out, behind);
}

static void
add_score(struct buf *out, double score)
{
        if (isfinite(score))
                buf_print(out, "%.1f", score);
        buf_char(out, ',');
}

void
index_csv(const struct index_entry *entries, size_t count, struct buf *out)
{
        buf_text(out, HEADER);
        for (size_t i = 0; i < count; i++) {
                const struct index_entry *entry = &entries[i];
                const struct batch_report *report = &entry->report;
                add_cell(out, entry->interview, ',');
                add_cell(out, report->candidate_name, ',');
                add_cell(out, report->candidate_email, ',');
                add_cell(out, report->title, ',');
                add_cell(out, report->language, ',');
                add_cell(out, report->started_at, ',');
                add_cell(out, report->ended_at, ',');
                add_cell(out, entry->json_name == NULL ? "" : entry->level, ',');
                add_score(out, report->overall_score);
                for (size_t k = 0; k < COUNT_OF(entry->scores); k++)
                        add_score(out, entry->scores[k]);
                add_cell(out, report->decision, ',');
                add_cell(out, report->decision_reason, ',');
                add_cell(out, entry->json_name, ',');
                add_cell(out, entry->pdf_name, '\r');
                buf_char(out, '\n');
        }
}

static const char *
day_of(const char *time, struct arena *arena)
{
        return time == NULL ? "" : arena_copy(arena, time, strcspn(time, "T"));
}

static const char *
period_of(const struct batch *batch, struct arena *arena)
{
        if (batch->from_at == NULL && batch->to_at == NULL)
                return "All interviews that have ended.";
        if (batch->from_at == NULL)
                return arena_print(arena, "Interviews that ended before %s.", batch->to_at);
        if (batch->to_at == NULL)
                return arena_print(arena, "Interviews that ended from %s on.", batch->from_at);
        return arena_print(arena, "Interviews that ended from %s on and before %s.", batch->from_at,
                           batch->to_at);
}

static void
draw_footer(struct pdf_canvas *canvas, int page, int page_count, const void *context)
{
        OWN(arena_done) struct arena arena = {0};
        const char *title = context;
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, title, PDF_MARGIN_X, PDF_PAGE_HEIGHT - 40,
                 PDF_TEXT_WIDTH * 0.7, PDF_LEFT, 1);
        pdf_text(canvas, PDF_SMALL, PDF_MUTED, arena_print(&arena, "%d of %d", page, page_count),
                 PDF_MARGIN_X, PDF_PAGE_HEIGHT - 40, PDF_TEXT_WIDTH, PDF_RIGHT, 1);
}

static void
add_lines(struct pdf_flow *flow, const struct index_entry *entries, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                const struct index_entry *entry = &entries[i];
                const struct batch_report *report = &entry->report;
                const char *level = "no report";
                if (entry->json_name != NULL && isfinite(report->overall_score))
                        level = arena_print(flow->arena, "%s · %.1f", entry->level,
                                            report->overall_score);
                else if (entry->json_name != NULL)
                        level = "Not scored";
                pdf_flow_text(flow, PDF_STRONG, report->candidate_name,
                              (struct pdf_set){.before = 8, .keeps_next = true, .beside = level});
                pdf_flow_text(flow, PDF_NOTE,
                              arena_print(flow->arena, "Ended %s%s%s%s%s",
                                          day_of(report->ended_at, flow->arena),
                                          report->decision == NULL ? "" : " · decided: ",
                                          report->decision == NULL ? "" : report->decision,
                                          entry->pdf_name == NULL ? "" : " · ",
                                          entry->pdf_name == NULL ? "" : entry->pdf_name),
                              (struct pdf_set){.colour = PDF_MUTED});
        }
}

bool
index_pdf(const struct batch *batch, const struct index_entry *entries, size_t count,
          const char *made_at, struct arena *arena, struct buf *out, struct err *err)
{
        OWN(pdf_canvas_close) struct pdf_canvas canvas = {0};
        const char *title = arena_print(arena, "Reports: %s", batch->posting_title);
        struct pdf_facts facts = {.title = title, .subject = "Interviews", .made_at = made_at};
        if (!pdf_canvas_open(&canvas, &facts, arena, out, err))
                return false;
        struct pdf_flow flow = {.canvas = &canvas, .arena = arena};
        pdf_flow_text(&flow, PDF_TITLE, title, (struct pdf_set){0});
        pdf_flow_text(&flow, PDF_BODY, period_of(batch, arena), (struct pdf_set){.before = 6});
        pdf_flow_text(&flow, PDF_BODY,
                      arena_print(arena, "%zu %s, in the order in which they ended. Made %s.",
                                  count, count == 1 ? "interview" : "interviews", made_at),
                      (struct pdf_set){0});
        pdf_flow_text(&flow, PDF_NOTE,
                      "The scores say where to look. A person decides; each report quotes what was "
                      "said.",
                      (struct pdf_set){.before = 4, .colour = PDF_MUTED});
        add_lines(&flow, entries, count);
        pdf_flow_draw(&flow, (struct pdf_frame){.draw = draw_footer, .context = title});
        return pdf_canvas_finish(&canvas, err);
}
