#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>

#include "base/clock.h"
#include "base/lifo.h"

enum { THREADS = 5 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct lifo lifo;
static int waiting;
static int order[THREADS];
static int called;

static void *
wait_for_call(void *context)
{
        pthread_mutex_lock(&lock);
        waiting++;
        lifo_wait(&lifo, &lock);
        order[called++] = (int)(intptr_t)context;
        pthread_mutex_unlock(&lock);
        return NULL;
}

// Waits for a figure that others change under the lock.
static void
wait_until(const int *figure, int wanted)
{
        for (;;) {
                pthread_mutex_lock(&lock);
                int is = *figure;
                pthread_mutex_unlock(&lock);
                if (is == wanted)
                        return;
                clock_sleep_ms(1);
        }
}

static void
call(void)
{
        pthread_mutex_lock(&lock);
        lifo_call(&lifo);
        pthread_mutex_unlock(&lock);
}

static void
who_came_last_is_called_first(void **state)
{
        (void)state;
        pthread_t threads[THREADS];
        call();
        for (int i = 0; i < THREADS; i++) {
                assert_int_equal(
                        pthread_create(&threads[i], NULL, wait_for_call, (void *)(intptr_t)i), 0);
                wait_until(&waiting, i + 1);
        }
        for (int i = 0; i < THREADS; i++) {
                call();
                wait_until(&called, i + 1);
                assert_int_equal(order[i], THREADS - 1 - i);
        }
        // Nobody is left, and nobody was called for what came before.
        call();
        assert_null(lifo.last);
        for (int i = 0; i < THREADS; i++)
                pthread_join(threads[i], NULL);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(who_came_last_is_called_first),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
