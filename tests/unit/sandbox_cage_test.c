#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cage.h"

// Each runs in a child behind the locks and ends it with 0 where all is as it should be. Raw system
// calls alone: what is tried is the kernel's answer.
static int
refused(long result)
{
        return result == -1 && errno == EACCES ? 0 : 1;
}

static int
opens_by_name(void)
{
        return refused(syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY));
}

static int
opens_a_path(void)
{
        return refused(syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_PATH));
}

static int
asks_for_a_file(void)
{
        struct stat status;
        return refused(syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &status, 0));
}

static int
asks_for_its_own(void)
{
        struct stat status;
        return syscall(SYS_newfstatat, 0, "", &status, AT_EMPTY_PATH) == 0 ? 0 : 1;
}

static int
opens_a_socket(void)
{
        return (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
}

static int
forks(void)
{
        return (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

// A child of the test's, which must wait for it.
static int
forks_beside_itself(void)
{
        long pid = syscall(SYS_clone, CAGE_FORK_FLAGS, 0, 0, 0, 0);
        if (pid == 0)
                syscall(SYS_exit_group, 0);
        return pid > 0 ? 0 : 1;
}

static int
executes(void)
{
        char *nothing[] = {NULL};
        return (int)syscall(SYS_execve, "/bin/true", nothing, nothing);
}

static int
signals_its_parent(void)
{
        return (int)syscall(SYS_kill, getppid(), 0);
}

static int
maps_code(void)
{
        return syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                       0) == -1;
}

static int
makes_code(void)
{
        void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return (int)syscall(SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC);
}

static int
takes_memory(void)
{
        void *page =
                mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return page == MAP_FAILED || munmap(page, 1 << 20) != 0;
}

static int
locks_again(void)
{
        return (int)syscall(SYS_prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
}

static bool
lock_calls(void)
{
        return cage_lock_calls();
}

static bool
lock_template_calls(void)
{
        return cage_lock_template_calls();
}

static bool
lock_files(void)
{
        return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && cage_lock_files();
}

// What the child came to: its exit, or 1000 and its signal.
static int
outcome(bool (*lock)(void), int (*attempt)(void))
{
        int status = 0;
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                if (!lock())
                        syscall(SYS_exit_group, 99);
                syscall(SYS_exit_group, attempt());
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void
cage_allows_only_reading_and_computing(void **state)
{
        static const struct {
                const char *name;
                int (*attempt)(void);
                int outcome;
        } CASES[] = {
                {"opens by name", opens_by_name, 0},
                {"opens a path", opens_a_path, 0},
                {"asks for a file", asks_for_a_file, 0},
                {"asks for its own file", asks_for_its_own, 0},
                {"takes memory", takes_memory, 0},
                {"opens a socket", opens_a_socket, 1000 + SIGSYS},
                {"forks", forks, 1000 + SIGSYS},
                {"executes", executes, 1000 + SIGSYS},
                {"signals its parent", signals_its_parent, 1000 + SIGSYS},
                {"maps code", maps_code, 1000 + SIGSYS},
                {"makes code", makes_code, 1000 + SIGSYS},
                {"calls prctl", locks_again, 1000 + SIGSYS},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                int is = outcome(lock_calls, CASES[i].attempt);
                if (is != CASES[i].outcome)
                        fail_msg("a caged program that %s came to %d", CASES[i].name, is);
        }
}

static void
template_may_fork_beside_itself_and_little_else(void **state)
{
        static const struct {
                const char *name;
                int (*attempt)(void);
                int outcome;
        } CASES[] = {
                {"forks beside itself", forks_beside_itself, 0},
                {"forks", forks, 1000 + SIGSYS},
                {"executes", executes, 1000 + SIGSYS},
                {"opens by name", opens_by_name, 0},
                {"opens a socket", opens_a_socket, 1000 + SIGSYS},
                {"signals its parent", signals_its_parent, 1000 + SIGSYS},
                {"makes code", makes_code, 1000 + SIGSYS},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                int is = outcome(lock_template_calls, CASES[i].attempt);
                if (is != CASES[i].outcome)
                        fail_msg("a template that %s came to %d", CASES[i].name, is);
        }
        assert_true(waitpid(-1, NULL, 0) > 0);
        assert_int_equal(waitpid(-1, NULL, 0), -1);
}

static void
cage_hides_the_disk(void **state)
{
        (void)state;
        if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 0)
                skip();
        assert_int_equal(outcome(lock_files, opens_by_name), 0);
}

static int
answers_too_much(void)
{
        static char bytes[8192];
        cage_payload(bytes, sizeof bytes);
        return 0;
}

static bool
enter_small(void)
{
        static const struct cage SMALL = {
                .memory_bytes = (size_t)1 << 30, .cpu_seconds = 1, .most_payload_bytes = 4096};
        int answer = memfd_create("answer", 0);
        if (answer < 0 || dup2(answer, ANSWER_FD) < 0)
                return false;
        cage_enter(&SMALL);
        return true;
}

static int
never_ends(void)
{
        volatile bool goes_on = true;
        while (goes_on)
                ;
        return 0;
}

static void
cage_bounds_the_answer_and_the_time(void **state)
{
        (void)state;
        // The write is cut at the limit, and the next one is a signal.
        assert_int_equal(outcome(enter_small, answers_too_much), 1000 + SIGXFSZ);
        assert_int_equal(outcome(enter_small, never_ends), 1000 + SIGKILL);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(cage_allows_only_reading_and_computing),
                cmocka_unit_test(template_may_fork_beside_itself_and_little_else),
                cmocka_unit_test(cage_hides_the_disk),
                cmocka_unit_test(cage_bounds_the_answer_and_the_time),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
