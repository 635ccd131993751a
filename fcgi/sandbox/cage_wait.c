// The template's side of sandbox/answer.h. It has one thread and its libraries hold no lock, so
// that the plain system call does all that a fork needs.
#include "cage.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

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
                         dup2(taken->fds[REQUEST_ANSWER], ANSWER_FD) == ANSWER_FD;
        let_go(taken);
        if (!has_files || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
            getppid() != taken->request.caller)
                _exit(ANSWER_EXIT_OPEN);
}

void
cage_wait(void)
{
        struct taken taken = {0};
        while (take(&taken)) {
                // A child of the caller's, who kills it and waits for it.
                pid_t pid = (pid_t)syscall(SYS_clone, CAGE_FORK_FLAGS, NULL, NULL, NULL, 0);
                if (pid == 0) {
                        become_process_of(&taken);
                        return;
                }
                pid_t reply = pid > 0 ? pid : -errno;
                let_go(&taken);
                if (send(TEMPLATE_FD, &reply, sizeof reply, MSG_NOSIGNAL) != (ssize_t)sizeof reply)
                        break;
        }
        _exit(0);
}
