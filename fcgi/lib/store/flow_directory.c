// Things that are read while they are written. One that flows lies beside its place, under its name
// with an end of its own, and is moved there when it is whole: by that its readers know.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/directory.h"
#include "store/flow.h"

static const char FLOWING[] = ".flowing";

static bool
flowing_path(const char *path, char *flowing, size_t room, struct err *err)
{
        int length = snprintf(flowing, room, "%s%s", path, FLOWING);
        return (length >= 0 && (size_t)length < room) ||
               FAIL(err, ERR_BROKEN, "The path of the media store is too long.");
}

bool
store_flow_open(const struct store *store, const char *key, struct store_flow *flow_out,
                struct err *err)
{
        struct store_flow flow = {.store = store, .file = -1, .sha = sha256_open()};
        char path[PATH_LONGEST];
        if (!directory_path(store, key, flow.path, sizeof flow.path, err) ||
            !flowing_path(flow.path, path, sizeof path, err))
                return false;
        flow.file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (flow.file < 0 && errno == ENOENT) {
                if (!directory_make_parents(path, strlen(store->dir) + 1, err))
                        return false;
                flow.file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        }
        if (flow.file < 0)
                return directory_fail("open", path, err);
        *flow_out = flow;
        return true;
}

bool
store_flow_add(struct store_flow *flow, const void *bytes, size_t length, struct err *err)
{
        const char *place = bytes;
        sha256_add(&flow->sha, bytes, length);
        while (length > 0) {
                ssize_t written = write(flow->file, place, length);
                if (written < 0 && errno == EINTR)
                        continue;
                if (written < 0)
                        return directory_fail("write", flow->path, err);
                place += written;
                length -= (size_t)written;
        }
        return true;
}

bool
store_flow_finish(struct store_flow *flow, struct digest *digest_out, struct err *err)
{
        char path[PATH_LONGEST];
        if (!flowing_path(flow->path, path, sizeof path, err))
                return false;
        if (rename(path, flow->path) != 0)
                return directory_fail("rename", flow->path, err);
        close(flow->file);
        *digest_out = sha256_close(&flow->sha);
        *flow = (struct store_flow){.file = -1};
        return true;
}

void
store_flow_close(struct store_flow *flow)
{
        char path[PATH_LONGEST];
        struct err ignored;
        if (flow->file >= 0) {
                close(flow->file);
                if (flowing_path(flow->path, path, sizeof path, &ignored))
                        unlink(path);
        }
        *flow = (struct store_flow){.file = -1};
}

bool
store_twin(const struct store *store, const char *from, const char *key, struct err *err)
{
        char old_path[PATH_LONGEST];
        char path[PATH_LONGEST];
        if (!directory_path(store, from, old_path, sizeof old_path, err) ||
            !directory_path(store, key, path, sizeof path, err))
                return false;
        if (link(old_path, path) == 0)
                return true;
        if (errno == ENOENT && access(old_path, F_OK) != 0)
                return FAIL_DETAIL(err, ERR_MISSING, "This file does not exist any more.", "%s",
                                   from);
        if (errno == EEXIST && unlink(path) != 0 && errno != ENOENT)
                return directory_fail("unlink", path, err);
        return directory_make_parents(path, strlen(store->dir) + 1, err) &&
               (link(old_path, path) == 0 || directory_fail("link", path, err));
}

bool
store_follow_open(const struct store *store, const char *key, struct store_follow *follow_out,
                  struct err *err)
{
        struct store_follow follow = {.store = store, .file = -1};
        char path[PATH_LONGEST];
        if (!directory_path(store, key, follow.path, sizeof follow.path, err) ||
            !flowing_path(follow.path, path, sizeof path, err))
                return false;
        follow.file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (follow.file < 0 && errno == ENOENT) {
                follow.file = open(follow.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
                follow.is_whole = true;
        }
        if (follow.file < 0 && errno == ENOENT)
                return FAIL_DETAIL(err, ERR_MISSING, "This file does not exist any more.", "%s",
                                   key);
        if (follow.file < 0)
                return directory_fail("open", follow.path, err);
        *follow_out = follow;
        return true;
}

// Whether the file stands at its place now, or has no place any more.
static bool
look(const struct store_follow *follow, bool *is_whole_out, bool *is_gone_out, struct err *err)
{
        struct stat own;
        struct stat there;
        if (fstat(follow->file, &own) != 0)
                return directory_fail("stat", follow->path, err);
        *is_gone_out = own.st_nlink == 0;
        *is_whole_out = stat(follow->path, &there) == 0 && there.st_ino == own.st_ino &&
                        there.st_dev == own.st_dev;
        return true;
}

bool
store_follow_read(struct store_follow *follow, char *bytes, size_t room, size_t *length_out,
                  bool *is_over_out, struct err *err)
{
        bool was_whole = follow->is_whole;
        bool is_gone = false;
        // Asked before reading: what is whole by then has all of its bytes.
        if (!was_whole && !look(follow, &follow->is_whole, &is_gone, err))
                return false;
        ssize_t got = read(follow->file, bytes, room);
        if (got < 0 && errno != EINTR)
                return directory_fail("read", follow->path, err);
        *length_out = got < 0 ? 0 : (size_t)got;
        *is_over_out = got == 0 && (follow->is_whole || is_gone);
        return true;
}

void
store_follow_close(struct store_follow *follow)
{
        store_file_close(&follow->file);
}
