// Laid before earshot-api (LD_PRELOAD): lets allocations of one request fail. The request is marked
// by a header, "X-Fail-Allocation: one-000017-00000042": of the allocations that its thread makes
// until the connection is closed the 17th has no memory ("all": it and all behind it, "not": none).
// "One", "All" and "Not": of those that threads make meanwhile which serve nobody themselves but
// help. Then a line is added to the file that FAILING_MEMORY names: the mark's own number, how many
// allocations there were, how many of them had nothing, and what the process has in use, in bytes.
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const char MARK[] = "HTTP_X_FAIL_ALLOCATION";
enum {
        MODE_LENGTH = 3,
        AT_LENGTH = 6,
        ID_LENGTH = 8,
        VALUE_LENGTH = MODE_LENGTH + AT_LENGTH + ID_LENGTH + 2
};

// Of the thread that serves a marked request. Initial-exec: looking at it allocates nothing.
struct marked {
        int connection; // 0: none
        char mode;
        long at;
        long id;
        long count;
        long failed;
};
static __thread struct marked marked __attribute__((tls_model("initial-exec")));
// Whoever serves has looked at a head before reading it (fcgi/api/door.h); others look at a byte at
// most, to see whether anybody is there.
static __thread bool is_server __attribute__((tls_model("initial-exec")));

// Of the threads that help, while a marked request is served; one at a time.
static struct {
        atomic_char mode; // 0: none
        atomic_long at;
        atomic_long count;
        atomic_long failed;
} helping;

// AddressSanitizer's own count, where it is there.
__attribute__((weak)) size_t
__sanitizer_get_current_allocated_bytes(void);

static struct {
        void *(*malloc)(size_t);
        void *(*calloc)(size_t, size_t);
        void *(*realloc)(void *, size_t);
        void *(*memalign)(size_t, size_t);
        void *(*aligned_alloc)(size_t, size_t);
        int (*posix_memalign)(void **, size_t, size_t);
        void (*free)(void *);
        char *(*strdup)(const char *);
        char *(*strndup)(const char *, size_t);
        void *(*mmap)(void *, size_t, int, int, int, off_t);
        ssize_t (*recv)(int, void *, size_t, int);
        ssize_t (*read)(int, void *, size_t);
        int (*close)(int);
} next;

// What dlsym itself asks for while the others are looked up.
static char early[64 * 1024];
static size_t early_used;
static bool is_looking;

static void *
from_early(size_t size)
{
        size_t whole = (size + 31) & ~(size_t)15;
        if (whole > sizeof early - early_used)
                abort();
        char *place = early + early_used;
        early_used += whole;
        return place + 16 - ((size_t)place & 15);
}

static bool
is_early(const void *memory)
{
        return (const char *)memory >= early && (const char *)memory < early + sizeof early;
}

// A function's address as an object's, which ISO C does not have and dlsym(3) gives.
static void
look_up(void *place, const char *name)
{
        void *found = dlsym(RTLD_NEXT, name);
        memcpy(place, &found, sizeof found);
}

static void
look_all_up(void)
{
        is_looking = true;
        look_up(&next.malloc, "malloc");
        look_up(&next.calloc, "calloc");
        look_up(&next.realloc, "realloc");
        look_up(&next.memalign, "memalign");
        look_up(&next.aligned_alloc, "aligned_alloc");
        look_up(&next.posix_memalign, "posix_memalign");
        look_up(&next.strdup, "strdup");
        look_up(&next.strndup, "strndup");
        look_up(&next.mmap, "mmap");
        look_up(&next.recv, "recv");
        look_up(&next.read, "read");
        look_up(&next.close, "close");
        look_up(&next.free, "free");
        is_looking = false;
}

static void
ready(void)
{
        if (next.free == NULL && !is_looking)
                look_all_up();
}

static bool
is_one(char mode, long count, long at)
{
        return ((mode == 'o' || mode == 'O') && count == at) ||
               ((mode == 'a' || mode == 'A') && count >= at);
}

static bool
helper_fails(void)
{
        char mode = atomic_load(&helping.mode);
        if (mode == 0 || is_server)
                return false;
        long count = atomic_fetch_add(&helping.count, 1) + 1;
        bool is_it = is_one(mode, count, atomic_load(&helping.at));
        if (is_it)
                atomic_fetch_add(&helping.failed, 1);
        return is_it;
}

static bool
server_fails(void)
{
        if (marked.connection == 0 || isupper(marked.mode))
                return false;
        marked.count++;
        bool is_it = is_one(marked.mode, marked.count, marked.at);
        if (is_it)
                marked.failed++;
        return is_it;
}

// Whether this one has no memory.
static bool
fails(void)
{
        bool is_it = server_fails() || helper_fails();
        if (is_it)
                errno = ENOMEM;
        return is_it;
}

void *
malloc(size_t size)
{
        ready();
        if (next.free == NULL)
                return from_early(size);
        return fails() ? NULL : next.malloc(size);
}

void *
calloc(size_t count, size_t size)
{
        ready();
        if (next.free == NULL)
                return from_early(count * size);
        return fails() ? NULL : next.calloc(count, size);
}

void *
realloc(void *memory, size_t size)
{
        ready();
        if (next.free == NULL || is_early(memory))
                abort();
        return fails() ? NULL : next.realloc(memory, size);
}

void *
memalign(size_t alignment, size_t size)
{
        ready();
        return fails() ? NULL : next.memalign(alignment, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
        ready();
        return fails() ? NULL : next.aligned_alloc(alignment, size);
}

int
posix_memalign(void **memory_out, size_t alignment, size_t size)
{
        ready();
        return fails() ? ENOMEM : next.posix_memalign(memory_out, alignment, size);
}

void
free(void *memory)
{
        ready();
        if (next.free != NULL && !is_early(memory))
                next.free(memory);
}

// AddressSanitizer's do not call malloc.
char *
strdup(const char *text)
{
        ready();
        return fails() ? NULL : next.strdup(text);
}

char *
strndup(const char *text, size_t most)
{
        ready();
        return fails() ? NULL : next.strndup(text, most);
}

void *
mmap(void *place, size_t length, int protection, int flags, int file, off_t offset)
{
        ready();
        return fails() ? MAP_FAILED : next.mmap(place, length, protection, flags, file, offset);
}

// The value stands behind the name (FastCGI 1.0, 3.4).
static void
look_for_mark(int connection, const char *bytes, ssize_t length)
{
        const char *found =
                marked.connection != 0 || length < (ssize_t)(sizeof MARK + VALUE_LENGTH)
                        ? NULL
                        : memmem(bytes, (size_t)length - VALUE_LENGTH, MARK, strlen(MARK));
        if (found == NULL)
                return;
        char value[VALUE_LENGTH + 1] = "";
        memcpy(value, found + strlen(MARK), VALUE_LENGTH);
        marked = (struct marked){
                .mode = value[0],
                .at = strtol(value + MODE_LENGTH + 1, NULL, 10),
                .id = strtol(value + MODE_LENGTH + AT_LENGTH + 2, NULL, 10),
                .connection = connection,
        };
        if (!isupper(marked.mode))
                return;
        atomic_store(&helping.at, marked.at);
        atomic_store(&helping.count, 0);
        atomic_store(&helping.failed, 0);
        atomic_store(&helping.mode, marked.mode);
}

ssize_t
recv(int file, void *bytes, size_t room, int flags)
{
        ready();
        ssize_t got = next.recv(file, bytes, room, flags);
        is_server = is_server || ((flags & MSG_PEEK) != 0 && room > 1);
        if (got > 0)
                look_for_mark(file, bytes, got);
        return got;
}

ssize_t
read(int file, void *bytes, size_t room)
{
        ready();
        ssize_t got = next.read(file, bytes, room);
        if (got > 0)
                look_for_mark(file, bytes, got);
        return got;
}

static size_t
bytes_in_use(void)
{
        if (__sanitizer_get_current_allocated_bytes != NULL)
                return __sanitizer_get_current_allocated_bytes();
        struct mallinfo2 info = mallinfo2();
        return info.uordblks + info.hblkhd;
}

static void
say_what_was(const struct marked *was)
{
        char line[160];
        const char *path = getenv("FAILING_MEMORY");
        int length = snprintf(line, sizeof line, "%ld %ld %ld %zu\n", was->id, was->count,
                              was->failed, bytes_in_use());
        int file = path == NULL ? -1 : open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
        if (file < 0 || write(file, line, (size_t)length) != length)
                abort();
        next.close(file);
}

int
close(int file)
{
        ready();
        struct marked was = marked;
        if (file != 0 && file == was.connection) {
                marked = (struct marked){.connection = 0};
                if (isupper(was.mode)) {
                        atomic_store(&helping.mode, 0);
                        was.count = atomic_load(&helping.count);
                        was.failed = atomic_load(&helping.failed);
                }
        }
        int failed = next.close(file);
        if (file != 0 && file == was.connection)
                say_what_was(&was);
        return failed;
}
