// The template's side of sandbox/answer.h. It has one thread and its libraries hold no lock, so
// that the plain system call does all that a fork needs. A process waits ahead for the next file:
// nobody waits for its fork.
#include "cage.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { GIVE_WAY_MS = 5 };

struct taken {
        struct sandbox_request request;
        int fds[REQUEST_FD_COUNT];
};

// False when there is nobody any more.
static bool
take(struct taken *taken_out)
{
        union {
                struct cmsghdr align;
                char bytes[CMSG_SPACE(sizeof taken_out->fds)];
        } control;
        struct iovec piece = {.iov_base = &taken_out->request,
                              .iov_len = sizeof taken_out->request};
        struct msghdr message = {.msg_iov = &piece,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof control.bytes};
        ssize_t got = 0;
        do
                got = recvmsg(TEMPLATE_FD, &message, MSG_CMSG_CLOEXEC);
        while (got < 0 && errno == EINTR);
        const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (got != (ssize_t)sizeof taken_out->request || header == NULL ||
            header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof taken_out->fds))
                return false;
        memcpy(taken_out->fds, CMSG_DATA(header), sizeof taken_out->fds);
        return true;
}

static void
let_go(const struct taken *taken)
{
        for (size_t i = 0; i < REQUEST_FD_COUNT; i++)
                close(taken->fds[i]);
}

// The socket goes where the file comes. Whoever has no caller any more ends: nobody would.
static void
become_process_of(const struct taken *taken)
{
        bool has_files = dup2(taken->fds[REQUEST_COMPLAINT], STDERR_FILENO) == STDERR_FILENO &&
                         dup2(taken->fds[REQUEST_FILE], ANSWER_FILE_FD) == ANSWER_FILE_FD &&
                         dup2(taken->fds[REQUEST_ANSWER], ANSWER_FD) == ANSWER_FD &&
                         dup2(taken->fds[REQUEST_DONE], DONE_FD) == DONE_FD;
        let_go(taken);
        if (!has_files || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
            getppid() != taken->request.caller)
                _exit(ANSWER_EXIT_OPEN);
}

// Takes a file, says so, and is its process from there on; ends where there is none any more.
static void
serve(int told)
{
        struct taken taken = {0};
        pid_t own = getpid();
        char byte = 0;
        if (!take(&taken) ||
            send(TEMPLATE_FD, &own, sizeof own, MSG_NOSIGNAL) != (ssize_t)sizeof own)
                _exit(0);
        // Where the template is gone, there is nobody to tell.
        (void)!send(told, &byte, sizeof byte, MSG_NOSIGNAL);
        close(told);
        become_process_of(&taken);
}

// Until the process at the other end of the pair has a file; false where it ended without one.
static bool
has_file(const int pair[2])
{
        char byte = 0;
        ssize_t got = 0;
        close(pair[1]);
        do
                got = read(pair[0], &byte, sizeof byte);
        while (got < 0 && errno == EINTR);
        close(pair[0]);
        return got == (ssize_t)sizeof byte;
}

// The file that is being read has the processor first, unless another one is here already.
static void
give_way(void)
{
        struct pollfd next = {.fd = TEMPLATE_FD, .events = POLLIN};
        (void)poll(&next, 1, GIVE_WAY_MS);
}

// Until there is a file, or nobody any more.
static void
await_file(void)
{
        struct pollfd next = {.fd = TEMPLATE_FD, .events = POLLIN};
        (void)poll(&next, 1, -1);
}

// The file hears that there is no process for it.
static bool
refuse(int problem)
{
        struct taken taken = {0};
        pid_t reply = -problem;
        if (!take(&taken))
                return false;
        let_go(&taken);
        return send(TEMPLATE_FD, &reply, sizeof reply, MSG_NOSIGNAL) == (ssize_t)sizeof reply;
}

// A child of the caller's, who kills it and waits for it; -1 where there is none, as errno tells.
static pid_t
fork_beside(int pair[2])
{
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
                return -1;
        pid_t pid = (pid_t)syscall(SYS_clone, CAGE_FORK_FLAGS, NULL, NULL, NULL, 0);
        if (pid < 0) {
                int problem = errno;
                close(pair[0]);
                close(pair[1]);
                errno = problem;
        }
        return pid;
}

void
cage_wait(void)
{
        for (;;) {
                int pair[2] = {-1, -1};
                pid_t pid = fork_beside(pair);
                if (pid < 0) {
                        // What cannot be had ahead may be there when the file is.
                        await_file();
                        pid = fork_beside(pair);
                }
                int problem = errno;
                if (pid == 0) {
                        close(pair[0]);
                        serve(pair[1]);
                        return;
                }
                if (!(pid > 0 ? has_file(pair) : refuse(problem)))
                        _exit(0);
                give_way();
        }
}
