#include "shim.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
give_up(const char *what)
{
        perror(what);
        exit(1);
}

// The library that was built beside this program.
static void
copy_library(const char *to)
{
        char from[300] = "";
        struct stat found;
        ssize_t length = readlink("/proc/self/exe", from, sizeof from - 32);
        if (length < 0)
                give_up("the test program");
        from[length] = '\0';
        strcpy(strrchr(from, '/'), "/clock_shim.so");
        int source = open(from, O_RDONLY | O_CLOEXEC);
        int copy = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
        if (source < 0 || copy < 0 || fstat(source, &found) != 0 ||
            sendfile(copy, source, NULL, (size_t)found.st_size) != found.st_size)
                give_up(from);
        close(source);
        close(copy);
}

static int64_t *
make_clock(const char *path)
{
        static const int64_t NONE = 0;
        int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (file < 0 || write(file, &NONE, sizeof NONE) != sizeof NONE)
                give_up(path);
        void *found = mmap(NULL, sizeof NONE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
        if (found == MAP_FAILED)
                give_up(path);
        return found;
}

static const char *
clock_path(const struct shim *shim, int clock)
{
        static char path[96];
        snprintf(path, sizeof path, "%s/clock-%d", shim->dir, clock);
        return path;
}

void
shim_open(struct shim *shim, int clocks)
{
        snprintf(shim->dir, sizeof shim->dir, "/tmp/earshot-clock-XXXXXX");
        if (mkdtemp(shim->dir) == NULL || chmod(shim->dir, 0755) != 0)
                give_up("its directory");
        snprintf(shim->library, sizeof shim->library, "%s/clock_shim.so", shim->dir);
        copy_library(shim->library);
        for (int i = 0; i < clocks && i < SHIM_CLOCKS_MOST; i++)
                shim->ahead_us[i] = make_clock(clock_path(shim, i));
}

void
shim_close(struct shim *shim)
{
        pid_t pid = fork();
        if (pid == 0) {
                execlp("rm", "rm", "-rf", "--", shim->dir, (char *)NULL);
                _exit(127);
        }
        if (pid > 0)
                waitpid(pid, NULL, 0);
}

void
shim_use(const struct shim *shim, int clock)
{
        if (clock < 0) {
                unsetenv("LD_PRELOAD");
                unsetenv("CLOCK_SHIM_FILE");
                return;
        }
        setenv("LD_PRELOAD", shim->library, 1);
        setenv("CLOCK_SHIM_FILE", clock_path(shim, clock), 1);
        // What is built with sanitizers would rather be first.
        setenv("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", 1);
}
