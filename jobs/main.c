// earshot-jobs: migrations, the first setup, the runner of the queue, and checking reports.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/text.h"
#include "db/db.h"
#include "demo.h"
#include "kind.h"
#include "migrate_command.h"
#include "net/http_client.h"
#include "net/used.h"
#include "prompt_commands.h"
#include "queue_commands.h"
#include "report/pdf_fonts.h"
#include "runner.h"
#include "turn/worker.h"
#include "verify_command.h"

static const char USAGE[] =
        "earshot-jobs migrate             the schema and the seeds, as the database's owner\n"
        "earshot-jobs setup               the first HR user and the demo, told in "
        "DATA_DIR/demo.json\n"
        "earshot-jobs run --for SECONDS   does what is queued, for so long\n"
        "earshot-jobs run --once          does what is ready now\n"
        "earshot-jobs list                what waits, runs or was given up\n"
        "earshot-jobs show ID             one job\n"
        "earshot-jobs retry ID            queues a job again that was given up\n"
        "earshot-jobs prompts list       what language models are asked: versions, and which is in "
        "use\n"
        "earshot-jobs prompts show ID    one version (\"evaluator:2\") as a file, and its changes\n"
        "earshot-jobs prompts add FILE   a new draft\n"
        "earshot-jobs prompts activate ID\n"
        "earshot-jobs prompts rollback FUNCTION   back to the version that was in use before\n"
        "earshot-jobs verify FILE         recomputes a report's JSON; needs nothing else\n";

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
                .program_dir = config->program_dir,
                .document_wall_ms = DOCUMENT_WALL_MS,
                .clip_wall_ms = CLIP_WALL_MS,
                .is_optional = config->is_sandbox_optional,
        };
        if (!net_open(err))
                return false;
        struct worker *worker = worker_new(config->database_url);
        struct http_client *client = http_client_new(config->ca_file);
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
        bool is_done = runner_run(&room, plan, err);
        metrics_gauge(METRIC_RUNNERS, -1);
        http_client_free(&client);
        worker_free(worker);
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
        bool is_done = text_equals(command, "prompts") ? prompts_run(pool, arguments + 1, err)
                       : text_equals(command, "setup") ? demo_set_up(config, pool, err)
                       : text_equals(command, "list")  ? queue_list(pool, err)
                       : text_equals(command, "show")  ? queue_show(pool, arguments[1], err)
                       : text_equals(command, "retry") ? queue_retry(pool, arguments[1], err)
                                                       : run_on(config, pool, plan, err);
        db_pool_free(pool);
        return is_done;
}

// False where the command line makes no sense.
static bool
read_arguments(int count, char **arguments, struct runner_plan *plan)
{
        static const char *const ALONE[] = {"migrate", "setup", "list"};
        int64_t seconds = 0;
        for (size_t i = 0; count == 1 && i < COUNT_OF(ALONE); i++) {
                if (text_equals(arguments[0], ALONE[i]))
                        return true;
        }
        if (count >= 2 && text_equals(arguments[0], "prompts"))
                return prompts_make_sense(count - 1, arguments + 1);
        static const char *const WITH_ONE[] = {"show", "retry", "verify"};
        for (size_t i = 0; count == 2 && i < COUNT_OF(WITH_ONE); i++) {
                if (text_equals(arguments[0], WITH_ONE[i]))
                        return true;
        }
        if (count < 2 || !text_equals(arguments[0], "run"))
                return false;
        plan->is_once = count == 2 && text_equals(arguments[1], "--once");
        if (plan->is_once)
                return true;
        if (count != 3 || !text_equals(arguments[1], "--for") ||
            !text_to_int(arguments[2], 1, RUN_SECONDS_MOST, &seconds))
                return false;
        plan->seconds = (int)seconds;
        return true;
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

int
main(int count, char **arguments)
{
        OWN(arena_done) struct arena arena = {0};
        struct config config = {0};
        struct runner_plan plan = {.stops = &stops};
        struct err err = {0};
        log_open("earshot-jobs", LOG_INFO);
        if (!read_arguments(count - 1, arguments + 1, &plan)) {
                fputs(USAGE, stderr);
                return 2;
        }
        if (text_equals(arguments[1], "verify"))
                return verify(arguments[2]);
        take_signals();
        if (!crypto_open(&err) || !config_load(environ, &arena, &config, &err)) {
                say_failure(&err);
                return 1;
        }
        log_open("earshot-jobs", config.log_level);
        (void)shared_open(config.shared_file);
        bool is_done = text_equals(arguments[1], "migrate")
                               ? migrate_run(&config, &err)
                               : with_pool(&config, arguments + 1, &plan, &err);
        if (!is_done)
                say_failure(&err);
        return is_done ? 0 : 1;
}
