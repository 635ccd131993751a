#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/config.h"
#include "interview/supervisor.h"
#include "interview_candidates.h"
#include "interview_supervised.h"

// --- limits

static void
limits_come_from_the_posting_then_the_service_then_the_time(void **state)
{
        (void)state;
        static const struct {
                struct supervisor_settings service;
                struct supervisor_settings posting;
                int minutes;
                int added;
                int interval;
                int conclusion;
                int last_call;
                int max;
                bool is_posting_time;
        } CASES[] = {
                // 25 of 35 minutes, as of any other time.
                {{0}, {0}, 35, 0, 30, 25 * 60, 1900, 35 * 60, true},
                {{0}, {0}, 70, 0, 30, 50 * 60, 3800, 70 * 60, true},
                {{.interval_seconds = 20}, {0}, 35, 0, 20, 25 * 60, 1900, 35 * 60, true},
                {{.max_minutes = 20, .conclusion_minutes = 10},
                 {0},
                 35,
                 0,
                 30,
                 600,
                 1000,
                 1200,
                 false},
                // The posting's own time is never exceeded.
                {{.max_minutes = 90, .conclusion_minutes = 80},
                 {0},
                 35,
                 0,
                 30,
                 2100,
                 2100,
                 2100,
                 true},
                {{.max_minutes = 20, .conclusion_minutes = 10, .interval_seconds = 60},
                 {.max_minutes = 30, .conclusion_minutes = 15, .interval_seconds = 10},
                 35,
                 0,
                 10,
                 900,
                 1500,
                 1800,
                 false},
                // Minutes that were given count, and are in the posting's time already.
                {{.max_minutes = 20, .conclusion_minutes = 10},
                 {0},
                 40,
                 5,
                 30,
                 900,
                 1300,
                 1500,
                 false},
                // The closing question has its two minutes.
                {{.max_minutes = 3, .conclusion_minutes = 1}, {0}, 35, 0, 30, 60, 60, 180, false},
        };
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct supervisor_limits limits = supervisor_limits_of(
                        &CASES[i].service, &CASES[i].posting, CASES[i].minutes, CASES[i].added);
                if (limits.interval_seconds != CASES[i].interval ||
                    limits.conclusion_seconds != CASES[i].conclusion ||
                    limits.last_call_seconds != CASES[i].last_call ||
                    limits.max_seconds != CASES[i].max ||
                    limits.is_posting_time != CASES[i].is_posting_time)
                        fail_msg("case %zu: %d %d %d %d %d", i, limits.interval_seconds,
                                 limits.conclusion_seconds, limits.last_call_seconds,
                                 limits.max_seconds, limits.is_posting_time);
        }
}

// --- one turn

// A turn as a row of a table: what was said to a question of this kind.
struct told {
        const char *competency;
        const char *kind;
        enum plan_status status;
        const char *said;
        double overall; // 0: not scored
};

static const struct told OPENING = {"Introduction", "opening", PLAN_ANSWERED,
                                    "I have built web services for six years.", 0};
static const char LONG_TALK[] =
        "We had a slow page and I looked at the query plan first, then I added an index on the "
        "customer column, because the table was scanned for every request, and in the end the page "
        "took forty milliseconds instead of two seconds.";
static const char LONG_TALK_AGAIN[] =
        "Well we had a slow page, and I looked at the query plan first. Then I added an index on "
        "the customer column because the table was scanned for every request and in the end the "
        "page took forty milliseconds, not two seconds.";
static const char OFF[] =
        "My cousin keeps bees behind the house and every spring he paints the wooden boxes yellow "
        "so that the neighbours see them from far away when they walk along the river with their "
        "dogs on Sundays.";

static struct supervision
look(struct posting *posting, const struct told *told, size_t count, int elapsed,
     struct supervisor_wishes wishes, bool is_concluding, struct plan_input *plan)
{
        struct plan_turn *turns = arena_alloc(&arena, count + 1, sizeof *turns);
        for (size_t i = 0; i < count; i++) {
                turns[i] = (struct plan_turn){
                        .question = {.text = arena_print(&arena, "Question %zu about indexes?", i),
                                     .kind = told[i].kind,
                                     .competency = told[i].competency,
                                     .language = "en"},
                        .status = told[i].status,
                        .asked_again_count = told[i].status == PLAN_FAILED ? 2 : 0,
                        .transcript = told[i].said,
                        .overall = told[i].overall == 0 ? (double)NAN : told[i].overall,
                };
        }
        *plan = (struct plan_input){
                .posting = posting,
                .candidate_name = "Jane Doe",
                .turns = turns,
                .turn_count = count,
                .elapsed_seconds = elapsed,
                .bank = seeds.bank,
                .bank_count = seeds.bank_count,
                .seed = 7,
        };
        struct supervisor_input input = {
                .plan = plan,
                .limits = supervisor_limits_of(&NOTHING_GIVEN, &posting->supervisor,
                                               posting->limits.max_minutes, 0),
                .wishes = wishes,
                .is_concluding = is_concluding,
        };
        struct supervision supervision = supervisor_look(&input, &arena);
        const char *guidance = NULL;
        supervisor_tell_plan(&supervision, &input, plan, &arena, &guidance);
        return supervision;
}

static void
each_rule_has_its_case(void **state)
{
        (void)state;
        enum { TURNS = 7 };
        static const struct told FAILED = {"A", "technical", PLAN_FAILED, NULL, 0};
        static const struct told LEFT = {"A", "technical", PLAN_SKIPPED, NULL, 0};
        static const struct told SHRUG = {"B", "technical", PLAN_ANSWERED, "I don't know, sorry.",
                                          0};
        static const struct told GOOD_A = {"A", "technical", PLAN_ANSWERED, LONG_TALK, 7};
        static const struct told GOOD_B = {"B", "technical", PLAN_ANSWERED,
                                           "With indexes I begin by measuring what is slow.", 7};
        static const struct told SAME = {"B", "technical", PLAN_ANSWERED, LONG_TALK_AGAIN, 7};
        static const struct told OFF_B = {"B", "technical", PLAN_ANSWERED, OFF, 5};
        static const struct told STORY_OFF = {"B", "behavioral", PLAN_ANSWERED, OFF, 5};
        static const struct told WEAK_A = {"A", "technical", PLAN_ANSWERED,
                                           "Indexes are for speed, I think, mostly for reads, and "
                                           "they are made by the database when it is asked to, so "
                                           "somebody has to ask for it before, and then it is "
                                           "faster than it was without.",
                                           2};
        static const struct told WEAK_B = {"B", "technical", PLAN_ANSWERED,
                                           "An index helps a bit with sorting, that is what people "
                                           "say in my team, and I would ask them how it is done "
                                           "when I need one, since they have done it for many "
                                           "years by now anyway.",
                                           2.5};
        static const struct told THIN_A = {"A", "technical", PLAN_ANSWERED, "I would add indexes.",
                                           5};
        static const struct told THIN_B = {"B", "technical", PLAN_ANSWERED, "Just indexes again.",
                                           5};
        static const struct told CLOSED = {"Closing", "closing", PLAN_ANSWERED, "No.", 0};
        const struct {
                const char *name;
                struct told told[TURNS];
                size_t count;
                int elapsed;
                size_t areas;
                struct supervisor_wishes wishes;
                bool is_concluding;
                enum supervisor_decision decision;
                enum supervisor_reason reason;
                enum supervisor_heed heed;
        } CASES[] = {
                {"goes on",
                 {OPENING, GOOD_A},
                 2,
                 200,
                 0,
                 {0},
                 false,
                 SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE,
                 SUPERVISOR_HEED_NONE},
                {"a person ends",
                 {OPENING},
                 1,
                 60,
                 0,
                 {.wants_end = true, .guidance = "Why?"},
                 false,
                 SUPERVISOR_END,
                 SUPERVISOR_PERSON_ENDS,
                 SUPERVISOR_HEED_NONE},
                {"the time is over",
                 {OPENING, GOOD_A},
                 2,
                 35 * 60,
                 0,
                 {0},
                 false,
                 SUPERVISOR_END,
                 SUPERVISOR_TIME_OVER,
                 SUPERVISOR_HEED_NONE},
                {"has concluded",
                 {OPENING, CLOSED},
                 2,
                 200,
                 0,
                 {0},
                 true,
                 SUPERVISOR_END,
                 SUPERVISOR_CLOSED,
                 SUPERVISOR_HEED_NONE},
                {"a person concludes",
                 {OPENING},
                 1,
                 60,
                 0,
                 {.wants_conclusion = true},
                 false,
                 SUPERVISOR_CONCLUDE,
                 SUPERVISOR_PERSON_CONCLUDES,
                 SUPERVISOR_HEED_NONE},
                {"goes on concluding",
                 {OPENING, GOOD_A},
                 2,
                 200,
                 0,
                 {0},
                 true,
                 SUPERVISOR_CONCLUDE,
                 SUPERVISOR_CONCLUDING,
                 SUPERVISOR_HEED_NONE},
                {"all is covered",
                 {OPENING, GOOD_A},
                 2,
                 25 * 60,
                 0,
                 {0},
                 false,
                 SUPERVISOR_CONCLUDE,
                 SUPERVISOR_COVERED,
                 SUPERVISOR_HEED_NONE},
                {"just before",
                 {OPENING, GOOD_A},
                 2,
                 25 * 60 - 1,
                 0,
                 {0},
                 false,
                 SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE,
                 SUPERVISOR_HEED_NONE},
                {"areas are open",
                 {OPENING, GOOD_A},
                 2,
                 25 * 60,
                 3,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_AREAS_OPEN,
                 SUPERVISOR_HEED_FOCUS_AREA},
                {"time for the areas and no more",
                 {OPENING, GOOD_A},
                 2,
                 1000,
                 3,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_AREAS_OPEN,
                 SUPERVISOR_HEED_FOCUS_AREA},
                {"the last call",
                 {OPENING, GOOD_A},
                 2,
                 1900,
                 3,
                 {0},
                 false,
                 SUPERVISOR_CONCLUDE,
                 SUPERVISOR_TIME_SHORT,
                 SUPERVISOR_HEED_NONE},
                {"nothing is heard",
                 {OPENING, FAILED, FAILED},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_CONCLUDE,
                 SUPERVISOR_UNHEARD,
                 SUPERVISOR_HEED_NONE},
                {"five are left",
                 {OPENING, LEFT, SHRUG, LEFT, SHRUG, LEFT},
                 6,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_CONCLUDE,
                 SUPERVISOR_UNANSWERED,
                 SUPERVISOR_HEED_NONE},
                {"two are left",
                 {OPENING, LEFT, SHRUG},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_NO_ANSWERS,
                 SUPERVISOR_HEED_EASIER},
                {"a person guides",
                 {OPENING, LEFT, SHRUG},
                 3,
                 300,
                 0,
                 {.guidance = "testing"},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_PERSON_GUIDES,
                 SUPERVISOR_HEED_PERSON},
                {"and is heard before the end",
                 {OPENING},
                 1,
                 60,
                 0,
                 {.wants_conclusion = true, .guidance = "Why us?"},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_PERSON_GUIDES,
                 SUPERVISOR_HEED_PERSON},
                {"asked again and again",
                 {OPENING, GOOD_A, FAILED},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_ASKED_AGAIN,
                 SUPERVISOR_HEED_PLAIN},
                {"says the same",
                 {OPENING, GOOD_A, SAME},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_REPEATS,
                 SUPERVISOR_HEED_OTHER_COMPETENCY},
                {"says another thing",
                 {OPENING, GOOD_A, GOOD_B},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE,
                 SUPERVISOR_HEED_NONE},
                {"is off the question",
                 {OPENING, GOOD_A, OFF_B},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_OFF_QUESTION,
                 SUPERVISOR_HEED_EXAMPLE},
                {"a story may have other words",
                 {OPENING, GOOD_A, STORY_OFF},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_IGNORE,
                 SUPERVISOR_ON_COURSE,
                 SUPERVISOR_HEED_NONE},
                {"scores low twice",
                 {OPENING, WEAK_A, WEAK_B},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_WEAK_ANSWERS,
                 SUPERVISOR_HEED_EASIER},
                {"stays thin twice",
                 {OPENING, THIN_A, THIN_B},
                 3,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_THIN_ANSWERS,
                 SUPERVISOR_HEED_EXAMPLE},
                {"one subject",
                 {OPENING, GOOD_A, WEAK_A, GOOD_A},
                 4,
                 300,
                 0,
                 {0},
                 false,
                 SUPERVISOR_GUIDE,
                 SUPERVISOR_REPEATS,
                 SUPERVISOR_HEED_OTHER_COMPETENCY},
        };
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct posting posting = posting_with(CASES[i].areas, 12);
                struct plan_input plan = {0};
                struct supervision seen =
                        look(&posting, CASES[i].told, CASES[i].count, CASES[i].elapsed,
                             CASES[i].wishes, CASES[i].is_concluding, &plan);
                if (seen.decision != CASES[i].decision || seen.reason != CASES[i].reason ||
                    seen.heed != CASES[i].heed)
                        fail_msg("%s: %s, %s, %s", CASES[i].name,
                                 SUPERVISOR_DECISION_NAMES[seen.decision],
                                 SUPERVISOR_REASON_NAMES[seen.reason],
                                 seen.heed == SUPERVISOR_HEED_NONE
                                         ? "nothing"
                                         : SUPERVISOR_HEED_NAMES[seen.heed]);
                assert_true(strlen(supervisor_sentence(SUPERVISOR_REASON_NAMES[seen.reason])) > 20);
        }
}

static void
a_question_set_is_asked_whole_unless_the_time_runs_out(void **state)
{
        (void)state;
        static const struct question SET[] = {{.text = "One?", .competency = "A"},
                                              {.text = "Two?", .competency = "B"}};
        static const struct told LEFT = {"A", "technical", PLAN_SKIPPED, NULL, 0};
        struct told told[] = {LEFT};
        struct posting posting = posting_with(0, 12);
        struct plan_input plan = {0};
        posting.question_set = SET;
        posting.question_count = COUNT_OF(SET);
        struct supervision seen =
                look(&posting, told, 1, 26 * 60, (struct supervisor_wishes){0}, false, &plan);
        assert_int_equal(seen.decision, SUPERVISOR_IGNORE);
        assert_int_equal(seen.analysis.set_left, 1);
        assert_string_equal(plan_next(&plan, &arena).question.text, "Two?");
        seen = look(&posting, told, 1, 1900, (struct supervisor_wishes){0}, false, &plan);
        assert_int_equal(seen.decision, SUPERVISOR_CONCLUDE);
        assert_string_equal(plan_next(&plan, &arena).question.kind, "closing");
}

static void
a_persons_question_is_asked_word_for_word_and_the_set_goes_on_behind_it(void **state)
{
        (void)state;
        static const struct question SET[] = {{.text = "One?", .competency = "A"},
                                              {.text = "Two?", .competency = "B"}};
        struct told told[] = {{"A", "technical", PLAN_ANSWERED, LONG_TALK, 7}};
        struct posting posting = posting_with(0, 12);
        struct plan_input plan = {0};
        posting.question_set = SET;
        posting.question_count = COUNT_OF(SET);
        look(&posting, told, 1, 60,
             (struct supervisor_wishes){.guidance = " Would you work at night? "}, false, &plan);
        struct plan_step step = plan_next(&plan, &arena);
        assert_string_equal(step.question.text, "Would you work at night?");
        assert_true(step.question.is_by_person && step.is_fixed);
        struct plan_turn turns[] = {
                plan.turns[0],
                {.question = step.question, .transcript = LONG_TALK, .overall = (double)NAN}};
        struct plan_input after = plan;
        after.turns = turns;
        after.turn_count = 2;
        after.heed = (struct plan_heed){0};
        assert_int_equal(plan_set_left(&after), 1);
        assert_string_equal(plan_next(&after, &arena).question.text, "Two?");
}

static void
what_is_heeded_changes_the_next_question(void **state)
{
        (void)state;
        struct told told[] = {OPENING,
                              {"Databases", "technical", PLAN_ANSWERED, LONG_TALK, 7},
                              {"Testing", "technical", PLAN_ANSWERED, LONG_TALK, 7}};
        struct posting posting = posting_with(3, 12);
        struct plan_input plan = {0};
        look(&posting, told, COUNT_OF(told), 300, (struct supervisor_wishes){0}, false, &plan);
        plan.heed = (struct plan_heed){0};
        struct question usual = plan_next(&plan, &arena).question;
        plan.heed = (struct plan_heed){.wants_example = true};
        struct question example = plan_next(&plan, &arena).question;
        assert_true(example.is_follow_up);
        assert_non_null(strstr(example.text, "example"));
        plan.heed = (struct plan_heed){.wants_focus = true};
        assert_non_null(strstr(plan_next(&plan, &arena).question.text, "incident response"));
        plan.heed = (struct plan_heed){.is_easier = true};
        assert_true(plan_next(&plan, &arena).question.difficulty <= usual.difficulty);
        plan.heed = (struct plan_heed){.is_plain = true};
        struct question plain = plan_next(&plan, &arena).question;
        assert_null(plain.rests_on);
        assert_true(words_of(plain.text, "en", &arena).count <= 30);
        plan.heed = (struct plan_heed){.steer = "Please ask about caching and its invalidation."};
        struct question steered = plan_next(&plan, &arena).question;
        assert_non_null(strcasestr(steered.text, "cach"));
        // The competency that would be asked about is left when the supervisor says so.
        plan.heed = (struct plan_heed){.is_plain = true, .other_than = plain.competency};
        assert_string_not_equal(plan_next(&plan, &arena).question.competency, plain.competency);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(limits_come_from_the_posting_then_the_service_then_the_time),
                cmocka_unit_test(each_rule_has_its_case),
                cmocka_unit_test(a_question_set_is_asked_whole_unless_the_time_runs_out),
                cmocka_unit_test(
                        a_persons_question_is_asked_word_for_word_and_the_set_goes_on_behind_it),
                cmocka_unit_test(what_is_heeded_changes_the_next_question),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
