// earshot-sandbox-proof: enters the cage as all sandbox programs do and tries what no stranger's
// file must bring one of them to. The file names the attempt, by its number. Ends with
// PROOF_REFUSED where the kernel said no, with PROOF_DONE where it was done; most attempts end it
// by SIGSYS.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cage.h"
#include "sandbox/proof.h"

extern char **environ;

static const struct cage CAGE = {
        .memory_bytes = 64u << 20, .cpu_seconds = 2, .most_payload_bytes = 4096};

enum { MOST_TRIED_FDS = 1024 };

// Raw calls: what is asked is the kernel, not the C library. Each gives what the call gave.
static long
opens_a_file(void)
{
        return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static long
writes_a_file(void)
{
        return syscall(SYS_openat, AT_FDCWD, "/tmp/earshot-sandbox-proof", O_WRONLY | O_CREAT,
                       0600);
}

static long
connects(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        long fd = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
        return fd < 0 ? fd : syscall(SYS_connect, fd, &address, sizeof address);
}

static long
forks(void)
{
        long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (pid == 0)
                _exit(0);
        return pid;
}

static long
executes(void)
{
        char *nothing[] = {NULL};
        return syscall(SYS_execve, "/bin/true", nothing, nothing);
}

static long
traces(void)
{
        return syscall(SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL);
}

static long
signals_its_parent(void)
{
        return syscall(SYS_kill, getppid(), 0);
}

static long
reads_its_parent(void)
{
        char byte = 0;
        struct iovec here = {&byte, 1}, there = {&byte, 1};
        return syscall(SYS_process_vm_readv, getppid(), &here, 1, &there, 1, 0);
}

// Its own, and the one that the kernel keeps.
static long
reads_the_environment(void)
{
        return syscall(SYS_openat, AT_FDCWD, "/proc/self/environ", O_RDONLY);
}

// A descriptor that is neither the file's nor the answer's: the template's socket would be one.
static long
reaches_what_is_open(void)
{
        struct stat status;
        for (int fd = DONE_FD + 1; fd < MOST_TRIED_FDS; fd++) {
                if (fstat(fd, &status) == 0)
                        return 0;
        }
        errno = EPERM;
        return fstat(ANSWER_FILE_FD, &status) == 0 && S_ISREG(status.st_mode) ? -1 : 0;
}

static long (*const ATTEMPTS[])(void) = {
        [PROOF_OPEN] = opens_a_file,
        [PROOF_WRITE] = writes_a_file,
        [PROOF_CONNECT] = connects,
        [PROOF_FORK] = forks,
        [PROOF_EXECUTE] = executes,
        [PROOF_TRACE] = traces,
        [PROOF_SIGNAL] = signals_its_parent,
        [PROOF_READ_MEMORY] = reads_its_parent,
        [PROOF_READ_ENVIRONMENT] = reads_the_environment,
        [PROOF_REACH] = reaches_what_is_open,
};
_Static_assert(COUNT_OF(ATTEMPTS) == PROOF_COUNT, "every attempt is made");

int
main(void)
{
        unsigned char attempt = PROOF_COUNT;
        bool has_environment = environ != NULL && environ[0] != NULL;

        cage_prepare();
        cage_next_file(&CAGE);
        if (read(ANSWER_FILE_FD, &attempt, 1) != 1 || attempt >= PROOF_COUNT)
                _exit(ANSWER_EXIT_OPEN);
        if (attempt == PROOF_READ_ENVIRONMENT && has_environment)
                _exit(PROOF_DONE);
        _exit(ATTEMPTS[attempt]() < 0 && (errno == EACCES || errno == EPERM) ? PROOF_REFUSED
                                                                             : PROOF_DONE);
}
