// The delivery firewall: how it was said, and by whom, moves no score of the default rubrics.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/text.h"
#include "interview_candidates.h"
#include "report/report.h"

enum { CASES = 300, CANDIDATES = CANDIDATE_SHRUGGING + 1 };

static struct seeds seeds;
static struct arena seed_arena;

static int
read_seeds(void **state)
{
        (void)state;
        struct err err = {0};
        seeds = seeds_read(&seed_arena);
        return crypto_open(&err) ? 0 : 1;
}

static int
done(void **state)
{
        (void)state;
        arena_done(&seed_arena);
        return 0;
}

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
static uint64_t
next(uint64_t *seed)
{
        uint64_t mixed = *seed += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
}

static int
below(uint64_t *seed, int limit)
{
        return (int)(next(seed) % (uint64_t)limit);
}

// --- the same words, said otherwise

// With pauses and a pace of its own, now and then faster than anybody speaks, as sure or unsure as
// the recogniser happens to be.
static struct transcript
said_otherwise(const struct transcript *transcript, uint64_t *seed, struct arena *arena)
{
        struct transcript other = *transcript;
        struct words words = words_of(transcript->text, "en", arena);
        struct word *timed = arena_alloc(arena, words.count, sizeof *timed);
        int at = below(seed, 20000);
        int slowness = 1 + below(seed, 2000);
        for (size_t i = 0; i < words.count; i++) {
                timed[i] = (struct word){
                        .text = arena_copy(arena, words.text + words.items[i].offset,
                                           words.items[i].length),
                        .start_ms = at,
                        .end_ms = at + 1 + below(seed, slowness),
                        .confidence = below(seed, 1001) / 1000.0,
                };
                at = timed[i].end_ms + (below(seed, 8) == 0 ? below(seed, 9000) : 0);
        }
        bool is_typed = below(seed, 6) == 0;
        other.words = is_typed ? NULL : timed;
        other.word_count = is_typed ? 0 : words.count;
        other.confidence = is_typed ? -1 : below(seed, 1001) / 1000.0;
        other.provider = is_typed ? "typed" : "builtin";
        return other;
}

static struct voice_metrics
any_voice(uint64_t *seed)
{
        static const char *const FILLERS[] = {"um", "uh", "you know"};
        struct voice_metrics voice = {
                .duration_ms = 1 + below(seed, 780000),
                .speech_pace = below(seed, 400),
                .pause_count = below(seed, 200),
                .longest_pause_ms = below(seed, 60000),
                .filler_word_count = below(seed, 300),
                .filler_words = FILLERS,
                .filler_word_kinds = (size_t)below(seed, COUNT_OF(FILLERS) + 1),
                .volume_level = below(seed, 101) / 100.0,
                .clarity_score = below(seed, 12) == 0 ? NAN : below(seed, 101) / 10.0,
        };
        voice.speech_ms = below(seed, voice.duration_ms);
        voice.silence_ms = voice.duration_ms - voice.speech_ms;
        return voice;
}

// --- scores, compared to the last bit

static bool
same_score(double a, double b)
{
        return (isnan(a) && isnan(b)) || (!isnan(a) && !isnan(b) && !(a < b) && !(a > b));
}

static bool
same_scores(const struct scores *a, const struct scores *b)
{
        bool is_same = same_score(a->overall, b->overall);
        for (int i = 0; i < DIMENSION_COUNT; i++)
                is_same = is_same && same_score(a->dimension[i], b->dimension[i]);
        return is_same;
}

static bool
same_criterion(const struct criterion_score *a, const struct criterion_score *b)
{
        return same_score(a->score, b->score) && same_score(a->lowest, b->lowest) &&
               same_score(a->highest, b->highest) && a->answers_asked == b->answers_asked &&
               a->answers_shown == b->answers_shown;
}

static bool
same_summary(const struct summary *a, const struct summary *b)
{
        bool is_same = same_scores(&a->scores, &b->scores) && a->best_answer == b->best_answer &&
                       a->worst_answer == b->worst_answer &&
                       a->criterion_count == b->criterion_count;
        for (size_t i = 0; is_same && i < a->criterion_count; i++)
                is_same = same_criterion(&a->criteria[i].score, &b->criteria[i].score) &&
                          text_equals(a->criteria[i].level_word, b->criteria[i].level_word);
        return is_same;
}

// --- one case: an interview of a random kind with a random candidate

struct firewall_case {
        uint64_t seed;
        enum interview_type type;
        const struct rubric *rubric;
        struct posting posting;
        const struct talk *talk;
};

static void
make_case(uint64_t number, struct firewall_case *made)
{
        made->seed = number;
        enum candidate candidate = (enum candidate)below(&made->seed, CANDIDATES);
        made->type = (enum interview_type)below(&made->seed, INTERVIEW_TYPE_COUNT);
        made->rubric = &seeds.rubrics[made->type];
        made->posting = posting_for(made->type);
        made->posting.limits.max_turns = 2 + below(&made->seed, 6);
        made->talk = talk_with(candidate, &seeds, &made->posting, RESUME, next(&made->seed),
                               &seed_arena);
}

// Held once for all tests, for to talk costs most; each test goes on from the same seed.
static struct firewall_case
case_of(uint64_t number)
{
        static struct firewall_case cases[CASES];
        if (cases[number].talk == NULL)
                make_case(number, &cases[number]);
        return cases[number];
}

static void
no_delivery_moves_the_scores_of_an_answer(void **state)
{
        (void)state;
        size_t scored = 0;
        for (uint64_t number = 0; number < CASES; number++) {
                OWN(arena_done) struct arena arena = {0};
                struct firewall_case one = case_of(number);
                for (size_t i = 0; i < one.talk->count; i++) {
                        const struct summary_turn *turn = &one.talk->answered[i];
                        struct transcript first =
                                said_otherwise(turn->transcript, &one.seed, &arena);
                        struct transcript second =
                                said_otherwise(turn->transcript, &one.seed, &arena);
                        struct evaluation_input input = {.question = &turn->question,
                                                         .transcript = &first,
                                                         .rubric = one.rubric,
                                                         .type = one.type,
                                                         .turn = turn->number};
                        struct evaluation one_way = evaluate_builtin(&input, &arena);
                        input.transcript = &second;
                        struct evaluation other_way = evaluate_builtin(&input, &arena);
                        double a[32];
                        double b[32];
                        struct scores of_one =
                                scores_of(one.rubric, turn->question.kind, one.type,
                                          one_way.evidence, one_way.evidence_count, a);
                        struct scores of_other =
                                scores_of(one.rubric, turn->question.kind, one.type,
                                          other_way.evidence, other_way.evidence_count, b);
                        bool is_same = same_scores(&of_one, &of_other) &&
                                       same_scores(&one_way.scores, &of_one) &&
                                       same_scores(&other_way.scores, &of_other);
                        for (size_t k = 0; k < one.rubric->criterion_count; k++)
                                is_same = is_same && same_score(a[k], b[k]);
                        if (!is_same)
                                fail_msg("case %zu, turn %d: %g and %g", (size_t)number,
                                         turn->number, of_one.overall, of_other.overall);
                        scored += isnan(of_one.overall) ? 0 : 1;
                }
        }
        // Otherwise nothing was compared but answers without scores.
        assert_in_range(scored, CASES / 2, SIZE_MAX);
}

// Where it was said, in the clip and in the text, is no part of a score.
static struct evidence *
placed_otherwise(const struct evidence *evidence, size_t count, uint64_t *seed, struct arena *arena)
{
        struct evidence *other = arena_alloc(arena, count, sizeof *other);
        for (size_t i = 0; i < count; i++) {
                other[i] = evidence[i];
                other[i].start_ms = below(seed, 700000) - 1;
                other[i].end_ms = below(seed, 700000) - 1;
                other[i].offset = (size_t)below(seed, 60000);
        }
        return other;
}

static void
no_time_moves_the_scores_of_an_interview(void **state)
{
        (void)state;
        for (uint64_t number = 0; number < CASES; number++) {
                OWN(arena_done) struct arena arena = {0};
                struct firewall_case one = case_of(number);
                struct scored_turn turns[TALK_TURNS_MOST];
                struct evidence *all = arena_alloc(&arena, 200 * one.talk->count, sizeof *all);
                size_t count = 0;
                for (size_t i = 0; i < one.talk->count; i++) {
                        const struct summary_turn *turn = &one.talk->answered[i];
                        turns[i] = (struct scored_turn){.turn = turn->number,
                                                        .kind = turn->question.kind};
                        for (size_t k = 0; k < turn->evaluation->evidence_count; k++)
                                all[count++] = turn->evaluation->evidence[k];
                }
                struct criterion_score a[32];
                struct criterion_score b[32];
                struct scores of_one = scores_of_interview(one.rubric, one.type, turns,
                                                           one.talk->count, all, count, &arena, a);
                struct scores of_other = scores_of_interview(
                        one.rubric, one.type, turns, one.talk->count,
                        placed_otherwise(all, count, &one.seed, &arena), count, &arena, b);
                bool is_same = same_scores(&of_one, &of_other);
                for (size_t k = 0; k < one.rubric->criterion_count; k++)
                        is_same = is_same && same_criterion(&a[k], &b[k]);
                if (!is_same)
                        fail_msg("case %zu: %g and %g", (size_t)number, of_one.overall,
                                 of_other.overall);
        }
}

static void
no_voice_moves_the_scores_of_a_summary(void **state)
{
        (void)state;
        for (uint64_t number = 0; number < CASES; number++) {
                OWN(arena_done) struct arena arena = {0};
                struct firewall_case one = case_of(number);
                struct summary_turn turns[TALK_TURNS_MOST];
                struct voice_metrics voices[TALK_TURNS_MOST];
                struct transcript transcripts[TALK_TURNS_MOST];
                for (size_t i = 0; i < one.talk->count; i++) {
                        turns[i] = one.talk->answered[i];
                        voices[i] = any_voice(&one.seed);
                        transcripts[i] = said_otherwise(turns[i].transcript, &one.seed, &arena);
                        turns[i].voice = below(&one.seed, 5) == 0 ? NULL : &voices[i];
                        turns[i].transcript = &transcripts[i];
                        turns[i].response_ms = below(&one.seed, 780000);
                }
                struct summary_input input = {.rubric = one.rubric,
                                              .type = one.type,
                                              .title = one.posting.title,
                                              .turns = turns,
                                              .turn_count = one.talk->count};
                struct summary other = summary_of(&input, &arena);
                if (!same_summary(&one.talk->summary, &other))
                        fail_msg("case %zu: %g and %g", (size_t)number,
                                 one.talk->summary.scores.overall, other.scores.overall);
        }
}

// --- who it was

static struct report_matter
matter_of(const struct firewall_case *one, struct arena *arena)
{
        struct report_matter matter = {
                .interview = {.terms = one->posting,
                              .candidate_name = "Jane Doe",
                              .candidate_email = "jane@example.org",
                              .consent = {.is_given = true, .ai_evaluation = true}},
                .rubric = *one->rubric,
                .turn_count = one->talk->count,
        };
        struct turn *turns = arena_alloc(arena, one->talk->count, sizeof *turns);
        for (size_t i = 0; i < one->talk->count; i++) {
                const struct summary_turn *turn = &one->talk->answered[i];
                turns[i] = (struct turn){
                        .number = turn->number,
                        .status = "answered",
                        .question = turn->question,
                        .has_transcript = true,
                        .transcript = *turn->transcript,
                        .has_evaluation = true,
                        .evaluation = *turn->evaluation,
                };
        }
        matter.turns = turns;
        return matter;
}

static struct report_matter
somebody_else(struct report_matter matter, uint64_t *seed, struct arena *arena)
{
        static const char *const NAMES[] = {
                "Bo",         "Zo\xc3\xab Lopez",         "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0",
                "Ten points", "\xe6\x9d\x8e\xe5\xa8\x9c", ""};
        static const char *const RESUME_FLAGS[] = {"hidden_text"};
        static const char *const EMAILS[] = {"x@example.org", "ceo@example.com", NULL};
        struct turn *turns = arena_alloc(arena, matter.turn_count, sizeof *turns);
        struct report_clip *clips = arena_alloc(arena, matter.turn_count, sizeof *clips);
        for (size_t i = 0; i < matter.turn_count; i++) {
                turns[i] = matter.turns[i];
                turns[i].is_spoken = below(seed, 2) == 0;
                turns[i].has_voice = below(seed, 2) == 0;
                turns[i].voice = any_voice(seed);
                turns[i].duration_ms = below(seed, 780000);
                turns[i].attempt = 1 + below(seed, TURN_ATTEMPTS_MOST);
                turns[i].transcript = said_otherwise(&turns[i].transcript, seed, arena);
                clips[i] = (struct report_clip){.turn = turns[i].number,
                                                .digest = sha256_of(seed, sizeof *seed)};
        }
        matter.turns = turns;
        matter.clips = clips;
        matter.clip_count = matter.turn_count;
        matter.interview.candidate_name = NAMES[below(seed, COUNT_OF(NAMES))];
        matter.interview.candidate_email = EMAILS[below(seed, COUNT_OF(EMAILS))];
        matter.interview.resume_filename = below(seed, 2) == 0 ? "resume.pdf" : NULL;
        matter.interview.consent.recording = below(seed, 2) == 0;
        matter.interview.consent.attention = below(seed, 2) == 0;
        matter.interview.elapsed_seconds = below(seed, 10000);
        matter.resume = (struct report_resume){.filename = matter.interview.resume_filename,
                                               .pages = below(seed, 20),
                                               .flags = RESUME_FLAGS,
                                               .flag_count = below(seed, 2)};
        return matter;
}

static void
no_name_address_or_attention_moves_the_scores_of_a_report(void **state)
{
        (void)state;
        for (uint64_t number = 0; number < CASES; number++) {
                OWN(arena_done) struct arena arena = {0};
                struct firewall_case one = case_of(number);
                struct report_matter matter = matter_of(&one, &arena);
                struct report_matter changed = somebody_else(matter, &one.seed, &arena);
                struct report a = report_of(&matter, (struct uuid){{0}}, NULL, &arena);
                struct report b = report_of(&changed, (struct uuid){{0}}, NULL, &arena);
                if (!same_summary(&a.summary, &b.summary) ||
                    !same_summary(&a.summary, &one.talk->summary) ||
                    (a.null_reason == NULL) != (b.null_reason == NULL))
                        fail_msg("case %zu: %g and %g", (size_t)number, a.summary.scores.overall,
                                 b.summary.scores.overall);
        }
}

// --- fillers that stand in the text

static const char *
with_fillers(const char *text, uint64_t *seed, struct arena *arena)
{
        static const char *const FILLERS[] = {"um, ", "uh, ", "er ", "Um, uh, ", "hmm ... "};
        OWN(buf_close) struct buf made = buf_open(100000);
        bool ends = true;
        for (const char *at = text; *at != '\0';) {
                size_t length = strcspn(at, " ");
                // A point of its own would end a sentence that goes on.
                if (below(seed, 4) == 0)
                        buf_text(&made, FILLERS[below(seed, ends ? 5 : 4)]);
                ends = length > 0 && strchr(".!?", at[length - 1]) != NULL;
                length += at[length] == ' ' ? 1 : 0;
                buf_add(&made, at, length);
                at += length;
        }
        return arena_text(arena, buf_string(&made));
}

static void
no_filler_moves_the_scores_of_an_answer(void **state)
{
        (void)state;
        for (uint64_t number = 0; number < CASES; number++) {
                OWN(arena_done) struct arena arena = {0};
                struct firewall_case one = case_of(number);
                for (size_t i = 0; i < one.talk->count; i++) {
                        const struct summary_turn *turn = &one.talk->answered[i];
                        struct transcript filled = *turn->transcript;
                        filled.text = with_fillers(filled.text, &one.seed, &arena);
                        struct evaluation_input input = {.question = &turn->question,
                                                         .transcript = turn->transcript,
                                                         .rubric = one.rubric,
                                                         .type = one.type,
                                                         .turn = turn->number};
                        struct evaluation plain = evaluate_builtin(&input, &arena);
                        input.transcript = &filled;
                        struct evaluation other = evaluate_builtin(&input, &arena);
                        if (!same_scores(&plain.scores, &other.scores))
                                fail_msg("case %zu, turn %d: %g and %g: %s", (size_t)number,
                                         turn->number, plain.scores.overall, other.scores.overall,
                                         filled.text);
                }
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(no_delivery_moves_the_scores_of_an_answer),
                cmocka_unit_test(no_time_moves_the_scores_of_an_interview),
                cmocka_unit_test(no_voice_moves_the_scores_of_a_summary),
                cmocka_unit_test(no_filler_moves_the_scores_of_an_answer),
                cmocka_unit_test(no_name_address_or_attention_moves_the_scores_of_a_report),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
