#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "interview/plan_act.h"
#include "interview/plan_choose.h"
#include "interview/plan_reply.h"
#include "interview_candidates.h"

// Whole interviews of twelve turns with postings of different families, types and languages. With
// EARSHOT_PRINT_INTERVIEWS in the environment they are printed, to be read.

static struct arena arena;
static struct seeds english;
static struct seeds german;
static struct seeds spanish;

static struct seeds
seeds_in(const char *file)
{
        struct seeds own = english;
        struct err err = {0};
        size_t length = 0;
        const char *json = seed_file(file, &arena, &length);
        assert_true(bank_read(json, length, &arena, &own.bank, &own.bank_count, &err));
        return own;
}

static int
read_seeds(void **state)
{
        (void)state;
        english = seeds_read(&arena);
        german = seeds_in("questions.de.json");
        spanish = seeds_in("questions.es.json");
        return 0;
}

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

static const struct question SET[] = {
        {.text = "What is a good month end close to you?", .competency = "Closing"},
        {.text = "Which figure do you look at first in the morning, and why?",
         .competency = "Controlling"}};

static const struct role {
        const char *title;
        const char *description;
        const char *language;
        enum interview_type type;
        const char *focus[4];
        size_t set; // questions of SET
} ROLES[] = {
        {"Backend Engineer",
         "You will build services in Python with PostgreSQL and Kafka and take part in on-call.",
         "en",
         INTERVIEW_TECHNICAL,
         {"incident response", "data modelling", "testing"},
         0},
        {"Sales Manager",
         "You will win new customers, negotiate contracts and keep the CRM in order.",
         "en-GB",
         INTERVIEW_MIXED,
         {"negotiation", "forecasting", "key accounts", "prospecting"},
         0},
        {"Support Specialist",
         "You will answer tickets, write help articles and work with engineers.",
         "en",
         INTERVIEW_BEHAVIORAL,
         {"angry customers"},
         0},
        {"Accountant",
         "You will close the books each month and prepare the audit.",
         "en",
         INTERVIEW_MIXED,
         {"month end close"},
         2},
        {"Data Engineer",
         "You will build pipelines with Airflow, dbt and Snowflake.",
         "en",
         INTERVIEW_SYSTEM_DESIGN,
         {"data quality", "cost"},
         0},
        {"Pflegedienstleitung",
         "Sie leiten ein Team von Pflegekräften und planen die Dienste.",
         "de",
         INTERVIEW_BEHAVIORAL,
         {"Dienstplanung", "Konflikte im Team"},
         0},
        {"Responsable de tienda",
         "Dirigirá un equipo de ventas y atenderá a los clientes.",
         "es",
         INTERVIEW_CULTURAL_FIT,
         {"atención al cliente"},
         0},
};

static const struct plan_passage PASSAGES[] = {
        {"1", "On-call_guide.pdf",
         "On-call guide\n\nSee https://example.org/guide. Whoever is called first writes down what "
         "they see before they change anything. Table 4 (a): 1, 2, 3, 4."},
        {"2", "Handbook.docx", "We answer every customer on the same day, also with bad news."},
};

enum behaviour { STRONG, AVERAGE, WEAK, SHRUGS, REFUSES, ASKS_BACK, BEHAVIOURS };

static const char *const BEHAVIOUR_NAMES[BEHAVIOURS] = {"strong", "average", "weak",
                                                        "shrugs", "refuses", "asks back"};

static struct posting
posting_of(const struct role *role)
{
        size_t focus = 0;
        while (focus < COUNT_OF(role->focus) && role->focus[focus] != NULL)
                focus++;
        return (struct posting){
                .title = role->title,
                .description = role->description,
                .language = role->language,
                .type = role->type,
                .difficulty = DIFFICULTY_MEDIUM,
                .focus_areas = role->focus,
                .focus_area_count = focus,
                .question_set = SET,
                .question_count = role->set,
                .limits = {.max_answer_seconds = 300, .max_turns = 12, .max_minutes = 35},
        };
}

static const char *
say(enum behaviour behaviour, const struct question *question, size_t turn)
{
        switch (behaviour) {
        case STRONG:
                return answer_by(CANDIDATE_STRONG, question, turn, &arena);
        case AVERAGE:
                return answer_by(CANDIDATE_AVERAGE, question, turn, &arena);
        case SHRUGS:
                return turn % 2 == 0 ? "I don't know, sorry." : "no idea";
        case REFUSES:
                return turn % 3 == 1 ? "I would rather not talk about that."
                                     : answer_by(CANDIDATE_AVERAGE, question, turn, &arena);
        default:
                return answer_by(CANDIDATE_WEAK, question, turn, &arena);
        }
}

static void
print(const char *who, const char *text)
{
        if (getenv("EARSHOT_PRINT_INTERVIEWS") != NULL && text != NULL)
                print_message("%-3s %s\n", who, text);
}

// Answers one question, as often as it is asked, and says how the turn ended.
static enum plan_status
answer_turn(const struct plan_input *input, const struct question *question,
            enum behaviour behaviour, const char **said_out)
{
        static const char *const REQUESTS[] = {
                "Sorry, could you repeat that?", "What do you mean by that?",
                "do you mean here or in my last job", "how much time do i have left",
                "give me a moment please"};
        for (int acts = 0;; acts++) {
                bool asks = behaviour == ASKS_BACK && acts < (int)(input->turn_count % 3);
                *said_out = asks ? REQUESTS[(input->turn_count + (size_t)acts) % COUNT_OF(REQUESTS)]
                                 : say(behaviour, question, input->turn_count);
                print("  C", *said_out);
                struct plan_heard heard = plan_listen(*said_out, &arena);
                assert_int_equal(asks, plan_act_asks_again(heard.act));
                if (!plan_act_asks_again(heard.act) || acts >= PLAN_ACTS_MOST)
                        return plan_act_leaves(heard.act) ? PLAN_SKIPPED : PLAN_ANSWERED;
                print("  I", plan_reply(input, heard, question, acts, &arena));
        }
}

struct road {
        struct plan_turn turns[TALK_TURNS_MOST];
        size_t count;
        const char *end_reason;
};

static struct road *
road_of(const struct posting *posting, const struct seeds *seeds, enum behaviour behaviour,
        uint64_t seed)
{
        struct road *road = arena_alloc(&arena, 1, sizeof *road);
        print("---", arena_print(&arena, "%s, %s", posting->title, BEHAVIOUR_NAMES[behaviour]));
        while (road->count < TALK_TURNS_MOST) {
                struct plan_input input = {.posting = posting,
                                           .candidate_name = "Jane Doe",
                                           .resume_text = RESUME,
                                           .turns = road->turns,
                                           .turn_count = road->count,
                                           .elapsed_seconds = (int)road->count * 90,
                                           .bank = seeds->bank,
                                           .bank_count = seeds->bank_count,
                                           .passages = PASSAGES,
                                           .passage_count = COUNT_OF(PASSAGES),
                                           .seed = seed};
                struct plan_step step = plan_next(&input, &arena);
                road->end_reason = step.end_reason;
                if (step.end_reason != NULL)
                        return road;
                print("I", plan_before_next(&input, &arena));
                print("I", step.question.text);
                struct plan_turn *turn = &road->turns[road->count];
                *turn = (struct plan_turn){.question = step.question, .overall = NAN};
                turn->status = answer_turn(&input, &step.question, behaviour, &turn->transcript);
                if (behaviour == STRONG)
                        turn->overall = 9;
                else if (behaviour == WEAK)
                        turn->overall = 1.5;
                else if (behaviour == AVERAGE)
                        turn->overall = 5;
                road->count++;
        }
        return road;
}

static bool
is_asked_about(const struct road *road, const char *area)
{
        for (size_t i = 0; i < road->count; i++) {
                if (strcasestr(road->turns[i].question.text, area) != NULL)
                        return true;
        }
        return false;
}

static double
mean_difficulty(const struct road *road, size_t from, size_t to)
{
        double sum = 0;
        int count = 0;
        for (size_t i = from; i < to; i++) {
                if (road->turns[i].question.is_follow_up)
                        continue;
                sum += (double)road->turns[i].question.difficulty;
                count++;
        }
        return count == 0 ? 0 : sum / count;
}

static void
assert_sensible(const struct road *road, const struct posting *posting, enum behaviour behaviour)
{
        int in_a_row = 0;
        assert_int_equal(road->count, 12);
        assert_string_equal(road->end_reason, "turns");
        assert_string_equal(road->turns[11].question.kind, "closing");
        for (size_t i = 0; i < road->count; i++) {
                const struct question *question = &road->turns[i].question;
                in_a_row = question->is_follow_up ? in_a_row + 1 : 0;
                assert_true(in_a_row <= 3);
                if (behaviour == SHRUGS)
                        assert_false(question->is_follow_up);
                if (question->is_follow_up)
                        assert_int_equal(road->turns[i - 1].status, PLAN_ANSWERED);
                for (size_t k = 0; k < i; k++) {
                        struct plan_input before = {
                                .posting = posting, .turns = &road->turns[k], .turn_count = 1};
                        if (plan_was_asked(&before, question->text, &arena))
                                fail_msg("%s, %s: asked again: %s", posting->title,
                                         BEHAVIOUR_NAMES[behaviour], question->text);
                }
        }
        for (size_t i = 0; i < posting->focus_area_count; i++) {
                if (!is_asked_about(road, posting->focus_areas[i]))
                        fail_msg("%s, %s: nothing about %s", posting->title,
                                 BEHAVIOUR_NAMES[behaviour], posting->focus_areas[i]);
        }
        for (size_t i = 0; i < posting->question_count; i++)
                assert_true(is_asked_about(road, posting->question_set[i].text));
}

static const struct seeds *
seeds_for(const char *language)
{
        return strcmp(language, "de") == 0   ? &german
               : strcmp(language, "es") == 0 ? &spanish
                                             : &english;
}

static void
every_candidate_has_a_sensible_interview(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
                struct posting posting = posting_of(&ROLES[i]);
                const struct seeds *seeds = seeds_for(posting.language);
                for (int behaviour = 0; behaviour < BEHAVIOURS; behaviour++) {
                        struct road *road =
                                road_of(&posting, seeds, (enum behaviour)behaviour, 7 + i);
                        assert_sensible(road, &posting, (enum behaviour)behaviour);
                }
        }
}

static void
strong_candidates_are_asked_harder_questions(void **state)
{
        (void)state;
        double strong = 0;
        double weak = 0;
        double shrugging = 0;
        for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
                struct posting posting = posting_of(&ROLES[i]);
                const struct seeds *seeds = seeds_for(posting.language);
                struct road *road = road_of(&posting, seeds, STRONG, 3);
                assert_true(mean_difficulty(road, 7, 11) >= mean_difficulty(road, 1, 4));
                strong += mean_difficulty(road, 3, 11);
                weak += mean_difficulty(road_of(&posting, seeds, WEAK, 3), 3, 11);
                shrugging += mean_difficulty(road_of(&posting, seeds, SHRUGS, 3), 3, 11);
        }
        assert_true(strong > weak + 2);
        assert_true(strong > shrugging + 2);
}

static void
passages_of_documents_are_asked_about_by_name(void **state)
{
        (void)state;
        struct posting posting = posting_of(&ROLES[0]);
        struct road *road = road_of(&posting, &english, STRONG, 3);
        const struct question *found = NULL;
        for (size_t i = 0; i < road->count; i++) {
                if (strstr(road->turns[i].question.text, "Our document") != NULL)
                        found = &road->turns[i].question;
        }
        assert_non_null(found);
        assert_string_equal(
                found->text,
                "Our document On call guide says this. Whoever is called first writes "
                "down what they see before they change anything. How would you put that "
                "into practice, and what would you watch out for?");
        assert_string_equal(found->rests_on,
                            "On-call_guide.pdf: Whoever is called first writes down what they see "
                            "before they change anything.");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_candidate_has_a_sensible_interview),
                cmocka_unit_test(strong_candidates_are_asked_harder_questions),
                cmocka_unit_test(passages_of_documents_are_asked_about_by_name),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
