#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "sandbox/document.h"
#include "sandbox/template.h"
#include "sandbox_place.h"
#include "sandbox_try.h"

static const char PROGRAM[] = "earshot-sandbox-pdf";
// What the file says is what is done: it says that it began and waits to be let go on, works for
// ever, dies, or is read.
static const char SCRIPT[] = "case $(cat <&3) in\n"
                             "*wait*) echo >>\"${0%/*}/began\"\n"
                             "        until [ -e \"${0%/*}/go\" ]; do sleep 0.05; done;;\n"
                             "*loop*) while :; do :; done;;\n"
                             "*crash*) kill -SEGV $$;;\n"
                             "esac\n"
                             "line '{\"pages\":1}'; echo read >&4";
static const char PLAIN[] = "%PDF-1.4";
static const char WAIT[] = "%PDF-1.4 wait";
static const char LOOP[] = "%PDF-1.4 loop";
static const char CRASH[] = "%PDF-1.4 crash";

enum {
        IN_FLIGHT = 5,
        AT_ONCE = 50,
        // More than any template gets.
        MANY_FILES = 260,
        PATIENCE_MS = 60000,
};

static bool
read_text(const struct sandbox_settings *settings, const char *text, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(text, strlen(text));
        struct document document = {0};
        return document_read(settings, fd, &arena, &document, err);
}

static void
must_read(const struct sandbox_settings *settings)
{
        struct err err = {0};
        if (!read_text(settings, PLAIN, &err))
                fail_msg("%s [%s]", err.message, err.detail);
}

// One file that is read by a thread of its own.
struct reader {
        const struct sandbox_settings *settings;
        const char *text;
        pthread_t thread;
        bool is_read;
        struct err err;
};

static void *
run_reader(void *context)
{
        struct reader *reader = context;
        reader->is_read = read_text(reader->settings, reader->text, &reader->err);
        return NULL;
}

static void
start_readers(struct reader *readers, size_t count, const struct sandbox_settings *settings)
{
        for (size_t i = 0; i < count; i++) {
                readers[i] = (struct reader){.settings = settings, .text = WAIT};
                assert_int_equal(pthread_create(&readers[i].thread, NULL, run_reader, &readers[i]),
                                 0);
        }
}

static void
all_must_have_read(struct reader *readers, size_t count)
{
        for (size_t i = 0; i < count; i++)
                pthread_join(readers[i].thread, NULL);
        for (size_t i = 0; i < count; i++) {
                if (!readers[i].is_read)
                        fail_msg("file %zu: %s [%s]", i, readers[i].err.message,
                                 readers[i].err.detail);
        }
}

// How many lines the file in the place has, -1 where it is not there.
static int
lines_in(const struct sandbox_place *place, const char *name)
{
        char path[128];
        int count = 0;
        snprintf(path, sizeof path, "%s/%s", place->dir, name);
        FILE *file = fopen(path, "r");
        if (file == NULL)
                return -1;
        for (int c = 0; (c = fgetc(file)) != EOF;)
                count += c == '\n';
        fclose(file);
        return count;
}

static void
wait_for_beginners(const struct sandbox_place *place, int count)
{
        int64_t started = clock_ms();
        while (lines_in(place, "began") < count) {
                if (clock_ms() - started > PATIENCE_MS)
                        fail_msg("%d of %d began", lines_in(place, "began"), count);
                clock_sleep_ms(10);
        }
}

static void
make_file(const struct sandbox_place *place, const char *name)
{
        char path[128];
        snprintf(path, sizeof path, "%s/%s", place->dir, name);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fclose(file);
}

static void
template_serves_one_file_after_the_other(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        assert_int_equal(sandbox_try_template_of(getpid()), 0);
        must_read(&place.settings);
        pid_t template = sandbox_try_template_of(getpid());
        assert_int_not_equal(template, 0);
        must_read(&place.settings);
        must_read(&place.settings);
        assert_int_equal(sandbox_try_template_of(getpid()), template);
}

static void
template_that_was_killed_between_two_files_is_replaced(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        must_read(&place.settings);
        pid_t template = sandbox_try_template_of(getpid());
        assert_int_equal(kill(template, SIGKILL), 0);
        // By who waited already, then by who was forked anew.
        must_read(&place.settings);
        must_read(&place.settings);
        assert_int_not_equal(sandbox_try_template_of(getpid()), 0);
        assert_int_not_equal(sandbox_try_template_of(getpid()), template);
}

static void
template_whose_waiting_process_was_killed_is_replaced(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        struct sandbox_try_child children[SANDBOX_TRY_MOST_CHILDREN];
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        must_read(&place.settings);
        int64_t started = clock_ms();
        while (sandbox_try_children_of(getpid(), children) < 2 &&
               clock_ms() - started < PATIENCE_MS)
                clock_sleep_ms(1);
        assert_int_equal(sandbox_try_children_of(getpid(), children), 2);
        assert_int_equal(kill(children[1].pid, SIGKILL), 0);
        must_read(&place.settings);
        assert_int_not_equal(sandbox_try_template_of(getpid()), children[0].pid);
}

static void
template_that_is_killed_takes_no_file_with_it(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        struct reader readers[IN_FLIGHT];
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        place.settings.document_wall_ms = PATIENCE_MS;
        // The thread that starts the template must not end.
        must_read(&place.settings);
        start_readers(readers, IN_FLIGHT, &place.settings);
        wait_for_beginners(&place, IN_FLIGHT);
        assert_int_equal(kill(sandbox_try_template_of(getpid()), SIGKILL), 0);
        make_file(&place, "go");
        all_must_have_read(readers, IN_FLIGHT);
        // None was begun a second time.
        assert_int_equal(lines_in(&place, "began"), IN_FLIGHT);
        must_read(&place.settings);
}

// What it had read and written before it died is no part of what the next one finds.
static void
template_that_dies_over_a_file_spoils_it_for_no_other(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        (void)state;
        sandbox_place_open(&place, PROGRAM, "line '{\"pages\":1}'; cat <&3 >&4");
        make_file(&place, "earshot-sandbox-pdf.spoil");
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(PLAIN, sizeof PLAIN - 1);
        struct document document = {0};
        struct err err = {0};
        if (!document_read(&place.settings, fd, &arena, &document, &err))
                fail_msg("%s [%s]", err.message, err.detail);
        assert_string_equal(document.text, PLAIN);
        assert_int_equal(lines_in(&place, "earshot-sandbox-pdf.spoil"), -1);
}

static void
template_serves_fifty_files_at_once(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        struct reader readers[AT_ONCE];
        struct sandbox_try_child children[SANDBOX_TRY_MOST_CHILDREN];
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        place.settings.document_wall_ms = PATIENCE_MS;
        // The thread that starts the template must not end.
        must_read(&place.settings);
        start_readers(readers, AT_ONCE, &place.settings);
        wait_for_beginners(&place, AT_ONCE);
        // One each, the template, and who waits for the next file, as soon as it is there.
        assert_in_range(sandbox_try_children_of(getpid(), children), AT_ONCE + 1, AT_ONCE + 2);
        make_file(&place, "go");
        all_must_have_read(readers, AT_ONCE);
        assert_in_range(sandbox_try_children_of(getpid(), children), 1, 2);
}

static void
file_that_never_ends_stops_no_other(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        must_read(&place.settings);
        pid_t template = sandbox_try_template_of(getpid());
        struct sandbox_settings hasty = place.settings;
        hasty.document_wall_ms = 2000;
        struct reader looping = {.settings = &hasty, .text = LOOP};
        assert_int_equal(pthread_create(&looping.thread, NULL, run_reader, &looping), 0);
        must_read(&place.settings);
        pthread_join(looping.thread, NULL);
        assert_false(looping.is_read);
        assert_non_null(strstr(looping.err.detail, "was not done after 2000 ms"));
        must_read(&place.settings);
        // What may have learned something of its memory is not asked again.
        assert_int_not_equal(sandbox_try_template_of(getpid()), template);
}

static void
template_is_replaced_after_a_crash_and_after_many_files(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        struct err err = {0};
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        must_read(&place.settings);
        pid_t template = sandbox_try_template_of(getpid());
        assert_false(read_text(&place.settings, CRASH, &err));
        must_read(&place.settings);
        assert_int_not_equal(sandbox_try_template_of(getpid()), template);

        const struct sandbox_settings settings = sandbox_try_settings();
        if (!read_text(&settings, "plain", &err))
                fail_msg("%s [%s]", err.message, err.detail);
        templates_rest(place.settings.templates, 0);
        template = sandbox_try_template_of(getpid());
        for (int i = 1; i < MANY_FILES; i++) {
                if (!read_text(&settings, "plain", &err))
                        fail_msg("file %d: %s [%s]", i, err.message, err.detail);
        }
        assert_int_not_equal(sandbox_try_template_of(getpid()), template);
        templates_rest(settings.templates, 0);
        assert_int_equal(sandbox_try_template_of(getpid()), 0);
}

static void
template_that_had_no_file_for_long_is_ended(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        must_read(&place.settings);
        pid_t template = sandbox_try_template_of(getpid());
        templates_rest(place.settings.templates, PATIENCE_MS);
        assert_int_equal(sandbox_try_template_of(getpid()), template);
        templates_rest(place.settings.templates, 0);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        assert_int_equal(errno, ECHILD);
        must_read(&place.settings);
}

// Programs that are no templates, or die before they are.
static void
template_that_does_not_come_up_is_no_fault_of_the_file(void **state)
{
        static const struct {
                const char *script;
                enum err_kind kind;
                const char *detail;
        } CASES[] = {
                {"#!/bin/sh\necho no magic >&2; exit 71", ERR_BROKEN,
                 "could not lock itself in: no magic"},
                {"#!/bin/sh\nexit 3", ERR_BROKEN, "exit 3 before it took a file"},
                {"#!/bin/sh\nkill -SEGV $$", ERR_BROKEN, "signal 11 before it took a file"},
                {"#!/bin/sh\nkill -KILL $$", ERR_BUSY, "signal 9 before it took a file"},
                {"#!/bin/sh\nsleep 300 & wait", ERR_BUSY, "took no file in its time"},
        };
        (void)state;
        int fds = sandbox_try_open_fds();
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(sandbox_place_close) struct sandbox_place place;
                struct err err = {0};
                sandbox_place_open_bare(&place, PROGRAM, CASES[i].script);
                place.settings.document_wall_ms = i + 1 < COUNT_OF(CASES) ? PATIENCE_MS : 300;
                if (read_text(&place.settings, PLAIN, &err) || err.kind != CASES[i].kind ||
                    strcmp(err.message, "Files cannot be read at the moment.") != 0 ||
                    strstr(err.detail, CASES[i].detail) == NULL)
                        fail_msg("%s: %d %s [%s]", CASES[i].script, err.kind, err.message,
                                 err.detail);
        }
        assert_int_equal(sandbox_try_open_fds(), fds);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        assert_int_equal(errno, ECHILD);
}

static void
caller_that_is_killed_leaves_nothing_behind(void **state)
{
        OWN(sandbox_place_close) struct sandbox_place place;
        struct sandbox_try_child children[SANDBOX_TRY_MOST_CHILDREN];
        (void)state;
        sandbox_place_open(&place, PROGRAM, SCRIPT);
        place.settings.document_wall_ms = PATIENCE_MS;
        pid_t caller = fork();
        assert_true(caller >= 0);
        if (caller == 0) {
                (void)!read_text(&place.settings, WAIT, &(struct err){0});
                _exit(0);
        }
        wait_for_beginners(&place, 1);
        size_t count = sandbox_try_children_of(caller, children);
        // Who waits for the next file may not be there yet.
        assert_in_range(count, 2, 3);
        assert_int_equal(kill(caller, SIGKILL), 0);
        assert_int_equal(waitpid(caller, NULL, 0), caller);
        for (size_t i = 0; i < count; i++)
                assert_true(sandbox_try_is_gone(children[i].pid));
}

int
main(int count, char **arguments)
{
        sandbox_place_serve(count, arguments);
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(template_serves_one_file_after_the_other),
                cmocka_unit_test(template_that_was_killed_between_two_files_is_replaced),
                cmocka_unit_test(template_whose_waiting_process_was_killed_is_replaced),
                cmocka_unit_test(template_that_is_killed_takes_no_file_with_it),
                cmocka_unit_test(template_that_dies_over_a_file_spoils_it_for_no_other),
                cmocka_unit_test(template_serves_fifty_files_at_once),
                cmocka_unit_test(file_that_never_ends_stops_no_other),
                cmocka_unit_test(template_is_replaced_after_a_crash_and_after_many_files),
                cmocka_unit_test(template_that_had_no_file_for_long_is_ended),
                cmocka_unit_test(template_that_does_not_come_up_is_no_fault_of_the_file),
                cmocka_unit_test(caller_that_is_killed_leaves_nothing_behind),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
