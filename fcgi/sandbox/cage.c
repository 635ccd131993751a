#include "cage.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/json_write.h"

enum {
        // Standard input, output, error, the file, the answer and its end.
        MOST_FDS = DONE_FD + 1,
};

#ifdef CAGE_IS_SANITIZED
static const bool HAS_MEMORY_LIMIT = false;

// A process that reads one file and ends has no leaks; the search for them would trace a process
// that cannot be traced, and a helper that finds names could not be started.
const char *
__asan_default_options(void);
const char *
__asan_default_options(void)
{
        return "detect_leaks=0:symbolize=0:exitcode=99";
}
#else
static const bool HAS_MEMORY_LIMIT = true;
#endif

// A lock that does not close ends the program, unless whoever runs the service allows it.
static void
stays_open(const char *what)
{
        fprintf(stderr, "%s: %s\n", what, strerror(errno));
        if (strcmp(program_invocation_name, ANSWER_OPEN_NAME) != 0)
                _exit(ANSWER_EXIT_OPEN);
}

void
cage_prepare(void)
{
        if (setlocale(LC_ALL, "C.UTF-8") == NULL)
                stays_open("setlocale");
        if (setenv("TZ", "UTC0", 1) != 0)
                stays_open("setenv");
        tzset();
}

static void
limit(int what, rlim_t most, const char *name)
{
        struct rlimit both = {.rlim_cur = most, .rlim_max = most};
        if (setrlimit(what, &both) != 0)
                stays_open(name);
}

void
cage_enter(const struct cage *cage)
{
        limit(RLIMIT_CORE, 0, "RLIMIT_CORE");
        limit(RLIMIT_CPU, cage->cpu_seconds, "RLIMIT_CPU");
        limit(RLIMIT_FSIZE, ANSWER_LINE_BYTES + cage->most_payload_bytes, "RLIMIT_FSIZE");
        limit(RLIMIT_NPROC, 0, "RLIMIT_NPROC");
        if (HAS_MEMORY_LIMIT)
                limit(RLIMIT_AS, cage->memory_bytes, "RLIMIT_AS");
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
                stays_open("PR_SET_NO_NEW_PRIVS");
        if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
                stays_open("PR_SET_DUMPABLE");
        if (!cage_lock_files())
                stays_open("Landlock");
        limit(RLIMIT_NOFILE, MOST_FDS, "RLIMIT_NOFILE");
        if (!cage_lock_calls())
                stays_open("seccomp");
}

// Each thread is a directory beside "." and "..".
static bool
is_alone(void)
{
        struct stat status;
        return stat("/proc/self/task", &status) != 0 || status.st_nlink == 3;
}

static void
lock_template(void)
{
        if (!is_alone()) {
                fprintf(stderr, "a template has threads\n");
                _exit(ANSWER_EXIT_OPEN);
        }
        limit(RLIMIT_CORE, 0, "RLIMIT_CORE");
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
                stays_open("PR_SET_NO_NEW_PRIVS");
        if (!cage_prepare_calls())
                stays_open("seccomp");
        if (!cage_lock_files())
                stays_open("Landlock");
        if (!cage_lock_template_calls())
                stays_open("seccomp");
}

void
cage_next_file(const struct cage *cage)
{
        lock_template();
        cage_wait();
        cage_enter(cage);
}

static void
write_whole(const char *bytes, size_t length)
{
        while (length > 0) {
                ssize_t done = write(ANSWER_FD, bytes, length);
                if (done < 0 && errno == EINTR)
                        continue;
                if (done <= 0)
                        abort();
                bytes += done;
                length -= (size_t)done;
        }
}

// The payload stands behind the room of the line, which comes last.
void
cage_payload(const void *bytes, size_t length)
{
        if (lseek(ANSWER_FD, 0, SEEK_CUR) == 0 &&
            lseek(ANSWER_FD, ANSWER_LINE_BYTES, SEEK_SET) != ANSWER_LINE_BYTES)
                abort();
        write_whole(bytes, length);
}

_Noreturn void
cage_answer(const struct buf *line)
{
        char bytes[ANSWER_LINE_BYTES];
        if (line->is_over || line->length >= sizeof bytes)
                abort();
        bool has_payload = lseek(ANSWER_FD, 0, SEEK_CUR) > 0;
        memset(bytes, '\n', sizeof bytes);
        memcpy(bytes, line->bytes, line->length);
        if (has_payload && lseek(ANSWER_FD, 0, SEEK_SET) != 0)
                abort();
        write_whole(bytes, sizeof bytes);
        const uint64_t whole = 1;
        (void)!write(DONE_FD, &whole, sizeof whole);
        // Not exit: what the libraries would tidy away is the kernel's business.
        _exit(0);
}

_Noreturn void
cage_refuse(enum refusal refusal, const char *detail)
{
        struct buf line = buf_open(ANSWER_LINE_BYTES - 1);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_text(&json, "error", refusal_name(refusal));
        json_put_text(&json, "detail", detail);
        json_close_object(&json);
        cage_answer(&line);
}

bool
cage_read_file(size_t most, const char **bytes_out, size_t *length_out)
{
        struct stat status;
        if (fstat(ANSWER_FILE_FD, &status) != 0 || (size_t)status.st_size > most)
                return false;
        size_t size = (size_t)status.st_size;
        char *bytes = malloc(size + 1);
        if (bytes == NULL)
                abort();
        size_t length = 0;
        for (ssize_t got = 1; length < size && got > 0; length += (size_t)got) {
                got = read(ANSWER_FILE_FD, bytes + length, size - length);
                if (got < 0)
                        abort();
        }
        bytes[length] = '\0';
        *bytes_out = bytes;
        *length_out = length;
        return true;
}
