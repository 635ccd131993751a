#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/config.h"
#include "interview/plan_panel.h"
#include "interview/supervisor.h"
#include "interview_candidates.h"
#include "interview_supervised.h"

// --- whole interviews

struct road {
        struct plan_turn turns[TALK_TURNS_MOST];
        size_t count;
        const char *end_reason;
        int decisions[SUPERVISOR_DECISION_COUNT];
        int reasons[SUPERVISOR_REASON_COUNT];
};

static struct road *
road_of(const struct posting *posting, enum candidate candidate, int seconds_a_turn)
{
        struct road *road = arena_alloc(&arena, 1, sizeof *road);
        bool is_concluding = false;
        while (road->count < TALK_TURNS_MOST) {
                struct plan_input plan = {
                        .posting = posting,
                        .candidate_name = "Jane Doe",
                        .turns = road->turns,
                        .turn_count = road->count,
                        .elapsed_seconds = (int)road->count * seconds_a_turn,
                        .bank = seeds.bank,
                        .bank_count = seeds.bank_count,
                        .seed = 11,
                };
                struct supervisor_input input = {
                        .plan = &plan,
                        .limits = supervisor_limits_of(&NOTHING_GIVEN, &posting->supervisor,
                                                       posting->limits.max_minutes, 0),
                        .is_concluding = is_concluding,
                };
                if (road->count > 0) {
                        const char *guidance = NULL;
                        struct supervision seen = supervisor_look(&input, &arena);
                        supervisor_tell_plan(&seen, &input, &plan, &arena, &guidance);
                        road->decisions[seen.decision]++;
                        road->reasons[seen.reason]++;
                        is_concluding = is_concluding || seen.decision == SUPERVISOR_CONCLUDE;
                }
                struct plan_step step = plan_next(&plan, &arena);
                road->end_reason = step.end_reason;
                if (step.end_reason != NULL)
                        return road;
                plan_panel_assign(&plan, &step.question, &arena);
                struct plan_turn *turn = &road->turns[road->count];
                *turn = (struct plan_turn){.question = step.question, .overall = (double)NAN};
                turn->transcript = answer_by(candidate, &step.question, road->count, &arena);
                if (candidate == CANDIDATE_STRONG || candidate == CANDIDATE_WEAK)
                        turn->overall = candidate == CANDIDATE_STRONG ? 9 : 1.5;
                road->count++;
        }
        return road;
}

static void
a_strong_candidate_is_left_alone_and_closes_after_all_turns(void **state)
{
        (void)state;
        struct posting posting = posting_with(3, 10);
        struct road *road = road_of(&posting, CANDIDATE_STRONG, 120);
        assert_string_equal(road->end_reason, "turns");
        assert_int_equal(road->count, 10);
        assert_int_equal(road->decisions[SUPERVISOR_CONCLUDE], 0);
        assert_int_equal(road->reasons[SUPERVISOR_WEAK_ANSWERS], 0);
        assert_int_equal(road->reasons[SUPERVISOR_THIN_ANSWERS], 0);
}

static void
a_slow_candidate_is_asked_about_each_area_and_has_a_closing_question(void **state)
{
        (void)state;
        struct posting posting = posting_with(3, 20);
        struct road *road = road_of(&posting, CANDIDATE_AVERAGE, 280);
        assert_true(road->reasons[SUPERVISOR_AREAS_OPEN] > 0);
        assert_string_equal(road->turns[road->count - 1].question.kind, "closing");
        assert_string_equal(road->end_reason, "supervisor");
        for (size_t i = 0; i < COUNT_OF(AREAS); i++) {
                bool is_asked = false;
                for (size_t k = 0; k < road->count; k++)
                        is_asked = is_asked ||
                                   strcasestr(road->turns[k].question.text, AREAS[i]) != NULL;
                if (!is_asked)
                        fail_msg("nothing about %s in %zu turns", AREAS[i], road->count);
        }
}

static void
whoever_has_nothing_to_say_is_asked_easier_and_let_go(void **state)
{
        (void)state;
        struct posting posting = posting_with(0, 20);
        struct road *road = road_of(&posting, CANDIDATE_SHRUGGING, 30);
        assert_true(road->reasons[SUPERVISOR_NO_ANSWERS] >= 2);
        assert_int_equal(road->reasons[SUPERVISOR_UNANSWERED], 1);
        assert_true(road->count < 10);
        assert_string_equal(road->end_reason, "supervisor");
        assert_string_equal(road->turns[road->count - 1].question.kind, "closing");
}

static void
the_same_interview_gives_the_same_decisions(void **state)
{
        (void)state;
        struct posting posting = posting_with(2, 12);
        for (int candidate = 0; candidate <= CANDIDATE_SHRUGGING; candidate++) {
                struct road *one = road_of(&posting, (enum candidate)candidate, 90);
                struct road *two = road_of(&posting, (enum candidate)candidate, 90);
                assert_int_equal(one->count, two->count);
                assert_memory_equal(one->reasons, two->reasons, sizeof one->reasons);
                for (size_t i = 0; i < one->count; i++)
                        assert_string_equal(one->turns[i].question.text,
                                            two->turns[i].question.text);
        }
}

// --- a panel

static void
a_panel_takes_turns_by_competency_and_says_hello_once(void **state)
{
        (void)state;
        static const char *const PANEL[] = {"friendly", "professional", "curious"};
        for (size_t members = 2; members <= COUNT_OF(PANEL); members++) {
                struct posting posting = posting_with(2, 12);
                int hellos = 0;
                posting.personas = PANEL;
                posting.persona_count = members;
                struct road *road = road_of(&posting, CANDIDATE_AVERAGE, 60);
                assert_string_equal(road->turns[0].question.persona, PANEL[0]);
                assert_string_equal(road->turns[road->count - 1].question.persona, PANEL[0]);
                int asked[3] = {0};
                for (size_t i = 0; i < road->count; i++) {
                        const struct question *question = &road->turns[i].question;
                        for (size_t k = 0; k < members; k++)
                                asked[k] += strcmp(PANEL[k], question->persona) == 0;
                        hellos += question->greeting != NULL &&
                                  strstr(question->greeting, "My name is") != NULL;
                        for (size_t k = 0; k < i; k++) {
                                const struct question *before = &road->turns[k].question;
                                if (strcmp(before->competency, question->competency) == 0)
                                        assert_string_equal(before->persona, question->persona);
                        }
                }
                for (size_t k = 0; k < members; k++)
                        assert_true(asked[k] > 0);
                assert_int_equal(hellos, members - 1);
        }
        struct posting alone = posting_with(0, 4);
        struct road *road = road_of(&alone, CANDIDATE_AVERAGE, 60);
        assert_null(road->turns[0].question.persona);
}

// --- rounds

static void
a_round_sees_time_and_silence(void **state)
{
        (void)state;
        static const struct {
                const char *name;
                int elapsed;
                int silence;
                bool is_closed; // an answer is being worked on
                bool is_concluding;
                bool wants_end;
                enum supervisor_decision decision;
                enum supervisor_reason reason;
                enum supervisor_heed heed;
        } CASES[] = {
                {"in the middle", 600, 20, false, false, false, SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE, SUPERVISOR_HEED_NONE},
                {"a long answer", 600, 299, false, false, false, SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE, SUPERVISOR_HEED_NONE},
                {"silent", 600, 300, false, false, false, SUPERVISOR_IGNORE, SUPERVISOR_SILENT,
                 SUPERVISOR_HEED_NONE},
                {"away", 1200, 900, false, false, false, SUPERVISOR_GUIDE, SUPERVISOR_NOBODY_THERE,
                 SUPERVISOR_HEED_BREAK},
                {"an answer is worked on", 1200, 900, true, false, false, SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE, SUPERVISOR_HEED_NONE},
                {"last call", 1900, 20, false, false, false, SUPERVISOR_CONCLUDE,
                 SUPERVISOR_TIME_SHORT, SUPERVISOR_HEED_NONE},
                {"once", 1900, 20, false, true, false, SUPERVISOR_IGNORE, SUPERVISOR_ON_COURSE,
                 SUPERVISOR_HEED_NONE},
                {"still speaking", 2300, 300, false, true, false, SUPERVISOR_IGNORE,
                 SUPERVISOR_SILENT, SUPERVISOR_HEED_NONE},
                {"the time is over", 2300, 360, false, true, false, SUPERVISOR_END,
                 SUPERVISOR_TIME_OVER, SUPERVISOR_HEED_NONE},
                {"gone before it was over", 2300, 1000, false, true, false, SUPERVISOR_GUIDE,
                 SUPERVISOR_NOBODY_THERE, SUPERVISOR_HEED_BREAK},
                {"a person waits", 600, 359, false, false, true, SUPERVISOR_IGNORE,
                 SUPERVISOR_SILENT, SUPERVISOR_HEED_NONE},
                {"a person has waited", 600, 360, false, false, true, SUPERVISOR_END,
                 SUPERVISOR_PERSON_ENDS, SUPERVISOR_HEED_NONE},
        };
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct supervisor_round round = {
                        .limits = supervisor_limits_of(&NOTHING_GIVEN, &NOTHING_GIVEN, 35, 0),
                        .elapsed_seconds = CASES[i].elapsed,
                        .silence_seconds = CASES[i].silence,
                        .max_answer_seconds = 300,
                        .is_answer_open = !CASES[i].is_closed,
                        .is_concluding = CASES[i].is_concluding,
                        .wants_end = CASES[i].wants_end,
                };
                struct supervision seen = supervisor_look_round(&round);
                if (seen.decision != CASES[i].decision || seen.reason != CASES[i].reason ||
                    seen.heed != CASES[i].heed)
                        fail_msg("%s: %s, %s", CASES[i].name,
                                 SUPERVISOR_DECISION_NAMES[seen.decision],
                                 SUPERVISOR_REASON_NAMES[seen.reason]);
        }
}

static void
only_a_question_mark_at_the_end_makes_a_question(void **state)
{
        (void)state;
        assert_true(supervisor_is_question("Why us?"));
        assert_true(supervisor_is_question("Why us?  \n"));
        assert_true(supervisor_is_question("\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x9f"));
        assert_false(supervisor_is_question("Ask about testing"));
        assert_false(supervisor_is_question("Why? Ask them."));
        assert_false(supervisor_is_question("?"));
        assert_false(supervisor_is_question(""));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_strong_candidate_is_left_alone_and_closes_after_all_turns),
                cmocka_unit_test(
                        a_slow_candidate_is_asked_about_each_area_and_has_a_closing_question),
                cmocka_unit_test(whoever_has_nothing_to_say_is_asked_easier_and_let_go),
                cmocka_unit_test(the_same_interview_gives_the_same_decisions),
                cmocka_unit_test(a_panel_takes_turns_by_competency_and_says_hello_once),
                cmocka_unit_test(a_round_sees_time_and_silence),
                cmocka_unit_test(only_a_question_mark_at_the_end_makes_a_question),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
