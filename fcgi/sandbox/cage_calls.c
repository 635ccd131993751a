// The wall: which system calls may be made inside, the one door to libseccomp.
#include "cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

// Reading, computing, answering, ending.
static const int ALLOWED[] = {
        SCMP_SYS(read),          SCMP_SYS(write),
        SCMP_SYS(readv),         SCMP_SYS(pread64),
        SCMP_SYS(close),         SCMP_SYS(lseek),
        SCMP_SYS(fstat),         SCMP_SYS(brk),
        SCMP_SYS(munmap),        SCMP_SYS(mremap),
        SCMP_SYS(madvise),       SCMP_SYS(futex),
        SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
        SCMP_SYS(getrandom),     SCMP_SYS(rt_sigreturn),
        SCMP_SYS(exit),          SCMP_SYS(exit_group),
#ifdef CAGE_IS_SANITIZED
        SCMP_SYS(sigaltstack),   SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(getpid),        SCMP_SYS(gettid),
        SCMP_SYS(sched_yield),
#endif
};

// What a template does besides: fork, take files, and let the forked process enter the cage. The
// one beside itself stands below.
static const int ALLOWED_TEMPLATE[] = {
        SCMP_SYS(recvmsg),
        SCMP_SYS(sendto),
        SCMP_SYS(getpid),
        SCMP_SYS(socketpair),
        SCMP_SYS(poll),
        SCMP_SYS(dup2),
        SCMP_SYS(dup3),
        SCMP_SYS(prctl),
        SCMP_SYS(getppid),
        SCMP_SYS(prlimit64),
        SCMP_SYS(landlock_create_ruleset),
        SCMP_SYS(seccomp),
        SCMP_SYS(landlock_restrict_self),
};

// Libraries ask for files that they can do without: they hear that they may not.
static const int DENIED[] = {
        SCMP_SYS(open),       SCMP_SYS(openat),   SCMP_SYS(access),  SCMP_SYS(faccessat),
        SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(stat),    SCMP_SYS(lstat),
        SCMP_SYS(ioctl),      SCMP_SYS(fcntl),    SCMP_SYS(sysinfo), SCMP_SYS(sched_getaffinity),
};

static void
release(scmp_filter_ctx *filter)
{
        if (*filter != NULL)
                seccomp_release(*filter);
}

// Memory that is data: private, and never to be executed.
static int
allow_memory(scmp_filter_ctx filter)
{
        int problem = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                                       SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                                       SCMP_A3_32(SCMP_CMP_MASKED_EQ, MAP_PRIVATE | MAP_ANONYMOUS,
                                                  MAP_PRIVATE | MAP_ANONYMOUS));
        if (problem == 0)
                problem = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                           SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        return problem;
}

// fstat in newer glibc is newfstatat with an empty path; with a path it is a question for a file.
static int
allow_stat_of_open(scmp_filter_ctx filter)
{
        int problem =
                seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                 SCMP_A3_32(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
        if (problem == 0)
                problem = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1,
                                           SCMP_A3_32(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0));
        return problem;
}

static int
allow_all(scmp_filter_ctx filter, const int *calls, size_t count)
{
        int problem = 0;
        for (size_t i = 0; i < count && problem == 0; i++)
                problem = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
        return problem;
}

static int
add_cage(scmp_filter_ctx filter)
{
        int problem = allow_all(filter, ALLOWED, COUNT_OF(ALLOWED));
        for (size_t i = 0; i < COUNT_OF(DENIED) && problem == 0; i++)
                problem = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), DENIED[i], 0);
        if (problem == 0)
                problem = allow_memory(filter);
        if (problem == 0)
                problem = allow_stat_of_open(filter);
        return problem;
}

static void
close_file(const int *file)
{
        if (*file >= 0)
                close(*file);
}

// The filter as the kernel takes it, for all processes that a template forks.
static struct sock_filter *prepared;
static unsigned short prepared_count;

bool
cage_prepare_calls(void)
{
        OWN(release) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
        OWN(close_file) int file = memfd_create("calls", MFD_CLOEXEC);
        struct stat status;
        int problem = filter == NULL || file < 0 ? -ENOMEM : add_cage(filter);
        if (problem == 0)
                problem = seccomp_export_bpf(filter, file);
        errno = -problem;
        if (problem != 0 || fstat(file, &status) != 0)
                return false;
        size_t size = (size_t)status.st_size;
        prepared = malloc(size);
        if (prepared == NULL || pread(file, prepared, size, 0) != (ssize_t)size)
                return false;
        prepared_count = (unsigned short)(size / sizeof *prepared);
        return true;
}

bool
cage_lock_calls(void)
{
        if (prepared == NULL && !cage_prepare_calls())
                return false;
        struct sock_fprog program = {.len = prepared_count, .filter = prepared};
        return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool
cage_lock_template_calls(void)
{
        OWN(release) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
        int problem = filter == NULL ? -ENOMEM : add_cage(filter);
        if (problem == 0)
                problem = allow_all(filter, ALLOWED_TEMPLATE, COUNT_OF(ALLOWED_TEMPLATE));
        if (problem == 0)
                problem = seccomp_rule_add(
                        filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                        SCMP_A0_32(SCMP_CMP_MASKED_EQ, UINT32_MAX, CAGE_FORK_FLAGS));
        if (problem == 0)
                problem = seccomp_load(filter);
        errno = -problem;
        return problem == 0;
}
