#include "service.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/shared.h"
#include "base/text.h"
#include "environment.h"
#include "files.h"
#include "leftovers.h"
#include "place.h"
#include "postgres.h"
#include "ready.h"
#include "say.h"
#include "site.h"
#include "watch.h"

// Bounds of the steps of a start: a slow disk is allowed, a hang is not.
static const int INIT_MS = 120 * 1000;
static const int RECOVERY_MS = 600 * 1000;
static const int MIGRATE_MS = 600 * 1000;
static const int SETUP_MS = 60 * 1000;
static const int POLL_MS = 50;
// So often it is said that the start takes long.
static const int PATIENCE_MS = 30 * 1000;

// Bounds of the end. An answer in hand may wait for a provider.
static const int SITE_END_MS = 25 * 1000;
static const int API_END_MS = 30 * 1000;
static const int JOBS_END_MS = 30 * 1000;
static const int SPEECH_END_MS = 5 * 1000;
static const int POSTGRES_END_MS = 30 * 1000;
static const int SWEEP_MS = 2 * 1000;

// The minute tick. A runner claims work for 65 s, so that two overlap; more than a few at once are
// finishing what they hold, and another would not help.
static const int64_t TICK_MS = 60 * 1000;
static const int RUNNERS_MOST = 6;

enum log_file {
        LOG_FILE_EARSHOT,
        LOG_FILE_POSTGRES,
        LOG_FILE_SITE,
        LOG_FILE_API,
        LOG_FILE_SPEECH,
        LOG_FILE_JOBS,
        LOG_FILE_COUNT
};

static const char *const LOG_NAMES[] = {
        [LOG_FILE_EARSHOT] = "earshot", [LOG_FILE_POSTGRES] = "postgres", [LOG_FILE_SITE] = "nginx",
        [LOG_FILE_API] = "api",         [LOG_FILE_SPEECH] = "speech",     [LOG_FILE_JOBS] = "jobs",
};
_Static_assert(COUNT_OF(LOG_NAMES) == LOG_FILE_COUNT, "every log has its name");

struct service {
        const struct config *config;
        struct arena arena;
        char **environment; // of the programs
        const char *log_paths[LOG_FILE_COUNT];
        int logs[LOG_FILE_COUNT];
        const char *access_log_path; // nginx's own
        const char *const *runner_argv;
        bool is_journal;
        struct watch watch;
        struct site site;
        struct postgres postgres;
        int api_socket;
        int health_socket; // of the API as well: what it answers however busy it is
        int speech_socket;
        int speech_site_socket;
        int shared_file; // what the programs count and learn together
        int64_t next_tick_ms;
};

// A launch of a program that shares the memory.
static struct launch
launch_sharing(const struct service *service, struct launch launch)
{
        launch.kept[0] = service->shared_file;
        return launch;
}

static struct launch
launch_of(const struct service *service, const char *const *argv, enum log_file log)
{
        return (struct launch){.argv = argv,
                               .environment = service->environment,
                               .directory = service->config->data_dir,
                               .input = -1,
                               .log = service->logs[log],
                               .kept = {-1, -1},
                               .death_signal = SIGKILL};
}

// One of our own programs, with up to three arguments.
static const char *const *
own_argv(struct service *service, const char *name, const char *a, const char *b, const char *c)
{
        const char **argv = arena_alloc(&service->arena, 5, sizeof *argv);
        argv[0] = arena_print(&service->arena, "%s/%s", service->config->program_dir, name);
        argv[1] = a;
        argv[2] = b;
        argv[3] = c;
        return argv;
}

// Standard error is the journal when systemd says so and it still is what systemd opened.
static bool
is_journal(char *const *environment)
{
        const char *stream = environment_get(environment, "JOURNAL_STREAM");
        char ours[64];
        struct stat facts;
        if (stream == NULL || fstat(STDERR_FILENO, &facts) != 0)
                return false;
        snprintf(ours, sizeof ours, "%lu:%lu", (unsigned long)facts.st_dev,
                 (unsigned long)facts.st_ino);
        return text_equals(stream, ours);
}

static bool
open_logs(struct service *service, struct err *err)
{
        for (int i = 0; i < LOG_FILE_COUNT; i++) {
                service->log_paths[i] =
                        service->is_journal ? "the system's journal"
                                            : arena_print(&service->arena, "%s/log/%s.log",
                                                          service->config->data_dir, LOG_NAMES[i]);
                service->logs[i] = STDERR_FILENO;
                if (!service->is_journal &&
                    !files_open_log(service->log_paths[i], &service->logs[i], err))
                        return false;
        }
        say_open(service->config->log_level, service->logs[LOG_FILE_EARSHOT], service->is_journal);
        return true;
}

static bool
uses_speech(const struct config *config)
{
        for (int i = 0; i < config->stt.count; i++) {
                if (config->stt.items[i] == PROVIDER_BUILTIN)
                        return true;
        }
        for (int i = 0; i < config->tts.count; i++) {
                if (config->tts.items[i] == PROVIDER_BUILTIN)
                        return true;
        }
        return false;
}

// The SQL that makes the roles, as a file that can be read from.
static int
roles_file(void)
{
        const char *sql = postgres_roles_sql();
        int file = memfd_create("roles", MFD_CLOEXEC);
        if (file < 0)
                return -1;
        if (write(file, sql, strlen(sql)) != (ssize_t)strlen(sql) ||
            lseek(file, 0, SEEK_SET) != 0) {
                close(file);
                return -1;
        }
        return file;
}

static bool
make_cluster(struct service *service, struct err *err)
{
        struct postgres *postgres = &service->postgres;
        const char *log_path = service->log_paths[LOG_FILE_POSTGRES];
        say(LOG_INFO, "A new database is made in %s.", postgres->cluster);
        postgres_clear_unborn(postgres);
        struct launch init = launch_of(service, postgres_init_argv(postgres, &service->arena),
                                       LOG_FILE_POSTGRES);
        if (!watch_run(&service->watch, &init, log_path, INIT_MS, err))
                return false;
        struct launch roles = launch_of(service, postgres_single_argv(postgres, &service->arena),
                                        LOG_FILE_POSTGRES);
        roles.input = roles_file();
        if (roles.input < 0)
                return FAIL(err, ERR_BROKEN, "The database's roles cannot be made.");
        bool is_made = watch_run(&service->watch, &roles, log_path, INIT_MS, err);
        close(roles.input);
        return is_made && postgres_born(postgres, err);
}

static bool
start_postgres(struct service *service, struct err *err)
{
        struct watched *server = NULL;
        int64_t until = clock_ms() + RECOVERY_MS;
        int64_t said = clock_ms();
        if (!service->postgres.exists && !make_cluster(service, err))
                return false;
        postgres_clear_lock(&service->postgres);
        struct launch launch = launch_of(
                service, postgres_argv(&service->postgres, service->config, &service->arena),
                LOG_FILE_POSTGRES);
        launch.death_signal = SIGINT;
        if (!watch_keep(&service->watch, PROGRAM_POSTGRES, &launch,
                        service->log_paths[LOG_FILE_POSTGRES], &server, err))
                return false;
        while (!postgres_is_ready(&service->postgres, server->pid)) {
                if (watch_must_stop(&service->watch))
                        return FAIL(err, ERR_BUSY, "");
                if (clock_ms() > until)
                        return FAIL(err, ERR_BROKEN, "PostgreSQL does not become ready.");
                if (clock_ms() - said > PATIENCE_MS) {
                        say(LOG_WARN, "PostgreSQL still recovers its data.");
                        said = clock_ms();
                }
                watch_wait(&service->watch, clock_ms() + POLL_MS);
        }
        return true;
}

static bool
run_jobs_step(struct service *service, const char *step, int bound_ms, struct err *err)
{
        const struct launch launch = launch_of(
                service, own_argv(service, "earshot-jobs", step, NULL, NULL), LOG_FILE_JOBS);
        struct err why;
        if (watch_run(&service->watch, &launch, service->log_paths[LOG_FILE_JOBS], bound_ms, &why))
                return true;
        if (watch_must_stop(&service->watch))
                return FAIL(err, ERR_BUSY, "");
        char sentence[256];
        snprintf(sentence, sizeof sentence, "The database could not be prepared (%s): %.160s", step,
                 why.message);
        return FAIL_DETAIL(err, ERR_BROKEN, sentence, "%s", why.detail);
}

static bool
start_programs(struct service *service, enum program program, const char *name, int count,
               int listener, enum log_file log, struct err *err)
{
        struct launch launch = launch_sharing(
                service, launch_of(service, own_argv(service, name, NULL, NULL, NULL), log));
        struct watched *item = NULL;
        launch.input = listener;
        if (program == PROGRAM_API) {
                launch.kept[1] = service->health_socket;
                launch.environment =
                        environment_with(service->environment,
                                         arena_print(&service->arena, "EARSHOT_HEALTH_LISTENER=%d",
                                                     service->health_socket),
                                         &service->arena);
        }
        for (int i = 0; i < count; i++) {
                if (!watch_keep(&service->watch, program, &launch, service->log_paths[log], &item,
                                err))
                        return false;
        }
        return true;
}

static bool
start_site(struct service *service, enum program program, const char *file, const int sockets[2],
           struct err *err)
{
        struct watched *item = NULL;
        struct launch launch = launch_of(
                service, site_argv(service->config, &service->site, file, &service->arena),
                LOG_FILE_SITE);
        // Its workers end with nginx, not with us: it must be able to tell them.
        launch.death_signal = SIGTERM;
        launch.kept[0] = sockets[0];
        launch.kept[1] = sockets[1];
        launch.environment = environment_with(
                service->environment, site_inherited(sockets, &service->arena), &service->arena);
        return watch_keep(&service->watch, program, &launch, service->log_paths[LOG_FILE_SITE],
                          &item, err);
}

// The moment for what happens once a minute.
static void
tick(struct service *service)
{
        struct err err;
        if (clock_ms() < service->next_tick_ms)
                return;
        service->next_tick_ms = clock_ms() + TICK_MS;
        for (int i = 0; i < LOG_FILE_COUNT && !service->is_journal; i++)
                files_turn_log(service->log_paths[i]);
        files_turn_log(service->access_log_path);
        if (watch_count(&service->watch, PROGRAM_JOBS) >= RUNNERS_MOST) {
                say(LOG_WARN, "%d runners of jobs are still at work; no other is started.",
                    RUNNERS_MOST);
                return;
        }
        const struct launch launch =
                launch_sharing(service, launch_of(service, service->runner_argv, LOG_FILE_JOBS));
        if (!watch_once(&service->watch, PROGRAM_JOBS, &launch, service->log_paths[LOG_FILE_JOBS],
                        &err))
                say(LOG_WARN, "The runner of jobs: %s", err.message);
}

static bool
wait_until_ready(struct service *service, struct err *err)
{
        int64_t said = clock_ms();
        for (;;) {
                if (watch_must_stop(&service->watch))
                        return FAIL(err, ERR_BUSY, "");
                struct ready ready = ready_ask(service->config->port);
                if (ready.status == 200)
                        return true;
                if (clock_ms() - said > PATIENCE_MS) {
                        said = clock_ms();
                        say(LOG_WARN, "Not ready yet (status %d): %s", ready.status,
                            ready.detail[0] == '\0' ? "no answer with a reason" : ready.detail);
                }
                watch_wait(&service->watch, clock_ms() + POLL_MS);
                tick(service);
        }
}

static bool
start_all(struct service *service, struct err *err)
{
        const struct config *config = service->config;
        if (!open_logs(service, err) || !leftovers_end(config, err))
                return false;
        place_tidy(config);
        if (!site_open(config, &service->arena, &service->site, err) ||
            !site_configure(config, &service->site, err) ||
            !site_listen_unix(config, "api.sock", SITE_READ_BY_PROGRAM, &service->api_socket,
                              err) ||
            !site_listen_unix(config, "health.sock", SITE_READ_BY_PROGRAM, &service->health_socket,
                              err) ||
            !site_listen_unix(config, "speech.sock", SITE_READ_BY_PROGRAM, &service->speech_socket,
                              err) ||
            !site_listen_unix(config, "speech-http.sock", SITE_READ_BY_NGINX,
                              &service->speech_site_socket, err))
                return false;
        // The embedded speech takes the longest to warm up.
        if (uses_speech(config) &&
            (!start_programs(service, PROGRAM_SPEECH, "earshot-speech", config->speech_processes,
                             service->speech_socket, LOG_FILE_SPEECH, err) ||
             !start_site(service, PROGRAM_SPEECH_SITE, "speech.conf",
                         (const int[]){service->speech_site_socket, -1}, err)))
                return false;
        if (config->has_private_database &&
            (!postgres_find(config, &service->arena, &service->postgres, err) ||
             !start_postgres(service, err)))
                return false;
        if (!run_jobs_step(service, "migrate", MIGRATE_MS, err) ||
            !run_jobs_step(service, "setup", SETUP_MS, err) ||
            !start_programs(service, PROGRAM_API, "earshot-api", config->api_processes,
                            service->api_socket, LOG_FILE_API, err) ||
            !start_site(service, PROGRAM_SITE, "nginx.conf", service->site.listeners, err))
                return false;
        tick(service);
        if (!wait_until_ready(service, err))
                return false;
        service->watch.was_ready = true;
        return ready_greet(config, stdout, err);
}

static bool
share_memory(struct service *service, struct err *err)
{
        if (!shared_make(&service->shared_file, err))
                return false;
        service->environment = environment_with(
                service->environment,
                arena_print(&service->arena, "EARSHOT_SHARED_FILE=%d", service->shared_file),
                &service->arena);
        return true;
}

// From the outside in: no new requests, then those in hand, then what they need.
static void
end_all(struct service *service)
{
        struct watch *watch = &service->watch;
        watch->is_ending = true;
        site_close(&service->site);
        watch_signal(watch, PROGRAM_JOBS, SIGTERM);
        watch_end(watch, PROGRAM_STEP, SIGTERM, SPEECH_END_MS);
        watch_end(watch, PROGRAM_SITE, SIGQUIT, SITE_END_MS);
        watch_end(watch, PROGRAM_API, SIGTERM, API_END_MS);
        watch_end(watch, PROGRAM_JOBS, SIGTERM, JOBS_END_MS);
        watch_end(watch, PROGRAM_SPEECH_SITE, SIGQUIT, SPEECH_END_MS);
        watch_end(watch, PROGRAM_SPEECH, SIGTERM, SPEECH_END_MS);
        watch_end(watch, PROGRAM_POSTGRES, SIGINT, POSTGRES_END_MS);
        child_sweep(SWEEP_MS);
        place_leave(service->config);
}

static void
close_service(struct service *service)
{
        if (service->api_socket >= 0)
                close(service->api_socket);
        if (service->health_socket >= 0)
                close(service->health_socket);
        if (service->speech_socket >= 0)
                close(service->speech_socket);
        if (service->speech_site_socket >= 0)
                close(service->speech_site_socket);
        if (service->shared_file >= 0)
                close(service->shared_file);
        for (int i = 0; i < LOG_FILE_COUNT; i++) {
                if (service->logs[i] > STDERR_FILENO)
                        close(service->logs[i]);
        }
        arena_done(&service->arena);
}

int
service_run(const struct config *config, char *const *environment)
{
        struct service service = {.config = config,
                                  .site.listeners = {-1, -1},
                                  .api_socket = -1,
                                  .health_socket = -1,
                                  .speech_socket = -1,
                                  .speech_site_socket = -1,
                                  .shared_file = -1};
        struct err err = {0};
        int status = 0;
        watch_open(&service.watch);
        service.is_journal = is_journal(environment);
        service.access_log_path =
                arena_print(&service.arena, "%s/log/access.log", config->data_dir);
        service.runner_argv = own_argv(&service, "earshot-jobs", "run", "--for", "65");
        service.environment = environment_for_programs(environment, config, &service.arena);
        if (share_memory(&service, &err) && start_all(&service, &err)) {
                while (!watch_must_stop(&service.watch)) {
                        watch_wait(&service.watch, service.next_tick_ms);
                        tick(&service);
                }
        }
        if (service.watch.failure[0] != '\0')
                say(LOG_ERROR, "%s", service.watch.failure);
        else if (service.watch.stop_requests == 0)
                say(LOG_ERROR, "%s%s%s", err.message, err.detail[0] == '\0' ? "" : " ", err.detail);
        else
                say(LOG_INFO, "Earshot stops.");
        if (service.watch.stop_requests == 0)
                status = err.kind == ERR_INPUT ? 2 : 1;
        end_all(&service);
        if (status == 0)
                say(LOG_INFO, "Earshot has stopped.");
        say_open(config->log_level, -1, service.is_journal);
        close_service(&service);
        return status;
}
