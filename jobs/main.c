// earshot-jobs: migrations, the first setup, the runner of the queue, and checking reports.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/text.h"
#include "check_command.h"
#include "db/db.h"
#include "demo.h"
#include "evaluate/evaluate_command.h"
#include "interview/evaluation.h"
#include "kind.h"
#include "migrate_command.h"
#include "net/http_client.h"
#include "net/used.h"
#include "progress.h"
#include "prompt_commands.h"
#include "queue_commands.h"
#include "report/pdf_fonts.h"
#include "runner.h"
#include "sandbox/template.h"
#include "turn/worker.h"
#include "verify_command.h"

static const struct command {
        const char *name;
        const char *arguments;
        const char *does;
        const char *more;
        bool has_one; // takes one argument, exactly
} COMMANDS[] = {
        {.name = "migrate",
         .arguments = "",
         .does = "the schema and the seeds, as the database's owner",
         .more = "Runs the migrations that are missing, each in one transaction, and brings in "
                 "rubrics "
                 "and questions.\nConnects as DATABASE_OWNER_URL, or as DATABASE_URL where that is "
                 "empty. Run again, it changes nothing."},
        {.name = "setup",
         .arguments = "",
         .does = "the first HR user and the demo, told in DATA_DIR/demo.json",
         .more = "Makes what is missing of them and writes DATA_DIR/demo.json (mode 0600)."},
        {.name = "run",
         .arguments = "--for SECONDS | --once",
         .does = "does what is queued, for so long, or what is ready now",
         .more = "Claims jobs, one after the other, and finishes what it holds when the time is "
                 "over "
                 "or SIGTERM comes.\nAny number may run at once. On a terminal it shows one line: "
                 "done, "
                 "failed, a second, what waits,\nand how far the batches are; the log then tells "
                 "warnings alone."},
        {.name = "list",
         .arguments = "",
         .does = "what waits, runs or was given up",
         .more = "Newest first, at most 200."},
        {.name = "show",
         .arguments = "ID",
         .does = "one job",
         .more = "All that is known of it, its payload and its last error among it.",
         .has_one = true},
        {.name = "retry",
         .arguments = "ID",
         .does = "queues a job again that was given up",
         .more = "It has all its attempts again. Refused where the same work is queued already.",
         .has_one = true},
        {.name = "cancel",
         .arguments = "ID",
         .does = "gives up a job that waits",
         .more = "It is not done, and stands among those that were given up; retry queues it "
                 "again. "
                 "What runs is left to its end.",
         .has_one = true},
        {.name = "prompts",
         .arguments = "list | show ID | add FILE | activate ID | rollback FUNCTION",
         .does = "what language models are asked, in versions",
         .more = "list              versions, and which is in use\n"
                 "show ID           one version (\"evaluator:2\") as a file, and its changes\n"
                 "add FILE          a new draft\n"
                 "activate ID       puts a version into use\n"
                 "rollback FUNCTION back to the version that was in use before"},
        {.name = "evaluate",
         .arguments =
                 "--set DIR --version A [--against B] [--repeats N] [--at-once N] [--json FILE]",
         .does = "holds versions of the evaluator against answers that people judged",
         .more = "A and B are versions of the prompt (\"evaluator:2\") or the built-in rules of "
                 "this "
                 "program,\nwhich need no database. Tells MLFLOW_TRACKING_URI of it where that is "
                 "set."},
        {.name = "verify",
         .arguments = "FILE",
         .does = "recomputes a report's JSON; needs nothing else",
         .more = "Ends with 0 where the report agrees with itself, 1 where it does not, 2 where "
                 "the "
                 "file is no report.",
         .has_one = true},
        {.name = "check",
         .arguments = "[--quick]",
         .does = "whether database and media store hold what they should",
         .more = "Says what is wrong, one sentence a line: answers, reports and batches that "
                 "nobody "
                 "works on, jobs that were\ngiven up, times that were missed, recordings and "
                 "documents that are missing or are not the bytes that were\naccepted, archives "
                 "that cannot be unpacked, reports that do not agree with themselves, files that "
                 "no row\nnames. Changes nothing. --quick looks at the lengths of files alone, and "
                 "at no report.\nEnds with 0 where all is well, 1 where something is wrong, 2 "
                 "where "
                 "it could not look."},
};

static void
print_usage(FILE *out)
{
        for (size_t i = 0; i < COUNT_OF(COMMANDS); i++)
                fprintf(out, "earshot-jobs %s%s%s\n        %s\n", COMMANDS[i].name,
                        COMMANDS[i].arguments[0] == '\0' ? "" : " ", COMMANDS[i].arguments,
                        COMMANDS[i].does);
        fputs("earshot-jobs COMMAND --help says more.\n", out);
}

static const struct command *
find_command(const char *name)
{
        for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
                if (text_equals(COMMANDS[i].name, name))
                        return &COMMANDS[i];
        }
        return NULL;
}

// A runner works on one job at a time: one connection listens, one works, one is spare for those
// parts of a turn that hold two.
enum { POOL_SIZE = 3, RUN_SECONDS_MOST = 24 * 3600 };

// The same bounds as in earshot-api: longer than any file within the limits takes.
enum { DOCUMENT_WALL_MS = 20 * 1000, CLIP_WALL_MS = 60 * 1000 };

static volatile sig_atomic_t stops;

static void
on_stop(int number)
{
        (void)number;
        stops = 1;
}

static void
take_signals(void)
{
        struct sigaction stop = {.sa_handler = on_stop};
        struct sigaction ignore = {.sa_handler = SIG_IGN};
        sigaction(SIGTERM, &stop, NULL);
        sigaction(SIGINT, &stop, NULL);
        sigaction(SIGPIPE, &ignore, NULL);
}

static bool
run_on(const struct config *config, struct db_pool *pool, const struct runner_plan *plan,
       struct err *err)
{
        struct store store = {.dir = config->media_dir};
        struct sandbox_settings sandbox = {
                .templates = templates_new(config->program_dir, config->is_sandbox_optional),
                .document_wall_ms = DOCUMENT_WALL_MS,
                .clip_wall_ms = CLIP_WALL_MS,
        };
        if (!net_open(err))
                return false;
        struct worker *worker = worker_new(config->database_url);
        struct http_client *client = http_client_new(config->ca_file);
        if (client == NULL)
                memory_none(0);
        struct used used = {.count = 0};
        struct job_room room = {
                .config = config,
                .pool = pool,
                .store = &store,
                .turn =
                        {
                                .config = config,
                                .pool = pool,
                                .store = &store,
                                .sandbox = &sandbox,
                                .client = client,
                                .worker = worker,
                                .used = &used,
                        },
        };
        metrics_gauge(METRIC_RUNNERS, 1);
        // One line instead of one for each job.
        struct progress progress = {.out = stdout};
        if (isatty(STDOUT_FILENO) == 1) {
                room.progress = &progress;
                log_open("earshot-jobs", LOG_WARN);
        }
        bool is_done = runner_run(&room, plan, err);
        progress_end(room.progress, pool);
        metrics_gauge(METRIC_RUNNERS, -1);
        http_client_free(&client);
        worker_free(worker);
        templates_free(sandbox.templates);
        net_close();
        pdf_fonts_close();
        return is_done;
}

static bool
with_pool(const struct config *config, char **arguments, const struct runner_plan *plan,
          struct err *err)
{
        struct db_pool *pool = db_pool_new(config->database_url, POOL_SIZE);
        const char *command = arguments[0];
        bool is_done = text_equals(command, "prompts")  ? prompts_run(pool, arguments + 1, err)
                       : text_equals(command, "setup")  ? demo_set_up(config, pool, err)
                       : text_equals(command, "list")   ? queue_list(pool, err)
                       : text_equals(command, "show")   ? queue_show(pool, arguments[1], err)
                       : text_equals(command, "retry")  ? queue_retry(pool, arguments[1], err)
                       : text_equals(command, "cancel") ? queue_cancel(pool, arguments[1], err)
                                                        : run_on(config, pool, plan, err);
        db_pool_free(pool);
        return is_done;
}

static bool
read_run(int count, char **arguments, struct runner_plan *plan)
{
        int64_t seconds = 0;
        plan->is_once = count == 1 && text_equals(arguments[0], "--once");
        if (plan->is_once)
                return true;
        if (count != 2 || !text_equals(arguments[0], "--for") ||
            !text_to_int(arguments[1], 1, RUN_SECONDS_MOST, &seconds))
                return false;
        plan->seconds = (int)seconds;
        return true;
}

// False where the command line makes no sense.
static bool
read_arguments(const struct command *command, int count, char **arguments, struct runner_plan *plan)
{
        if (command == NULL)
                return false;
        if (text_equals(command->name, "run"))
                return read_run(count, arguments, plan);
        if (text_equals(command->name, "prompts"))
                return count > 0 && prompts_make_sense(count, arguments);
        if (text_equals(command->name, "evaluate"))
                return true;
        if (text_equals(command->name, "check") && count == 1)
                return text_equals(arguments[0], "--quick");
        return count == (command->has_one ? 1 : 0);
}

// People read the sentence on a terminal; the log has the rest.
static void
say_failure(const struct err *err)
{
        log_err(LOG_ERROR, "earshot-jobs stopped", err);
        if (isatty(STDERR_FILENO) == 1)
                fprintf(stderr, "%s\n", err->message);
}

// Offline and without settings: 0 where the report agrees, 1 where it does not, 2 where the file is
// none.
static int
verify(const char *path)
{
        bool agrees = false;
        struct err err = {0};
        if (!crypto_open(&err) || !verify_run(path, stdout, &agrees, &err)) {
                fprintf(stderr, "%s\n", err.message);
                return 2;
        }
        // Nobody should take a line that was lost for one that agrees.
        if (fflush(stdout) != 0)
                return 2;
        return agrees ? 0 : 1;
}

// 0 where all is well, 1 where something is wrong, 2 where it could not look.
static int
check(const struct config *config, bool is_quick)
{
        struct store store = {.dir = config->media_dir};
        struct db_pool *pool = db_pool_new(config->database_url, POOL_SIZE);
        struct check_plan plan = {
                .pool = pool, .store = &store, .is_quick = is_quick, .out = stdout};
        struct err err = {0};
        size_t wrong = 0;
        bool has_looked = check_run(&plan, &wrong, &err);
        db_pool_free(pool);
        if (!has_looked)
                say_failure(&err);
        return !has_looked || fflush(stdout) != 0 ? 2 : wrong > 0 ? 1 : 0;
}

int
main(int count, char **arguments)
{
        OWN(arena_done) struct arena arena = {0};
        struct config config = {0};
        struct runner_plan plan = {.stops = &stops};
        struct err err = {0};
        const struct command *command = count > 1 ? find_command(arguments[1]) : NULL;
        log_open("earshot-jobs", LOG_INFO);
        if (count == 2 && text_equals(arguments[1], "--help")) {
                print_usage(stdout);
                return 0;
        }
        if (command != NULL && count == 3 && text_equals(arguments[2], "--help")) {
                printf("earshot-jobs %s %s\n%s\n", command->name, command->arguments,
                       command->more);
                return 0;
        }
        if (!read_arguments(command, count - 2, arguments + 2, &plan)) {
                print_usage(stderr);
                return 2;
        }
        bool is_evaluate = text_equals(command->name, "evaluate");
        struct evaluate_arguments evaluation = {.set = NULL};
        if (is_evaluate && !evaluate_read_arguments(count - 2, arguments + 2, &evaluation)) {
                fprintf(stderr, "earshot-jobs %s %s\n%s\nThe rules of this program are %s.\n",
                        command->name, command->arguments, command->more, evaluation_rules());
                return 2;
        }
        if (text_equals(command->name, "verify"))
                return verify(arguments[2]);
        take_signals();
        if (!crypto_open(&err) || !config_load(environ, &arena, &config, &err)) {
                say_failure(&err);
                return 1;
        }
        log_open("earshot-jobs", config.log_level);
        (void)shared_open(config.shared_file);
        if (text_equals(command->name, "check"))
                return check(&config, count == 3);
        bool is_done = text_equals(command->name, "migrate") ? migrate_run(&config, &err)
                       : is_evaluate ? evaluate_run(&config, &evaluation, &stops, stdout, &err)
                                     : with_pool(&config, arguments + 1, &plan, &err);
        if (!is_done)
                say_failure(&err);
        return is_done ? 0 : 1;
}
