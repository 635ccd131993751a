#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "interview/evidence.h"
#include "interview/plan_choose.h"
#include "interview/plan_probe.h"
#include "interview/words.h"
#include "interview_candidates.h"
#include "interview_seeded.h"

static void
assert_sensible(const struct talk *talk, const struct posting *posting)
{
        size_t in_a_row = 0;
        assert_true(talk->count <= (size_t)posting->limits.max_turns);
        for (size_t i = 0; i < talk->count; i++) {
                const struct question *question = &talk->turns[i].question;
                assert_true(question->text != NULL && strlen(question->text) > 10);
                assert_non_null(question->competency);
                assert_non_null(question->kind);
                in_a_row = question->is_follow_up ? in_a_row + 1 : 0;
                assert_true(in_a_row <= 2);
                for (size_t k = 0; k < i; k++) {
                        struct plan_input before = {
                                .posting = posting, .turns = &talk->turns[k], .turn_count = 1};
                        if (plan_was_asked(&before, question->text, &arena))
                                fail_msg("asked again: %s", question->text);
                }
        }
}

static void
whole_interviews_stay_sensible(void **state)
{
        (void)state;
        for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                struct posting posting = posting_for((enum interview_type)type);
                for (int candidate = 0; candidate <= CANDIDATE_SHRUGGING; candidate++) {
                        for (uint64_t seed = 1; seed <= 3; seed++) {
                                struct talk *talk = talk_with((enum candidate)candidate, &seeds,
                                                              &posting, RESUME, seed, &arena);
                                assert_sensible(talk, &posting);
                                assert_int_equal(talk->count, 10);
                                assert_string_equal(talk->end_reason, "turns");
                                assert_string_equal(talk->turns[0].question.kind, "opening");
                                assert_non_null(
                                        strstr(talk->turns[0].question.text, "Backend Engineer"));
                                assert_string_equal(talk->turns[9].question.kind, "closing");
                                for (size_t i = 1; i < 9 && type != INTERVIEW_MIXED; i++)
                                        assert_string_equal(talk->turns[i].question.kind,
                                                            INTERVIEW_TYPE_NAMES[type]);
                        }
                }
        }
}

static void
what_questions_are_about_may_be_made_beforehand(void **state)
{
        (void)state;
        const struct stems *subjects = plan_subjects(seeds.bank, seeds.bank_count, &arena);
        for (int type = 0; type < INTERVIEW_MIXED; type++) {
                struct posting posting = posting_for((enum interview_type)type);
                struct talk *talk =
                        talk_with(CANDIDATE_AVERAGE, &seeds, &posting, RESUME, 7, &arena);
                for (uint64_t i = 0; i < 9; i++) {
                        struct plan_wanted wanted = {(enum interview_type)type,
                                                     (enum difficulty)(i % 3)};
                        struct plan_input input = {.posting = &posting,
                                                   .resume_text = RESUME,
                                                   .turns = talk->turns,
                                                   .turn_count = (size_t)i,
                                                   .bank = seeds.bank,
                                                   .bank_count = seeds.bank_count,
                                                   .seed = i};
                        const char *about = i % 3 == 2 ? "results" : NULL;
                        const struct question *plain = plan_choose(&input, wanted, about, &arena);
                        input.bank_subjects = subjects;
                        assert_ptr_equal(plan_choose(&input, wanted, about, &arena), plain);
                        assert_true(plain != NULL || about != NULL);
                }
        }
}

static void
better_candidates_score_higher(void **state)
{
        (void)state;
        for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                struct posting posting = posting_for((enum interview_type)type);
                double scores[CANDIDATE_WEAK + 1];
                for (int candidate = 0; candidate <= CANDIDATE_WEAK; candidate++) {
                        struct talk *talk = talk_with((enum candidate)candidate, &seeds, &posting,
                                                      RESUME, 11, &arena);
                        double overall = talk->summary.scores.overall;
                        scores[candidate] = isnan(overall) ? 0 : overall;
                }
                print_message("%-14s strong %.1f average %.1f weak %.1f\n",
                              INTERVIEW_TYPE_NAMES[type], scores[0], scores[1], scores[2]);
                assert_true(scores[CANDIDATE_STRONG] >= 7);
                assert_true(scores[CANDIDATE_STRONG] > scores[CANDIDATE_AVERAGE] + 2);
                assert_true(scores[CANDIDATE_AVERAGE] > scores[CANDIDATE_WEAK] + 1);
                assert_true(scores[CANDIDATE_WEAK] < 2.5);
        }
}

static void
tricks_gain_nothing(void **state)
{
        static const enum candidate TRICKS[] = {CANDIDATE_STUFFING, CANDIDATE_REPEATING,
                                                CANDIDATE_COMMANDING, CANDIDATE_SHRUGGING};
        (void)state;
        for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                struct posting posting = posting_for((enum interview_type)type);
                for (size_t i = 0; i < COUNT_OF(TRICKS); i++) {
                        struct talk *talk =
                                talk_with(TRICKS[i], &seeds, &posting, RESUME, 5, &arena);
                        double overall = talk->summary.scores.overall;
                        if (!isnan(overall))
                                fail_msg("%s: trick %zu earned %.1f", INTERVIEW_TYPE_NAMES[type], i,
                                         overall);
                        assert_non_null(talk->summary.null_reason);
                        if (TRICKS[i] != CANDIDATE_SHRUGGING)
                                assert_true(talk->summary.flags.count > 0);
                }
        }
}

static void
every_quote_stands_in_its_transcript(void **state)
{
        (void)state;
        struct posting posting = posting_for(INTERVIEW_MIXED);
        for (int candidate = 0; candidate <= CANDIDATE_SHRUGGING; candidate++) {
                struct talk *talk =
                        talk_with((enum candidate)candidate, &seeds, &posting, RESUME, 3, &arena);
                for (size_t i = 0; i < talk->count; i++) {
                        const struct evaluation *evaluation = talk->answered[i].evaluation;
                        for (size_t k = 0; k < evaluation->evidence_count; k++) {
                                const struct evidence *evidence = &evaluation->evidence[k];
                                const char *text = talk->turns[i].transcript;
                                assert_true(evidence->offset + evidence->length <= strlen(text));
                                assert_memory_equal(text + evidence->offset, evidence->quote,
                                                    evidence->length);
                                assert_int_equal(evidence->turn, i + 1);
                        }
                }
        }
}

static void
same_input_gives_the_same_interview(void **state)
{
        (void)state;
        struct posting posting = posting_for(INTERVIEW_MIXED);
        struct talk *first = talk_with(CANDIDATE_STRONG, &seeds, &posting, RESUME, 9, &arena);
        struct talk *second = talk_with(CANDIDATE_STRONG, &seeds, &posting, RESUME, 9, &arena);
        struct talk *other = talk_with(CANDIDATE_STRONG, &seeds, &posting, NULL, 10, &arena);
        bool is_other = false;
        assert_int_equal(first->count, second->count);
        for (size_t i = 0; i < first->count; i++) {
                assert_string_equal(first->turns[i].question.text, second->turns[i].question.text);
                is_other = is_other || strcmp(first->turns[i].question.text,
                                              other->turns[i].question.text) != 0;
        }
        assert_true(is_other);
        assert_string_equal(first->summary.text, second->summary.text);
}

static void
resume_and_role_are_named(void **state)
{
        (void)state;
        struct posting posting = posting_for(INTERVIEW_TECHNICAL);
        struct talk *talk = talk_with(CANDIDATE_STRONG, &seeds, &posting, RESUME, 1, &arena);
        bool resume = false;
        bool role = false;
        bool focus = false;
        for (size_t i = 0; i < talk->count; i++) {
                const struct question *question = &talk->turns[i].question;
                if (strstr(question->text, "Your resume mentions") != NULL) {
                        resume = true;
                        assert_true(strstr(question->text, "at Northwind") != NULL ||
                                    strstr(question->text, "at Contoso") != NULL);
                        assert_non_null(strstr(RESUME, question->rests_on));
                }
                role = role || strstr(question->text, "The role works with") != NULL;
                focus = focus || strstr(question->text, "incident response") != NULL;
        }
        assert_true(resume && role && focus);
}

static void
other_languages_have_whole_interviews(void **state)
{
        static const char *const LANGUAGES[] = {"de", "es"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                struct seeds own = seeds;
                struct err err = {0};
                size_t length = 0;
                const char *json = seed_file(arena_print(&arena, "questions.%s.json", LANGUAGES[i]),
                                             &arena, &length);
                assert_true(bank_read(json, length, &arena, &own.bank, &own.bank_count, &err));
                for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                        struct posting posting = posting_for((enum interview_type)type);
                        posting.language = LANGUAGES[i];
                        struct talk *talk =
                                talk_with(CANDIDATE_WEAK, &own, &posting, RESUME, 2, &arena);
                        assert_sensible(talk, &posting);
                        assert_int_equal(talk->count, 10);
                        for (size_t k = 0; k < talk->count; k++) {
                                assert_string_equal(talk->turns[k].question.language, LANGUAGES[i]);
                                assert_null(strstr(talk->turns[k].question.text, " the "));
                        }
                }
        }
}

// "en-GB" is English, and a language without a bank is asked in the bank's own.
static void
regions_and_unknown_languages_have_whole_interviews(void **state)
{
        static const char *const LANGUAGES[] = {"en-GB", "EN-us", "ja"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                for (int type = 0; type < INTERVIEW_TYPE_COUNT; type++) {
                        struct posting posting = posting_for((enum interview_type)type);
                        posting.language = LANGUAGES[i];
                        struct talk *talk =
                                talk_with(CANDIDATE_WEAK, &seeds, &posting, RESUME, 2, &arena);
                        assert_sensible(talk, &posting);
                        assert_int_equal(talk->count, 10);
                }
        }
        assert_true(evidence_knows("en-GB") && evidence_knows("en") && evidence_knows("EN_us"));
        assert_false(evidence_knows("eng") || evidence_knows("e") || evidence_knows("-en") ||
                     evidence_knows("") || evidence_knows(NULL));
        assert_string_equal(words_of("Databases", "en-GB", &arena).items[0].stem, "databas");
        assert_string_equal(words_of("Databases", "ja", &arena).items[0].stem, "databases");
        assert_non_null(strstr(plan_asked_again(PLAN_SILENCE, "Warum?", "de-AT", &arena), "Zeit"));
}

static void
question_set_is_asked_word_for_word(void **state)
{
        static const struct question SET[] = {
                {.text = "What is a B-tree?", .competency = "Data"},
                {.text = "Why us?", .competency = "Motivation"},
                {.text = "What is next for you?", .competency = "Plans"}};
        static const int TURNS[] = {3, 4, 5};
        (void)state;
        for (size_t n = 0; n < COUNT_OF(TURNS); n++) {
                struct posting posting = posting_for(INTERVIEW_BEHAVIORAL);
                posting.question_set = SET;
                posting.question_count = 3;
                posting.limits.max_turns = TURNS[n];
                struct talk *talk = talk_with(CANDIDATE_WEAK, &seeds, &posting, RESUME, 1, &arena);
                size_t next = 0;
                assert_int_equal(talk->count, TURNS[n]);
                assert_string_equal(talk->turns[0].question.text, SET[0].text);
                for (size_t i = 0; i < talk->count; i++) {
                        if (talk->turns[i].question.is_follow_up || next == 3)
                                continue;
                        assert_string_equal(talk->turns[i].question.text, SET[next].text);
                        assert_string_equal(talk->turns[i].question.kind, "behavioral");
                        next++;
                }
                assert_int_equal(next, 3);
                // Follow-ups only where the rest of the set still fits.
                assert_true(n != 0 || !talk->turns[1].question.is_follow_up);
                assert_true(n == 0 || talk->turns[1].question.is_follow_up);
        }
}

static struct plan_step
step_after(const char *answer, const char *question_id, double overall, enum plan_status status)
{
        static struct posting posting;
        static struct plan_turn turns[2];
        posting = posting_for(INTERVIEW_BEHAVIORAL);
        turns[0] = (struct plan_turn){.question = {.text = "Hello?", .kind = "opening"},
                                      .status = PLAN_ANSWERED,
                                      .overall = NAN};
        turns[1] = (struct plan_turn){.status = status, .transcript = answer, .overall = overall};
        for (size_t i = 0; i < seeds.bank_count; i++) {
                if (strcmp(seeds.bank[i].id, question_id) == 0)
                        turns[1].question = seeds.bank[i];
        }
        struct plan_input input = {.posting = &posting,
                                   .turns = turns,
                                   .turn_count = 2,
                                   .elapsed_seconds = 100,
                                   .bank = seeds.bank,
                                   .bank_count = seeds.bank_count,
                                   .seed = 4};
        return plan_next(&input, &arena);
}

static void
thin_answers_are_probed_for_what_they_lack(void **state)
{
        static const struct {
                const char *answer;
                const char *probe; // NULL: no follow-up
                enum plan_status status;
        } CASES[] = {
                {"We had to move to a new provider and everybody worked late for weeks.",
                 "What did you do first?", PLAN_ANSWERED},
                {"I moved our billing to a new provider and I called every customer and wrote down "
                 "what "
                 "they needed on the first day of the change.",
                 "Did you meet it, and what was the result?", PLAN_ANSWERED},
                {"I don't know, I cannot remember one.", NULL, PLAN_ANSWERED},
                {"", NULL, PLAN_SKIPPED},
                {NULL, NULL, PLAN_FAILED},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct plan_step step =
                        step_after(CASES[i].answer, "behavioral-deadline", NAN, CASES[i].status);
                assert_null(step.end_reason);
                if (step.question.is_follow_up != (CASES[i].probe != NULL))
                        fail_msg("case %zu: %s", i, step.question.text);
                if (CASES[i].probe != NULL)
                        assert_string_equal(step.question.text, CASES[i].probe);
        }
        assert_false(step_after(STRONG_STORIES[0], "behavioral-deadline", 8, PLAN_ANSWERED)
                             .question.is_follow_up);
}

// A follow-up for something that no answer to that kind of question is found to lack would be dead.
static void
every_follow_up_of_the_bank_can_be_asked(void **state)
{
        static const struct {
                const char *language;
                const char *answer;
        } CASES[] = {{"en", "We had something like that once and people were content."},
                     {"de", "So etwas hatten wir einmal, und alle waren einverstanden."},
                     {"es", "Una vez tuvimos algo parecido y todos estaban de acuerdo."}};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct question *bank = NULL;
                size_t count = 0;
                size_t length = 0;
                struct err err = {0};
                const char *name = arena_print(&arena, "questions.%s.json", CASES[i].language);
                const char *json = seed_file(name, &arena, &length);
                assert_true(bank_read(json, length, &arena, &bank, &count, &err));
                for (size_t k = 0; k < count; k++) {
                        struct plan_turn turn = {.question = bank[k],
                                                 .status = PLAN_ANSWERED,
                                                 .transcript = CASES[i].answer,
                                                 .overall = NAN};
                        struct lacks lacks = plan_lacks(&turn, CASES[i].language, &arena);
                        for (size_t n = 0; n < bank[k].follow_up_count; n++) {
                                const char *wanted = bank[k].follow_ups[n].lacks;
                                bool is_found = false;
                                for (int m = 0; m < lacks.count; m++)
                                        is_found = is_found || strcmp(lacks.items[m], wanted) == 0;
                                if (!is_found)
                                        fail_msg("%s is never asked for %s", bank[k].id, wanted);
                        }
                }
        }
}

static void
short_answers_are_probed_in_every_language(void **state)
{
        static const struct {
                const char *language;
                const char *answer;
                bool is_probed;
        } CASES[] = {
                {"de", "Das war einmal so, und dann ging es wieder.", true},
                {"es", "Fue así una vez y luego todo siguió igual.", true},
                {"de", "", false},
                {"de",
                 "Im letzten Jahr hatten wir einen großen Auftrag, bei dem die Lieferung drei "
                 "Wochen zu spät kam. Ich habe zuerst mit dem Kunden gesprochen, dann mit dem "
                 "Lager einen neuen Plan gemacht und jeden Abend geschrieben, wie weit wir sind. "
                 "Am Ende waren wir nur zwei Tage zu spät, und der Kunde ist geblieben.",
                 false},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct plan_turn turn = {.question = {.kind = "behavioral", .text = "?"},
                                         .status = PLAN_ANSWERED,
                                         .transcript = CASES[i].answer,
                                         .overall = NAN};
                struct lacks lacks = plan_lacks(&turn, CASES[i].language, &arena);
                if ((lacks.count > 0) != CASES[i].is_probed)
                        fail_msg("case %zu lacks %d", i, lacks.count);
        }
}

static void
interviews_end_for_a_reason(void **state)
{
        static const struct {
                size_t turns;
                int elapsed_seconds;
                int max_turns;
                enum plan_wish wish;
                const char *last_kind;
                const char *reason; // NULL where a question comes
                const char *kind;
        } CASES[] = {
                {10, 600, 10, PLAN_GO_ON, "technical", "turns", NULL},
                {4, 2100, 10, PLAN_GO_ON, "technical", "time", NULL},
                {4, 600, 10, PLAN_END, "technical", "supervisor", NULL},
                {4, 600, 10, PLAN_CONCLUDE, "technical", NULL, "closing"},
                {4, 600, 10, PLAN_CONCLUDE, "closing", "supervisor", NULL},
                {4, 2050, 10, PLAN_GO_ON, "technical", NULL, "closing"},
                {5, 2060, 10, PLAN_GO_ON, "closing", "time", NULL},
                {9, 600, 10, PLAN_GO_ON, "technical", NULL, "closing"},
                {1, 60, 2, PLAN_GO_ON, "opening", NULL, "technical"},
                {1, 60, 1, PLAN_GO_ON, "opening", "turns", NULL},
                {0, 0, 1, PLAN_GO_ON, "opening", NULL, "opening"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct posting posting = posting_for(INTERVIEW_TECHNICAL);
                struct plan_turn turns[10] = {0};
                posting.limits.max_turns = CASES[i].max_turns;
                for (size_t k = 0; k < CASES[i].turns; k++)
                        turns[k] = (struct plan_turn){
                                .question = {.text = arena_print(&arena, "Question %zu?", k),
                                             .kind = k + 1 == CASES[i].turns ? CASES[i].last_kind
                                                                             : "technical"},
                                .status = PLAN_SKIPPED,
                                .overall = NAN};
                struct plan_input input = {.posting = &posting,
                                           .turns = turns,
                                           .turn_count = CASES[i].turns,
                                           .elapsed_seconds = CASES[i].elapsed_seconds,
                                           .wish = CASES[i].wish,
                                           .bank = seeds.bank,
                                           .bank_count = seeds.bank_count};
                struct plan_step step = plan_next(&input, &arena);
                const char *reason = step.end_reason == NULL ? "-" : step.end_reason;
                if (strcmp(reason, CASES[i].reason == NULL ? "-" : CASES[i].reason) != 0)
                        fail_msg("case %zu: %s", i, reason);
                if (CASES[i].kind != NULL && strcmp(step.question.kind, CASES[i].kind) != 0)
                        fail_msg("case %zu: %s", i, step.question.kind);
        }
}

static void
empty_banks_and_postings_are_survived(void **state)
{
        (void)state;
        struct posting posting = {.language = "ja"};
        struct plan_turn turn = {.question = {.text = "?", .kind = "opening"}, .overall = NAN};
        struct plan_input input = {.posting = &posting, .turns = &turn};
        assert_string_equal(plan_next(&input, &arena).question.kind, "opening");
        input.turn_count = 1;
        assert_string_equal(plan_next(&input, &arena).question.kind, "closing");
        assert_non_null(strstr(plan_greeting(&input, NULL, &arena), "welcome"));
        assert_non_null(strstr(plan_closing_words(&input, &arena), "saved"));
}

static void
usable_is_what_was_said(void **state)
{
        static const struct {
                const char *text;
                double confidence;
                const char *provider;
                int duration_ms;
                int speech_ms;
                enum plan_usability usability;
        } CASES[] = {
                {"", -1, "builtin", 5000, 0, PLAN_SILENCE},
                {"thank you for watching", 0.9, "openai", 5000, 100, PLAN_SILENCE},
                {"", -1, "builtin", 5000, 900, PLAN_TOO_SHORT},
                {"", -1, "builtin", 9000, 5000, PLAN_UNCLEAR},
                {"um uh", 0.9, "builtin", 3000, 1000, PLAN_TOO_SHORT},
                {"yes", 0.9, "builtin", 3000, 500, PLAN_USABLE},
                {"I don't know", 0.9, "builtin", 3000, 900, PLAN_USABLE},
                {"the", 0.9, "builtin", 20000, 12000, PLAN_UNCLEAR},
                {"the cat", 0.1, "builtin", 3000, 1500, PLAN_UNCLEAR},
                {"the cat sat on the mat and then it went away again", 0.1, "builtin", 9000, 6000,
                 PLAN_USABLE},
                {"yes", -1, "typed", 0, 0, PLAN_USABLE},
                {"  ...", -1, "typed", 0, 0, PLAN_TOO_SHORT},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct transcript transcript = {.text = CASES[i].text,
                                                .confidence = CASES[i].confidence,
                                                .language = "en",
                                                .provider = CASES[i].provider};
                enum plan_usability found =
                        plan_usability(&transcript, CASES[i].duration_ms, CASES[i].speech_ms);
                if (found != CASES[i].usability)
                        fail_msg("case %zu: %s", i, PLAN_USABILITY_NAMES[found]);
        }
}

static void
requests_to_repeat_end_with_the_question(void **state)
{
        static const char *const LANGUAGES[] = {"en", "de", "es", "xx", NULL};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                for (int reason = PLAN_SILENCE; reason < PLAN_USABILITY_COUNT; reason++) {
                        const char *text = plan_asked_again((enum plan_usability)reason, "Why us?",
                                                            LANGUAGES[i], &arena);
                        assert_string_equal(text + strlen(text) - 7, "Why us?");
                        assert_true(strlen(text) > 30);
                }
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(whole_interviews_stay_sensible),
                cmocka_unit_test(what_questions_are_about_may_be_made_beforehand),
                cmocka_unit_test(better_candidates_score_higher),
                cmocka_unit_test(tricks_gain_nothing),
                cmocka_unit_test(every_quote_stands_in_its_transcript),
                cmocka_unit_test(same_input_gives_the_same_interview),
                cmocka_unit_test(resume_and_role_are_named),
                cmocka_unit_test(other_languages_have_whole_interviews),
                cmocka_unit_test(regions_and_unknown_languages_have_whole_interviews),
                cmocka_unit_test(question_set_is_asked_word_for_word),
                cmocka_unit_test(thin_answers_are_probed_for_what_they_lack),
                cmocka_unit_test(every_follow_up_of_the_bank_can_be_asked),
                cmocka_unit_test(short_answers_are_probed_in_every_language),
                cmocka_unit_test(interviews_end_for_a_reason),
                cmocka_unit_test(empty_banks_and_postings_are_survived),
                cmocka_unit_test(usable_is_what_was_said),
                cmocka_unit_test(requests_to_repeat_end_with_the_question),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
