#include "evaluate/evaluate_command.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/prompt.h"
#include "evaluate/evaluate_print.h"
#include "evaluate/evaluate_track.h"
#include "file.h"
#include "interview/bank.h"
#include "interview/evaluation.h"
#include "net/http_client.h"
#include "net/providers.h"

enum { REPEATS_MOST = 100, AT_ONCE = 4, AT_ONCE_MOST = 16, VERSIONS_MOST = 2 };

// 5000 answers a hundred times over, at 300 bytes each.
static const size_t RESULTS_LIMIT = 256 * 1024 * 1024;
static const size_t SEED_LIMIT = 8 * 1024 * 1024;

bool
evaluate_read_arguments(int count, char **arguments, struct evaluate_arguments *out)
{
        struct evaluate_arguments read = {.repeats = 1, .at_once = AT_ONCE};
        const struct {
                const char *name;
                const char **text;
                int *number;
                int most;
        } OPTIONS[] = {
                {"--set", &read.set, NULL, 0},
                {"--version", &read.version, NULL, 0},
                {"--against", &read.against, NULL, 0},
                {"--json", &read.json, NULL, 0},
                {"--repeats", NULL, &read.repeats, REPEATS_MOST},
                {"--at-once", NULL, &read.at_once, AT_ONCE_MOST},
        };
        for (int i = 0; i < count; i += 2) {
                size_t k = 0;
                int64_t number = 0;
                while (k < COUNT_OF(OPTIONS) && !text_equals(OPTIONS[k].name, arguments[i]))
                        k++;
                if (k == COUNT_OF(OPTIONS) || i + 1 == count)
                        return false;
                if (OPTIONS[k].text != NULL)
                        *OPTIONS[k].text = arguments[i + 1];
                else if (text_to_int(arguments[i + 1], 1, OPTIONS[k].most, &number))
                        *OPTIONS[k].number = (int)number;
                else
                        return false;
        }
        *out = read;
        return read.set != NULL && read.version != NULL;
}

static bool
read_rubrics(const struct config *config, struct rubric *rubrics, struct arena *arena,
             struct err *err)
{
        OWN(buf_close) struct buf file = buf_open(SEED_LIMIT);
        const char *path = arena_print(arena, "%s/seed/rubrics.json", config->share_dir);
        return file_read(path, &file, err) &&
               rubric_defaults_read(buf_string(&file), file.length, arena, rubrics, err);
}

static bool
find_prompt(const struct config *config, const char *id, struct arena *arena,
            struct prompt_version *version_out, struct err *err)
{
        enum prompt_function function = PROMPT_EVALUATOR;
        struct prompt_row row = {0};
        int number = 0;
        if (!prompt_version_from_id(id, &function, &number) || function != PROMPT_EVALUATOR)
                return FAIL_DETAIL(err, ERR_INPUT,
                                   "A version is the rules of this program or one of the "
                                   "evaluator's prompts, such as evaluator:1.",
                                   "%s; the rules are %s", id, evaluation_rules());
        if (!llm_is_configured(config))
                return FAIL(err, ERR_CONFLICT,
                            "A prompt needs a language model: LLM names none but builtin.");
        struct db_pool *pool = db_pool_new(config->database_url, 1);
        struct db *db = NULL;
        bool is_found = db_take(pool, &db, err) &&
                        prompt_find(db, PROMPT_FUNCTION_NAMES[function], number, arena, &row, err);
        db_give(&db);
        db_pool_free(pool);
        return is_found && prompt_body_parse(function, number, row.body, arena, version_out, err);
}

static bool
find_version(const struct config *config, const char *id, struct arena *arena,
             struct evaluated_version *version_out, struct err *err)
{
        version_out->id = id;
        version_out->is_builtin = text_equals(id, evaluation_rules());
        if (!version_out->is_builtin && text_starts(id, "rules-"))
                return FAIL_DETAIL(err, ERR_MISSING,
                                   "This program has other rules than those. `earshot-jobs "
                                   "evaluate` without arguments names them.",
                                   "%s", evaluation_rules());
        return version_out->is_builtin || find_prompt(config, id, arena, &version_out->prompt, err);
}

static bool
write_file(const char *path, const struct buf *buf, struct err *err)
{
        FILE *file = fopen(path, "we");
        bool is_written = file != NULL && fwrite(buf->bytes, 1, buf->length, file) == buf->length;
        int problem = errno;
        if (file != NULL && fclose(file) != 0 && is_written) {
                problem = errno;
                is_written = false;
        }
        errno = problem;
        return is_written ||
               FAIL_DETAIL(err, ERR_BROKEN, "The results cannot be written to that file.", "%s: %m",
                           path);
}

static bool
give(const struct evaluation_results *results, const struct evaluate_arguments *arguments,
     int64_t began_ms, FILE *out, struct arena *arena, struct err *err)
{
        OWN(buf_close) struct buf table = buf_open(RESULTS_LIMIT);
        OWN(buf_close) struct buf json = buf_open(RESULTS_LIMIT);
        struct json_writer writer = json_writer_on(&json);
        results_print(&table, results, arena);
        results_write(&writer, results, arena);
        buf_char(&json, '\n');
        fputs(buf_string(&table), out);
        if (fflush(out) != 0)
                return FAIL(err, ERR_BROKEN, "The results cannot be printed.");
        if (!buf_check(&json, ERR_BROKEN, "The list of results", err) ||
            (arguments->json != NULL && !write_file(arguments->json, &json, err)))
                return false;
        evaluate_track(results, began_ms, buf_string(&table), &json, arena);
        return true;
}

bool
evaluate_run(const struct config *config, const struct evaluate_arguments *arguments,
             const volatile sig_atomic_t *stops, FILE *out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct rubric rubrics[INTERVIEW_TYPE_COUNT] = {0};
        struct golden_answer *answers = NULL;
        struct evaluated_version versions[VERSIONS_MOST] = {0};
        struct version_run runs[VERSIONS_MOST] = {0};
        struct figures figures[VERSIONS_MOST] = {0};
        struct evaluate_plan plan = {.config = config,
                                     .rubrics = rubrics,
                                     .repeats = (size_t)arguments->repeats,
                                     .at_once = arguments->at_once,
                                     .stops = stops};
        const char *const IDS[] = {arguments->version, arguments->against};
        size_t count = arguments->against == NULL ? 1 : 2;
        int64_t began_ms = clock_wall_ms();
        if (!read_rubrics(config, rubrics, &arena, err) ||
            !golden_set_read(arguments->set, &arena, &answers, &plan.answer_count, err))
                return false;
        plan.answers = answers;
        for (size_t i = 0; i < count; i++) {
                if (!find_version(config, IDS[i], &arena, &versions[i], err))
                        return false;
        }
        if (!net_open(err))
                return false;
        bool is_done = true;
        for (size_t i = 0; i < count && is_done; i++) {
                is_done = evaluate_version(&plan, &versions[i], &arena, &runs[i], err);
                if (is_done)
                        figures[i] = figures_of(&plan, &runs[i], &arena);
        }
        struct clock_text made_at = clock_rfc3339(began_ms);
        struct evaluation_results results = {.plan = &plan,
                                             .set = arguments->set,
                                             .made_at = made_at.text,
                                             .runs = runs,
                                             .figures = figures,
                                             .run_count = count};
        is_done = is_done && give(&results, arguments, began_ms, out, &arena, err);
        net_close();
        return is_done;
}
