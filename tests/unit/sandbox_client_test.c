#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "sandbox/clip.h"
#include "sandbox/document.h"
#include "sandbox/proof.h"
#include "sandbox/template.h"
#include "sandbox_place.h"
#include "sandbox_try.h"

static const char DOCUMENT_DIED[] = "This file could not be read: it is damaged or too complex.";
static const char CLIP_DIED[] = "This recording could not be read: it is damaged or too complex.";
static const char NOT_NOW[] = "Files cannot be read at the moment.";
static const char PDF[] = "%PDF-1.4\nnothing more";

// Runs the script as the program that reads PDF files.
static bool
run_pdf(const char *script, struct arena *arena, struct document *document, struct err *err)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(PDF, sizeof PDF - 1);
        sandbox_place_open(&place, "earshot-sandbox-pdf", script);
        return document_read(&place.settings, fd, arena, document, err);
}

static void
sandbox_survives_what_a_program_does(void **state)
{
        static const struct {
                const char *name;
                const char *script;
                enum err_kind kind;
                const char *message;
                const char *detail;
        } CASES[] = {
                {"says nothing", "exit 0", ERR_INPUT, DOCUMENT_DIED, "a size that none can have"},
                {"exits with a complaint", "echo 'out of \x01 luck' >&2; exit 3", ERR_INPUT,
                 DOCUMENT_DIED, "exit 3: out of   luck"},
                {"dies", "kill -SEGV $$", ERR_INPUT, DOCUMENT_DIED, "signal 11"},
                {"cannot lock itself in", "echo seccomp >&2; exit 71", ERR_BROKEN, NOT_NOW,
                 "could not lock itself in: seccomp"},
                {"answers half a line", "printf '{\"pages\":1}' >&4", ERR_INPUT, DOCUMENT_DIED,
                 "a size that none can have"},
                {"answers without a line", "head -c 5000 /dev/zero >&4", ERR_INPUT, DOCUMENT_DIED,
                 "not one line of JSON"},
                {"answers with no JSON", "line 'pages=1'", ERR_INPUT, DOCUMENT_DIED,
                 "not one line of JSON"},
                {"answers with a list", "line '[]'", ERR_INPUT, DOCUMENT_DIED,
                 "not one line of JSON"},
                {"answers too much", "line '{\"pages\":1}'; head -c 2032769 /dev/zero >&4",
                 ERR_INPUT, DOCUMENT_DIED, "a size that none can have"},
                {"refuses for no known reason", "line '{\"error\":\"mood\",\"detail\":\"a\\tb\"}'",
                 ERR_INPUT, "This file could not be read.", "without a known reason: a\tb"},
                {"refuses", "line '{\"error\":\"document_locked\",\"detail\":\"x\"}'", ERR_INPUT,
                 "This file is protected by a password: send one without.", "x"},
                {"claims no pages", "line '{\"pages\":0}'; echo text >&4", ERR_TOO_LARGE,
                 "This file has more than 200 pages.", ""},
                {"claims many pages", "line '{\"pages\":201}'; echo text >&4", ERR_TOO_LARGE,
                 "This file has more than 200 pages.", ""},
                {"sends too many characters",
                 "line '{\"pages\":1}'; head -c 500001 /dev/zero | tr '\\0' x >&4", ERR_TOO_LARGE,
                 "This file has more than 500,000 characters of text.", ""},
                {"sends no text", "line '{\"pages\":1}'; printf ' \\n\\t\\001' >&4", ERR_INPUT,
                 "This file has no text.", ""},
                {"lies about a length", "line '{\"pages\":1,\"text_bytes\":9}'; echo text >&4",
                 ERR_INPUT, "This file could not be read.", "lengths do not fit"},
        };
        (void)state;
        int fds = sandbox_try_open_fds();
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct document document = {.pages = 77};
                struct err err = {0};
                bool is_read = run_pdf(CASES[i].script, &arena, &document, &err);
                if (is_read || err.kind != CASES[i].kind || document.pages != 77 ||
                    strcmp(err.message, CASES[i].message) != 0 ||
                    strstr(err.detail, CASES[i].detail) == NULL)
                        fail_msg("a program that %s: %d %s [%s]", CASES[i].name, err.kind,
                                 err.message, err.detail);
        }
        assert_int_equal(sandbox_try_open_fds(), fds);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        assert_int_equal(errno, ECHILD);
}

// The kernel may kill any process when memory runs out: that says nothing of the file.
static void
sandbox_starts_a_killed_program_again_and_not_for_ever(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        struct err err = {0};
        (void)state;
        assert_true(run_pdf("echo >>$0.starts; test $(wc -l <$0.starts) -gt 2 || kill -KILL $$\n"
                            "line '{\"pages\":1}'; echo text >&4",
                            &arena, &document, &err));
        assert_string_equal(document.text, "text\n");
        assert_false(run_pdf("kill -KILL $$", &arena, &document, &err));
        assert_int_equal(err.kind, ERR_INPUT);
        assert_non_null(strstr(err.detail, "signal 9"));
}

static void
sandbox_proves_that_it_holds(void **state)
{
        const struct sandbox_settings settings = sandbox_try_settings();
        struct err err = {0};
        (void)state;
        if (!sandbox_prove(&settings, &err))
                fail_msg("%s [%s]", err.message, err.detail);
}

// Programs in the proof's place: what does the forbidden, what was never caged, what is not there.
static void
sandbox_that_does_not_hold_is_found_out(void **state)
{
        static const struct {
                const char *script;
                const char *detail;
        } CASES[] = {
                {"exit 11", "could open a file"},
                {"exit 71", "was not caged at all"},
                {"exit 0", "was not caged at all"},
                {"kill -SEGV $$", "was not caged at all"},
                {"[ \"$(od -An -tu1 <&3 | tr -d ' ')\" = 3 ] && exit 11; exit 10", "could fork"}};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(sandbox_place_close) struct sandbox_place place;
                struct err err = {0};
                sandbox_place_open(&place, "earshot-sandbox-proof", CASES[i].script);
                bool holds = sandbox_prove(&place.settings, &err);
                if (holds || err.kind != ERR_BROKEN || strstr(err.detail, CASES[i].detail) == NULL)
                        fail_msg("%s: %s [%s]", CASES[i].script, err.message, err.detail);
        }
}

static void
sandbox_that_is_shut_opens_nothing(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(PDF, sizeof PDF - 1);
        struct document document = {0};
        struct err err = {0};
        (void)state;
        sandbox_place_open(&place, "earshot-sandbox-pdf", "line '{\"pages\":1}'; echo text >&4");
        place.settings.is_shut = true;
        assert_false(document_read(&place.settings, fd, &arena, &document, &err));
        assert_int_equal(err.kind, ERR_BUSY);
        assert_string_equal(err.message,
                            "This service cannot protect itself from files: it takes none.");
}

static void
sandbox_cleans_what_a_program_says(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        struct err err = {0};
        (void)state;
        assert_true(run_pdf("line '{\"pages\":2,\"warnings\":[\"hidden_text\",\"hidden_text\","
                            "\"<b>\",7]}'; printf 'a\\377b\\033[1m\\000c\\r\\n' >&4",
                            &arena, &document, &err));
        assert_string_equal(document.mime, "application/pdf");
        assert_string_equal(document.text, "a b [1m c \n");
        assert_int_equal(document.characters, 11);
        assert_int_equal(document.pages, 2);
        // The program that looks at pixels is not there at all.
        assert_int_equal(document.warning_count, 2);
        assert_string_equal(document.warnings[0], "The file has text that a reader cannot see.");
        assert_string_equal(document.warnings[1],
                            "It could not be looked at whether a reader sees all text of the "
                            "file.");
}

static void
sandbox_kills_a_program_and_its_children_in_time(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file("RIFF", 4);
        struct clip clip = {0};
        struct err err = {0};
        char path[128];
        long child = 0;
        (void)state;
        sandbox_place_open(&place, "earshot-sandbox-clip",
                           "sleep 300 & echo $! > \"${0%/*}/note\"; sleep 300");
        // Also a machine with much to do starts a template and a shell in this time.
        place.settings.clip_wall_ms = 3000;
        int64_t started = clock_ms();
        assert_false(clip_decode(&place.settings, fd, &arena, &clip, &err));
        assert_in_range(clock_ms() - started, 2900, 30000);
        // It did nothing: that is not the file's fault.
        assert_int_equal(err.kind, ERR_BUSY);
        assert_string_equal(err.message, NOT_NOW);
        assert_non_null(strstr(err.detail, "was not done after 3000 ms"));
        snprintf(path, sizeof path, "%s/note", place.dir);
        FILE *note = fopen(path, "r");
        assert_non_null(note);
        assert_int_equal(fscanf(note, "%ld", &child), 1);
        fclose(note);
        // Killed at once, but init takes a moment to collect it.
        assert_true(sandbox_try_is_gone((pid_t)child));
}

static void
sandbox_blames_the_file_that_keeps_a_program_busy(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file("RIFF", 4);
        struct clip clip = {0};
        struct err err = {0};
        int work_ms = -1;
        (void)state;
        sandbox_place_open(&place, "earshot-sandbox-clip", "while :; do :; done");
        place.settings.clip_wall_ms = 1000;
        assert_false(clip_decode(&place.settings, fd, &arena, &clip, &err));
        const char *why = strstr(err.detail, "was not done");
        assert_non_null(why);
        assert_int_equal(sscanf(why, "was not done after 1000 ms, %d ms of them", &work_ms), 1);
        // Where the machine had an eighth of a second for it, the file is to blame.
        assert_int_equal(err.kind, work_ms >= 125 ? ERR_INPUT : ERR_BUSY);
        assert_string_equal(err.message, work_ms >= 125 ? CLIP_DIED : NOT_NOW);
}

static void
sandbox_gives_a_program_the_file_and_nothing_else(void **state)
{
        static const char SCRIPT[] =
                "line '{\"pages\":1}'\n"
                "{ for fd in /proc/$$/fd/*; do readlink \"$fd\"; done\n"
                "echo; tr '\\0' ';' < /proc/$$/environ; echo environ\n"
                "echo more 2>&1 >&3; cat <&3; echo; grep SigBlk /proc/self/status; } >&4 2>&4";
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_place_close) struct sandbox_place place;
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(PDF, sizeof PDF - 1);
        struct document document = {0};
        struct err err = {0};
        sigset_t term, before;
        (void)state;
        sandbox_place_open(&place, "earshot-sandbox-pdf", SCRIPT);
        OWN(sandbox_try_fd_close) int inherited = open("/etc/passwd", O_RDONLY);
        assert_true(inherited >= 0);
        assert_int_equal(lseek(fd, 5, SEEK_SET), 5);
        sigemptyset(&term);
        sigaddset(&term, SIGTERM);
        sigprocmask(SIG_BLOCK, &term, &before);
        bool is_read = document_read(&place.settings, fd, &arena, &document, &err);
        sigprocmask(SIG_SETMASK, &before, NULL);
        if (!is_read)
                fail_msg("%s [%s]", err.message, err.detail);
        assert_true(text_starts(document.text, "/dev/null\n"));
        assert_null(strstr(document.text, "passwd"));
        assert_non_null(strstr(document.text, "\nenviron\n"));
        assert_null(strstr(document.text, "PATH="));
        assert_non_null(strstr(document.text, PDF));
        assert_non_null(strstr(document.text, "SigBlk:\t0000000000000000"));
        assert_int_equal(lseek(fd, 0, SEEK_CUR), 5);
        assert_int_equal(lseek(fd, 0, SEEK_END), sizeof PDF - 1);
}

// The descriptor that the program must find at 3 may be any of the caller's.
static void
sandbox_takes_any_descriptor(void **state)
{
        (void)state;
        for (int want = 3; want < 8; want++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(sandbox_place_close) struct sandbox_place place;
                struct document document = {0};
                struct err err = {0};
                sandbox_place_open(&place, "earshot-sandbox-pdf",
                                   "line '{\"pages\":1}'; cat <&3 >&4");
                int kept = fcntl(want, F_DUPFD_CLOEXEC, 100);
                int fd = sandbox_try_file(PDF, sizeof PDF - 1);
                assert_int_equal(dup2(fd, want), want);
                bool is_read = document_read(&place.settings, want, &arena, &document, &err);
                if (fd != want)
                        close(fd);
                if (kept >= 0) {
                        dup2(kept, want);
                        close(kept);
                } else {
                        close(want);
                }
                if (!is_read)
                        fail_msg("descriptor %d: %s [%s]", want, err.message, err.detail);
                assert_string_equal(document.text, PDF);
        }
}

static void
sandbox_says_what_it_cannot_start(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(PDF, sizeof PDF - 1);
        const struct sandbox_settings nowhere = {.templates = templates_new("/nonexistent", false),
                                                 .document_wall_ms = 1000,
                                                 .clip_wall_ms = 1000};
        struct document document = {0};
        struct clip clip = {0};
        struct err err = {0};
        int ends[2];
        (void)state;
        assert_false(document_read(&nowhere, fd, &arena, &document, &err));
        assert_int_equal(err.kind, ERR_BROKEN);
        assert_string_equal(err.message, NOT_NOW);
        assert_non_null(strstr(err.detail, "/nonexistent/earshot-sandbox-pdf"));
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], "RIFF", 4), 4);
        assert_false(clip_decode(&nowhere, ends[0], &arena, &clip, &err));
        assert_int_equal(err.kind, ERR_BROKEN);
        close(ends[0]);
        close(ends[1]);
        templates_free(nowhere.templates);
}

static void
sandbox_believes_no_clip(void **state)
{
        static const struct {
                const char *name;
                const char *script;
        } CASES[] = {
                {"an unknown type", "line '{\"mime\":\"text/html\"}'; printf abcd >&4"},
                {"no type", "line '{}'; printf abcd >&4"},
                {"half a sample", "line '{\"mime\":\"audio/wav\"}'; printf abc >&4"},
                {"no samples", "line '{\"mime\":\"audio/wav\"}'"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(sandbox_place_close) struct sandbox_place place;
                OWN(sandbox_try_fd_close) int fd = sandbox_try_file("RIFF", 4);
                struct clip clip = {0};
                struct err err = {0};
                sandbox_place_open(&place, "earshot-sandbox-clip", CASES[i].script);
                if (clip_decode(&place.settings, fd, &arena, &clip, &err) ||
                    err.kind != ERR_INPUT ||
                    strcmp(err.message,
                           "The recording is damaged: no sound could be read from it.") != 0)
                        fail_msg("%s: %d %s", CASES[i].name, err.kind, err.message);
        }
}

enum {
        THREADS = 6,
        RUNS_A_THREAD = 5,
};

static char wrong_answer[] = "a thread got the answer of another, or none";

static void *
run_some(void *data)
{
        const struct sandbox_settings *settings = data;
        for (int i = 0; i < RUNS_A_THREAD; i++) {
                OWN(arena_done) struct arena arena = {0};
                struct document document = {0};
                struct err err = {0};
                char bytes[64];
                int length = snprintf(bytes, sizeof bytes, "%%PDF-%d %ld", i, (long)pthread_self());
                OWN(sandbox_try_fd_close) int fd = sandbox_try_file(bytes, (size_t)length);
                if (!document_read(settings, fd, &arena, &document, &err) ||
                    strcmp(document.text, bytes) != 0)
                        return wrong_answer;
        }
        return NULL;
}

static void
sandbox_serves_threads_at_once(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        pthread_t threads[THREADS];
        (void)state;
        sandbox_place_open(&place, "earshot-sandbox-pdf", "line '{\"pages\":1}'; cat <&3 >&4");
        // The template is there from now on.
        assert_null(run_some(&place.settings));
        int fds = sandbox_try_open_fds();
        for (size_t i = 0; i < THREADS; i++)
                assert_int_equal(pthread_create(&threads[i], NULL, run_some, &place.settings), 0);
        for (size_t i = 0; i < THREADS; i++) {
                void *problem = NULL;
                pthread_join(threads[i], &problem);
                assert_null(problem);
        }
        assert_int_equal(sandbox_try_open_fds(), fds);
}

int
main(int count, char **arguments)
{
        sandbox_place_serve(count, arguments);
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(sandbox_survives_what_a_program_does),
                cmocka_unit_test(sandbox_proves_that_it_holds),
                cmocka_unit_test(sandbox_that_does_not_hold_is_found_out),
                cmocka_unit_test(sandbox_that_is_shut_opens_nothing),
                cmocka_unit_test(sandbox_cleans_what_a_program_says),
                cmocka_unit_test(sandbox_starts_a_killed_program_again_and_not_for_ever),
                cmocka_unit_test(sandbox_kills_a_program_and_its_children_in_time),
                cmocka_unit_test(sandbox_blames_the_file_that_keeps_a_program_busy),
                cmocka_unit_test(sandbox_gives_a_program_the_file_and_nothing_else),
                cmocka_unit_test(sandbox_takes_any_descriptor),
                cmocka_unit_test(sandbox_says_what_it_cannot_start),
                cmocka_unit_test(sandbox_believes_no_clip),
                cmocka_unit_test(sandbox_serves_threads_at_once),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
