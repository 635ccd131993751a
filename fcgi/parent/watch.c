#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "files.h"
#include "say.h"

// A process that dies sooner than this after its start has not worked.
static const int64_t SOON_MS = 10 * 1000;

// The pauses before the starts after the first death, the second, and so on; the last one repeats.
static const int64_t PAUSES_MS[] = {0, 250, 500, 1000, 2000, 5000};

// So many deaths in a row before the service was ever ready: it never will be.
static const int DEATHS_MOST = 5;

// What a second Ctrl-C leaves of a bound.
static const int HURRIED_MS = 1000;

// The group of a dead process gets this, so that what it had started ends too. nginx's workers
// finish what they have in hand.
static const int GROUP_SIGNALS[] = {
        [PROGRAM_STEP] = SIGKILL,   [PROGRAM_POSTGRES] = SIGQUIT,    [PROGRAM_API] = SIGKILL,
        [PROGRAM_SPEECH] = SIGKILL, [PROGRAM_SPEECH_SITE] = SIGQUIT, [PROGRAM_SITE] = SIGQUIT,
        [PROGRAM_JOBS] = SIGKILL,
};
_Static_assert(COUNT_OF(GROUP_SIGNALS) == PROGRAM_COUNT, "every program has its group's signal");

static const char *const NAMES[] = {
        [PROGRAM_STEP] = "a step of the start",
        [PROGRAM_POSTGRES] = "PostgreSQL",
        [PROGRAM_API] = "earshot-api",
        [PROGRAM_SPEECH] = "earshot-speech",
        [PROGRAM_SPEECH_SITE] = "nginx (speech)",
        [PROGRAM_SITE] = "nginx",
        [PROGRAM_JOBS] = "earshot-jobs",
};
_Static_assert(COUNT_OF(NAMES) == PROGRAM_COUNT, "every program has its name");

const char *
program_name(enum program program)
{
        return NAMES[program];
}

static sigset_t
our_signals(void)
{
        sigset_t set;
        struct sigaction now;
        sigemptyset(&set);
        sigaddset(&set, SIGCHLD);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        // nohup means it: then the terminal's end is not ours.
        if (sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
                sigaddset(&set, SIGHUP);
        return set;
}

void
watch_open(struct watch *watch)
{
        *watch = (struct watch){0};
        signal(SIGPIPE, SIG_IGN);
        // A shell starts what runs in its background with these ignored.
        signal(SIGCHLD, SIG_DFL);
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        sigset_t set = our_signals();
        sigprocmask(SIG_BLOCK, &set, NULL);
        // What a dead child leaves behind comes to us and is ended with the rest.
        (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
}

bool
watch_must_stop(const struct watch *watch)
{
        return watch->stop_requests > 0 || watch->failure[0] != '\0';
}

static bool
start(struct watched *item, struct err *err)
{
        item->started_at_ms = clock_ms();
        if (!child_start(&item->launch, &item->pid, err))
                return false;
        say(LOG_DEBUG, "%s is process %ld.", NAMES[item->program], (long)item->pid);
        return true;
}

static bool
take_place(struct watch *watch, enum program program, const struct launch *launch,
           const char *log_path, struct watched **item_out, struct err *err)
{
        for (int i = 0; i < WATCHED_MOST; i++) {
                struct watched *item = &watch->items[i];
                if (item->pid != 0 || item->is_kept)
                        continue;
                *item = (struct watched){
                        .launch = *launch, .log_path = log_path, .program = program};
                if (!start(item, err))
                        return false;
                *item_out = item;
                return true;
        }
        return FAIL(err, ERR_BROKEN, "There are too many processes.");
}

bool
watch_keep(struct watch *watch, enum program program, const struct launch *launch,
           const char *log_path, struct watched **item_out, struct err *err)
{
        if (!take_place(watch, program, launch, log_path, item_out, err))
                return false;
        (*item_out)->is_kept = true;
        return true;
}

bool
watch_once(struct watch *watch, enum program program, const struct launch *launch,
           const char *log_path, struct err *err)
{
        struct watched *item = NULL;
        return take_place(watch, program, launch, log_path, &item, err);
}

// A line of one of our logs as a sentence; other lines stay as they are.
static void
read_line(const char *line, char *words, size_t room)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err ignored;
        if (!json_parse(line, strlen(line), &document, &ignored)) {
                snprintf(words, room, "%.*s", (int)room - 1, line);
                return;
        }
        const char *detail = json_text_or(document.root, "detail", "");
        snprintf(words, room, "%s%s%s%s",
                 json_text_or(document.root, "sentence",
                              json_text_or(document.root, "message", line)),
                 detail[0] == '\0' ? "" : " (", detail, detail[0] == '\0' ? "" : ")");
}

// The last line of a log, at most as long as a sentence may be.
static void
last_words(const char *path, char *words, size_t room)
{
        FILE *file = fopen(path, "re");
        char line[1024];
        words[0] = '\0';
        if (file == NULL)
                return;
        (void)fseek(file, -(long)sizeof line, SEEK_END);
        while (fgets(line, sizeof line, file) != NULL) {
                line[strcspn(line, "\n")] = '\0';
                if (line[0] != '\0')
                        read_line(line, words, room);
        }
        (void)fclose(file);
}

static void
give_up(struct watch *watch, const struct watched *item)
{
        char words[256];
        last_words(item->log_path, words, sizeof words);
        snprintf(watch->failure, sizeof watch->failure,
                 "%s died %d times in a row and was never ready. Its log is %.120s%s%s",
                 NAMES[item->program], item->deaths, item->log_path,
                 words[0] == '\0' ? "." : "; it ends: ", words);
}

// A kept program has ended, or could not be started: when is it due again?
static void
note_death(struct watch *watch, struct watched *item, const char *how)
{
        int64_t now = clock_ms();
        item->deaths = now - item->started_at_ms < SOON_MS ? item->deaths + 1 : 1;
        size_t step = (size_t)item->deaths - 1;
        if (step >= COUNT_OF(PAUSES_MS))
                step = COUNT_OF(PAUSES_MS) - 1;
        item->due_at_ms = now + PAUSES_MS[step];
        if (!watch->was_ready && item->deaths >= DEATHS_MOST) {
                item->is_kept = false;
                give_up(watch, item);
                return;
        }
        say(LOG_WARN, "%s %s; it is started again.", NAMES[item->program], how);
}

static void
note_end(struct watch *watch, struct watched *item, int status)
{
        char how[128];
        snprintf(how, sizeof how, "(process %ld) %s", (long)item->pid, child_end_text(status).text);
        item->pid = 0;
        item->status = status;
        if (watch->is_ending)
                return;
        if (item->is_kept)
                note_death(watch, item, how);
        else if (item->program == PROGRAM_JOBS && status != 0)
                say(LOG_WARN, "%s %s; the next minute starts another.", NAMES[item->program], how);
}

static void
reap(struct watch *watch)
{
        siginfo_t info = {0};
        // WNOWAIT: its number, and so its group's, stays taken until the group has had its signal.
        while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0) {
                struct watched *item = NULL;
                int status = 0;
                for (int i = 0; i < WATCHED_MOST && item == NULL; i++) {
                        if (watch->items[i].pid == info.si_pid)
                                item = &watch->items[i];
                }
                if (item != NULL)
                        (void)kill(-info.si_pid, GROUP_SIGNALS[item->program]);
                if (waitpid(info.si_pid, &status, 0) == info.si_pid && item != NULL)
                        note_end(watch, item, status);
                info.si_pid = 0;
        }
}

static void
start_due(struct watch *watch)
{
        for (int i = 0; i < WATCHED_MOST; i++) {
                struct watched *item = &watch->items[i];
                struct err err;
                if (item->is_kept && item->pid == 0 && item->due_at_ms <= clock_ms() &&
                    !start(item, &err))
                        note_death(watch, item, err.message);
        }
}

static int64_t
next_due(const struct watch *watch, int64_t until_ms)
{
        for (int i = 0; i < WATCHED_MOST && !watch->is_ending; i++) {
                const struct watched *item = &watch->items[i];
                if (item->is_kept && item->pid == 0 && item->due_at_ms < until_ms)
                        until_ms = item->due_at_ms;
        }
        return until_ms;
}

void
watch_wait(struct watch *watch, int64_t until_ms)
{
        sigset_t set = our_signals();
        int64_t left_ms = next_due(watch, until_ms) - clock_ms();
        if (left_ms < 0)
                left_ms = 0;
        struct timespec left = {.tv_sec = (time_t)(left_ms / 1000),
                                .tv_nsec = (long)(left_ms % 1000) * 1000000};
        int taken = sigtimedwait(&set, NULL, &left);
        if (taken == SIGINT || taken == SIGTERM || taken == SIGHUP)
                watch->stop_requests++;
        reap(watch);
        if (!watch->is_ending && !watch_must_stop(watch))
                start_due(watch);
}

bool
watch_run(struct watch *watch, const struct launch *launch, const char *log_path, int bound_ms,
          struct err *err)
{
        struct watched *item = NULL;
        int64_t until = clock_ms() + bound_ms;
        if (!take_place(watch, PROGRAM_STEP, launch, log_path, &item, err))
                return false;
        while (item->pid != 0 && clock_ms() < until && !watch_must_stop(watch))
                watch_wait(watch, until);
        if (item->pid != 0) {
                bool is_late = !watch_must_stop(watch);
                watch_end(watch, PROGRAM_STEP, SIGTERM, 5 * HURRIED_MS);
                return is_late ? FAIL(err, ERR_BROKEN, "A step of the start took too long.")
                               : FAIL(err, ERR_BUSY, "");
        }
        if (item->status == 0)
                return true;
        char sentence[256];
        char words[512];
        last_words(log_path, words, sizeof words);
        snprintf(sentence, sizeof sentence, "%.80s %s.",
                 strrchr(launch->argv[0], '/') == NULL ? launch->argv[0]
                                                       : strrchr(launch->argv[0], '/') + 1,
                 child_end_text(item->status).text);
        return FAIL_DETAIL(err, ERR_BROKEN, sentence, "%s", words);
}

int
watch_count(const struct watch *watch, enum program program)
{
        int count = 0;
        for (int i = 0; i < WATCHED_MOST; i++)
                count += watch->items[i].pid != 0 && watch->items[i].program == program;
        return count;
}

void
watch_signal(const struct watch *watch, enum program program, int signal)
{
        for (int i = 0; i < WATCHED_MOST; i++) {
                if (watch->items[i].pid != 0 && watch->items[i].program == program)
                        (void)kill(watch->items[i].pid, signal);
        }
}

static void
kill_groups(const struct watch *watch, enum program program)
{
        for (int i = 0; i < WATCHED_MOST; i++) {
                if (watch->items[i].pid != 0 && watch->items[i].program == program)
                        (void)kill(-watch->items[i].pid, SIGKILL);
        }
}

void
watch_end(struct watch *watch, enum program program, int signal, int bound_ms)
{
        int64_t started = clock_ms();
        int64_t until = started + bound_ms;
        for (int i = 0; i < WATCHED_MOST; i++) {
                if (watch->items[i].program == program)
                        watch->items[i].is_kept = false;
        }
        watch_signal(watch, program, signal);
        while (watch_count(watch, program) > 0 && clock_ms() < until) {
                if (watch->stop_requests > 1 && until > started + HURRIED_MS)
                        until = started + HURRIED_MS;
                watch_wait(watch, until);
        }
        if (watch_count(watch, program) == 0)
                return;
        say(LOG_WARN, "%s did not end in time and is killed.", NAMES[program]);
        kill_groups(watch, program);
        until = clock_ms() + HURRIED_MS;
        while (watch_count(watch, program) > 0 && clock_ms() < until)
                watch_wait(watch, until);
}
