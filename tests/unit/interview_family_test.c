#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "interview/plan_family.h"
#include "interview_candidates.h"
#include "interview_seeded.h"

static const char *const NAMES[] = {"backend", "frontend", "data",    "devops",
                                    "product", "sales",    "support", "finance"};
_Static_assert(COUNT_OF(NAMES) == PLAN_FAMILY_COUNT, "every family has its name");

// One posting for each family as they are really written: with neighbours of the role, benefits
// and words that other families use, too.
static const struct {
        const char *family;
        bool builds_systems;
        const char *title;
        const char *description;
        const char *focus;
} ROLES[] = {
        {"backend", true, "Senior Software Engineer, Payments",
         "You will own the services that move money for two million customers. We write Java and "
         "some Go, store everything in PostgreSQL and talk to other teams through REST interfaces "
         "and Kafka. You will design APIs with our product managers, review code, take part in "
         "the on-call rotation and care about tests. We offer a budget for conferences.",
         "transactions and data consistency"},
        {"frontend", true, "Web Developer (React)",
         "Our customers plan their journeys in the browser, and you build what they see. You will "
         "work with TypeScript and CSS, keep our component library in order, make pages fast and "
         "accessible, and work closely with designers, backend developers and customer support.",
         "accessible forms"},
        {"data", true, "Analytics Engineer",
         "You will build the models in our warehouse that finance, product and sales trust. Your "
         "tools are SQL, dbt, Airflow and Snowflake. You will take care of data quality, agree on "
         "definitions with the departments and help them to build dashboards.",
         "data quality"},
        {"devops", true, "Site Reliability Engineer",
         "You keep our platform available. We run on Kubernetes in the cloud, describe everything "
         "with Terraform and watch it with Prometheus. You will improve deployments, lead the "
         "response to incidents, plan capacity and support product teams in running their "
         "services.",
         "incident response"},
        {"product", false, "Product Manager, Mobile Banking",
         "You find out what our customers need and decide what we build next. You will talk to "
         "users every week, keep the roadmap, agree on goals with stakeholders in sales, support "
         "and finance, write clear requirements for developers, and measure whether a launch was "
         "a success with the help of our data analysts.",
         "discovery"},
        {"sales", false, "Account Executive",
         "You win new customers for our software in the German market. You will find prospects, "
         "lead discovery calls and product demos, negotiate contracts, and keep your pipeline and "
         "forecast in the CRM up to date. You work with marketing, customer success and product, "
         "and you carry a quarterly quota with an uncapped commission.",
         "negotiation"},
        {"support", false, "Customer Support Specialist",
         "You are the voice of our company for customers who need help. You will answer tickets "
         "and calls, find the cause of problems, escalate faults to our developers, write "
         "articles for the knowledge base and tell product what annoys our customers. We use "
         "Zendesk and a little SQL.",
         "troubleshooting"},
        {"finance", false, "Accountant",
         "You will take care of the general ledger and the monthly closing, reconcile accounts, "
         "check invoices, prepare the balance sheet and support the yearly audit. You explain "
         "variances against the budget to the heads of sales and product, and you help to "
         "introduce new accounting software.",
         "month end closing"},
};
_Static_assert(COUNT_OF(ROLES) == PLAN_FAMILY_COUNT, "every family has its role");

static struct posting
role_posting(size_t i, enum interview_type type)
{
        struct posting posting = posting_for(type);
        posting.title = ROLES[i].title;
        posting.description = ROLES[i].description;
        posting.focus_areas = &ROLES[i].focus;
        posting.focus_area_count = 1;
        posting.limits.max_turns = 12;
        return posting;
}

// Fails unless exactly the families named ("backend frontend", "" for none) are the role's own.
static void
assert_families(const struct posting *posting, const char *expected)
{
        struct role_families families = plan_families_of(posting, &arena);
        for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
                bool is_expected = strstr(expected, NAMES[i]) != NULL;
                if (plan_family_is_own(&families, NAMES[i]) != is_expected)
                        fail_msg("%s: %s has %d of %d", posting->title, NAMES[i],
                                 families.weights[i], families.most);
        }
        assert_false(plan_family_is_own(&families, "astronomy"));
        assert_false(plan_family_is_own(&families, NULL));
        assert_false(plan_family_is_near(&families, "astronomy"));
}

static void
each_role_is_recognised(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
                struct posting posting = role_posting(i, INTERVIEW_TECHNICAL);
                struct role_families families = plan_families_of(&posting, &arena);
                assert_families(&posting, ROLES[i].family);
                assert_int_equal(plan_builds_systems(&families), ROLES[i].builds_systems);
        }
}

// Practice starts from a job description alone.
static void
an_occupation_in_the_first_sentence_counts(void **state)
{
        (void)state;
        struct posting posting = {
                .title = "",
                .description = "We are looking for an accountant (full time). You will work with "
                               "product, sales, support and data people in a software company.",
                .language = "en"};
        assert_families(&posting, "finance");
        posting.description = "We are a software company.\nWe are growing. Data, product, sales.";
        assert_families(&posting, "");
}

static void
each_role_is_recognised_by_its_description(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
                struct posting posting = role_posting(i, INTERVIEW_TECHNICAL);
                posting.title = NULL;
                posting.focus_area_count = 0;
                struct role_families families = plan_families_of(&posting, &arena);
                for (size_t k = 0; k < COUNT_OF(NAMES); k++) {
                        if (strcmp(NAMES[k], ROLES[i].family) == 0)
                                assert_int_equal(families.weights[k], families.most);
                        else if (families.weights[k] >= families.most)
                                fail_msg("%s: %s has %d of %d", ROLES[i].title, NAMES[k],
                                         families.weights[k], families.most);
                }
        }
}

static void
titles_alone_are_recognised(void **state)
{
        static const struct {
                const char *title;
                const char *families;
        } CASES[] = {
                {"Backend Engineer", "backend"},
                {"Back-End Developer (m/f/d)", "backend"},
                {"Software Engineer", "backend"},
                {"Full-Stack Developer", "backend frontend"},
                {"Senior Front-End Engineer", "frontend"},
                {"Software Engineer, Frontend", "frontend"},
                {"iOS Developer", "frontend"},
                {"Data Analyst, Sales", "data"},
                {"Machine Learning Engineer", "data"},
                {"DevOps Engineer", "devops"},
                {"Linux System Administrator", "devops"},
                {"Product Owner", "product"},
                {"Head of Product", "product"},
                {"Key Account Manager", "sales"},
                {"Sales Development Representative", "sales"},
                {"Technical Support Engineer", "support"},
                {"Customer Success Manager", "support"},
                {"Service Desk Agent", "support"},
                {"Financial Controller", "finance"},
                {"Accounting Clerk", "finance"},
                {"Finance Manager", "finance"},
                {"Night Nurse", ""},
                {"Head Chef", ""},
                {"", ""},
                {NULL, ""},
                {"\xff\xfe\x80", ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct posting posting = {.title = CASES[i].title, .language = "en"};
                assert_families(&posting, CASES[i].families);
        }
}

static const struct question *
bank_question(const char *id)
{
        for (size_t i = 0; id != NULL && i < seeds.bank_count; i++) {
                if (strcmp(seeds.bank[i].id, id) == 0)
                        return &seeds.bank[i];
        }
        return NULL;
}

static void
technical_questions_come_from_the_right_family(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
                struct posting posting = role_posting(i, INTERVIEW_TECHNICAL);
                for (int candidate = 0; candidate <= CANDIDATE_WEAK; candidate++) {
                        for (uint64_t seed = 1; seed <= 4; seed++) {
                                struct talk *talk = talk_with((enum candidate)candidate, &seeds,
                                                              &posting, NULL, seed, &arena);
                                int own = 0;
                                int main = 0;
                                assert_int_equal(talk->count, 12);
                                for (size_t k = 1; k + 1 < talk->count; k++) {
                                        const struct question *asked = &talk->turns[k].question;
                                        const struct question *known = bank_question(asked->id);
                                        assert_string_equal(asked->kind, "technical");
                                        if (asked->is_follow_up)
                                                continue;
                                        main++;
                                        own += known != NULL && text_equals(known->family,
                                                                            ROLES[i].family)
                                                       ? 1
                                                       : 0;
                                        // A focus area may be a neighbour's subject.
                                        if (known != NULL && known->family != NULL &&
                                            asked->rests_on == NULL)
                                                assert_string_equal(known->family, ROLES[i].family);
                                }
                                if (own * 2 <= main)
                                        fail_msg("%s, seed %d: %d of %d", ROLES[i].title, (int)seed,
                                                 own, main);
                        }
                }
        }
}

static void
only_those_who_build_systems_design_them(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
                struct posting posting = role_posting(i, INTERVIEW_MIXED);
                int count[INTERVIEW_TYPE_COUNT] = {0};
                struct talk *talk = talk_with(CANDIDATE_STRONG, &seeds, &posting, NULL, 6, &arena);
                assert_int_equal(talk->count, 12);
                for (size_t k = 0; k < talk->count; k++) {
                        for (int kind = 0; kind < INTERVIEW_MIXED; kind++)
                                count[kind] += text_equals(talk->turns[k].question.kind,
                                                           INTERVIEW_TYPE_NAMES[kind])
                                                       ? 1
                                                       : 0;
                }
                assert_int_equal(count[INTERVIEW_SYSTEM_DESIGN] > 0, ROLES[i].builds_systems);
                assert_true(count[INTERVIEW_TECHNICAL] >= 4);
                assert_true(count[INTERVIEW_BEHAVIORAL] >= 2);
                assert_true(count[INTERVIEW_CULTURAL_FIT] >= 2);
        }
}

static void
unknown_roles_are_asked_what_everybody_is_asked(void **state)
{
        static const enum interview_type TYPES[] = {INTERVIEW_TECHNICAL, INTERVIEW_MIXED};
        (void)state;
        for (size_t type = 0; type < COUNT_OF(TYPES); type++) {
                struct posting posting = posting_for(TYPES[type]);
                posting.title = "Night Nurse";
                posting.description = "You will look after our patients together with two others.";
                posting.focus_area_count = 0;
                for (uint64_t seed = 1; seed <= 3; seed++) {
                        struct talk *talk =
                                talk_with(CANDIDATE_STRONG, &seeds, &posting, NULL, seed, &arena);
                        assert_int_equal(talk->count, 10);
                        for (size_t i = 0; i < talk->count; i++) {
                                const struct question *asked = &talk->turns[i].question;
                                if (asked->family != NULL)
                                        fail_msg("%s: %s", asked->family, asked->text);
                                assert_string_not_equal(asked->kind, "system_design");
                        }
                }
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_role_is_recognised),
                cmocka_unit_test(each_role_is_recognised_by_its_description),
                cmocka_unit_test(an_occupation_in_the_first_sentence_counts),
                cmocka_unit_test(titles_alone_are_recognised),
                cmocka_unit_test(technical_questions_come_from_the_right_family),
                cmocka_unit_test(only_those_who_build_systems_design_them),
                cmocka_unit_test(unknown_roles_are_asked_what_everybody_is_asked),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
