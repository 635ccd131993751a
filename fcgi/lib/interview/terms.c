#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/resume.h"
#include "interview/terms.h"
#include "interview/word_lists.h"
#include "interview/words.h"

enum { CANDIDATES_MOST = 400, TERM_BYTES_MOST = 40 };

// Terms of trades that postings and resumes name, as they are written.
static const char *const KNOWN[] = {
        "A/B testing",
        "accessibility",
        "account management",

        "Airflow",
        "Android",
        "Angular",
        "Ansible",
        "Apache",
        "API design",
        "auditing",
        "authentication",
        "automated testing",
        "AWS",
        "Azure",
        "Bash",
        "BigQuery",
        "Bootstrap",
        "budgeting",
        "C#",
        "C++",
        "caching",
        "capacity planning",
        "Cassandra",
        "CI/CD",
        "ClickHouse",

        "coaching",
        "code review",
        "cold calling",
        "compliance",
        "containers",
        "continuous integration",
        "contract negotiation",
        "controlling",
        "CRM",
        "CSS",
        "customer service",
        "customer success",
        "cybersecurity",
        "dashboards",
        "data modeling",
        "data pipelines",
        "data quality",
        "data warehouse",
        "databases",
        "Databricks",
        "dbt",
        "deep learning",

        "design systems",
        "distributed systems",
        "Django",
        "Docker",
        "DynamoDB",
        "Elasticsearch",
        "Elixir",
        "encryption",
        "ERP",
        "ETL",
        "event streaming",
        "Excel",
        "experimentation",
        "Express",
        "FastAPI",
        "Figma",
        "financial modeling",
        "financial reporting",
        "Firebase",
        "Flask",
        "Flink",
        "Flutter",
        "forecasting",
        "GCP",
        "GDPR",
        "Git",
        "GitHub Actions",
        "GitLab",
        "Go",
        "Golang",
        "Grafana",
        "GraphQL",
        "gRPC",
        "Hadoop",
        "Helm",
        "Hibernate",
        "HTML",
        "HubSpot",
        "IFRS",
        "incident response",
        "infrastructure as code",
        "integration tests",
        "iOS",
        "Java",
        "JavaScript",
        "Jenkins",
        "Jira",
        "JUnit",
        "Kafka",
        "Kanban",
        "Keras",
        "Kotlin",
        "Kubernetes",
        "Lambda",
        "Laravel",
        "lead generation",
        "Linux",
        "load balancing",
        "load testing",
        "Looker",
        "machine learning",
        "MariaDB",
        "market research",
        "message queues",
        "microservices",
        "MongoDB",
        "monitoring",
        "MySQL",
        "negotiation",
        "Neo4j",

        "Next.js",
        "Nginx",
        "Node.js",
        "NoSQL",
        "NumPy",
        "OAuth",
        "observability",

        "onboarding",
        "OpenTelemetry",
        "Oracle",
        "pandas",
        "performance tuning",
        "PHP",
        "pipeline management",
        "Postgres",
        "PostgreSQL",
        "Power BI",

        "product analytics",
        "product discovery",
        "Prometheus",
        "prospecting",
        "Puppet",
        "PySpark",
        "Python",
        "PyTorch",
        "quality assurance",
        "RabbitMQ",
        "Rails",
        "React",
        "reconciliation",
        "Redis",
        "Redux",
        "regression testing",
        "REST",
        "REST APIs",
        "risk management",
        "roadmap",
        "Ruby",
        "Rust",
        "S3",
        "Salesforce",
        "SAP",
        "Scala",
        "Scrum",

        "SEO",
        "serverless",
        "service level objectives",
        "shell scripting",
        "Snowflake",
        "Solr",
        "Spark",
        "Splunk",
        "Spring",
        "Spring Boot",
        "SQL",
        "SQL Server",
        "SQLite",
        "stakeholder management",

        "Svelte",
        "Swift",
        "system administration",
        "Tableau",
        "Tailwind",

        "technical writing",
        "TensorFlow",
        "Terraform",
        "ticketing",

        "TypeScript",
        "unit tests",
        "usability testing",
        "user research",
        "vendor management",
        "version control",
        "Vue",
        "Webpack",
        "WebSockets",
        "XML",
        "Zendesk",
};

// Capitalised words that name no skill. Sorted.
static const char *const NO_TERMS[] = {
        "about",
        "ag",
        "agency",
        "all",
        "als",
        "an",
        "analyst",
        "and",
        "any",
        "applicants",
        "apply",
        "april",
        "are",
        "as",
        "assistant",
        "at",
        "august",
        "bachelor",
        "be",
        "benefits",
        "berlin",
        "bonus",
        "candidate",
        "candidates",
        "career",
        "company",
        "consultant",
        "contact",
        "da",
        "das",
        "december",
        "der",
        "developer",
        "developers",
        "did",
        "die",
        "director",
        "do",
        "ein",
        "eine",
        "en",
        "engineer",
        "engineers",
        "english",
        "equal",
        "eu",
        "europe",
        "february",
        "for",
        "friday",
        "from",
        "full",
        "german",
        "germany",
        "gmbh",
        "has",
        "have",
        "he",
        "head",
        "hours",
        "how",
        "hybrid",
        "i",
        "if",
        "in",
        "inc",
        "intern",
        "is",
        "it",
        "january",
        "job",
        "july",
        "june",
        "junior",
        "la",
        "lead",
        "llc",
        "london",
        "los",
        "ltd",
        "manager",
        "march",
        "master",
        "may",
        "monday",
        "more",
        "must",
        "my",
        "new",
        "no",
        "november",
        "october",
        "of",
        "office",
        "on",
        "or",
        "our",
        "people",
        "phd",
        "please",
        "position",
        "present",
        "qualifications",
        "remote",
        "requirements",
        "responsibilities",
        "role",
        "salary",
        "saturday",
        "sector",
        "senior",
        "september",
        "she",
        "so",
        "spanish",
        "specialist",
        "sunday",
        "team",
        "the",
        "their",
        "there",
        "they",
        "this",
        "thursday",
        "time",
        "to",
        "tuesday",
        "uk",
        "una",
        "und",
        "us",
        "usa",
        "vacation",
        "we",
        "wednesday",
        "what",
        "when",
        "who",
        "will",
        "with",
        "work",
        "working",
        "year",
        "years",
        "you",
        "your",
};

// A term that was found: where first, how often, how telling.
struct candidate {
        const char *term; // as it is written
        const char *key;  // known terms themselves, others folded
        size_t count;
        int weight;
        size_t first;
};

struct candidates {
        struct candidate *items;
        size_t count;
};

static void
add(struct candidates *found, const char *term, const char *key, int weight, size_t at)
{
        for (size_t i = 0; i < found->count; i++) {
                if (strcmp(found->items[i].key, key) == 0) {
                        found->items[i].count++;
                        if (weight > found->items[i].weight)
                                found->items[i].weight = weight;
                        return;
                }
        }
        if (found->count < CANDIDATES_MOST)
                found->items[found->count++] = (struct candidate){
                        .term = term, .key = key, .count = 1, .weight = weight, .first = at};
}

// Names that are also common words, such as "Go", "REST" and "Express", are meant only as they are
// written.
static bool
is_meant(const struct words *words, size_t at, const char *known)
{
        static const char *const AMBIGUOUS[] = {"Apache", "Bash",  "Express", "Excel",  "Flask",
                                                "Go",     "Helm",  "Lambda",  "Looker", "Oracle",
                                                "Puppet", "Rails", "React",   "Redis",  "REST",
                                                "Ruby",   "Rust",  "S3",      "Spark",  "Spring",
                                                "Swift",  "Vue",   "Airflow", "SAP",    "Git"};
        for (size_t i = 0; i < COUNT_OF(AMBIGUOUS); i++) {
                if (strcmp(AMBIGUOUS[i], known) == 0)
                        return strncmp(words->text + words->items[at].offset, known,
                                       words->items[at].length) == 0;
        }
        // "C++" and "C#" have signs that end words.
        if (known[0] == 'C' && (known[1] == '+' || known[1] == '#'))
                return strncmp(words->text + words->items[at].offset, known, strlen(known)) == 0;
        return true;
}

// How many words of the text from `at` on are the known term; 0 where they are not. Known terms are
// ASCII; their signs end words as in any text.
static size_t
words_matched(const struct words *words, size_t at, const char *known)
{
        size_t matched = 0;
        for (const char *place = known; *place != '\0';) {
                if (!isalnum((unsigned char)*place)) {
                        place++;
                        continue;
                }
                if (at + matched >= words->count)
                        return 0;
                const char *said = words->items[at + matched].folded;
                while (isalnum((unsigned char)*place)) {
                        if (*said == '\0' || tolower((unsigned char)*place) != *said)
                                return 0;
                        said++;
                        place++;
                }
                if (*said != '\0')
                        return 0;
                matched++;
        }
        return matched;
}

const char *
term_known_at(const struct words *words, size_t at, size_t *length_out)
{
        const char *best = NULL;
        size_t longest = 0;
        for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
                size_t matched = words_matched(words, at, KNOWN[i]);
                if (matched <= longest || !is_meant(words, at, KNOWN[i]))
                        continue;
                longest = matched;
                best = KNOWN[i];
        }
        *length_out = longest;
        return best;
}

// Whether the word is written as a name: small and capital letters mixed, all capitals, or letters
// with digits.
static bool
is_name_like(const char *word, size_t length)
{
        size_t capitals = 0;
        size_t small = 0;
        size_t digits = 0;
        for (size_t i = 0; i < length; i++) {
                capitals += word[i] >= 'A' && word[i] <= 'Z' ? 1 : 0;
                small += word[i] >= 'a' && word[i] <= 'z' ? 1 : 0;
                digits += word[i] >= '0' && word[i] <= '9' ? 1 : 0;
        }
        bool has_inner = capitals > (word[0] >= 'A' && word[0] <= 'Z' ? 1u : 0u) && small > 0;
        bool is_all = capitals >= 2 && small == 0;
        return (has_inner || is_all || (digits > 0 && capitals > 0)) && capitals + small >= 2;
}

static bool
is_capital(const char *word)
{
        return word[0] >= 'A' && word[0] <= 'Z';
}

// How telling the word at `at` is by the way it is written; 0 for not at all.
static int
weight_of(const struct words *words, size_t at, const char *language)
{
        const struct word_at *word = &words->items[at];
        const char *written = words->text + word->offset;
        bool is_first = at == 0 || words->items[at - 1].ends_sentence;
        if (word->length < 2 || word->length > TERM_BYTES_MOST || word->is_common ||
            word_list_has(NO_TERMS, COUNT_OF(NO_TERMS), word->folded) ||
            word_is_figure(word->folded))
                return 0;
        if (is_name_like(written, word->length))
                return 3;
        // All nouns are capitalised in German.
        if (is_capital(written) && !is_first && !language_is(language, "de"))
                return 2;
        return word->length >= 5 ? 1 : 0;
}

static int
compare_candidates(const void *a, const void *b)
{
        const struct candidate *first = a;
        const struct candidate *second = b;
        if (first->weight != second->weight)
                return first->weight > second->weight ? -1 : 1;
        if (first->count != second->count)
                return first->count > second->count ? -1 : 1;
        return first->first < second->first ? -1 : first->first > second->first;
}

void
terms_of(const char *text, const char *language, size_t most, struct arena *arena,
         const char *const **terms_out, size_t *count_out)
{
        struct words words = words_of(text, language, arena);
        struct candidates found = {
                .items = arena_alloc(arena, CANDIDATES_MOST, sizeof *found.items)};
        for (size_t i = 0; i < words.count;) {
                size_t length = 0;
                const char *known = term_known_at(&words, i, &length);
                if (known != NULL) {
                        add(&found, known, known, 4, i);
                        i += length;
                        continue;
                }
                int weight = weight_of(&words, i, language);
                const struct word_at *word = &words.items[i];
                if (weight > 0)
                        add(&found, arena_copy(arena, words.text + word->offset, word->length),
                            word->folded, weight, i);
                i++;
        }
        if (found.count > 1)
                qsort(found.items, found.count, sizeof *found.items, compare_candidates);
        const char **terms = arena_alloc(arena, most, sizeof *terms);
        size_t count = 0;
        for (size_t i = 0; i < found.count && count < most; i++) {
                // A plain word is a term of the role only where it comes again.
                if (found.items[i].weight > 1 || found.items[i].count >= 2)
                        terms[count++] = found.items[i].term;
        }
        *terms_out = terms;
        *count_out = count;
}
