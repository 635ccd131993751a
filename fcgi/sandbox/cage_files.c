// Landlock (Linux 5.13 and later, landlock(7)): a rule set that handles everything and allows
// nothing. glibc 2.36 has no wrappers for its calls.
#include "cage.h"

#include <errno.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// The header may be older than the kernel: its newer rights and fields are named here.
struct ruleset {
        uint64_t handled_access_fs;
        uint64_t handled_access_net;
        uint64_t scoped;
};

enum {
        ABI_TRUNCATE = 3, // each ABI adds: 2 refer, 3 truncate, 4 network, 5 ioctl, 6 scopes
        ABI_NET = 4,
        ABI_IOCTL = 5,
        ABI_SCOPE = 6,
        FS_RIGHTS_1 = 13,
        FS_RIGHTS_2 = 14,
        FS_RIGHTS_3 = 15,
        FS_RIGHTS_5 = 16,
};

static uint64_t
lowest_bits(unsigned count)
{
        return ((uint64_t)1 << count) - 1;
}

bool
cage_lock_files(void)
{
        long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
        if (abi < 0)
                return errno == ENOSYS || errno == EOPNOTSUPP;
        unsigned fs_rights = abi >= ABI_IOCTL      ? FS_RIGHTS_5
                             : abi >= ABI_TRUNCATE ? FS_RIGHTS_3
                             : abi >= 2            ? FS_RIGHTS_2
                                                   : FS_RIGHTS_1;
        struct ruleset rules = {.handled_access_fs = lowest_bits(fs_rights),
                                .handled_access_net = abi >= ABI_NET ? lowest_bits(2) : 0,
                                .scoped = abi >= ABI_SCOPE ? lowest_bits(2) : 0};
        size_t size = abi >= ABI_SCOPE ? sizeof rules
                      : abi >= ABI_NET ? 2 * sizeof(uint64_t)
                                       : sizeof(uint64_t);
        int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
        if (fd < 0)
                return false;
        bool is_locked = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
        close(fd);
        return is_locked;
}
