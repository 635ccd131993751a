#include "sandbox/template.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "sandbox/problem.h"

static const char CANNOT_READ_NOW[] = "Files cannot be read at the moment.";

enum {
        // A new template costs as much as some dozens of forks: one in so many is not noticed.
        MOST_FILES = 250,
        // Our own descriptors stay above those that the template gets, so that no dup2 meets
        // another.
        LOWEST_OWN_FD = 64,
        // What is kept of what a template wrote to standard error.
        MOST_COMPLAINT_BYTES = 400,
        // Processes that were killed and not waited for yet, and how many of them may end when the
        // machine has nothing else to do.
        MOST_BURIED = 64,
        MOST_UNHURRIED = 8,
        MS_A_SECOND = 1000,
        NS_A_MS = 1000000,
};

// All but the lock is guarded by it; it is held until the template has answered. `pid` 0: there is
// none. A process that it forked stays in its group until it is known here: whatever happens in
// between, it ends with the group.
struct template
{
        pthread_mutex_t lock;
        pid_t pid;
        int64_t number;
        int socket;
        int complaint;
        int files;
        int64_t used_ms;
        bool is_distrusted;
};

struct templates {
        const char *program_dir;
        bool is_optional;
        struct template all[SANDBOX_PROGRAM_COUNT];
        pthread_mutex_t graves; // of what follows
        pid_t buried[MOST_BURIED];
        int buried_count;
};

struct templates *
templates_new(const char *program_dir, bool is_optional)
{
        struct templates *templates = memory_new(sizeof *templates);
        templates->program_dir = program_dir;
        templates->is_optional = is_optional;
        pthread_mutex_init(&templates->graves, NULL);
        for (size_t i = 0; i < SANDBOX_PROGRAM_COUNT; i++) {
                pthread_mutex_init(&templates->all[i].lock, NULL);
                templates->all[i].socket = -1;
                templates->all[i].complaint = -1;
        }
        return templates;
}

// Under the lock. Returns how the template ended, as waitpid tells it. What it forked and nobody
// knows of ends with it; the kernel keeps its number for us until we have waited.
static int
end(struct template *template)
{
        int status = 0, one = 0;
        pid_t group = template->pid, ended = 0;
        if (group == 0)
                return 0;
        kill(-group, SIGKILL);
        do {
                ended = waitpid(-group, &one, 0);
                if (ended == group)
                        status = one;
        } while (ended > 0 || (ended < 0 && errno == EINTR));
        fd_close(&template->socket);
        fd_close(&template->complaint);
        template->pid = 0;
        return status;
}

// Under the lock. How: 0, or WNOHANG for those alone that have ended.
static void
reap(struct templates *templates, int how)
{
        int left = 0;
        for (int i = 0; i < templates->buried_count; i++) {
                pid_t pid = templates->buried[i];
                pid_t ended = 0;
                do
                        ended = waitpid(pid, NULL, how);
                while (ended < 0 && errno == EINTR);
                if (ended == 0)
                        templates->buried[left++] = pid;
        }
        templates->buried_count = left;
}

// The kernel takes most of a millisecond to end a process with so many libraries, and would take it
// from whoever is to go on with what was decoded. Where the machine is never idle few end so.
static void
let_others_go_first(pid_t pid)
{
        const struct sched_param none = {.sched_priority = 0};
        (void)sched_setscheduler(pid, SCHED_IDLE, &none);
}

void
template_bury(struct templates *templates, pid_t pid)
{
        LOCKED(&templates->graves);
        if (templates->buried_count < MOST_UNHURRIED)
                let_others_go_first(pid);
        kill(pid, SIGKILL);
        kill(-pid, SIGKILL);
        reap(templates, templates->buried_count == MOST_BURIED ? 0 : WNOHANG);
        templates->buried[templates->buried_count++] = pid;
}

static void
reap_all(struct templates *templates)
{
        LOCKED(&templates->graves);
        reap(templates, 0);
}

void
templates_free(struct templates *templates)
{
        if (templates == NULL)
                return;
        reap_all(templates);
        pthread_mutex_destroy(&templates->graves);
        for (size_t i = 0; i < SANDBOX_PROGRAM_COUNT; i++) {
                end(&templates->all[i]);
                pthread_mutex_destroy(&templates->all[i].lock);
        }
        free(templates);
}

void
templates_rest(struct templates *templates, int64_t rest_ms)
{
        reap_all(templates);
        for (size_t i = 0; i < SANDBOX_PROGRAM_COUNT; i++) {
                struct template *template = &templates->all[i];
                // One that is locked is used.
                if (pthread_mutex_trylock(&template->lock) != 0)
                        continue;
                if (clock_ms() - template->used_ms >= rest_ms)
                        end(template);
                pthread_mutex_unlock(&template->lock);
        }
}

void
template_distrust(struct templates *templates, enum sandbox_program program,
                  const struct template_child *child)
{
        struct template *template = &templates->all[program];
        pthread_mutex_lock(&template->lock);
        if (template->number == child->template_number)
                template->is_distrusted = true;
        pthread_mutex_unlock(&template->lock);
}

static void
actions_close(posix_spawn_file_actions_t **actions)
{
        if (*actions != NULL)
                posix_spawn_file_actions_destroy(*actions);
}

static void
attributes_close(posix_spawnattr_t **attributes)
{
        if (*attributes != NULL)
                posix_spawnattr_destroy(*attributes);
}

// Moves a descriptor just opened out of the template's range.
static bool
keep_high(int fd, const char *what, int *fd_out, struct err *err)
{
        OWN(fd_close) int low = fd;
        int high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, LOWEST_OWN_FD);
        if (high < 0)
                return cannot_start(what, errno, err);
        *fd_out = high;
        return true;
}

struct ends {
        int nothing;
        int complaint;
        int ours;
        int its;
};

static void
ends_close(struct ends *ends)
{
        fd_close(&ends->nothing);
        fd_close(&ends->complaint);
        fd_close(&ends->ours);
        fd_close(&ends->its);
}

static bool
ends_open(struct ends *ends, struct err *err)
{
        int pair[2] = {-1, -1};
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
                return cannot_start("socketpair", errno, err);
        ends->ours = pair[0];
        return keep_high(pair[1], "socketpair", &ends->its, err) &&
               keep_high(open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null", &ends->nothing, err) &&
               keep_high(memfd_create("complaint", MFD_CLOEXEC), "memfd", &ends->complaint, err);
}

// What stands at ANSWER_FD and DONE_FD keeps the places free for what comes with a file.
static int
give_files(posix_spawn_file_actions_t *actions, const struct ends *ends)
{
        const int given[][2] = {{ends->nothing, STDIN_FILENO},    {ends->nothing, STDOUT_FILENO},
                                {ends->complaint, STDERR_FILENO}, {ends->its, TEMPLATE_FD},
                                {ends->nothing, ANSWER_FD},       {ends->nothing, DONE_FD}};
        int problem = 0;
        for (size_t i = 0; i < COUNT_OF(given) && problem == 0; i++)
                problem = posix_spawn_file_actions_adddup2(actions, given[i][0], given[i][1]);
        if (problem == 0)
                problem = posix_spawn_file_actions_addclosefrom_np(actions, DONE_FD + 1);
        return problem;
}

static int
give_signals(posix_spawnattr_t *attributes)
{
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        int problem = posix_spawnattr_setflags(
                attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        if (problem == 0)
                problem = posix_spawnattr_setpgroup(attributes, 0);
        if (problem == 0)
                problem = posix_spawnattr_setsigmask(attributes, &none);
        if (problem == 0)
                problem = posix_spawnattr_setsigdefault(attributes, &all);
        return problem;
}

static int
spawn(const char *path, const char *name, const struct ends *ends, pid_t *pid_out)
{
        char *own_name = (char *)(uintptr_t)name;
        char *arguments[] = {own_name, NULL};
        char *environment[] = {NULL};
        posix_spawn_file_actions_t actions_here;
        posix_spawnattr_t attributes_here;
        int problem = posix_spawn_file_actions_init(&actions_here);
        OWN(actions_close) posix_spawn_file_actions_t *actions = problem ? NULL : &actions_here;
        if (problem == 0)
                problem = posix_spawnattr_init(&attributes_here);
        OWN(attributes_close) posix_spawnattr_t *attributes = problem ? NULL : &attributes_here;
        if (problem == 0)
                problem = give_files(actions, ends);
        if (problem == 0)
                problem = give_signals(attributes);
        if (problem == 0)
                problem = posix_spawn(pid_out, path, actions, attributes, arguments, environment);
        return problem;
}

// Under the lock.
static bool
start(const struct templates *templates, const char *name, struct template *template,
      struct err *err)
{
        OWN(ends_close) struct ends ends = {-1, -1, -1, -1};
        char path[PATH_MAX];
        pid_t pid = 0;
        if ((size_t)snprintf(path, sizeof path, "%s/%s", templates->program_dir, name) >=
            sizeof path)
                return cannot_start(name, ENAMETOOLONG, err);
        if (!ends_open(&ends, err))
                return false;
        int problem = spawn(path, templates->is_optional ? ANSWER_OPEN_NAME : name, &ends, &pid);
        if (problem != 0)
                return cannot_start(path, problem, err);
        template->pid = pid;
        template->number++;
        template->socket = ends.ours;
        template->complaint = ends.complaint;
        template->files = 0;
        template->is_distrusted = false;
        ends.ours = -1;
        ends.complaint = -1;
        return true;
}

static bool
send_request(int socket, const int fds[REQUEST_FD_COUNT])
{
        struct sandbox_request request = {.caller = getpid()};
        union {
                struct cmsghdr align;
                char bytes[CMSG_SPACE(REQUEST_FD_COUNT * sizeof(int))];
        } control = {0};
        struct iovec piece = {.iov_base = &request, .iov_len = sizeof request};
        struct msghdr message = {.msg_iov = &piece,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof control.bytes};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(REQUEST_FD_COUNT * sizeof(int));
        memcpy(CMSG_DATA(header), fds, REQUEST_FD_COUNT * sizeof(int));
        return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)sizeof request;
}

enum reply {
        REPLY_CAME,
        REPLY_IS_LATE,
        REPLY_NEVER, // the template is gone
};

static enum reply
ask(const struct template *template, const int fds[REQUEST_FD_COUNT], int64_t deadline_ms,
    pid_t *reply_out)
{
        struct pollfd watched = {.fd = template->socket, .events = POLLIN};
        if (!send_request(template->socket, fds))
                return REPLY_NEVER;
        for (;;) {
                int64_t left_ms = deadline_ms - clock_ms();
                if (left_ms <= 0)
                        return REPLY_IS_LATE;
                int ready = poll(&watched, 1, left_ms > INT_MAX ? INT_MAX : (int)left_ms);
                if (ready > 0)
                        break;
                if (ready < 0 && errno != EINTR)
                        return REPLY_NEVER;
        }
        ssize_t got = recv(template->socket, reply_out, sizeof *reply_out, MSG_DONTWAIT);
        return got == (ssize_t)sizeof *reply_out ? REPLY_CAME : REPLY_NEVER;
}

// Ends what is left of a template that forked nothing and says why.
static bool
is_gone(struct template *template, const char *name, bool *may_try_again, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        char bytes[MOST_COMPLAINT_BYTES];
        ssize_t length = pread(template->complaint, bytes, sizeof bytes, 0);
        const char *complaint = text_clean(&arena, bytes, length < 0 ? 0 : (size_t)length);
        int status = end(template);
        bool is_open = WIFEXITED(status) && WEXITSTATUS(status) == ANSWER_EXIT_OPEN;
        bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        *may_try_again = !is_open;
        if (is_open)
                return FAIL_DETAIL(err, ERR_BROKEN, CANNOT_READ_NOW,
                                   "%s could not lock itself in: %s", name, complaint);
        return FAIL_DETAIL(err, was_killed ? ERR_BUSY : ERR_BROKEN, CANNOT_READ_NOW,
                           "%s ended with %s %d before it took a file: %s", name,
                           WIFSIGNALED(status) ? "signal" : "exit",
                           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), complaint);
}

static bool
take(struct template *template, pid_t pid, struct template_child *child_out, struct err *err)
{
        template->files++;
        template->used_ms = clock_ms();
        if (pid < 0)
                return cannot_start("fork of a template", -pid, err);
        // It leaves the group, or has left it by itself; from here on it ends as its caller says.
        (void)setpgid(pid, pid);
        *child_out = (struct template_child){.pid = pid, .template_number = template->number};
        return true;
}

// Under the lock.
static bool
fork_one(struct templates *templates, struct template *template, const char *name,
         const int fds[REQUEST_FD_COUNT], int64_t deadline_ms, struct template_child *child_out,
         bool *may_try_again, struct err *err)
{
        pid_t reply = 0;
        if (template->is_distrusted || template->files >= MOST_FILES)
                end(template);
        if (template->pid == 0 && !start(templates, name, template, err))
                return false;
        switch (ask(template, fds, deadline_ms, &reply)) {
        case REPLY_CAME:
                return take(template, reply, child_out, err);
        case REPLY_IS_LATE:
                end(template);
                return FAIL_DETAIL(err, ERR_BUSY, CANNOT_READ_NOW, "%s took no file in its time",
                                   name);
        case REPLY_NEVER:
                break;
        }
        return is_gone(template, name, may_try_again, err);
}

// Waits for the lock no longer than for the file.
static bool
lock(struct template *template, int64_t deadline_ms)
{
        struct timespec until = {.tv_sec = deadline_ms / MS_A_SECOND,
                                 .tv_nsec = deadline_ms % MS_A_SECOND * NS_A_MS};
        return pthread_mutex_clocklock(&template->lock, CLOCK_MONOTONIC, &until) == 0;
}

bool
template_fork(struct templates *templates, enum sandbox_program program, const char *name,
              const int fds[REQUEST_FD_COUNT], int64_t deadline_ms,
              struct template_child *child_out, bool *may_try_again, struct err *err)
{
        struct template *template = &templates->all[program];
        *may_try_again = false;
        if (!lock(template, deadline_ms))
                return FAIL_DETAIL(err, ERR_BUSY, CANNOT_READ_NOW, "%s was busy with other files",
                                   name);
        OWN(memory_leave) __attribute__((unused)) pthread_mutex_t *held = &template->lock;
        return fork_one(templates, template, name, fds, deadline_ms, child_out, may_try_again, err);
}
