#include "store/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char FULL[] = "The server's disk is full. Your data was not taken; try again later.";
static const char UNABLE[] = "The media store cannot be used now. Nothing was taken; try again.";

bool
directory_fail(const char *what, const char *path, struct err *err)
{
        if (errno == ENOSPC || errno == EDQUOT)
                return FAIL_DETAIL(err, ERR_FULL, FULL, "%s %s: %s", what, path, strerror(errno));
        return FAIL_DETAIL(err, ERR_BUSY, UNABLE, "%s %s: %s", what, path, strerror(errno));
}

static bool
is_key(const char *key)
{
        static const char ALLOWED[] =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
        return key[0] != '\0' && key[0] != '/' && strspn(key, ALLOWED) == strlen(key) &&
               strstr(key, "..") == NULL && strlen(key) < 200;
}

bool
directory_path(const struct store *store, const char *key, char *path, size_t room, struct err *err)
{
        int length = snprintf(path, room, "%s/%s", store->dir, key);
        if (!is_key(key) || length < 0 || (size_t)length >= room)
                return FAIL_DETAIL(err, ERR_BROKEN, "Something went wrong on the server.",
                                   "bad media key %.200s", key);
        return true;
}

bool
directory_make_parents(char *path, size_t from, struct err *err)
{
        for (char *slash = strchr(path + from, '/'); slash != NULL;
             slash = strchr(slash + 1, '/')) {
                *slash = '\0';
                bool is_made = mkdir(path, 0700) == 0;
                bool is_there = is_made || errno == EEXIST;
                if (!is_there)
                        directory_fail("mkdir", path, err);
                *slash = '/';
                if (!is_there)
                        return false;
        }
        return true;
}

bool
directory_sync_of(const char *path, struct err *err)
{
        char directory[PATH_LONGEST];
        snprintf(directory, sizeof directory, "%s", path);
        char *slash = strrchr(directory, '/');
        *slash = '\0';
        OWN(store_file_close) int file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (file < 0 || fsync(file) != 0)
                return directory_fail("fsync", directory, err);
        return true;
}
