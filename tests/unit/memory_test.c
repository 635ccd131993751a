// Where memory cannot be had: the thread goes back, and what it owned is closed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/memory.h"

static char closed[8];
static size_t closed_count;

static void
note_closed(const char *name)
{
        closed[closed_count++] = *name;
}

static void
letter_close(const char **letter)
{
        note_closed(*letter);
}

static bool
run_out(const char *name)
{
        OWN(letter_close) __attribute__((unused)) const char *own = name;
        if (name[1] == '\0')
                memory_none(4711);
        return *name == '?' || run_out(name + 1);
}

static bool
run_out_below(void *context, struct err *err)
{
        (void)err;
        return run_out(context);
}

static int
reset(void **state)
{
        (void)state;
        memset(closed, 0, sizeof closed);
        closed_count = 0;
        return 0;
}

static void
what_is_owned_on_the_way_back_is_closed_and_the_failure_is_busy(void **state)
{
        struct err err = {0};
        (void)state;
        assert_false(memory_try(run_out_below, (void *)(uintptr_t) "abcd", &err));
        assert_string_equal(closed, "dcba");
        assert_int_equal(err.kind, ERR_BUSY);
        assert_string_equal(err.message,
                            "The service has not enough memory now. Try again in a moment.");
        assert_string_equal(err.detail, "4711 bytes could not be had");
}

static bool
fail_as_usual(void *context, struct err *err)
{
        OWN(letter_close) __attribute__((unused)) const char *own = context;
        return FAIL(err, ERR_MISSING, "There is no such thing.");
}

static bool
try_twice(void *context, struct err *err)
{
        OWN(letter_close) __attribute__((unused)) const char *own = "o";
        struct err inner = {0};
        assert_false(memory_try(run_out_below, context, &inner));
        assert_int_equal(inner.kind, ERR_BUSY);
        assert_false(memory_try(fail_as_usual, (void *)(uintptr_t) "u", err));
        assert_int_equal(err->kind, ERR_MISSING);
        return true;
}

static void
the_innermost_one_takes_it_and_the_outer_ones_go_on(void **state)
{
        struct err err = {0};
        (void)state;
        assert_true(memory_try(try_twice, (void *)(uintptr_t) "abcd", &err));
        assert_string_equal(closed, "dcbauo");
}

static bool
want_too_much(void *context, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(letter_close) __attribute__((unused)) const char *own = "a";
        (void)context;
        (void)err;
        return arena_alloc(&arena, SIZE_MAX, 2) != NULL;
}

static void
an_arena_that_cannot_be_had_ends_what_is_tried(void **state)
{
        struct err err = {0};
        (void)state;
        for (int i = 0; i < 3; i++)
                assert_false(memory_try(want_too_much, NULL, &err));
        assert_string_equal(closed, "aaa");
}

static bool
hold_a_lock(void *context, struct err *err)
{
        LOCKED(context);
        (void)err;
        memory_none(1);
}

static void
a_lock_that_is_owned_is_free_afterwards(void **state)
{
        pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        struct err err = {0};
        (void)state;
        assert_false(memory_try(hold_a_lock, &lock, &err));
        assert_int_equal(pthread_mutex_trylock(&lock), 0);
        pthread_mutex_unlock(&lock);
        pthread_mutex_destroy(&lock);
}

static void
a_buffer_on_the_caller_s_bytes_keeps_to_them(void **state)
{
        char room[8];
        struct buf buf = buf_on(room, sizeof room);
        (void)state;
        assert_string_equal(buf_string(&buf), "");
        buf_text(&buf, "1234567");
        assert_false(buf.is_over);
        assert_ptr_equal(buf.bytes, room);
        buf_char(&buf, '8');
        assert_true(buf.is_over);
        assert_string_equal(buf_string(&buf), "1234567");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(
                        what_is_owned_on_the_way_back_is_closed_and_the_failure_is_busy, reset),
                cmocka_unit_test_setup(the_innermost_one_takes_it_and_the_outer_ones_go_on, reset),
                cmocka_unit_test_setup(an_arena_that_cannot_be_had_ends_what_is_tried, reset),
                cmocka_unit_test(a_lock_that_is_owned_is_free_afterwards),
                cmocka_unit_test(a_buffer_on_the_caller_s_bytes_keeps_to_them),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
