// What the files of the media store's directory have in common; for this room alone.
#pragma once

#include "store/store.h"

// Longer than the store's directory and any key.
enum { PATH_LONGEST = 1024 };

// Always false: ERR_FULL or ERR_BUSY from errno.
bool
directory_fail(const char *what, const char *path, struct err *err);

// Where a key lies. ERR_BROKEN where it is no key.
MUST_CHECK bool
directory_path(const struct store *store, const char *key, char *path, size_t room,
               struct err *err);

// Makes the directories above a path that are missing, from the given place in it on.
MUST_CHECK bool
directory_make_parents(char *path, size_t from, struct err *err);

// Makes the entries of the directory that a path lies in durable.
MUST_CHECK bool
directory_sync_of(const char *path, struct err *err);
