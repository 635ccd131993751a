// Who may begin: what is refused, and that a quiet machine refuses nobody.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "interview/admission.h"

static const uint64_t PLENTY = 1000ULL * 1000 * 1000 * 1000;

// A machine with 64 threads and two processes of embedded speech on which nothing goes on.
static struct admission_facts
quiet(void)
{
        return (struct admission_facts){
                .place = 1,
                .threads = {.width = 64, .turn_seconds = NAN},
                .speech = {.width = 2, .turn_seconds = NAN, .least = 8},
                .cycle_seconds = NAN,
                .free_bytes = PLENTY,
                .interview_seconds = NAN,
        };
}

static void
assert_decision(const struct admission_facts *facts, enum admission_reason reason, int wait_seconds)
{
        struct admission admission = admission_decide(facts);
        assert_int_equal(admission.reason, reason);
        assert_true(admission.is_admitted == (reason == ADMISSION_OPEN));
        assert_int_equal(admission.wait_seconds, wait_seconds);
}

static void
admission_lets_all_in_on_a_quiet_machine(void **state)
{
        (void)state;
        for (int running = 0; running < 2000; running++) {
                struct admission_facts facts = quiet();
                facts.running = running;
                facts.young = running;
                facts.place = 1 + running % 7;
                facts.threads.turn_seconds = 5;
                facts.speech.turn_seconds = 0.2;
                facts.speech.busy = 0.45;
                facts.threads.busy = 15;
                assert_decision(&facts, ADMISSION_OPEN, 0);
        }
}

static void
admission_lets_in_what_nothing_is_known_of(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        facts.running = 100;
        facts.speech.busy = 1.0;
        facts.threads.busy = 40;
        assert_decision(&facts, ADMISSION_OPEN, 0);
}

static void
admission_refuses_where_the_speech_would_not_keep_up(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        // 10 s of speech a turn, one a minute and a half: each interview is a ninth of a process.
        facts.running = 10;
        facts.cycle_seconds = 90;
        facts.interview_seconds = 1200;
        facts.speech.turn_seconds = 10;
        facts.speech.busy = 1.1;
        assert_decision(&facts, ADMISSION_OPEN, 0);
        facts.speech.busy = 1.45;
        assert_decision(&facts, ADMISSION_SPEECH, 120);
        // The young ones are not in what was measured.
        facts.speech.busy = 1.1;
        facts.young = 3;
        assert_decision(&facts, ADMISSION_SPEECH, 120);
        // Those before it in the line come first.
        facts.young = 0;
        facts.place = 4;
        assert_decision(&facts, ADMISSION_SPEECH, 480);
        // Where speech is not embedded, it is nothing to it.
        facts.speech.width = 0;
        assert_decision(&facts, ADMISSION_OPEN, 0);
}

static void
admission_serves_a_few_in_any_case(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        facts.speech.turn_seconds = 30;
        facts.speech.busy = 3;
        facts.running = 7;
        assert_decision(&facts, ADMISSION_OPEN, 0);
        facts.running = 8;
        assert_decision(&facts, ADMISSION_SPEECH, 0);
}

static void
admission_takes_no_haste_for_a_cycle(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        // Scripts answer at once; people need a minute.
        facts.running = 40;
        facts.cycle_seconds = 1;
        facts.speech.turn_seconds = 1;
        facts.speech.busy = 1.4;
        assert_decision(&facts, ADMISSION_OPEN, 0);
}

static void
admission_refuses_where_threads_are_used_up(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        facts.running = 300;
        facts.threads.turn_seconds = 12;
        facts.threads.busy = 47;
        assert_decision(&facts, ADMISSION_OPEN, 0);
        facts.threads.busy = 48;
        assert_decision(&facts, ADMISSION_THREADS, 0);
}

static void
admission_keeps_the_limit_that_was_set(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        facts.limit = 2;
        facts.running = 1;
        facts.interview_seconds = 600;
        facts.speech.busy = 100;
        facts.threads.busy = 100;
        assert_decision(&facts, ADMISSION_OPEN, 0);
        facts.place = 2;
        assert_decision(&facts, ADMISSION_LIMIT, 1200);
        facts.running = 2;
        facts.place = 1;
        assert_decision(&facts, ADMISSION_LIMIT, 300);
        facts.place = 1000;
        assert_decision(&facts, ADMISSION_LIMIT, 3600);
}

static void
admission_refuses_without_room_on_the_disk_or_a_recogniser(void **state)
{
        struct admission_facts facts = quiet();
        (void)state;
        facts.interview_seconds = 600;
        facts.running = 3;
        facts.free_bytes = ADMISSION_BYTES + 3 * ADMISSION_BYTES / 2;
        assert_decision(&facts, ADMISSION_OPEN, 0);
        facts.free_bytes--;
        assert_decision(&facts, ADMISSION_DISK, 0);
        facts = quiet();
        facts.is_recogniser_away = true;
        facts.limit = 10;
        assert_decision(&facts, ADMISSION_PROVIDER, 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(admission_lets_all_in_on_a_quiet_machine),
                cmocka_unit_test(admission_lets_in_what_nothing_is_known_of),
                cmocka_unit_test(admission_refuses_where_the_speech_would_not_keep_up),
                cmocka_unit_test(admission_serves_a_few_in_any_case),
                cmocka_unit_test(admission_takes_no_haste_for_a_cycle),
                cmocka_unit_test(admission_refuses_where_threads_are_used_up),
                cmocka_unit_test(admission_keeps_the_limit_that_was_set),
                cmocka_unit_test(admission_refuses_without_room_on_the_disk_or_a_recogniser),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
