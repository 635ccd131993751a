#include "report/report.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/text.h"

// Fifty turns with the most evidence that is kept of each are a tenth of it.
// Every purpose, provider and reason there is.
enum { PASSED_MOST = 512 };

static const size_t DIGEST_LIMIT = 64 * 1024 * 1024;
static const char NO_CONSENT[] =
        "The candidate did not agree to machine evaluation; a person reads the answers.";

static bool
is_over(const struct turn *turn)
{
        return text_equals(turn->status, "answered") || text_equals(turn->status, "skipped") ||
               text_equals(turn->status, "failed");
}

static enum plan_status
plan_status_of(const char *status)
{
        return text_equals(status, "answered")  ? PLAN_ANSWERED
               : text_equals(status, "skipped") ? PLAN_SKIPPED
                                                : PLAN_FAILED;
}

static struct summary
summarise(const struct report_matter *matter, struct arena *arena)
{
        struct summary_turn *turns = arena_alloc(arena, matter->turn_count + 1, sizeof *turns);
        bool is_evaluated = matter->interview.consent.ai_evaluation;
        size_t count = 0;
        for (size_t i = 0; i < matter->turn_count; i++) {
                const struct turn *turn = &matter->turns[i];
                if (!is_over(turn))
                        continue;
                bool has_evaluation = is_evaluated && turn->has_evaluation;
                turns[count++] = (struct summary_turn){
                        .number = turn->number,
                        .question = turn->question,
                        .status = plan_status_of(turn->status),
                        .transcript = turn->has_transcript ? &turn->transcript : NULL,
                        .voice = turn->has_voice ? &turn->voice : NULL,
                        .evaluation = has_evaluation ? &turn->evaluation : NULL,
                        .response_ms = turn->duration_ms,
                };
        }
        struct summary_input input = {
                .rubric = &matter->rubric,
                .type = matter->interview.terms.type,
                .title = matter->interview.terms.title,
                .turns = turns,
                .turn_count = count,
                .resume_flags = {matter->resume.flags, matter->resume.flag_count},
        };
        return summary_of(&input, arena);
}

// A set of texts that grows; as many as there are turns at most.
struct text_set {
        const char **items;
        size_t count;
};

static void
add_once(struct text_set *set, const char *text)
{
        for (size_t i = 0; i < set->count; i++) {
                if (text_equals(set->items[i], text))
                        return;
        }
        set->items[set->count++] = text;
}

static const char *
named_model(struct arena *arena, const char *provider, const char *model)
{
        bool has_model = model != NULL && model[0] != '\0';
        return arena_print(arena, "%s%s%s", provider, has_model ? " " : "", has_model ? model : "");
}

// Each of a list such as "openai: no answer in time, builtin: no time left", as "speech by openai:
// no answer in time".
static void
add_passed(struct text_set *set, struct arena *arena, const char *what, const char *passed_over)
{
        for (const char *at = passed_over; at != NULL && *at != '\0' && set->count < PASSED_MOST;) {
                size_t length = strcspn(at, ",");
                add_once(set, arena_print(arena, "%s by %s", what, arena_copy(arena, at, length)));
                at += length + strspn(at + length, ", ");
        }
}

static void
collect_versions(const struct report_matter *matter, struct arena *arena, struct report *report)
{
        struct text_set evaluators = {arena_alloc(arena, matter->turn_count + 1, sizeof(char *)),
                                      0};
        struct text_set prompts = {arena_alloc(arena, matter->turn_count + 1, sizeof(char *)), 0};
        struct text_set transcribers = {arena_alloc(arena, matter->turn_count + 1, sizeof(char *)),
                                        0};
        struct text_set wordings = {arena_alloc(arena, matter->turn_count + 1, sizeof(char *)), 0};
        struct text_set voices = {arena_alloc(arena, matter->turn_count + 1, sizeof(char *)), 0};
        struct text_set passed = {arena_alloc(arena, PASSED_MOST, sizeof(char *)), 0};
        for (size_t i = 0; i < matter->turn_count; i++) {
                const struct turn *turn = &matter->turns[i];
                const struct evaluator *evaluator = &turn->evaluation.evaluator;
                if (turn->question.phrased_by != NULL)
                        add_once(&wordings, turn->question.phrased_by);
                if (turn->question.spoken_by != NULL)
                        add_once(&voices, turn->question.spoken_by);
                add_passed(&passed, arena, "wording", turn->question.phrasing_passed_over);
                add_passed(&passed, arena, "speech", turn->question.speech_passed_over);
                add_passed(&passed, arena, "transcription", turn->transcript.passed_over);
                if (turn->has_transcript)
                        add_once(&transcribers, named_model(arena, turn->transcript.provider,
                                                            turn->transcript.model));
                if (!turn->has_evaluation || !matter->interview.consent.ai_evaluation)
                        continue;
                add_once(&evaluators, named_model(arena, evaluator->provider, evaluator->model));
                add_once(&prompts, evaluator->prompt_version);
                add_passed(&passed, arena, "evaluation", evaluator->passed_over);
        }
        report->evaluators = (struct summary_texts){evaluators.items, evaluators.count};
        report->prompts = (struct summary_texts){prompts.items, prompts.count};
        report->transcribers = (struct summary_texts){transcribers.items, transcribers.count};
        report->wordings = (struct summary_texts){wordings.items, wordings.count};
        report->voices = (struct summary_texts){voices.items, voices.count};
        report->passed_over = (struct summary_texts){passed.items, passed.count};
}

static struct digest
digest_rubric(const struct rubric *rubric)
{
        OWN(buf_close) struct buf buf = buf_open(DIGEST_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        rubric_write_criteria(&json, rubric);
        return sha256_of(buf_string(&buf), buf.length);
}

static struct digest
digest_evidence(const struct report_matter *matter)
{
        OWN(buf_close) struct buf buf = buf_open(DIGEST_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        json_open_list(&json);
        for (size_t i = 0; i < matter->turn_count; i++) {
                const struct turn *turn = &matter->turns[i];
                bool counts = turn->has_evaluation && matter->interview.consent.ai_evaluation;
                for (size_t k = 0; counts && k < turn->evaluation.evidence_count; k++)
                        evidence_write(&json, &turn->evaluation.evidence[k]);
        }
        json_close_list(&json);
        return sha256_of(buf_string(&buf), buf.length);
}

static struct report_turn
report_turn_of(const struct report_matter *matter, const struct turn *turn)
{
        struct report_turn made = {.turn = turn, .is_over = is_over(turn)};
        const char *text = turn->has_transcript ? turn->transcript.text : "";
        made.transcript = sha256_of(text, strlen(text));
        for (size_t i = 0; i < matter->clip_count; i++) {
                if (matter->clips[i].turn != turn->number)
                        continue;
                made.has_digest = true;
                made.clip = matter->clips[i].digest;
        }
        return made;
}

struct report
report_of(const struct report_matter *matter, struct uuid id, const char *generated_at,
          struct arena *arena)
{
        struct report_turn *turns = arena_alloc(arena, matter->turn_count + 1, sizeof *turns);
        struct report report = {
                .id = id,
                .generated_at = generated_at,
                .matter = matter,
                .summary = summarise(matter, arena),
                .turns = turns,
                .turn_count = matter->turn_count,
                .rubric_digest = digest_rubric(&matter->rubric),
                .evidence_digest = digest_evidence(matter),
        };
        report.null_reason =
                matter->interview.consent.ai_evaluation ? report.summary.null_reason : NO_CONSENT;
        for (size_t i = 0; i < matter->turn_count; i++)
                turns[i] = report_turn_of(matter, &matter->turns[i]);
        collect_versions(matter, arena, &report);
        return report;
}
