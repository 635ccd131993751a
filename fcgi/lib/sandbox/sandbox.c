#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/text.h"
#include "sandbox/answer.h"
#include "sandbox/clip.h"
#include "sandbox/document.h"
#include "sandbox/problem.h"
#include "sandbox/template.h"

static const char CANNOT_READ_NOW[] = "Files cannot be read at the moment.";
static const char SHUT[] = "This service cannot protect itself from files: it takes none.";
static const char CANNOT_READ_DOCUMENT[] =
        "This file could not be read: it is damaged or too complex.";
static const char CANNOT_READ_CLIP[] =
        "This recording could not be read: it is damaged or too complex.";

struct program {
        const char *name;
        const char *could_not;
        size_t most_payload_bytes;
};

static const struct program PROGRAMS[] = {
        [SANDBOX_PDF] = {"earshot-sandbox-pdf", CANNOT_READ_DOCUMENT, DOCUMENT_MOST_PAYLOAD_BYTES},
        [SANDBOX_LOOK] = {"earshot-sandbox-look", CANNOT_READ_DOCUMENT,
                          DOCUMENT_MOST_PAYLOAD_BYTES},
        [SANDBOX_OCR] = {"earshot-sandbox-ocr", CANNOT_READ_DOCUMENT, DOCUMENT_MOST_PAYLOAD_BYTES},
        [SANDBOX_DOCX] = {"earshot-sandbox-docx", CANNOT_READ_DOCUMENT,
                          DOCUMENT_MOST_PAYLOAD_BYTES},
        [SANDBOX_TEXT] = {"earshot-sandbox-text", CANNOT_READ_DOCUMENT,
                          DOCUMENT_MOST_PAYLOAD_BYTES},
        [SANDBOX_CLIP] = {"earshot-sandbox-clip", CANNOT_READ_CLIP,
                          CLIP_MOST_SECONDS *CLIP_RATE * sizeof(int16_t)},
        [SANDBOX_PROOF] = {"earshot-sandbox-proof", CANNOT_READ_NOW, 0},
};
_Static_assert((int)SANDBOX_PROGRAM_COUNT == (int)METRICS_SANDBOX_PROGRAMS, "each has its metrics");
_Static_assert(COUNT_OF(PROGRAMS) == SANDBOX_PROGRAM_COUNT, "every program is known");

enum {
        // What is kept of what the child wrote to standard error.
        MOST_COMPLAINT_BYTES = 400,
        // A program that got less than one part in so many of its time was kept waiting.
        LEAST_SHARE_OF_WALL = 8,
        // How often a file is given to a program where somebody else kills it.
        MOST_TRIES = 3,
};

// A description of its own, read-only: the child cannot move the caller's offset, nor write.
static bool
open_again(int fd, int *fd_out, struct err *err)
{
        char path[64];
        struct stat status;
        if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
                return FAIL(err, ERR_BROKEN, CANNOT_READ_NOW);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        int again = open(path, O_RDONLY | O_CLOEXEC);
        if (again < 0)
                return cannot_start("opening the file again", errno, err);
        *fd_out = again;
        return true;
}

struct files {
        int stranger;
        int answer;
        int complaint;
        int done; // readable when the answer is whole
};

static void
files_close(struct files *files)
{
        fd_close(&files->stranger);
        fd_close(&files->answer);
        fd_close(&files->complaint);
        fd_close(&files->done);
}

static bool
files_open(int fd, struct files *files, struct err *err)
{
        if (!open_again(fd, &files->stranger, err))
                return false;
        files->answer = memfd_create("answer", MFD_CLOEXEC);
        if (files->answer >= 0)
                files->complaint = memfd_create("complaint", MFD_CLOEXEC);
        if (files->complaint >= 0)
                files->done = eventfd(0, EFD_CLOEXEC);
        return files->done >= 0 ? true : cannot_start("memfd", errno, err);
}

// How a child ended: by itself or killed when its time was over, and how much work it had done. One
// that has answered was not waited for.
struct ending {
        bool has_answered;
        bool is_in_time;
        int status;
        int64_t cpu_ms;
};

// Until the child has answered, or ended by itself; neither when it is the deadline.
static void
watch(int pidfd, int done, int64_t deadline_ms, struct ending *ending)
{
        struct pollfd watched[] = {{.fd = pidfd, .events = POLLIN}, {.fd = done, .events = POLLIN}};
        for (;;) {
                int64_t left_ms = deadline_ms - clock_ms();
                if (left_ms <= 0)
                        return;
                int ready = poll(watched, COUNT_OF(watched),
                                 left_ms > INT_MAX ? INT_MAX : (int)left_ms);
                if (ready > 0) {
                        ending->is_in_time = true;
                        ending->has_answered = (watched[1].revents & POLLIN) != 0;
                        return;
                }
                if (ready < 0 && errno != EINTR)
                        return;
        }
}

static int64_t
milliseconds(struct timeval time)
{
        return (int64_t)time.tv_sec * 1000 + time.tv_usec / 1000;
}

// Whatever happens, the child and all of its group are killed afterwards, if they did not end.
static bool
wait_for(struct templates *templates, pid_t pid, int done, int64_t deadline_ms,
         struct ending *ending_out, struct err *err)
{
        struct rusage usage = {0};
        struct ending ending = {0};
        OWN(fd_close) int pidfd = pidfd_open(pid, 0);
        int problem = pidfd < 0 ? errno : 0;
        if (pidfd >= 0)
                watch(pidfd, done, deadline_ms, &ending);
        *ending_out = ending;
        if (ending.has_answered) {
                template_bury(templates, pid);
                return true;
        }
        pid_t ended = -1;
        // Before it is waited for, the number still belongs to it.
        kill(pid, SIGKILL);
        kill(-pid, SIGKILL);
        do
                ended = wait4(pid, &ending.status, 0, &usage);
        while (ended < 0 && errno == EINTR);
        if (problem != 0)
                return cannot_start("pidfd_open", problem, err);
        if (ended != pid)
                return cannot_start("wait4", errno, err);
        ending.cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
        *ending_out = ending;
        return true;
}

// The file is to blame only where the program worked all the time: on a machine with no time for
// it, a good recording must not be called a bad one.
static bool
has_worked(const struct ending *ending, int wall_ms)
{
        return ending->cpu_ms >= wall_ms / LEAST_SHARE_OF_WALL;
}

// What the file did ends with another signal, or after much work.
static bool
was_killed_by_others(const struct ending *ending, int wall_ms)
{
        return ending->is_in_time && !ending->has_answered && WIFSIGNALED(ending->status) &&
               WTERMSIG(ending->status) == SIGKILL && !has_worked(ending, wall_ms);
}

static bool
took_too_long(const struct program *program, const struct ending *ending, int wall_ms,
              struct err *err)
{
        bool is_to_blame = has_worked(ending, wall_ms);
        return FAIL_DETAIL(err, is_to_blame ? ERR_INPUT : ERR_BUSY,
                           is_to_blame ? program->could_not : CANNOT_READ_NOW,
                           "%s was not done after %d ms, %lld ms of them at work", program->name,
                           wall_ms, (long long)ending->cpu_ms);
}

static bool
read_whole(int fd, size_t offset, size_t length, char *bytes)
{
        for (size_t done = 0; done < length;) {
                ssize_t got = pread(fd, bytes + done, length - done, (off_t)(offset + done));
                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0)
                        return false;
                done += (size_t)got;
        }
        return true;
}

// The beginning of what the child wrote to standard error, for the log.
static const char *
complaint_of(int fd, struct arena *arena)
{
        char bytes[MOST_COMPLAINT_BYTES];
        ssize_t length = pread(fd, bytes, sizeof bytes, 0);
        return length <= 0 ? "" : text_clean(arena, bytes, (size_t)length);
}

static bool
ended_well(const struct program *program, int status, int complaint, struct arena *arena,
           struct err *err)
{
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return true;
        if (WIFEXITED(status) && WEXITSTATUS(status) == ANSWER_EXIT_OPEN)
                return FAIL_DETAIL(err, ERR_BROKEN, CANNOT_READ_NOW,
                                   "%s could not lock itself in: %s", program->name,
                                   complaint_of(complaint, arena));
        return FAIL_DETAIL(err, ERR_INPUT, program->could_not, "%s ended with %s %d: %s",
                           program->name, WIFSIGNALED(status) ? "signal" : "exit",
                           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
                           complaint_of(complaint, arena));
}

static bool
nonsense(const struct program *program, const char *what, struct err *err)
{
        return FAIL_DETAIL(err, ERR_INPUT, program->could_not, "%s: %s", program->name, what);
}

static bool
read_answer(const struct program *program, int fd, struct arena *arena,
            struct sandbox_answer *answer_out, struct err *err)
{
        OWN(sandbox_answer_close) struct sandbox_answer answer = {0};
        char line[ANSWER_LINE_BYTES];
        struct stat status;
        struct err parse_err = {0};
        if (fstat(fd, &status) != 0 || status.st_size < ANSWER_LINE_BYTES ||
            (size_t)status.st_size > ANSWER_LINE_BYTES + program->most_payload_bytes)
                return nonsense(program, "the answer has a size that none can have", err);
        if (!read_whole(fd, 0, sizeof line, line))
                return nonsense(program, "the answer could not be read", err);
        const char *end = memchr(line, '\n', sizeof line);
        if (end == NULL || !json_parse(line, (size_t)(end - line), &answer.line, &parse_err) ||
            !json_is_object(answer.line.root))
                return nonsense(program, "the answer is not one line of JSON", err);
        const char *refusal = json_text_or(answer.line.root, "error", NULL);
        if (refusal != NULL)
                return refusal_fail(refusal, json_text_or(answer.line.root, "detail", ""), err);
        answer.payload_bytes = (size_t)status.st_size - ANSWER_LINE_BYTES;
        char *payload = arena_alloc(arena, answer.payload_bytes + 1, 1);
        if (!read_whole(fd, ANSWER_LINE_BYTES, answer.payload_bytes, payload))
                return nonsense(program, "the answer could not be read", err);
        answer.payload = payload;
        *answer_out = answer;
        answer = (struct sandbox_answer){0};
        return true;
}

static int
wall_of(const struct sandbox_settings *settings, enum sandbox_program program)
{
        return program == SANDBOX_CLIP   ? settings->clip_wall_ms
               : program == SANDBOX_LOOK ? settings->document_wall_ms / 2
               : program == SANDBOX_OCR  ? settings->document_wall_ms * 3
                                         : settings->document_wall_ms;
}

static bool
is_good_end(const struct ending *ending)
{
        return ending->has_answered || (ending->is_in_time && WIFEXITED(ending->status) &&
                                        WEXITSTATUS(ending->status) == 0);
}

// Gives the file to the program and waits for the end, for as long as both may take.
static bool
give_once(const struct sandbox_settings *settings, enum sandbox_program program,
          const struct files *files, int64_t deadline_ms, struct ending *ending_out,
          bool *may_try_again, struct err *err)
{
        const int fds[] = {[REQUEST_FILE] = files->stranger,
                           [REQUEST_ANSWER] = files->answer,
                           [REQUEST_COMPLAINT] = files->complaint,
                           [REQUEST_DONE] = files->done};
        struct template_child child = {0};
        if (!template_fork(settings->templates, program, PROGRAMS[program].name, fds, deadline_ms,
                           &child, may_try_again, err) ||
            !wait_for(settings->templates, child.pid, files->done, deadline_ms, ending_out, err))
                return false;
        if (!is_good_end(ending_out))
                template_distrust(settings->templates, program, &child);
        return true;
}

// Another time where the template died of something else, with descriptors that nobody has used.
static bool
give(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
     struct files *files, struct ending *ending_out, struct err *err)
{
        int64_t deadline_ms = clock_ms() + wall_of(settings, program);
        bool may_try_again = true;
        for (int tries = 0; may_try_again && tries < MOST_TRIES; tries++) {
                files_close(files);
                may_try_again = false;
                if (files_open(fd, files, err) && give_once(settings, program, files, deadline_ms,
                                                            ending_out, &may_try_again, err))
                        return true;
        }
        return false;
}

// Refusals are the program's own words; what it is to blame for otherwise, it was killed for.
// Where somebody else killed it, as the kernel does when memory runs out, the file says nothing:
// `may_try_again` asks for another try.
static bool
run(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
    struct arena *arena, enum sandbox_outcome *outcome, bool *may_try_again,
    struct sandbox_answer *answer_out, struct err *err)
{
        OWN(files_close) struct files files = {-1, -1, -1, -1};
        const struct program *chosen = &PROGRAMS[program];
        int wall_ms = wall_of(settings, program);
        struct ending ending = {0};

        *outcome = SANDBOX_FAILED;
        *may_try_again = false;
        if (settings->is_shut)
                return FAIL_DETAIL(err, ERR_BUSY, SHUT, "%s is not started", chosen->name);
        if (!give(settings, program, fd, &files, &ending, err))
                return false;
        *outcome = SANDBOX_KILLED;
        *may_try_again = was_killed_by_others(&ending, wall_ms);
        if (!ending.is_in_time)
                return took_too_long(chosen, &ending, wall_ms, err);
        if (!ending.has_answered &&
            !ended_well(chosen, ending.status, files.complaint, arena, err)) {
                if (err->kind == ERR_BROKEN)
                        *outcome = SANDBOX_FAILED;
                return false;
        }
        *outcome = SANDBOX_REFUSED;
        if (!read_answer(chosen, files.answer, arena, answer_out, err))
                return false;
        *outcome = SANDBOX_READ;
        return true;
}

// A file that is read, for the metrics.
struct reading {
        enum sandbox_program program;
        enum sandbox_outcome outcome;
        int64_t began_us;
};

static void
reading_end(const struct reading *reading)
{
        metrics_gauge(METRIC_SANDBOXES, -1);
        metrics_count(METRIC_SANDBOX_RUNS, (int)reading->program, (int)reading->outcome, 0);
        metrics_observe(METRIC_SANDBOX_SECONDS, (int)reading->program, 0,
                        clock_us() - reading->began_us);
}

bool
sandbox_run(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
            struct arena *arena, struct sandbox_answer *answer_out, struct err *err)
{
        OWN(reading_end)
        struct reading reading = {program, SANDBOX_FAILED, clock_us()};
        metrics_gauge(METRIC_SANDBOXES, 1);
        bool may_try_again = true;
        bool is_read = false;
        for (int tries = 0; may_try_again && tries < MOST_TRIES; tries++)
                is_read = run(settings, program, fd, arena, &reading.outcome, &may_try_again,
                              answer_out, err);
        return is_read;
}

bool
sandbox_end(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
            int *status_out, struct err *err)
{
        OWN(files_close) struct files files = {-1, -1, -1, -1};
        struct ending ending = {0};
        if (!give(settings, program, fd, &files, &ending, err))
                return false;
        *status_out = ending.status;
        return true;
}

void
sandbox_answer_close(struct sandbox_answer *answer)
{
        json_document_close(&answer->line);
}
