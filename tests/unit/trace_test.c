// Trace Context, level 1: what is taken, what is passed on.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/trace.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define SPAN "00f067aa0ba902b7"

static void
trace_takes_what_the_standard_says(void **state)
{
        static const struct {
                const char *text;
                bool is_good;
                bool is_sampled;
        } CASES[] = {
                {"00-" TRACE "-" SPAN "-01", true, true},
                {"00-" TRACE "-" SPAN "-00", true, false},
                // Flags that are not known are passed over.
                {"00-" TRACE "-" SPAN "-ff", true, true},
                {"00-" TRACE "-" SPAN "-02", true, false},
                // A later version may have more behind it, and is read as far as it is known.
                {"cc-" TRACE "-" SPAN "-01", true, true},
                {"cc-" TRACE "-" SPAN "-01-what-else", true, true},
                {"cc-" TRACE "-" SPAN "-01what", false, false},
                {"00-" TRACE "-" SPAN "-01-more", false, false},
                {"ff-" TRACE "-" SPAN "-01", false, false},
                {"00-00000000000000000000000000000000-" SPAN "-01", false, false},
                {"00-" TRACE "-0000000000000000-01", false, false},
                {"00-4BF92F3577B34DA6A3CE929D0E0E4736-" SPAN "-01", false, false},
                {"00-4bf92f3577b34da6a3ce929d0e0e473g-" SPAN "-01", false, false},
                {"00-4bf92f3577b34da6a3ce929d0e0e473-" SPAN "-01", false, false},
                {"00-" TRACE "-" SPAN "-1", false, false},
                {"00-" TRACE "-" SPAN "-0x", false, false},
                {"00-" TRACE "-" SPAN "-", false, false},
                {"00_" TRACE "-" SPAN "-01", false, false},
                {"00-" TRACE "_" SPAN "-01", false, false},
                {"00-" TRACE "-" SPAN "_01", false, false},
                {" 00-" TRACE "-" SPAN "-01", false, false},
                {"0g-" TRACE "-" SPAN "-01", false, false},
                {"0", false, false},
                {"", false, false},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                char trace[33] = "";
                char span[17] = "";
                bool is_sampled = false;
                bool is_good = trace_parse(CASES[i].text, trace, span, &is_sampled);
                if (is_good != CASES[i].is_good || is_sampled != CASES[i].is_sampled ||
                    (is_good && (strcmp(trace, TRACE) != 0 || strcmp(span, SPAN) != 0)))
                        fail_msg("%s", CASES[i].text);
        }
}

static void
trace_goes_on_under_new_spans(void **state)
{
        (void)state;
        trace_begin("request-0123456789", "00-" TRACE "-" SPAN "-01");
        struct trace_parent queued = trace_parent(false);
        struct trace_parent first = trace_parent(true);
        struct trace_parent second = trace_parent(true);
        assert_memory_equal(queued.text, "00-" TRACE "-", 36);
        assert_memory_equal(first.text, "00-" TRACE "-", 36);
        assert_string_equal(first.text + 52, "-01");
        assert_memory_not_equal(queued.text + 36, SPAN, 16);
        assert_memory_not_equal(first.text + 36, queued.text + 36, 16);
        assert_memory_not_equal(first.text + 36, second.text + 36, 16);
        assert_string_equal(trace_parent(false).text, queued.text);
        assert_string_equal(trace_of_thread()->request_id, "request-0123456789");
        trace_use(NULL);
        assert_string_equal(trace_parent(true).text, "");
        assert_string_equal(trace_of_thread()->request_id, "");
}

static void
trace_begins_anew_where_none_is_good(void **state)
{
        char first[33];
        (void)state;
        trace_begin("id", "00-nonsense");
        memcpy(first, trace_of_thread()->trace_id, sizeof first);
        assert_int_equal(strlen(first), 32);
        assert_string_equal(trace_parent(false).text + 52, "-00");
        trace_begin("id", NULL);
        assert_string_not_equal(trace_of_thread()->trace_id, first);
        trace_use(NULL);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(trace_takes_what_the_standard_says),
                cmocka_unit_test(trace_goes_on_under_new_spans),
                cmocka_unit_test(trace_begins_anew_where_none_is_good),
        };
        struct err err = {0};
        return crypto_open(&err) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
