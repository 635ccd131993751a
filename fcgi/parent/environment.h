// The environment as a list of NAME=VALUE texts, NULL at its end.
#pragma once

#include "base/arena.h"
#include "base/config.h"

// The value, or NULL.
const char *
environment_get(char *const *environment, const char *name);

// A copy in which the entry NAME=VALUE stands in place of those of the same name.
char **
environment_with(char *const *environment, const char *entry, struct arena *arena);

// What the programs get: our settings, PATH, HOME, LANG and TZ, and nothing else. DATA_DIR and the
// settings file are absolute paths.
char **
environment_for_programs(char *const *environment, const struct config *config,
                         struct arena *arena);
