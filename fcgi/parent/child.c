#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/own.h"

// Enough connections for every thread; as many as the system lets us.
static const rlim_t OPEN_FILES = 16384;

// In the child, before exec: only what is safe there. Returns only on failure.
static void
become_program(const struct launch *launch, pid_t parent)
{
        struct rlimit files;
        sigset_t none;
        sigemptyset(&none);
        signal(SIGPIPE, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, launch->death_signal) != 0)
                return;
        if (getppid() != parent)
                _exit(1);
        if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
                rlim_t wanted = files.rlim_max < OPEN_FILES ? files.rlim_max : OPEN_FILES;
                files.rlim_cur = files.rlim_cur > wanted ? files.rlim_cur : wanted;
                (void)setrlimit(RLIMIT_NOFILE, &files);
        }
        int input = launch->input >= 0 ? launch->input : open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (input < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(launch->log, STDOUT_FILENO) < 0 ||
            dup2(launch->log, STDERR_FILENO) < 0)
                return;
        for (size_t i = 0; i < COUNT_OF(launch->kept); i++) {
                if (launch->kept[i] >= 0 && fcntl(launch->kept[i], F_SETFD, 0) != 0)
                        return;
        }
        if (chdir(launch->directory) != 0)
                return;
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(launch->argv[0], (char *const *)(const void *)launch->argv, launch->environment);
}

bool
child_start(const struct launch *launch, pid_t *pid_out, struct err *err)
{
        int pipe_ends[2];
        int reason = 0;
        if (pipe2(pipe_ends, O_CLOEXEC) != 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "No process can be started.", "pipe: %s",
                                   strerror(errno));
        pid_t parent = getpid();
        pid_t pid = fork();
        if (pid == 0) {
                become_program(launch, parent);
                reason = errno;
                (void)!write(pipe_ends[1], &reason, sizeof reason);
                _exit(127);
        }
        close(pipe_ends[1]);
        ssize_t got = pid < 0 ? 0 : read(pipe_ends[0], &reason, sizeof reason);
        close(pipe_ends[0]);
        if (pid < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "No process can be started.", "fork: %s",
                                   strerror(errno));
        if (got > 0) {
                char sentence[256];
                (void)waitpid(pid, NULL, 0);
                snprintf(sentence, sizeof sentence, "%.150s cannot be started: %s.",
                         launch->argv[0], strerror(reason));
                return FAIL(err, ERR_BROKEN, sentence);
        }
        *pid_out = pid;
        return true;
}

struct child_end
child_end_text(int status)
{
        struct child_end end;
        if (WIFSIGNALED(status))
                snprintf(end.text, sizeof end.text, "was ended by signal %d (%s)", WTERMSIG(status),
                         strsignal(WTERMSIG(status)));
        else
                snprintf(end.text, sizeof end.text, "ended with status %d", WEXITSTATUS(status));
        return end;
}

// Processes whose own parents died have become ours (PR_SET_CHILD_SUBREAPER).
static void
kill_all_below(void)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
        FILE *list = fopen(path, "re");
        long pid = 0;
        while (list != NULL && fscanf(list, "%ld", &pid) == 1)
                (void)kill((pid_t)pid, SIGKILL);
        if (list != NULL)
                (void)fclose(list);
}

void
child_sweep(int bound_ms)
{
        int64_t until = clock_ms() + bound_ms;
        while (clock_ms() < until) {
                pid_t pid = waitpid(-1, NULL, WNOHANG);
                if (pid < 0 && errno == ECHILD)
                        return;
                if (pid <= 0) {
                        kill_all_below();
                        clock_sleep_ms(5);
                }
        }
}
