#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "sandbox/document.h"
#include "sandbox/template.h"
#include "sandbox_place.h"
#include "sandbox_try.h"

static const char PROGRAM[] = "earshot-sandbox-pdf";
// Says who it is and waits to be let go on; then the answer is whole, and it goes on for ever. What
// it does from the first word on, the shell does by itself: it has no children that end.
static const char SCRIPT[] = "text=$(cat <&3)\n"
                             "line '{\"pages\":1}'; echo read >&4\n"
                             "case $text in *stay*) ;; *) exit;; esac\n"
                             "echo $$ >\"${0%/*}/began\"\n"
                             "read word <\"${0%/*}/go\"\n"
                             "printf '\\1\\0\\0\\0\\0\\0\\0\\0' >&5\n"
                             "read word <\"${0%/*}/never\"";
static const char PLAIN[] = "%PDF-1.4";
static const char STAY[] = "%PDF-1.4 stay";

enum {
        // As many as are waited for later.
        MOST_BURIED = 64,
        // And as many of them end when nobody else has anything to do.
        MOST_UNHURRIED = 8,
        // With the descriptors of so many a template that kept them would have more than it may.
        REFUSED = 20,
        // Who waits ahead takes one yet.
        TAKEN_YET = 2,
        PATIENCE_MS = 60000,
        // Long enough for what does not wait to be done.
        GLANCE_MS = 200,
};

static bool
read_text(const struct sandbox_settings *settings, const char *text, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(text, strlen(text));
        struct document document = {0};
        return document_read(settings, fd, &arena, &document, err) &&
               strcmp(document.text, "read\n") == 0;
}

static void
must_read(const struct sandbox_settings *settings)
{
        struct err err = {0};
        if (!read_text(settings, PLAIN, &err))
                fail_msg("%s [%s]", err.message, err.detail);
}

static void
must_have_no_children(void)
{
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        assert_int_equal(errno, ECHILD);
}

// --- processes that answer and do not end

// A process that traces others: the kernel tells their parent of their end when this one is gone,
// and not before.
struct holder {
        pid_t pid;
        int socket;
};

static void
hold(int socket)
{
        for (pid_t pid = 0; recv(socket, &pid, sizeof pid, 0) == (ssize_t)sizeof pid;) {
                int problem = ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 ? 0 : errno;
                if (send(socket, &problem, sizeof problem, 0) != (ssize_t)sizeof problem)
                        break;
        }
        _exit(0);
}

static void
holder_open(struct holder *holder)
{
        int pair[2];
        assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
        holder->socket = pair[0];
        holder->pid = fork();
        assert_true(holder->pid >= 0);
        if (holder->pid == 0) {
                close(pair[0]);
                hold(pair[1]);
        }
        close(pair[1]);
}

static void
holder_close(struct holder *holder)
{
        if (holder->pid == 0)
                return;
        close(holder->socket);
        assert_int_equal(waitpid(holder->pid, NULL, 0), holder->pid);
        holder->pid = 0;
}

static void
holder_take(const struct holder *holder, pid_t pid)
{
        int problem = 0;
        assert_int_equal(send(holder->socket, &pid, sizeof pid, 0), sizeof pid);
        assert_int_equal(recv(holder->socket, &problem, sizeof problem, 0), sizeof problem);
        if (problem != 0)
                fail_msg("a process cannot be traced: %s", strerror(problem));
}

// A file that is read by a thread of its own.
struct reader {
        const struct sandbox_settings *settings;
        pthread_t thread;
        bool is_read;
        struct err err;
};

static void *
run_reader(void *context)
{
        struct reader *reader = context;
        reader->is_read = read_text(reader->settings, STAY, &reader->err);
        return NULL;
}

static bool
is_over_within(struct reader *reader, int ms)
{
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += ms / 1000;
        until.tv_nsec += (long)(ms % 1000) * 1000 * 1000;
        if (until.tv_nsec >= 1000 * 1000 * 1000) {
                until.tv_sec++;
                until.tv_nsec -= 1000 * 1000 * 1000;
        }
        return pthread_clockjoin_np(reader->thread, NULL, CLOCK_MONOTONIC, &until) == 0;
}

static void
must_have_read(struct reader *reader)
{
        if (!is_over_within(reader, PATIENCE_MS))
                fail_msg("it is still waited for");
        if (!reader->is_read)
                fail_msg("%s [%s]", reader->err.message, reader->err.detail);
}

static FILE *
open_beside(const struct sandbox_place *place, const char *name, const char *mode)
{
        char path[128];
        snprintf(path, sizeof path, "%s/%s", place->dir, name);
        FILE *file = fopen(path, mode);
        assert_non_null(file);
        return file;
}

static void
open_place(struct sandbox_place *place)
{
        static const char *const PIPES[] = {"began", "go", "never"};
        sandbox_place_open(place, PROGRAM, SCRIPT);
        place->settings.document_wall_ms = 2 * PATIENCE_MS;
        for (size_t i = 0; i < COUNT_OF(PIPES); i++) {
                char path[128];
                snprintf(path, sizeof path, "%s/%s", place->dir, PIPES[i]);
                assert_int_equal(mkfifo(path, 0600), 0);
        }
        // The thread that starts the template must not end.
        must_read(&place->settings);
}

// Has a file read by a process that is held when it answers, and does not end by itself.
static pid_t
start_held(const struct sandbox_place *place, const struct holder *holder, struct reader *reader)
{
        int pid = 0;
        *reader = (struct reader){.settings = &place->settings};
        assert_int_equal(pthread_create(&reader->thread, NULL, run_reader, reader), 0);
        FILE *began = open_beside(place, "began", "r");
        assert_int_equal(fscanf(began, "%d", &pid), 1);
        fclose(began);
        holder_take(holder, pid);
        FILE *go = open_beside(place, "go", "w");
        fputs("go\n", go);
        fclose(go);
        return pid;
}

// The same; it was killed then, and nobody was told of its end yet.
static pid_t
read_held(const struct sandbox_place *place, const struct holder *holder)
{
        struct reader reader;
        pid_t pid = start_held(place, holder, &reader);
        must_have_read(&reader);
        return pid;
}

static void
program_that_answers_and_does_not_end_is_killed_and_not_waited_for(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(holder_close) struct holder holder = {0};
        (void)state;
        holder_open(&holder);
        open_place(&place);
        pid_t pid = read_held(&place, &holder);
        assert_true(sandbox_try_is_gone(pid));
        // Nobody was told of its end yet.
        assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
        holder_close(&holder);
        templates_rest(place.settings.templates, 0);
        must_have_no_children();
}

static void
so_many_ends_are_waited_for_before_there_are_more(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(holder_close) struct holder holder = {0};
        struct reader reader;
        int unhurried = 0;
        (void)state;
        holder_open(&holder);
        open_place(&place);
        for (int i = 0; i < MOST_BURIED; i++)
                unhurried += sched_getscheduler(read_held(&place, &holder)) == SCHED_IDLE ? 1 : 0;
        assert_int_equal(unhurried, MOST_UNHURRIED);
        pid_t pid = start_held(&place, &holder, &reader);
        assert_true(sandbox_try_is_gone(pid));
        assert_false(is_over_within(&reader, GLANCE_MS));
        holder_close(&holder);
        must_have_read(&reader);
        templates_rest(place.settings.templates, 0);
        must_have_no_children();
}

// --- templates that cannot fork

// By a process of the template's user: root without all its rights may not. A soft limit of none is
// one that any process is over.
static void
limit_processes(pid_t template, bool may_fork)
{
        int status = -1;
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                struct rlimit limit;
                sandbox_place_leave_root();
                bool is_done = prlimit(template, RLIMIT_NPROC, NULL, &limit) == 0;
                limit.rlim_cur = may_fork ? limit.rlim_max : 0;
                is_done = is_done && prlimit(template, RLIMIT_NPROC, &limit, NULL) == 0;
                _exit(is_done ? 0 : errno);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (status != 0)
                fail_msg("no limit for the template: %s", strerror(WEXITSTATUS(status)));
}

// A template that limits bind, and what it runs is there for; its number.
static pid_t
open_bound(struct sandbox_place *place)
{
        char path[128];
        sandbox_place_open(place, PROGRAM, SCRIPT);
        snprintf(path, sizeof path, "%s/%s", place->dir, PROGRAM);
        assert_int_equal(chmod(path, 0755), 0);
        assert_int_equal(chmod(place->dir, 0755), 0);
        fclose(open_beside(place, "earshot-sandbox-pdf.bound", "w"));
        must_read(&place->settings);
        return sandbox_try_template_of(getpid());
}

static void
template_that_cannot_fork_says_so_to_each_file_until_it_can(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        struct err err = {0};
        int taken = 0;
        (void)state;
        pid_t template = open_bound(&place);
        limit_processes(template, false);
        while (taken <= TAKEN_YET && read_text(&place.settings, PLAIN, &err))
                taken++;
        assert_in_range(taken, 0, TAKEN_YET);
        for (int i = 0; i < REFUSED; i++) {
                if (read_text(&place.settings, PLAIN, &err) || err.kind != ERR_BUSY ||
                    strcmp(err.message, "Files cannot be read at the moment.") != 0 ||
                    strcmp(err.detail, "fork of a template: Resource temporarily unavailable") != 0)
                        fail_msg("file %d: %d %s [%s]", i, err.kind, err.message, err.detail);
        }
        // It has tried to fork for the next one by then.
        clock_sleep_ms(GLANCE_MS);
        limit_processes(template, true);
        must_read(&place.settings);
        assert_int_equal(sandbox_try_template_of(getpid()), template);
}

int
main(int count, char **arguments)
{
        sandbox_place_serve(count, arguments);
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(
                        program_that_answers_and_does_not_end_is_killed_and_not_waited_for),
                cmocka_unit_test(so_many_ends_are_waited_for_before_there_are_more),
                cmocka_unit_test(template_that_cannot_fork_says_so_to_each_file_until_it_can),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
