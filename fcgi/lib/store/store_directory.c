#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "base/uuid.h"
#include "store/directory.h"

bool
store_put_open(const struct store *store, uint64_t limit_bytes, struct store_put *put_out,
               struct err *err)
{
        struct store_put put = {.store = store, .file = -1, .limit_bytes = limit_bytes};
        int length = snprintf(put.temp_path, sizeof put.temp_path, "%s/tmp/%s", store->dir,
                              uuid_to_text(uuid_new()).text);
        if (length < 0 || (size_t)length >= sizeof put.temp_path)
                return FAIL(err, ERR_BROKEN, "The path of the media store is too long.");
        if (!directory_make_parents(put.temp_path, strlen(store->dir), err))
                return false;
        put.file = open(put.temp_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (put.file < 0)
                return directory_fail("open", put.temp_path, err);
        put.sha = sha256_open();
        *put_out = put;
        return true;
}

bool
store_put_add(struct store_put *put, const void *bytes, size_t length, struct err *err)
{
        const char *place = bytes;
        if (length > put->limit_bytes - put->size_bytes) {
                char sentence[96];
                snprintf(sentence, sizeof sentence, "The file is larger than %llu MB.",
                         (unsigned long long)(put->limit_bytes >> 20));
                return FAIL(err, ERR_TOO_LARGE, sentence);
        }
        sha256_add(&put->sha, bytes, length);
        put->size_bytes += length;
        while (length > 0) {
                ssize_t written = write(put->file, place, length);
                if (written < 0 && errno == EINTR)
                        continue;
                if (written < 0)
                        return directory_fail("write", put->temp_path, err);
                place += written;
                length -= (size_t)written;
        }
        return true;
}

bool
store_put_finish(struct store_put *put, const char *key, struct digest *digest_out, struct err *err)
{
        char path[PATH_LONGEST];
        if (!directory_path(put->store, key, path, sizeof path, err) ||
            !directory_make_parents(path, strlen(put->store->dir) + 1, err))
                return false;
        if (fsync(put->file) != 0)
                return directory_fail("fsync", put->temp_path, err);
        if (rename(put->temp_path, path) != 0)
                return directory_fail("rename", path, err);
        put->temp_path[0] = '\0';
        if (!directory_sync_of(path, err))
                return false;
        // A directory made for this key is itself an entry that must last.
        char *slash = strrchr(path, '/');
        *slash = '\0';
        if (strlen(path) > strlen(put->store->dir) && !directory_sync_of(path, err))
                return false;
        if (digest_out != NULL)
                *digest_out = sha256_close(&put->sha);
        return true;
}

void
store_put_close(struct store_put *put)
{
        if (put->file >= 0) {
                close(put->file);
                if (put->temp_path[0] != '\0')
                        unlink(put->temp_path);
        }
        *put = (struct store_put){.file = -1};
}

bool
store_put(const struct store *store, const char *key, const void *bytes, size_t length,
          struct digest *digest_out, struct err *err)
{
        OWN(store_put_close) struct store_put put = {.file = -1};
        return store_put_open(store, length, &put, err) &&
               store_put_add(&put, bytes, length, err) &&
               store_put_finish(&put, key, digest_out, err);
}

bool
store_open(const struct store *store, const char *key, int *file_out, uint64_t *size_bytes_out,
           struct err *err)
{
        char path[PATH_LONGEST];
        struct stat facts;
        if (!directory_path(store, key, path, sizeof path, err))
                return false;
        int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (file < 0 && errno == ENOENT)
                return FAIL_DETAIL(err, ERR_MISSING, "This file does not exist any more.", "%s",
                                   key);
        if (file < 0 || fstat(file, &facts) != 0) {
                directory_fail("open", path, err);
                store_file_close(&file);
                return false;
        }
        *file_out = file;
        *size_bytes_out = (uint64_t)facts.st_size;
        return true;
}

bool
store_read(const struct store *store, const char *key, size_t limit, struct arena *arena,
           const char **bytes_out, size_t *length_out, struct err *err)
{
        OWN(store_file_close) int file = -1;
        uint64_t size = 0;
        size_t length = 0;
        if (!store_open(store, key, &file, &size, err))
                return false;
        if (size > limit)
                return FAIL(err, ERR_TOO_LARGE, "A stored file is larger than it may be.");
        char *bytes = arena_alloc(arena, size + 1, 1);
        while (length < size) {
                ssize_t got = read(file, bytes + length, size - length);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got < 0)
                        return directory_fail("read", key, err);
                if (got == 0)
                        break;
                length += (size_t)got;
        }
        *bytes_out = bytes;
        *length_out = length;
        return true;
}

bool
store_delete(const struct store *store, const char *key, struct err *err)
{
        char path[PATH_LONGEST];
        if (!directory_path(store, key, path, sizeof path, err))
                return false;
        if (unlink(path) != 0 && errno != ENOENT)
                return directory_fail("unlink", path, err);
        return true;
}

static void
directory_close(DIR **directory)
{
        if (*directory != NULL)
                closedir(*directory);
        *directory = NULL;
}

// Opens what is under the key; NULL without an error where there is nothing.
static bool
directory_open(const struct store *store, const char *key, DIR **directory_out, struct err *err)
{
        char path[PATH_LONGEST];
        if (!directory_path(store, key, path, sizeof path, err))
                return false;
        *directory_out = opendir(path);
        return *directory_out != NULL || errno == ENOENT || directory_fail("opendir", path, err);
}

bool
store_delete_under(const struct store *store, const char *under, struct err *err)
{
        OWN(directory_close) DIR *directory = NULL;
        char path[PATH_LONGEST];
        if (!directory_path(store, under, path, sizeof path, err) ||
            !directory_open(store, under, &directory, err))
                return false;
        if (directory == NULL)
                return true;
        for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
                if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                        continue;
                if (unlinkat(dirfd(directory), entry->d_name, 0) != 0 && errno != ENOENT)
                        return directory_fail("unlinkat", path, err);
        }
        return rmdir(path) == 0 || errno == ENOENT || directory_fail("rmdir", path, err);
}

bool
store_each_group(const struct store *store, const char *kind,
                 bool (*each)(const char *group, void *context, struct err *err), void *context,
                 struct err *err)
{
        OWN(directory_close) DIR *directory = NULL;
        if (!directory_open(store, kind, &directory, err))
                return false;
        for (const struct dirent *entry;
             directory != NULL && (entry = readdir(directory)) != NULL;) {
                char group[PATH_LONGEST];
                if (entry->d_name[0] == '.')
                        continue;
                snprintf(group, sizeof group, "%s/%s", kind, entry->d_name);
                if (!each(group, context, err))
                        return false;
        }
        return true;
}

bool
store_each(const struct store *store, const char *group,
           bool (*each)(const struct store_entry *entry, void *context, struct err *err),
           void *context, struct err *err)
{
        OWN(directory_close) DIR *directory = NULL;
        if (!directory_open(store, group, &directory, err))
                return false;
        for (const struct dirent *entry;
             directory != NULL && (entry = readdir(directory)) != NULL;) {
                char key[PATH_LONGEST];
                struct stat status;
                if (entry->d_name[0] == '.' ||
                    fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
                    !S_ISREG(status.st_mode))
                        continue;
                snprintf(key, sizeof key, "%s/%s", group, entry->d_name);
                struct store_entry thing = {
                        .key = key,
                        .age_seconds = (int64_t)(time(NULL) - status.st_mtime),
                };
                if (!each(&thing, context, err))
                        return false;
        }
        return true;
}

bool
store_check(const struct store *store, struct err *err)
{
        OWN(store_put_close) struct store_put put = {.file = -1};
        return store_put_open(store, 16, &put, err) && store_put_add(&put, "ready", 5, err);
}

bool
store_free(const struct store *store, uint64_t *bytes_out, struct err *err)
{
        struct statvfs facts;
        if (statvfs(store->dir, &facts) != 0)
                return directory_fail("statvfs", store->dir, err);
        *bytes_out = (uint64_t)facts.f_bavail * facts.f_frsize;
        return true;
}

void
store_file_close(int *file)
{
        if (*file >= 0)
                close(*file);
        *file = -1;
}
