#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

// A log that is larger is set aside: large enough for days, small enough to open and to copy.
static const off_t LOG_LIMIT = 16 * 1024 * 1024;

bool
files_make_directory(const char *path, mode_t mode, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        char *part = arena_text(&arena, path);
        struct stat facts;
        for (char *c = part + 1; *c != '\0'; c++) {
                if (*c != '/')
                        continue;
                *c = '\0';
                if (mkdir(part, 0755) == 0)
                        (void)!chmod(part, 0755); // The umask is for files with content.
                *c = '/';
        }
        if (mkdir(path, mode) == 0)
                return true;
        int reason = errno;
        if (reason == EEXIST && stat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
                return true;
        return FAIL_FIELD(err, "DATA_DIR", "The directory %.150s cannot be made: %s.", path,
                          reason == EEXIST ? "something else is there" : strerror(reason));
}

bool
files_read(const char *path, struct buf *buf, struct err *err)
{
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0)
                return FAIL_DETAIL(err, errno == ENOENT ? ERR_MISSING : ERR_BROKEN,
                                   "A file of the installation cannot be read.", "%s: %s", path,
                                   strerror(errno));
        ssize_t got = 0;
        do {
                char piece[4096];
                got = read(file, piece, sizeof piece);
                if (got > 0)
                        buf_add(buf, piece, (size_t)got);
        } while (got > 0 && !buf->is_over);
        close(file);
        if (got < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "A file of the installation cannot be read.",
                                   "%s", path);
        return buf_check(buf, ERR_INPUT, path, err);
}

static bool
write_all(int file, const char *bytes, size_t length)
{
        while (length > 0) {
                ssize_t done = write(file, bytes, length);
                if (done < 0 && errno == EINTR)
                        continue;
                if (done <= 0)
                        return false;
                bytes += done;
                length -= (size_t)done;
        }
        return true;
}

bool
files_write(const char *path, const char *bytes, size_t length, mode_t mode, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const char *beside = arena_print(&arena, "%s.new", path);
        const char *directory = arena_print(&arena, "%.*s", (int)(strrchr(path, '/') - path), path);
        (void)unlink(beside);
        int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        bool is_written = file >= 0 && write_all(file, bytes, length) && fsync(file) == 0;
        int reason = errno;
        if (file >= 0)
                close(file);
        if (is_written && rename(beside, path) != 0) {
                reason = errno;
                is_written = false;
        }
        if (!is_written)
                return FAIL_FIELD(err, "DATA_DIR", "The file %.150s cannot be written: %s.", path,
                                  strerror(reason));
        int above = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (above >= 0) {
                (void)fsync(above);
                close(above);
        }
        return true;
}

static void
keep_older(const char *path, struct arena *arena)
{
        (void)rename(arena_print(arena, "%s.1", path), arena_print(arena, "%s.2", path));
}

bool
files_open_log(const char *path, int *file_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct stat facts;
        if (stat(path, &facts) == 0 && facts.st_size > LOG_LIMIT) {
                keep_older(path, &arena);
                (void)rename(path, arena_print(&arena, "%s.1", path));
        }
        int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0)
                return FAIL_FIELD(err, "DATA_DIR", "The log %.150s cannot be opened: %s.", path,
                                  strerror(errno));
        *file_out = file;
        return true;
}

void
files_turn_log(const char *path)
{
        OWN(arena_done) struct arena arena = {0};
        struct stat facts;
        if (stat(path, &facts) != 0 || facts.st_size <= LOG_LIMIT)
                return;
        keep_older(path, &arena);
        int from = open(path, O_RDWR | O_CLOEXEC);
        int to = open(arena_print(&arena, "%s.1", path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                      0600);
        char piece[65536];
        ssize_t got = 0;
        while (from >= 0 && to >= 0 && (got = read(from, piece, sizeof piece)) > 0) {
                if (!write_all(to, piece, (size_t)got))
                        break;
        }
        // Emptied even where the disk had no room for the copy: a log must not fill it further.
        if (from >= 0) {
                (void)!ftruncate(from, 0);
                close(from);
        }
        if (to >= 0)
                close(to);
}

bool
files_run(const char *const *argv, struct err *err)
{
        int status = 0;
        pid_t pid = fork();
        if (pid == 0) {
                execv(argv[0], (char *const *)(const void *)argv);
                _exit(127);
        }
        if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
            WEXITSTATUS(status) != 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "A program of the system failed.",
                                   "%s, status %d", argv[0], status);
        return true;
}
