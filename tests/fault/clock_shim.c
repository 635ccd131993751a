// Loaded before libc (LD_PRELOAD) into a program of which a test sets the clock: the time of day is
// behind or ahead by as many microseconds as stand in the file CLOCK_SHIM_FILE (eight bytes, as
// this machine writes them), read anew at every call. Clocks that nobody can set go on as they are.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead_us;
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void
open_file(void)
{
        static const int64_t NONE = 0;
        const char *path = getenv("CLOCK_SHIM_FILE");
        int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
        void *found =
                file < 0 ? MAP_FAILED : mmap(NULL, sizeof NONE, PROT_READ, MAP_SHARED, file, 0);
        if (file >= 0)
                close(file);
        ahead_us = found == MAP_FAILED ? &NONE : found;
        *(void **)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
        pthread_once(&opened, open_file);
        int status = real_clock_gettime(clock, now);
        if (status != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
                return status;
        int64_t us = (int64_t)now->tv_sec * 1000000 + now->tv_nsec / 1000 + *ahead_us;
        now->tv_nsec = (long)(us % 1000000) * 1000 + now->tv_nsec % 1000;
        now->tv_sec = (time_t)(us / 1000000);
        return 0;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
        struct timespec found;
        (void)zone;
        if (clock_gettime(CLOCK_REALTIME, &found) != 0)
                return -1;
        now->tv_sec = found.tv_sec;
        now->tv_usec = found.tv_nsec / 1000;
        return 0;
}

time_t
time(time_t *now_out)
{
        struct timespec found = {0};
        clock_gettime(CLOCK_REALTIME, &found);
        if (now_out != NULL)
                *now_out = found.tv_sec;
        return found.tv_sec;
}
