#include "leftovers.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "say.h"

// A server that writes its last checkpoint takes the longest.
static const int64_t POLITE_MS = 10 * 1000;
static const int64_t KILLED_MS = 5 * 1000;
static const int64_t PAUSE_MS = 50;

static bool
read_link(const char *path, char *target, size_t room)
{
        ssize_t length = readlink(path, target, room - 1);
        if (length < 0)
                return false;
        target[length] = '\0';
        return true;
}

static bool
is_ours(const struct config *config, long pid, bool *is_postgres_out)
{
        OWN(arena_done) struct arena arena = {0};
        struct stat facts;
        char directory[PATH_MAX];
        char program[PATH_MAX];
        const char *process = arena_print(&arena, "/proc/%ld", pid);
        if (pid == getpid() || stat(process, &facts) != 0 || facts.st_uid != geteuid() ||
            !read_link(arena_print(&arena, "%s/cwd", process), directory, sizeof directory) ||
            !read_link(arena_print(&arena, "%s/exe", process), program, sizeof program))
                return false;
        const char *name = strrchr(program, '/') == NULL ? program : strrchr(program, '/') + 1;
        if (text_equals(directory, arena_print(&arena, "%s/postgres", config->data_dir))) {
                *is_postgres_out = true;
                return text_starts(name, "postgres");
        }
        *is_postgres_out = false;
        return text_equals(directory, config->data_dir) &&
               (text_starts(name, "earshot") || text_starts(name, "nginx"));
}

// Sends each of ours its signal (0: only looks) and returns how many there are.
static int
signal_all(const struct config *config, int signal, int postgres_signal)
{
        DIR *directory = opendir("/proc");
        int count = 0;
        if (directory == NULL)
                return 0;
        for (const struct dirent *entry = NULL; (entry = readdir(directory)) != NULL;) {
                long pid = strtol(entry->d_name, NULL, 10);
                bool is_postgres = false;
                if (pid <= 1 || !is_ours(config, pid, &is_postgres))
                        continue;
                (void)kill((pid_t)pid, is_postgres ? postgres_signal : signal);
                count++;
        }
        closedir(directory);
        return count;
}

static bool
are_gone(const struct config *config, int64_t bound_ms)
{
        int64_t until = clock_ms() + bound_ms;
        while (signal_all(config, 0, 0) > 0) {
                if (clock_ms() >= until)
                        return false;
                clock_sleep_ms(PAUSE_MS);
        }
        return true;
}

bool
leftovers_end(const struct config *config, struct err *err)
{
        int count = signal_all(config, SIGTERM, SIGINT);
        if (count == 0)
                return true;
        say(LOG_WARN, "%d processes of an earlier start are still there; they are ended first.",
            count);
        if (are_gone(config, POLITE_MS))
                return true;
        (void)signal_all(config, SIGKILL, SIGQUIT);
        if (are_gone(config, KILLED_MS))
                return true;
        return FAIL_FIELD(err, "DATA_DIR",
                          "Processes of an earlier start still work on %.120s and do not end.",
                          config->data_dir);
}
