// What is counted: by many processes in one memory, told as Prometheus and OpenMetrics want it.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/load.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "kind.h"
#include "net/breaker.h"

// Of the memory that the tests share with the processes that they start.
static int made = -1;

static int
share(void **state)
{
        struct err err = {0};
        (void)state;
        if (!shared_make(&made, &err))
                return -1;
        int own = dup(made);
        return shared_open(own) ? 0 : -1;
}

// A process that has opened the memory, does its part, says so, and then lives until it is killed.
static pid_t
helper(void (*part)(void))
{
        int said[2];
        char byte = 0;
        assert_int_equal(pipe(said), 0);
        pid_t pid = fork();
        if (pid == 0) {
                if (!shared_open(dup(made)))
                        _exit(1);
                part();
                (void)!write(said[1], "x", 1);
                for (;;)
                        pause();
        }
        close(said[1]);
        assert_int_equal(read(said[0], &byte, 1), 1);
        close(said[0]);
        return pid;
}

static void
end(pid_t pid)
{
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static const struct metrics_route ROUTES_HERE[] = {{"GET", "/a/{id}"}, {"POST", "/b"}};

static const char *
page(enum metrics_format format)
{
        static char text[512 * 1024];
        OWN(buf_close) struct buf buf = buf_open(sizeof text - 1);
        metrics_write(&buf, format, ROUTES_HERE, (int)COUNT_OF(ROUTES_HERE));
        metrics_write_end(&buf, format);
        assert_false(buf.is_over);
        snprintf(text, sizeof text, "%s", buf_string(&buf));
        return text;
}

static void
assert_line(const char *line)
{
        const char *text = page(METRICS_PROMETHEUS);
        const char *at = strstr(text, line);
        if (at == NULL || (at != text && at[-1] != '\n') || at[strlen(line)] != '\n')
                fail_msg("there is no line %s", line);
}

static void
count_and_grow(void)
{
        metrics_count(METRIC_REQUESTS, 1, CLASS_2XX, 0);
        metrics_count(METRIC_REQUESTS, 1, CLASS_2XX, 0);
        metrics_observe(METRIC_REQUEST_SECONDS, 2, 0, 7000);
        metrics_gauge(METRIC_THREADS, 8);
        metrics_gauge(METRIC_THREADS_BUSY, 3);
}

static void
metrics_are_summed_over_processes_and_gauges_end_with_theirs(void **state)
{
        (void)state;
        metrics_count(METRIC_REQUESTS, 1, CLASS_2XX, 0);
        metrics_gauge(METRIC_THREADS, 8);
        pid_t first = helper(count_and_grow);
        pid_t second = helper(count_and_grow);
        assert_int_equal(metrics_gauge_sum(METRIC_THREADS), 24);
        assert_int_equal(metrics_gauge_sum(METRIC_THREADS_BUSY), 6);
        end(first);
        assert_int_equal(metrics_gauge_sum(METRIC_THREADS_BUSY), 3);
        // The one that comes for it begins with nothing, and what was counted stays.
        pid_t again = helper(count_and_grow);
        assert_int_equal(metrics_gauge_sum(METRIC_THREADS_BUSY), 6);
        end(second);
        end(again);
        assert_int_equal(metrics_gauge_sum(METRIC_THREADS_BUSY), 0);
        assert_line("earshot_requests_total{method=\"GET\",route=\"/a/{id}\",status=\"2xx\"} 7");
        assert_line("earshot_request_seconds_bucket{method=\"POST\",route=\"/b\",le=\"0.005\"} 0");
        assert_line("earshot_request_seconds_bucket{method=\"POST\",route=\"/b\",le=\"0.01\"} 3");
        assert_line("earshot_request_seconds_bucket{method=\"POST\",route=\"/b\",le=\"1.0\"} 3");
        assert_line("earshot_request_seconds_bucket{method=\"POST\",route=\"/b\",le=\"+Inf\"} 3");
        assert_line("earshot_request_seconds_sum{method=\"POST\",route=\"/b\"} 0.021000");
        assert_line("earshot_request_seconds_count{method=\"POST\",route=\"/b\"} 3");
        assert_line("earshot_threads 8");
}

static void
try_provider(void)
{
        if (!breaker_enter(FUNCTION_LLM, PROVIDER_OPENAI))
                _exit(1);
}

static void
open_provider(void)
{
        struct config config = {.breaker_failures = 1, .breaker_seconds = 0};
        if (!breaker_enter(FUNCTION_LLM, PROVIDER_OPENAI))
                _exit(1);
        breaker_failed(FUNCTION_LLM, PROVIDER_OPENAI, &config, 0);
}

static void
breakers_are_those_of_all_processes_and_a_dead_one_holds_none(void **state)
{
        (void)state;
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_CLOSED);
        end(helper(open_provider));
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_HALF_OPEN);
        // One call tries, wherever it is, and no other.
        pid_t trier = helper(try_provider);
        assert_false(breaker_enter(FUNCTION_LLM, PROVIDER_OPENAI));
        end(trier);
        assert_true(breaker_enter(FUNCTION_LLM, PROVIDER_OPENAI));
        breaker_answered(FUNCTION_LLM, PROVIDER_OPENAI);
        assert_int_equal(breaker_look(FUNCTION_LLM, PROVIDER_OPENAI), BREAKER_CLOSED);
}

static void
metrics_open_nothing_that_is_something_else(void **state)
{
        int pipes[2];
        (void)state;
        assert_int_equal(pipe(pipes), 0);
        pid_t pid = fork();
        if (pid == 0)
                _exit(shared_open(-1) || shared_open(pipes[0]) ? 1 : 0);
        int status = 0;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
        close(pipes[0]);
        close(pipes[1]);
}

static void
metrics_text_is_escaped(void **state)
{
        OWN(buf_close) struct buf buf = buf_open(4096);
        OWN(buf_close) struct buf labels = buf_open(4096);
        (void)state;
        metrics_label(&labels, "a", "x\"y\\z\n");
        metrics_label(&labels, "b", "ü");
        metrics_write_gauge(&buf, "earshot_x", "One \"line\",\nand a \\.");
        metrics_write_value(&buf, "earshot_x", buf_string(&labels), 0.5);
        metrics_write_value(&buf, "earshot_x", NULL, 1e12);
        assert_string_equal(buf_string(&buf), "# HELP earshot_x One \"line\",\\nand a \\\\.\n"
                                              "# TYPE earshot_x gauge\n"
                                              "earshot_x{a=\"x\\\"y\\\\z\\n\",b=\"ü\"} 0.5\n"
                                              "earshot_x 1000000000000\n");
}

// Every line is a comment or a sample, every family has its head once and its samples behind it.
static void
check_page(const char *text, bool is_open_metrics)
{
        char family[128] = "";
        int families = 0;
        for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
                char name[128] = "";
                if (sscanf(line, "# HELP %127s ", name) == 1) {
                        families++;
                        snprintf(family, sizeof family, "%s", name);
                        assert_true(text_starts(name, "earshot_"));
                        bool has_suffix =
                                strlen(name) > 6 && text_equals(name + strlen(name) - 6, "_total");
                        assert_false(is_open_metrics && has_suffix);
                } else if (sscanf(line, "# TYPE %127s ", name) == 1) {
                        assert_string_equal(name, family);
                } else if (text_starts(line, "# EOF\n")) {
                        assert_true(is_open_metrics && line[6] == '\0');
                } else {
                        assert_true(strncmp(line, family, strlen(family)) == 0);
                }
        }
        assert_int_equal(families, METRIC_COUNT);
        assert_true(is_open_metrics == (strstr(text, "# EOF\n") != NULL));
}

static void
metrics_text_has_every_family_once_in_both_formats(void **state)
{
        (void)state;
        check_page(page(METRICS_PROMETHEUS), false);
        check_page(page(METRICS_OPENMETRICS), true);
}

static void
metrics_know_every_kind_of_job(void **state)
{
        int other = metrics_job_kind("no such kind");
        (void)state;
        for (size_t i = 0; i < JOB_KIND_COUNT; i++) {
                if (metrics_job_kind(JOB_KINDS[i].name) == other)
                        fail_msg("%s has no metrics", JOB_KINDS[i].name);
        }
}

static void
stage_clock_takes_what_providers_do_at_once_once(void **state)
{
        struct stage_clock clock;
        (void)state;
        stage_clock_start(&clock, clock_us());
        stage_provider_enter();
        stage_provider_enter();
        usleep(20 * 1000);
        stage_provider_leave();
        stage_provider_leave();
        stage_took(TURN_STAGE_STORE, 1500);
        stage_took(TURN_STAGE_STORE, 500);
        stage_clock_stop();
        stage_clock_use(NULL);
        int64_t whole = clock.us[TURN_STAGE_WHOLE];
        int64_t own = clock.us[TURN_STAGE_OWN];
        int64_t providers = clock.providers_us;
        assert_true(providers >= 20 * 1000 && providers <= whole);
        assert_true(own == whole - providers);
        assert_true(clock.us[TURN_STAGE_STORE] == 2000);
        assert_true(clock.us[TURN_STAGE_DECODE] == -1);
        assert_true(load_of(LOAD_TURNS, 60).count >= 1);
}

static void
stage_clock_knows_no_whole_of_what_began_elsewhere(void **state)
{
        struct stage_clock clock;
        (void)state;
        stage_clock_start(&clock, 0);
        stage_clock_stop();
        stage_clock_use(NULL);
        assert_true(clock.us[TURN_STAGE_WHOLE] == -1 && clock.us[TURN_STAGE_OWN] == -1);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(metrics_are_summed_over_processes_and_gauges_end_with_theirs),
                cmocka_unit_test(breakers_are_those_of_all_processes_and_a_dead_one_holds_none),
                cmocka_unit_test(metrics_open_nothing_that_is_something_else),
                cmocka_unit_test(metrics_text_is_escaped),
                cmocka_unit_test(metrics_text_has_every_family_once_in_both_formats),
                cmocka_unit_test(metrics_know_every_kind_of_job),
                cmocka_unit_test(stage_clock_takes_what_providers_do_at_once_once),
                cmocka_unit_test(stage_clock_knows_no_whole_of_what_began_elsewhere),
        };
        return cmocka_run_group_tests(tests, share, NULL);
}
