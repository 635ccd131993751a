#include "interview/plan_family.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/words.h"

enum {
        OCCUPATIONS_MOST = 20,
        SUBJECTS_MOST = 40,
        // What a phrase weighs, by where it stands. A description names neighbours of the role, too
        // ("work with product and sales"), so that its words count only together.
        OCCUPATION_IN_TITLE = 12,
        SUBJECT_IN_TITLE = 4,
        OCCUPATION_IN_TEXT = 1,
        SUBJECT_IN_FOCUS = 2,
        SUBJECT_IN_TEXT = 1,
        WEIGHT_LEAST = 3, // less says nothing
};

// Phrases as words_find takes them. An occupation names the job, a subject what it is about.
static const struct {
        const char *name;
        bool builds_systems;
        const char *occupations[OCCUPATIONS_MOST];
        const char *subjects[SUBJECTS_MOST];
} FAMILIES[] = {
        {"backend",
         true,
         {"backend*", "back end", "full stack", "fullstack", "server side", "api developer*",
          "java developer*", "java engineer*", "python developer*", "python engineer*",
          "go developer*", "golang*", "php developer*", "ruby developer*", "database developer*",
          "database administrator*"},
         {"software",      "programm*", "developer*", "backend*",  "server*", "api",   "apis",
          "microservice*", "java",      "golang",     "python",    "php",     "ruby",  "rust",
          "django",        "rails",     "spring",     "node",      "graphql", "sql",   "postgresql",
          "postgres",      "mysql",     "mongodb",    "database*", "redis",   "kafka", "rabbitmq",
          "queue*",        "caching",   "distributed"}},
        {"frontend",
         true,
         {"frontend*", "front end", "full stack", "fullstack", "web developer*", "web engineer*",
          "ui developer*", "ui engineer*", "react developer*", "react engineer*",
          "angular developer*", "javascript developer*", "javascript engineer*",
          "mobile developer*", "ios developer*", "android developer*"},
         {"frontend*",
          "front end",
          "react*",
          "javascript",
          "typescript",
          "css",
          "html",
          "vue*",
          "angular",
          "svelte",
          "next js",
          "browser*",
          "ui",
          "user interface*",
          "web",
          "accessib*",
          "responsive",
          "webpack",
          "vite",
          "component*",
          "design system*",
          "ios",
          "android",
          "mobile"}},
        {"data",
         true,
         {"data engineer*", "data scientist*", "data analyst*", "data science", "data architect*",
          "analytics", "business intelligence", "machine learning", "ml engineer*", "ai engineer*",
          "statistician*", "bi developer*", "bi analyst*"},
         {"data",        "analytics",   "analys*",
          "etl",         "elt",         "warehouse*",
          "airflow",     "spark",       "data pipeline*",
          "dashboard*",  "statistic*",  "machine learning",
          "dbt",         "bigquery",    "snowflake",
          "tableau",     "power bi",    "looker",
          "pandas",      "scikit*",     "tensorflow",
          "pytorch",     "experiment*", "predict*",
          "modelling",   "modeling",    "sql",
          "data quality"}},
        {"devops",
         true,
         {"devops*", "dev ops", "sre", "site reliability", "platform engineer*", "infrastructure*",
          "cloud engineer*", "cloud architect*", "system administrator*", "systems administrator*",
          "systems engineer*", "network engineer*", "security engineer*", "release engineer*",
          "linux administrator*"},
         {"devops",
          "sre",
          "kubernetes",
          "terraform",
          "docker",
          "container*",
          "infrastructure",
          "reliability",
          "linux",
          "cloud",
          "aws",
          "azure",
          "gcp",
          "monitoring",
          "observability",
          "ansible",
          "helm",
          "deploy*",
          "incident*",
          "on call",
          "prometheus",
          "grafana",
          "ci cd",
          "continuous integration",
          "continuous delivery",
          "network*",
          "backup*"}},
        {"product",
         false,
         {"product manager*", "product owner*", "product lead*", "product management",
          "head of product", "product director*", "director of product", "product analyst*",
          "chief product"},
         {"product",
          "products",
          "roadmap*",
          "discovery",
          "stakeholder*",
          "backlog*",
          "user research",
          "user stor*",
          "customer interview*",
          "prioriti*",
          "product vision",
          "product strategy",
          "go to market",
          "launch*",
          "market research",
          "user needs",
          "users",
          "requirements",
          "what we build",
          "user experience",
          "kpi",
          "kpis",
          "okr",
          "okrs",
          "scrum",
          "agile"}},
        {"sales",
         false,
         {"sales manager*", "sales representative*", "sales executive*", "sales development",
          "sales engineer*", "sales consultant*", "sales director*", "sales lead*", "head of sales",
          "inside sales", "field sales", "sales specialist*", "account executive*",
          "account manager*", "account director*", "business development", "salesperson"},
         {"sales",
          "sell*",
          "prospect*",
          "quota*",
          "crm",
          "salesforce",
          "hubspot",
          "key account*",
          "negotiat*",
          "sales pipeline",
          "lead generation",
          "leads",
          "cold call*",
          "closing deals",
          "close deals",
          "deal",
          "deals",
          "revenue target*",
          "sales target*",
          "commission",
          "upsell*",
          "cross sell*",
          "outbound",
          "new business",
          "territory",
          "customer acquisition",
          "demos",
          "contracts"}},
        {"support",
         false,
         {"support engineer*", "support specialist*", "support agent*", "support technician*",
          "support representative*", "support analyst*", "support manager*", "customer support",
          "customer service", "customer success", "customer care", "technical support",
          "it support", "help desk", "helpdesk", "service desk", "call center", "call centre"},
         {"support",
          "customer support",
          "customer service",
          "customer satisfaction",
          "ticket*",
          "helpdesk",
          "help desk",
          "service desk",
          "zendesk",
          "freshdesk",
          "intercom",
          "troubleshoot*",
          "escalat*",
          "knowledge base",
          "help article*",
          "response time*",
          "complaint*",
          "first level",
          "second level",
          "live chat",
          "inquiries",
          "enquiries",
          "sla",
          "slas",
          "customer problems",
          "customer issues",
          "customer questions"}},
        {"finance",
         false,
         {"accountant*", "accounting", "bookkeep*", "financial controller*", "controller*",
          "financial analyst*", "finance manager*", "finance director*", "head of finance",
          "finance business partner*", "finance analyst*", "treasur*", "auditor*", "tax",
          "payroll*", "fp a", "chief financial"},
         {"financ*",
          "accounting",
          "accounts payable",
          "accounts receivable",
          "budget*",
          "audit*",
          "controlling",
          "financial forecast*",
          "forecasting",
          "ledger*",
          "tax*",
          "bookkeep*",
          "ifrs",
          "gaap",
          "month end",
          "year end",
          "closing process",
          "balance sheet*",
          "cash flow*",
          "liquidity",
          "invoic*",
          "reconcil*",
          "payroll",
          "treasury",
          "variance*",
          "cost center*",
          "cost centre*",
          "financial statement*",
          "financial report*",
          "profit",
          "accruals"}},
};

_Static_assert(COUNT_OF(FAMILIES) == PLAN_FAMILY_COUNT, "every family has its words");

static bool
is_in(const struct words *words, const char *phrase)
{
        return words_find(words, 0, phrase) != SIZE_MAX;
}

// How many of the phrases stand in the text.
static int
hits(const struct words *words, const char *const *phrases, size_t most)
{
        int found = 0;
        for (size_t i = 0; i < most && phrases[i] != NULL; i++)
                found += is_in(words, phrases[i]) ? 1 : 0;
        return found;
}

// The title; where there is none, as in practice, the first sentence often names the occupation.
static const char *
title_of(const struct posting *posting, bool has_title, struct arena *arena)
{
        const char *text = posting->description == NULL ? "" : posting->description;
        if (has_title)
                return posting->title;
        return arena_copy(arena, text, strcspn(text, ".!?\n"));
}

struct role_families
plan_families_of(const struct posting *posting, struct arena *arena)
{
        struct role_families families = {0};
        const char *focus = "";
        for (size_t i = 0; i < posting->focus_area_count; i++)
                focus = arena_print(arena, "%s\n%s", focus, posting->focus_areas[i]);
        bool has_title = posting->title != NULL && posting->title[0] != '\0';
        struct words in_title = words_of(title_of(posting, has_title, arena), "en", arena);
        struct words in_focus = words_of(focus, "en", arena);
        struct words in_text = words_of(posting->description, "en", arena);
        for (size_t i = 0; i < COUNT_OF(FAMILIES); i++) {
                const char *const *occupations = FAMILIES[i].occupations;
                const char *const *subjects = FAMILIES[i].subjects;
                bool is_occupation = hits(&in_title, occupations, OCCUPATIONS_MOST) > 0;
                int weight = is_occupation ? OCCUPATION_IN_TITLE : 0;
                if (has_title)
                        weight += SUBJECT_IN_TITLE * hits(&in_title, subjects, SUBJECTS_MOST);
                weight += SUBJECT_IN_FOCUS * hits(&in_focus, subjects, SUBJECTS_MOST);
                weight += OCCUPATION_IN_TEXT * hits(&in_text, occupations, OCCUPATIONS_MOST);
                weight += SUBJECT_IN_TEXT * hits(&in_text, subjects, SUBJECTS_MOST);
                families.weights[i] = weight;
                families.most = weight > families.most ? weight : families.most;
        }
        if (families.most < WEIGHT_LEAST)
                families.most = 0;
        return families;
}

static bool
is_own(const struct role_families *families, size_t index)
{
        return families->most > 0 && families->weights[index] * 2 >= families->most;
}

// The index of the name; PLAN_FAMILY_COUNT for others.
static size_t
family_index(const char *family)
{
        for (size_t i = 0; i < COUNT_OF(FAMILIES); i++) {
                if (text_equals(FAMILIES[i].name, family))
                        return i;
        }
        return PLAN_FAMILY_COUNT;
}

bool
plan_family_is_own(const struct role_families *families, const char *family)
{
        size_t index = family_index(family);
        return index < PLAN_FAMILY_COUNT && is_own(families, index);
}

bool
plan_family_is_near(const struct role_families *families, const char *family)
{
        size_t index = family_index(family);
        if (index == PLAN_FAMILY_COUNT)
                return false;
        return is_own(families, index) ||
               (FAMILIES[index].builds_systems && families->weights[index] > 0 &&
                plan_builds_systems(families));
}

bool
plan_builds_systems(const struct role_families *families)
{
        for (size_t i = 0; i < COUNT_OF(FAMILIES); i++) {
                if (FAMILIES[i].builds_systems && is_own(families, i))
                        return true;
        }
        return false;
}
