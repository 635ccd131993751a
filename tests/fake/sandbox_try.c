#include "sandbox_try.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "sandbox/template.h"

static const char *
program_dir(void)
{
        static char dir[PATH_MAX];
        const char *given = getenv("EARSHOT_PROGRAM_DIR");
        if (given == NULL && dir[0] == '\0') {
                ssize_t length = readlink("/proc/self/exe", dir, sizeof dir - 16);
                assert(length > 0);
                dir[length] = '\0';
                strcpy(strrchr(dir, '/'), "/../bin");
        }
        return given == NULL ? dir : given;
}

struct sandbox_settings
sandbox_try_settings(void)
{
        // For the life of the test.
        static struct templates *templates;
        if (templates == NULL)
                templates = templates_new(program_dir(), false);
        return (struct sandbox_settings){
                .templates = templates, .document_wall_ms = 60000, .clip_wall_ms = 60000};
}

bool
sandbox_try_has(const char *program)
{
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", program_dir(), program);
        return access(path, X_OK) == 0;
}

void
sandbox_try_fd_close(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}

int
sandbox_try_file(const void *bytes, size_t length)
{
        int fd = memfd_create("stranger", MFD_CLOEXEC);
        assert(fd >= 0);
        while (length > 0) {
                ssize_t done = write(fd, bytes, length);
                assert(done > 0);
                bytes = (const char *)bytes + done;
                length -= (size_t)done;
        }
        return fd;
}

int
sandbox_try_open_fds(void)
{
        int count = 0;
        for (int fd = 0; fd < 1024; fd++)
                count += fcntl(fd, F_GETFD) >= 0;
        return count;
}

bool
sandbox_try_is_gone(pid_t pid)
{
        for (int64_t started = clock_ms(); clock_ms() - started < 30000; clock_sleep_ms(20)) {
                char path[64], line[256] = "";
                snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
                FILE *file = fopen(path, "r");
                bool is_there = file != NULL && fgets(line, sizeof line, file) != NULL;
                if (file != NULL)
                        fclose(file);
                if (!is_there || strstr(line, ") Z ") != NULL)
                        return true;
        }
        return false;
}

size_t
sandbox_try_children_of(pid_t parent, struct sandbox_try_child children[SANDBOX_TRY_MOST_CHILDREN])
{
        size_t count = 0;
        DIR *dir = opendir("/proc");
        assert(dir != NULL);
        for (const struct dirent *entry = NULL;
             (entry = readdir(dir)) != NULL && count < SANDBOX_TRY_MOST_CHILDREN;) {
                struct sandbox_try_child child = {0};
                char path[300], state = 'Z';
                int pid = 0, its_parent = 0;
                snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
                FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r")
                                                                                : NULL;
                if (file == NULL)
                        continue;
                if (fscanf(file, "%d (%15[^)]) %c %d", &pid, child.name, &state, &its_parent) ==
                            4 &&
                    its_parent == parent && state != 'Z') {
                        child.pid = pid;
                        children[count++] = child;
                }
                fclose(file);
        }
        closedir(dir);
        return count;
}

pid_t
sandbox_try_template_of(pid_t parent)
{
        struct sandbox_try_child children[SANDBOX_TRY_MOST_CHILDREN];
        size_t count = sandbox_try_children_of(parent, children);
        for (size_t i = 0; i < count; i++) {
                if (strcmp(children[i].name, "earshot-sandbox") == 0)
                        return children[i].pid;
        }
        return 0;
}
