#include "base/memory.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unwind.h>

// A memory_try that the thread stands in.
struct attempt {
        struct attempt *outer;
        uintptr_t frame;
        jmp_buf back;
        size_t wanted_bytes;
        bool is_ending;
        struct _Unwind_Exception ending;
};

static _Thread_local struct attempt *innermost;
static _Thread_local bool is_noted;

bool
memory_try(bool (*run)(void *context, struct err *err), void *context, struct err *err)
{
        struct attempt attempt = {
                .outer = innermost,
                .frame = (uintptr_t)__builtin_frame_address(0),
        };
        if (setjmp(attempt.back) != 0) {
                innermost = attempt.outer;
                return FAIL_DETAIL(err, ERR_BUSY,
                                   "The service has not enough memory now. Try again in a moment.",
                                   "%zu bytes could not be had", attempt.wanted_bytes);
        }
        innermost = &attempt;
        bool is_done = run(context, err);
        innermost = attempt.outer;
        return is_done;
}

// Called for each function on the way up, before what it owns is closed (Itanium C++ ABI, forced
// unwinding). Stacks grow downwards: above the frame is who called memory_try.
static _Unwind_Reason_Code
stop_there(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
           struct _Unwind_Exception *ending, struct _Unwind_Context *context, void *stop)
{
        struct attempt *attempt = stop;
        (void)version;
        (void)class;
        (void)ending;
        if ((actions & _UA_END_OF_STACK) != 0 || _Unwind_GetCFA(context) >= attempt->frame)
                longjmp(attempt->back, 1);
        return _URC_NO_REASON;
}

void
memory_none(size_t wanted_bytes)
{
        if (innermost != NULL && !innermost->is_ending) {
                innermost->is_ending = true;
                innermost->wanted_bytes = wanted_bytes;
                _Unwind_ForcedUnwind(&innermost->ending, stop_there, innermost);
        }
        fprintf(stderr, "{\"level\":\"error\",\"message\":\"out of memory\",\"bytes\":%zu}\n",
                wanted_bytes);
        abort();
}

void *
memory_new(size_t size)
{
        void *memory = calloc(1, size);
        if (memory == NULL)
                memory_none(size);
        return memory;
}

void
memory_note(void)
{
        is_noted = true;
}

void
memory_forget(void)
{
        is_noted = false;
}

bool
memory_is_noted(void)
{
        return is_noted;
}

pthread_mutex_t *
memory_enter(pthread_mutex_t *lock)
{
        pthread_mutex_lock(lock);
        return lock;
}

void
memory_leave(pthread_mutex_t **held)
{
        if (*held != NULL)
                pthread_mutex_unlock(*held);
        *held = NULL;
}
