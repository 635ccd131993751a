// Fuzz target for the words of an answer and the quotes claimed of it: a transcript, a line feed, a
// quote, a line feed, and a model's answer.
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "fuzz.h"
#include "interview/evaluation.h"
#include "interview/evidence.h"
#include "interview/resume.h"

static const struct indicator INDICATORS[] = {{"own_action", "Tells what they did", 3},
                                              {"points_half", "Makes most of the points", 2},
                                              {"order", "Tells it in order", 2},
                                              {"other", "Mentions consumer groups", 2}};
static const struct criterion CRITERIA[] = {{.key = "story",
                                             .name = "Story",
                                             .weight = 1,
                                             .dimension = DIMENSION_BEHAVIORAL,
                                             .indicators = INDICATORS,
                                             .indicator_count = 4}};
static const struct rubric RUBRIC = {.criteria = CRITERIA, .criterion_count = 1};

// What must hold of all evidence: its quote is what stands in the transcript at its place.
static void
check_evidence(const struct transcript *transcript, const struct evidence *evidence, size_t count)
{
        size_t length = strlen(transcript->text);
        for (size_t i = 0; i < count; i++) {
                assert(evidence[i].offset + evidence[i].length <= length);
                assert(evidence[i].length == strlen(evidence[i].quote));
                assert(memcmp(transcript->text + evidence[i].offset, evidence[i].quote,
                              evidence[i].length) == 0);
        }
}

static const char *
next_part(struct arena *arena, const uint8_t **bytes, size_t *left)
{
        const uint8_t *stop = *left == 0 ? NULL : memchr(*bytes, '\n', *left);
        size_t length = stop == NULL ? *left : (size_t)(stop - *bytes);
        size_t taken = stop == NULL ? length : length + 1;
        const char *part = arena_copy(arena, (const char *)*bytes, length);
        *bytes += taken;
        *left -= taken;
        return part;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        static const char *const EXPECTED[] = {"an index is sorted", "writes become slower"};
        struct arena arena = {0};
        const char *said = next_part(&arena, &bytes, &length);
        const char *quote = next_part(&arena, &bytes, &length);
        const char *answer = next_part(&arena, &bytes, &length);
        struct transcript transcript = {.text = said, .confidence = -1, .language = "en"};
        struct question question = {.text = "How does an index work?",
                                    .kind = "technical",
                                    .expected = EXPECTED,
                                    .expected_count = 2};
        struct claim claims[] = {{"story", "own_action", quote}, {"story", "order", said}};
        struct evaluation_input input = {
                .question = &question, .transcript = &transcript, .rubric = &RUBRIC, .turn = 1};
        struct evidence *evidence = NULL;
        size_t count = 0;
        evidence_verify(&transcript, &RUBRIC, &question, 1, claims, 2, &arena, &evidence, &count);
        check_evidence(&transcript, evidence, count);
        struct evaluation evaluation = evaluate_builtin(&input, &arena);
        check_evidence(&transcript, evaluation.evidence, evaluation.evidence_count);

        struct claim *read = NULL;
        struct err err = {0};
        if (evaluation_claims_from_json(answer, strlen(answer), &arena, &read, &count, &err)) {
                assert(count <= EVIDENCE_CLAIMS_MOST);
                (void)evaluate_claims(
                        &input, read, count,
                        (struct evaluator){.provider = "a", .model = "b", .prompt_version = "c"},
                        &arena);
        }
        struct resume_mention *mentions = NULL;
        resume_mentions(said, "en", &arena, &mentions, &count);
        arena_done(&arena);
        return 0;
}
