#include "report/report_verify.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "interview/evaluation.h"
#include "report/report.h"
#include "report/report_read.h"

const char *const REPORT_CHECK_NAMES[CHECK_COUNT] = {
        [CHECK_TRANSCRIPT_DIGESTS] = "Digests of the transcripts",
        [CHECK_RUBRIC_DIGEST] = "Digest of the rubric",
        [CHECK_EVIDENCE_DIGEST] = "Digest of the evidence",
        [CHECK_QUOTES] = "Quotes in the transcripts",
        [CHECK_ANSWERS] = "Scores of the answers",
        [CHECK_CRITERIA] = "Scores of the criteria",
        [CHECK_AVERAGES] = "Overall score and averages",
        [CHECK_TOTALS] = "Totals, best and worst answer",
};

// As large as any report; the same as its writer allows.
static const size_t REPORT_LIMIT = 64 * 1024 * 1024;

// Both sides are printed with the same decimals.
static const double SAME = 1e-9;
// Each pace was printed as a whole number, and so was their average.
static const double SAME_PACE = 1;

// What a line shows of a value.
enum { SHOWN_POINTS = 80, LINE_BYTES_MOST = 1000 };

struct comparison {
        struct arena *arena;
        struct report_findings *findings;
        enum report_check check;
        const char *place; // of what is compared, for people: "Criterion story: "
        double tolerance;
};

// --- telling

// The file is a stranger's: no control characters, no second line.
static const char *
one_line(const char *text, struct arena *arena)
{
        char *line = text_clean(arena, text, strlen(text));
        for (char *c = line; *c != '\0'; c++) {
                if (*c == '\n' || *c == '\t')
                        *c = ' ';
        }
        return line;
}

static const char *
shown(const char *text, struct arena *arena)
{
        return text_cut(arena, text, SHOWN_POINTS);
}

static void
deviates(const struct comparison *comparison, const char *format, ...) PRINTF_LIKE(2, 3);

static void
deviates(const struct comparison *comparison, const char *format, ...)
{
        struct report_finding *finding = &comparison->findings->of[comparison->check];
        char line[LINE_BYTES_MOST];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(line, sizeof line, format, arguments);
        va_end(arguments);
        if (finding->deviating < DEVIATIONS_TOLD_MOST)
                finding->told[finding->deviating] = one_line(line, comparison->arena);
        finding->deviating++;
        comparison->findings->deviating++;
}

static void
counts(const struct comparison *comparison)
{
        comparison->findings->of[comparison->check].checked++;
}

// --- comparing what the file says with what comes out

static bool
is_same(const struct comparison *comparison, const struct json_object *said,
        const struct json_object *computed);

// Of an object that the file has, beside ours.
struct members {
        const struct comparison *comparison;
        const struct json_object *said;
};

static bool
is_same_member(const char *name, struct json_object *value, void *context)
{
        const struct members *members = context;
        return is_same(members->comparison, json_get(members->said, name), value);
}

// Members that we do not write are passed over; so is the order of the others.
static bool
is_same(const struct comparison *comparison, const struct json_object *said,
        const struct json_object *computed)
{
        struct arena *arena = comparison->arena;
        struct members members = {.comparison = comparison, .said = said};
        if (json_is_number(said) && json_is_number(computed))
                return fabs(strtod(json_to_text(said, arena), NULL) -
                            strtod(json_to_text(computed, arena), NULL)) <= comparison->tolerance;
        if (json_is_object(said) && json_is_object(computed))
                return json_each(computed, is_same_member, &members);
        if (!json_is_list(said) || !json_is_list(computed))
                return text_equals(json_to_text(said, arena), json_to_text(computed, arena));
        bool is_equal = json_count(said) == json_count(computed);
        for (size_t i = 0; is_equal && i < json_count(computed); i++)
                is_equal = is_same(comparison, json_at(said, i), json_at(computed, i));
        return is_equal;
}

// `name` may be a path.
static void
compare(const struct comparison *comparison, const struct json_object *said,
        const struct json_object *computed, const char *name)
{
        struct arena *arena = comparison->arena;
        const struct json_object *a = json_find(said, name);
        const struct json_object *b = json_find(computed, name);
        counts(comparison);
        if (!is_same(comparison, a, b))
                deviates(comparison, "%s%s says %s, but %s comes out.", comparison->place, name,
                         shown(json_to_text(a, arena), arena),
                         shown(json_to_text(b, arena), arena));
}

static void
compare_all(const struct comparison *comparison, const struct json_object *said,
            const struct json_object *computed, const char *const *names, size_t count)
{
        for (size_t i = 0; i < count; i++)
                compare(comparison, said, computed, names[i]);
}

// False where the lists have not the same length, which is told.
static bool
compare_lengths(const struct comparison *comparison, const struct json_object *said,
                const struct json_object *computed, const char *name)
{
        size_t a = json_count(json_find(said, name));
        size_t b = json_count(json_find(computed, name));
        if (a == b)
                return true;
        counts(comparison);
        deviates(comparison, "%s%s has %zu entries, but %zu come out.", comparison->place, name, a,
                 b);
        return false;
}

static void
compare_texts(const struct comparison *comparison, const struct json_object *said,
              const struct json_object *computed, const char *name)
{
        if (!compare_lengths(comparison, said, computed, name))
                return;
        const struct json_object *a = json_find(said, name);
        const struct json_object *b = json_find(computed, name);
        for (size_t i = 0; i < json_count(b); i++) {
                const char *text = json_text_at(a, i);
                counts(comparison);
                if (!text_equals(text, json_text_at(b, i)))
                        deviates(comparison, "%s%s says \"%s\", but \"%s\" comes out.",
                                 comparison->place, name,
                                 text == NULL ? "" : shown(text, comparison->arena),
                                 shown(json_text_at(b, i), comparison->arena));
        }
}

// --- digests

static void
check_digests(struct comparison comparison, const struct json_object *said,
              const struct json_object *computed)
{
        const struct json_object *a = json_find(said, "digests.turns");
        const struct json_object *b = json_find(computed, "digests.turns");
        comparison.check = CHECK_RUBRIC_DIGEST;
        compare(&comparison, said, computed, "digests.rubric");
        compare(&comparison, said, computed, "rubric.criteria");
        comparison.check = CHECK_EVIDENCE_DIGEST;
        compare(&comparison, said, computed, "digests.evidence");
        comparison.check = CHECK_TRANSCRIPT_DIGESTS;
        if (!compare_lengths(&comparison, said, computed, "digests.turns"))
                return;
        for (size_t i = 0; i < json_count(b); i++) {
                comparison.place = arena_print(comparison.arena, "Turn %lld, digests: ",
                                               (long long)json_int_or(json_at(b, i), "turn", 0));
                compare(&comparison, json_at(a, i), json_at(b, i), "turn");
                compare(&comparison, json_at(a, i), json_at(b, i), "transcript");
        }
}

// --- quotes

static const struct evidence *
find_evidence(const struct evidence *list, size_t count, const struct evidence *wanted)
{
        for (size_t i = 0; i < count; i++) {
                if (text_equals(list[i].criterion, wanted->criterion) &&
                    text_equals(list[i].indicator, wanted->indicator))
                        return &list[i];
        }
        return NULL;
}

// Why the evidence was not found again.
static const char *
why_not(const struct evaluation_input *input, const struct evidence *evidence)
{
        const struct criterion *criterion = rubric_criterion(input->rubric, evidence->criterion);
        if (criterion == NULL)
                return "the rubric has no such criterion";
        if (criterion_indicator(criterion, evidence->indicator) == NULL)
                return "the rubric has no such indicator";
        if (strstr(input->transcript->text, evidence->quote) == NULL)
                return "these words do not stand in the transcript";
        return "these words earn nothing: one word alone, too many words, the question again, or "
               "words to the machine";
}

static void
check_place(const struct comparison *comparison, const struct evidence *said,
            const struct evidence *found)
{
        if (!text_equals(said->quote, found->quote))
                deviates(comparison, "%s\"%s\" stands in the transcript as \"%s\".",
                         comparison->place, shown(said->quote, comparison->arena),
                         shown(found->quote, comparison->arena));
        else if (said->offset != found->offset)
                deviates(comparison, "%s\"%s\" stands at byte %zu of the transcript, not %zu.",
                         comparison->place, shown(said->quote, comparison->arena), found->offset,
                         said->offset);
        else if (said->start_ms != found->start_ms || said->end_ms != found->end_ms)
                deviates(comparison, "%s\"%s\" was said from %d to %d ms, not from %d to %d.",
                         comparison->place, shown(said->quote, comparison->arena), found->start_ms,
                         found->end_ms, said->start_ms, said->end_ms);
}

// Every piece of evidence is claimed again, as an evaluator would claim it.
static void
check_quotes(struct comparison comparison, const struct evaluation_input *input,
             const struct evaluation *evaluation)
{
        struct arena *arena = comparison.arena;
        size_t count = evaluation->evidence_count;
        struct claim *claims = arena_alloc(arena, count, sizeof *claims);
        struct evidence *found = NULL;
        size_t found_count = 0;
        comparison.check = CHECK_QUOTES;
        for (size_t i = 0; i < count; i++)
                claims[i] = (struct claim){.criterion = evaluation->evidence[i].criterion,
                                           .indicator = evaluation->evidence[i].indicator,
                                           .quote = evaluation->evidence[i].quote};
        evidence_verify(input->transcript, input->rubric, input->question, input->turn, claims,
                        count, arena, &found, &found_count);
        for (size_t i = 0; i < count; i++) {
                const struct evidence *said = &evaluation->evidence[i];
                const struct evidence *again = find_evidence(found, found_count, said);
                comparison.place =
                        arena_print(arena, "Turn %d, %s, %s: ", input->turn,
                                    shown(said->criterion, arena), shown(said->indicator, arena));
                counts(&comparison);
                if (said->turn != input->turn)
                        deviates(&comparison, "%sthe evidence says that it is of turn %d.",
                                 comparison.place, said->turn);
                if (find_evidence(evaluation->evidence, i, said) != NULL)
                        deviates(&comparison, "%sthe same indicator is there twice.",
                                 comparison.place);
                else if (again == NULL)
                        deviates(&comparison, "%s\"%s\": %s.", comparison.place,
                                 shown(said->quote, arena), why_not(input, said));
                else
                        check_place(&comparison, said, again);
        }
}

// --- scores

// The turns as they are, with the scores that follow from their evidence.
static struct turn *
turns_scored_again(struct comparison comparison, const struct report_matter *matter)
{
        static const struct transcript NOTHING_SAID = {.text = "", .language = "en"};
        struct turn *turns = arena_alloc(comparison.arena, matter->turn_count + 1, sizeof *turns);
        for (size_t i = 0; i < matter->turn_count; i++) {
                struct turn *turn = &turns[i];
                *turn = matter->turns[i];
                struct evaluation_input input = {
                        .question = &turn->question,
                        .transcript = turn->has_transcript ? &turn->transcript : &NOTHING_SAID,
                        .rubric = &matter->rubric,
                        .type = matter->interview.terms.type,
                        .turn = turn->number,
                };
                if (!turn->has_evaluation)
                        continue;
                check_quotes(comparison, &input, &turn->evaluation);
                struct evaluation again = evaluation_of_evidence(
                        &input, turn->evaluation.evidence, turn->evaluation.evidence_count,
                        turn->evaluation.evaluator, comparison.arena);
                turn->evaluation.scores = again.scores;
                turn->evaluation.has_situation = again.has_situation;
                turn->evaluation.has_task = again.has_task;
                turn->evaluation.has_action = again.has_action;
                turn->evaluation.has_result = again.has_result;
        }
        return turns;
}

// Of an answer or a criterion.
static void
compare_evidence(struct comparison comparison, const struct json_object *said,
                 const struct json_object *computed)
{
        static const char *const NAMES[] = {
                "turn", "criterion", "indicator", "quote", "offset", "start_ms", "end_ms",
        };
        const char *of = comparison.place;
        const struct json_object *a = json_get(said, "evidence");
        const struct json_object *b = json_get(computed, "evidence");
        if (!compare_lengths(&comparison, said, computed, "evidence"))
                return;
        for (size_t i = 0; i < json_count(b); i++) {
                comparison.place = arena_print(comparison.arena, "%sevidence %zu: ", of, i + 1);
                compare_all(&comparison, json_at(a, i), json_at(b, i), NAMES, COUNT_OF(NAMES));
        }
}

static void
check_answers(struct comparison comparison, const struct json_object *said,
              const struct json_object *computed)
{
        static const char *const NAMES[] = {
                "technical_score",  "clarity_score", "confidence_score",
                "behavioral_score", "overall_score", "star.situation",
                "star.task",        "star.action",   "star.result",
        };
        const struct json_object *a = json_get(said, "turns");
        const struct json_object *b = json_get(computed, "turns");
        comparison.check = CHECK_ANSWERS;
        for (size_t i = 0; i < json_count(b); i++) {
                const struct json_object *mine = json_get(json_at(b, i), "evaluation");
                const struct json_object *theirs = json_get(json_at(a, i), "evaluation");
                long long number = json_int_or(json_at(b, i), "turn", 0);
                comparison.place = arena_print(comparison.arena, "Turn %lld: ", number);
                if (mine == NULL && theirs != NULL) {
                        counts(&comparison);
                        deviates(&comparison, "%sthere is an evaluation without consent to one.",
                                 comparison.place);
                }
                if (mine == NULL)
                        continue;
                compare_all(&comparison, theirs, mine, NAMES, COUNT_OF(NAMES));
                bool has_reason = json_get(theirs, "null_reason") != NULL;
                counts(&comparison);
                if (has_reason != (json_get(mine, "overall_score") == NULL))
                        deviates(&comparison, "%s%s", comparison.place,
                                 has_reason
                                         ? "there is a reason for no score, but a score comes out."
                                         : "there is no reason why it has no score.");
                // As read: what reading mended was not as it is written.
                compare_evidence(comparison, theirs, mine);
        }
}

static void
check_criteria(struct comparison comparison, const struct json_object *said,
               const struct json_object *computed)
{
        static const char *const NAMES[] = {
                "key",      "name",  "weight",     "dimension",     "score",
                "interval", "level", "level_text", "answers_asked", "answers_shown",
        };
        const struct json_object *a = json_get(said, "criteria");
        const struct json_object *b = json_get(computed, "criteria");
        comparison.check = CHECK_CRITERIA;
        if (!compare_lengths(&comparison, said, computed, "criteria"))
                return;
        for (size_t i = 0; i < json_count(b); i++) {
                const struct json_object *theirs = json_at(a, i);
                const struct json_object *mine = json_at(b, i);
                const char *key = json_text_or(mine, "key", "");
                comparison.place = arena_print(comparison.arena, "Criterion %s: ", key);
                compare_all(&comparison, theirs, mine, NAMES, COUNT_OF(NAMES));
                compare_texts(&comparison, theirs, mine, "not_shown");
                compare_evidence(comparison, theirs, mine);
        }
}

static void
check_whole(struct comparison comparison, const struct json_object *said,
            const struct json_object *computed)
{
        static const char *const AVERAGES[] = {
                "overall_score",     "null_reason",          "avg_technical_score",
                "avg_clarity_score", "avg_confidence_score", "avg_behavioral_score",
        };
        static const char *const TOTALS[] = {
                "best_answer",
                "worst_answer",
                "questions_answered",
                "questions_skipped",
                "total_filler_words",
                "total_speaking_time_seconds",
                "avg_response_time_seconds",
        };
        comparison.check = CHECK_AVERAGES;
        compare_all(&comparison, said, computed, AVERAGES, COUNT_OF(AVERAGES));
        comparison.check = CHECK_QUOTES;
        compare_texts(&comparison, said, computed, "key_highlights");
        comparison.check = CHECK_TOTALS;
        compare_all(&comparison, said, computed, TOTALS, COUNT_OF(TOTALS));
        compare_texts(&comparison, said, computed, "flags");
        comparison.tolerance = SAME_PACE;
        compare(&comparison, said, computed, "avg_speech_pace");
}

bool
report_verify(const struct json_object *root, struct arena *arena,
              struct report_findings *findings_out, struct err *err)
{
        OWN(json_document_close) struct json_document again = {0};
        OWN(buf_close) struct buf buf = buf_open(REPORT_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct report_findings findings = {0};
        struct report_matter matter = {0};
        struct comparison comparison = {
                .arena = arena, .findings = &findings, .place = "", .tolerance = SAME};
        if (!report_read(root, arena, &matter, err))
                return false;
        matter.turns = turns_scored_again(comparison, &matter);
        struct report report = report_of(&matter, (struct uuid){{0}}, NULL, arena);
        report_write(&json, &report);
        if (!buf_check(&buf, ERR_INPUT, "The report", err) ||
            !json_parse(buf_string(&buf), buf.length, &again, err))
                return false;
        check_digests(comparison, root, again.root);
        check_answers(comparison, root, again.root);
        check_criteria(comparison, root, again.root);
        check_whole(comparison, root, again.root);
        const char *version = json_text_or(json_get(root, "generator"), "version", "");
        if (!text_equals(version, REPORT_GENERATOR_VERSION))
                findings.other_version = one_line(shown(version, arena), arena);
        *findings_out = findings;
        return true;
}
