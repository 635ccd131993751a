#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/directory.h"
#include "store/growing.h"

// Whoever holds a lock adds some hundred kilobytes or seals: that takes milliseconds, on a disk in
// distress seconds.
static const int64_t LOCK_MS = 10 * 1000;
static const int64_t GLANCE_MS = 5;
// What is read at once to be digested.
enum { PIECE_BYTES = 32 * 1024 };

static const mode_t GROWS = 0600;
static const mode_t SEALED = 0400;

static bool
lock(int file, const char *key, struct err *err)
{
        int64_t until_ms = clock_ms() + LOCK_MS;
        while (flock(file, LOCK_EX | LOCK_NB) != 0) {
                if (errno != EWOULDBLOCK && errno != EINTR)
                        return directory_fail("flock", key, err);
                if (clock_ms() > until_ms)
                        return FAIL_DETAIL(err, ERR_BUSY,
                                           "This recording is being written to. Try again.",
                                           "%s stays locked", key);
                clock_sleep_ms(GLANCE_MS);
        }
        return true;
}

static bool
fail_missing(const char *key, struct err *err)
{
        return FAIL_DETAIL(err, ERR_MISSING, "Nothing of this recording has been uploaded.", "%s",
                           key);
}

// A sealed one cannot be opened for writing, but by root.
static int
open_any(const char *path, bool makes)
{
        int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (makes ? O_CREAT : 0), GROWS);
        if (file < 0 && errno == EACCES)
                file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        return file;
}

bool
store_growing_open(const struct store *store, const char *key, bool makes,
                   struct store_growing *growing_out, struct err *err)
{
        char path[PATH_LONGEST];
        struct stat facts;
        OWN(store_file_close) int file = -1;
        if (!directory_path(store, key, path, sizeof path, err) ||
            (makes && !directory_make_parents(path, strlen(store->dir) + 1, err)))
                return false;
        file = open_any(path, makes);
        if (file < 0)
                return errno == ENOENT ? fail_missing(key, err) : directory_fail("open", path, err);
        if (!lock(file, key, err))
                return false;
        if (fstat(file, &facts) != 0)
                return directory_fail("fstat", path, err);
        if (facts.st_nlink == 0)
                return fail_missing(key, err);
        *growing_out = (struct store_growing){
                .store = store,
                .key = key,
                .file = file,
                .size_bytes = (uint64_t)facts.st_size,
                .is_new = facts.st_size == 0,
                .is_sealed = (facts.st_mode & S_IWUSR) == 0,
        };
        file = -1;
        return true;
}

bool
store_growing_add(struct store_growing *growing, const void *bytes, size_t length, struct err *err)
{
        const char *place = bytes;
        while (length > 0) {
                ssize_t written = pwrite(growing->file, place, length, (off_t)growing->size_bytes);
                if (written < 0 && errno == EINTR)
                        continue;
                if (written < 0)
                        return directory_fail("pwrite", growing->key, err);
                place += written;
                length -= (size_t)written;
                growing->size_bytes += (uint64_t)written;
        }
        return true;
}

void
store_growing_shorten(struct store_growing *growing, uint64_t size_bytes)
{
        if (ftruncate(growing->file, (off_t)size_bytes) == 0)
                growing->size_bytes = size_bytes;
}

static bool
sync_name(const struct store_growing *growing, struct err *err)
{
        char path[PATH_LONGEST];
        if (!directory_path(growing->store, growing->key, path, sizeof path, err) ||
            !directory_sync_of(path, err))
                return false;
        // A directory made for this key is itself an entry that must last.
        *strrchr(path, '/') = '\0';
        return strlen(path) <= strlen(growing->store->dir) || directory_sync_of(path, err);
}

bool
store_growing_sync(struct store_growing *growing, struct err *err)
{
        if (fdatasync(growing->file) != 0)
                return directory_fail("fdatasync", growing->key, err);
        if (growing->is_new && !sync_name(growing, err))
                return false;
        growing->is_new = false;
        return true;
}

size_t
store_growing_head(const struct store_growing *growing, void *head, size_t room)
{
        ssize_t got = pread(growing->file, head, room, 0);
        return got < 0 ? 0 : (size_t)got;
}

static bool
digest(const struct store_growing *growing, struct digest *digest_out, struct err *err)
{
        char piece[PIECE_BYTES];
        struct sha256 sha = sha256_open();
        for (uint64_t done = 0; done < growing->size_bytes;) {
                ssize_t got = pread(growing->file, piece, sizeof piece, (off_t)done);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got <= 0)
                        return directory_fail("pread", growing->key, err);
                sha256_add(&sha, piece, (size_t)got);
                done += (uint64_t)got;
        }
        *digest_out = sha256_close(&sha);
        return true;
}

bool
store_growing_seal(struct store_growing *growing, struct digest *digest_out, struct err *err)
{
        if (!digest(growing, digest_out, err))
                return false;
        if (!growing->is_sealed && fchmod(growing->file, SEALED) != 0)
                return directory_fail("fchmod", growing->key, err);
        growing->is_sealed = true;
        if (fsync(growing->file) != 0)
                return directory_fail("fsync", growing->key, err);
        return !growing->is_new || sync_name(growing, err);
}

bool
store_growing_unseal(struct store_growing *growing, struct err *err)
{
        if (fchmod(growing->file, GROWS) != 0)
                return directory_fail("fchmod", growing->key, err);
        return true;
}

void
store_growing_close(struct store_growing *growing)
{
        store_file_close(&growing->file);
}

bool
store_growing_delete(const struct store *store, const char *key, struct err *err)
{
        OWN(store_growing_close) struct store_growing growing = {.file = -1};
        if (!store_growing_open(store, key, false, &growing, err))
                return err->kind == ERR_MISSING;
        return store_delete(store, key, err);
}
