#include "base/shared.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        COUNTS_BYTES = 128 * 1024,
        GAUGES_BYTES = SHARED_SLOTS * SHARED_GAUGES_OF_SLOT,
        LOAD_BYTES = 8 * 1024,
        BREAKERS_BYTES = 8 * 1024,
};

// Tells another build's memory, and a descriptor that is something else.
static const uint64_t MAGIC = 0x6561727368740001;

struct memory {
        _Atomic uint64_t magic;
        _Atomic uint32_t generations[SHARED_SLOTS]; // how many processes have had the slot
        _Alignas(64) unsigned char counts[COUNTS_BYTES];
        _Alignas(64) unsigned char gauges[GAUGES_BYTES];
        _Alignas(64) unsigned char load[LOAD_BYTES];
        _Alignas(64) unsigned char breakers[BREAKERS_BYTES];
};

static const struct {
        size_t offset;
        size_t size;
} AREAS[] = {
        [SHARED_COUNTS] = {offsetof(struct memory, counts), COUNTS_BYTES},
        [SHARED_GAUGES] = {offsetof(struct memory, gauges), GAUGES_BYTES},
        [SHARED_LOAD] = {offsetof(struct memory, load), LOAD_BYTES},
        [SHARED_BREAKERS] = {offsetof(struct memory, breakers), BREAKERS_BYTES},
};
_Static_assert(COUNT_OF(AREAS) == SHARED_AREA_COUNT, "every area has its place");

// What a process has before it opens the other, and where it finds none.
static struct memory own;

static struct memory *memory = &own;
static int file = -1;
static int own_slot;

static struct memory *
map(int opened)
{
        void *at = mmap(NULL, sizeof(struct memory), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
        return at == MAP_FAILED ? NULL : at;
}

bool
shared_make(int *file_out, struct err *err)
{
        int made = memfd_create("earshot-shared", MFD_CLOEXEC);
        struct memory *mapped = NULL;
        if (made >= 0 && ftruncate(made, sizeof(struct memory)) == 0)
                mapped = map(made);
        if (mapped == NULL) {
                int reason = errno;
                if (made >= 0)
                        close(made);
                return FAIL_DETAIL(err, ERR_BROKEN, "The programs' memory cannot be made.", "%s",
                                   strerror(reason));
        }
        atomic_store(&mapped->magic, MAGIC);
        (void)munmap(mapped, sizeof *mapped);
        *file_out = made;
        return true;
}

static struct flock
lock_of(int slot)
{
        return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = slot, .l_len = 1};
}

// A lock of one byte a slot, which the kernel lets go when the process ends. It is the process's
// (fcntl(2)), and kept because nothing else here closes a descriptor of this file.
static bool
take_lock(int opened, int slot)
{
        struct flock lock = lock_of(slot);
        return fcntl(opened, F_SETLK, &lock) == 0;
}

static bool
take_slot(int opened, struct memory *mapped)
{
        for (int slot = 0; slot < SHARED_SLOTS; slot++) {
                if (!take_lock(opened, slot))
                        continue;
                atomic_fetch_add(&mapped->generations[slot], 1);
                memset(mapped->gauges + (size_t)slot * SHARED_GAUGES_OF_SLOT, 0,
                       SHARED_GAUGES_OF_SLOT);
                own_slot = slot;
                return true;
        }
        return false;
}

bool
shared_open(int opened)
{
        struct stat facts;
        struct memory *mapped = NULL;
        // What this process starts in turn gets none of it.
        if (opened < 0 || fcntl(opened, F_SETFD, FD_CLOEXEC) != 0)
                return false;
        if (fstat(opened, &facts) == 0 && facts.st_size == (off_t)sizeof(struct memory))
                mapped = map(opened);
        if (mapped != NULL && atomic_load(&mapped->magic) == MAGIC && take_slot(opened, mapped)) {
                memory = mapped;
                file = opened;
                return true;
        }
        if (mapped != NULL)
                (void)munmap(mapped, sizeof *mapped);
        close(opened);
        return false;
}

void *
shared_area(enum shared_area area, size_t size)
{
        assert(size <= AREAS[area].size);
        return (unsigned char *)memory + AREAS[area].offset;
}

int
shared_slot(void)
{
        return own_slot;
}

bool
shared_slot_is_taken(int slot)
{
        struct flock lock = lock_of(slot);
        if (slot == own_slot)
                return true;
        return file >= 0 && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static uint64_t
name_of(int slot)
{
        return (uint64_t)atomic_load(&memory->generations[slot]) * SHARED_SLOTS + (uint64_t)slot +
               1;
}

uint64_t
shared_self(void)
{
        return name_of(own_slot);
}

bool
shared_lives(uint64_t name)
{
        int slot = (int)((name - 1) % SHARED_SLOTS);
        return name != 0 && name == name_of(slot) && shared_slot_is_taken(slot);
}
