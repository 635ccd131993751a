// earshot-api: FastCGI on the listening socket that is file descriptor 0, and on one for health
// where the parent has handed it down.
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "base/own.h"
#include "base/shared.h"
#include "db/db.h"
#include "door.h"
#include "net/http_client.h"
#include "sandbox/proof.h"
#include "sandbox/template.h"
#include "serve.h"
#include "turn/ear.h"
#include "turn/helpers.h"
#include "turn/turn.h"
#include "turn/worker.h"

extern char **environ;

// What the kernel may take for one document or clip, the program's start included. A PDF is read
// and then looked at: 9 s in all.
enum { DOCUMENT_WALL_MS = 6 * 1000, CLIP_WALL_MS = 20 * 1000 };

// Programs that read files and had none for so long are ended; how often that is looked at.
static const int64_t REST_MS = 5 * 60 * 1000;
enum { REST_PAUSE_S = 30 };

// How long readyz and metrics wait for their one connection before they say that the database does
// not answer: longer than a look takes, as long as the embedded speech may take.
static const int HEALTH_TAKE_MS = 2000;

static int
fail(const struct err *err)
{
        fprintf(stderr, "earshot-api: %s\n", err->message);
        return 1;
}

static void
prove_sandbox(struct server *server)
{
        struct err err = {0};
        server->is_sandbox_proven = sandbox_prove(&server->sandbox, &err);
        if (server->is_sandbox_proven)
                return;
        server->sandbox.is_shut = !server->config->is_sandbox_optional;
        LOG_LINE(LOG_ERROR,
                 server->sandbox.is_shut ? "the sandbox does not hold: no files are taken"
                                         : "the sandbox does not hold: files are opened without it",
                 LOG_TEXT("detail", err.detail));
}

// A number in the environment may be another program's: it must be a socket that listens.
static bool
is_listening(int descriptor)
{
        int is_listener = 0;
        socklen_t length = sizeof is_listener;
        return descriptor >= 0 &&
               getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &is_listener, &length) == 0 &&
               is_listener == 1 && fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0;
}

// In all threads, of which this one alone takes some. Whoever reads or writes with a deadline is
// interrupted by the others also where they are ignored (signal(7)): by a SIGCHLD while any thread
// starts a program and has signals blocked for that. libfcgi takes it for the end of the request.
static void
block_signals(void)
{
        static const int FAULTS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
        sigset_t signals;
        sigfillset(&signals);
        for (size_t i = 0; i < COUNT_OF(FAULTS); i++)
                sigdelset(&signals, FAULTS[i]);
        pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

int
main(void)
{
        static struct arena arena;
        static struct config config;
        struct err err = {0};
        sigset_t signals;
        int signal_number = 0;

        if (!crypto_open(&err) || !config_load(environ, &arena, &config, &err))
                return fail(&err);
        if (!config.has_secret && !FAIL(&err, ERR_INPUT, "There is no SECRET_KEY."))
                return fail(&err);
        log_open("earshot-api", config.log_level);
        bool is_shared = shared_open(config.shared_file);
        if (!net_open(&err))
                return fail(&err);

        // libfcgi sets signals of its own at its start; ours come after it.
        FCGX_Init();
        signal(SIGPIPE, SIG_IGN);
        block_signals();
        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);

        struct server server = {
                .door = door_new(STDIN_FILENO),
                .config = &config,
                .pool = db_pool_new(config.database_url, config.db_pool),
                .worker = worker_new(config.database_url),
                .helpers = helpers_new(config.api_threads, config.ca_file),
                .store = {.dir = config.media_dir},
                .sandbox =
                        {
                                .templates = templates_new(config.program_dir,
                                                           config.is_sandbox_optional),
                                .document_wall_ms = DOCUMENT_WALL_MS,
                                .clip_wall_ms = CLIP_WALL_MS,
                        },
        };
        prove_sandbox(&server);
        // What the ear's threads share, as the requests' threads do.
        const struct turn_room room = {
                .config = &config,
                .pool = server.pool,
                .store = &server.store,
                .sandbox = &server.sandbox,
                .worker = server.worker,
        };
        server.ear = ear_new(&room);
        serve(&server);
        // Without the other socket these routes are answered by the threads of all.
        struct server health = server;
        if (is_listening(config.health_listener)) {
                health.door = door_new(config.health_listener);
                health.is_for_health = true;
                // Their own, since who hangs may hold all the others.
                health.pool = db_pool_new(config.database_url, 1);
                db_pool_set_patience(health.pool, HEALTH_TAKE_MS);
                serve_health(&health);
        }
        LOG_LINE(LOG_INFO, "ready", LOG_NUMBER("threads", config.api_threads),
                 LOG_TEXT("counts", is_shared ? "with others" : "alone"));
        const struct timespec pause = {.tv_sec = REST_PAUSE_S};
        while ((signal_number = sigtimedwait(&signals, NULL, &pause)) < 0)
                templates_rest(server.sandbox.templates, REST_MS);
        LOG_LINE(LOG_INFO, "stopping", LOG_NUMBER("signal", signal_number));
        serve_stop(&server);
        // Waiting threads are still in accept: end without tearing down what they stand on.
        _exit(0);
}
