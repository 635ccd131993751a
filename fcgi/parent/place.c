#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "files.h"

static const char *const DIRECTORIES[] = {"log", "tmp"};

static const char *const SHORT_LIVED[] = {
        "api.sock",      "health.sock",        "speech.sock", "speech-http.sock",
        ".s.PGSQL.5432", ".s.PGSQL.5432.lock", "nginx.pid",   "nginx-speech.pid",
};

bool
place_lock(const struct config *config, int *lock_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const char *path = arena_print(&arena, "%s/earshot.lock", config->data_dir);
        int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (lock < 0)
                return FAIL_FIELD(err, "DATA_DIR", "DATA_DIR %.120s cannot be written to: %s.",
                                  config->data_dir, strerror(errno));
        if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
                char number[16] = "";
                ssize_t got = read(lock, number, sizeof number - 1);
                close(lock);
                return FAIL_FIELD(
                        err, "DATA_DIR",
                        "Earshot already runs from %.120s (process %d). Stop it first, or "
                        "set another DATA_DIR and PORT.",
                        config->data_dir, got > 0 ? (int)strtol(number, NULL, 10) : 0);
        }
        *lock_out = lock;
        return true;
}

void
place_sign(int lock)
{
        char number[24];
        int length = snprintf(number, sizeof number, "%ld\n", (long)getpid());
        if (ftruncate(lock, 0) == 0)
                (void)!pwrite(lock, number, (size_t)length, 0);
}

// The run directory may lie in /tmp, where anybody may have made it first.
static bool
prepare_run(const char *path, struct err *err)
{
        struct stat facts;
        if (!files_make_directory(path, 0700, err))
                return false;
        if (lstat(path, &facts) != 0 || !S_ISDIR(facts.st_mode) || facts.st_uid != geteuid())
                return FAIL_FIELD(err, "DATA_DIR", "%.150s belongs to somebody else.", path);
        if ((facts.st_mode & 0077) != 0 && chmod(path, 0700) != 0)
                return FAIL_FIELD(err, "DATA_DIR", "%.150s is open to others.", path);
        return true;
}

static bool
prepare_secret(const struct config *config, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const char *path = arena_print(&arena, "%s/secret.key", config->data_dir);
        struct stat facts;
        uint8_t random[32];
        char line[2 * sizeof random + 2];
        if (config->has_secret)
                return true;
        // Never written over: every token and session would end with it.
        if (stat(path, &facts) == 0 && facts.st_size > 0)
                return FAIL_FIELD(err, "SECRET_KEY", "%.150s cannot be read.", path);
        crypto_random(random, sizeof random);
        text_hex(random, sizeof random, line);
        line[2 * sizeof random] = '\n';
        line[2 * sizeof random + 1] = '\0';
        return files_write(path, line, 2 * sizeof random + 1, 0600, err);
}

bool
place_prepare(const struct config *config, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        for (size_t i = 0; i < COUNT_OF(DIRECTORIES); i++) {
                const char *path = arena_print(&arena, "%s/%s", config->data_dir, DIRECTORIES[i]);
                if (!files_make_directory(path, 0700, err))
                        return false;
                if (access(path, W_OK | X_OK) != 0)
                        return FAIL_FIELD(err, "DATA_DIR", "%.150s cannot be written to: %s.", path,
                                          strerror(errno));
        }
        if (!files_make_directory(config->media_dir, 0700, err) ||
            !prepare_run(config->run_dir, err))
                return false;
        if (access(config->media_dir, W_OK | X_OK) != 0)
                return FAIL_FIELD(err, "MEDIA_URL",
                                  "The media store %.120s cannot be written to: %s.",
                                  config->media_dir, strerror(errno));
        return prepare_secret(config, err);
}

void
place_tidy(const struct config *config)
{
        OWN(arena_done) struct arena arena = {0};
        for (size_t i = 0; i < COUNT_OF(SHORT_LIVED); i++)
                (void)unlink(arena_print(&arena, "%s/%s", config->run_dir, SHORT_LIVED[i]));
}

void
place_leave(const struct config *config)
{
        static const char *const CONFIGURATION[] = {"nginx.conf", "speech.conf", "site"};
        OWN(arena_done) struct arena arena = {0};
        place_tidy(config);
        if (text_starts(config->run_dir, config->data_dir))
                return;
        for (size_t i = 0; i < COUNT_OF(CONFIGURATION); i++)
                (void)unlink(arena_print(&arena, "%s/%s", config->run_dir, CONFIGURATION[i]));
        (void)rmdir(config->run_dir);
}
