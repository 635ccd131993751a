#include "sandbox_place.h"

#include <assert.h>
#include <dirent.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cage.h"
#include "sandbox/template.h"

// How long the first line of a script may be: execve(2).
enum { MOST_LINE_BYTES = 250 };
// What a template has open, what comes with two files, and the ends of two pairs.
enum { FEW_FDS = 24 };
enum { NOBODY = 65534 };

static const char SCRIPT_START[] =
        "line() { { printf '%s\\n' \"$1\"; head -c 4096 /dev/zero | tr '\\0' '\\n'; }"
        " | head -c 4096 >&4; }\n";

// Takes one request, reads of its file, answers in part and dies: a process that it forked and that
// nobody came to know of would have done the same.
static void
spoil(void)
{
        union {
                struct cmsghdr align;
                char bytes[CMSG_SPACE(REQUEST_FD_COUNT * sizeof(int))];
        } control;
        char bytes[64];
        int fds[REQUEST_FD_COUNT] = {-1, -1, -1};
        struct iovec piece = {.iov_base = bytes, .iov_len = sizeof bytes};
        struct msghdr message = {.msg_iov = &piece,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof control.bytes};
        ssize_t got = recvmsg(TEMPLATE_FD, &message, 0);
        assert(got > 0 && CMSG_FIRSTHDR(&message) != NULL);
        memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fds);
        got = read(fds[REQUEST_FILE], bytes, sizeof bytes);
        assert(got > 0 && write(fds[REQUEST_ANSWER], bytes, (size_t)got) == got);
        kill(getpid(), SIGKILL);
}

void
sandbox_place_leave_root(void)
{
        int problem = 0;
        if (geteuid() == 0)
                problem = setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0;
        assert(problem == 0);
}

static void
become_bound(void)
{
        struct rlimit few = {.rlim_cur = FEW_FDS, .rlim_max = FEW_FDS};
        int problem = setrlimit(RLIMIT_NOFILE, &few);
        assert(problem == 0);
        sandbox_place_leave_root();
}

static bool
is_marked(const char *script, const char *name)
{
        char mark[128];
        snprintf(mark, sizeof mark, "%s.%s", script, name);
        return unlink(mark) == 0;
}

void
sandbox_place_serve(int count, char **arguments)
{
        char shell[] = "/bin/sh";
        char *script[] = {shell, count == 2 ? arguments[1] : NULL, NULL};
        if (count != 2)
                return;
        if (is_marked(arguments[1], "spoil"))
                spoil();
        if (is_marked(arguments[1], "bound"))
                become_bound();
        cage_wait();
        // Where Yama watches over who traces whom: a test may send somebody who is no parent.
        (void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
        // The caller does this too, and may come too late: after exec it is not allowed.
        (void)setpgid(0, 0);
        execv(shell, script);
        _exit(127);
}

void
sandbox_place_open_bare(struct sandbox_place *place, const char *program, const char *script)
{
        char path[128];
        strcpy(place->dir, "/tmp/earshot-sandbox-XXXXXX");
        const char *dir = mkdtemp(place->dir);
        assert(dir != NULL);
        snprintf(path, sizeof path, "%s/%s", dir, program);
        FILE *file = fopen(path, "w");
        assert(file != NULL);
        fprintf(file, "%s\n", script);
        fclose(file);
        int problem = chmod(path, 0700);
        assert(problem == 0);
        place->settings = (struct sandbox_settings){.templates = templates_new(place->dir, false),
                                                    .document_wall_ms = 20000,
                                                    .clip_wall_ms = 20000};
}

void
sandbox_place_open(struct sandbox_place *place, const char *program, const char *script)
{
        char self[MOST_LINE_BYTES] = "", whole[4096];
        ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
        assert(length > 0);
        length = snprintf(whole, sizeof whole, "#!%s\n%s%s", self, SCRIPT_START, script);
        assert(length < (ssize_t)sizeof whole);
        sandbox_place_open_bare(place, program, whole);
}

void
sandbox_place_close(struct sandbox_place *place)
{
        templates_free(place->settings.templates);
        DIR *dir = opendir(place->dir);
        for (const struct dirent *entry = NULL; dir != NULL && (entry = readdir(dir)) != NULL;)
                (void)unlinkat(dirfd(dir), entry->d_name, 0);
        if (dir != NULL)
                closedir(dir);
        rmdir(place->dir);
}
