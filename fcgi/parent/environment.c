#include "environment.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

// Where a start by cron or systemd gives none.
static const char PATH_OTHERWISE[] = "PATH=/usr/local/bin:/usr/bin:/bin";

static const char *const PASSED[] = {"PATH", "HOME", "LANG", "TZ"};

static size_t
name_length(const char *entry)
{
        return strcspn(entry, "=");
}

static bool
has_name(const char *entry, const char *name, size_t length)
{
        return name_length(entry) == length && memcmp(entry, name, length) == 0;
}

const char *
environment_get(char *const *environment, const char *name)
{
        for (size_t i = 0; environment[i] != NULL; i++) {
                if (has_name(environment[i], name, strlen(name)) &&
                    environment[i][strlen(name)] == '=')
                        return environment[i] + strlen(name) + 1;
        }
        return NULL;
}

char **
environment_with(char *const *environment, const char *entry, struct arena *arena)
{
        size_t count = 0;
        size_t kept = 0;
        while (environment[count] != NULL)
                count++;
        char **list = arena_alloc(arena, count + 2, sizeof *list);
        for (size_t i = 0; i < count; i++) {
                if (!has_name(environment[i], entry, name_length(entry)))
                        list[kept++] = environment[i];
        }
        list[kept] = arena_text(arena, entry);
        return list;
}

static bool
is_passed(const char *entry)
{
        for (size_t i = 0; i < COUNT_OF(PASSED); i++) {
                if (has_name(entry, PASSED[i], strlen(PASSED[i])))
                        return true;
        }
        return config_is_setting(entry, name_length(entry));
}

char **
environment_for_programs(char *const *environment, const struct config *config, struct arena *arena)
{
        size_t count = 0;
        size_t kept = 0;
        const char *file = environment_get(environment, "EARSHOT_CONFIG");
        char *full = file == NULL ? NULL : realpath(file, NULL);
        while (environment[count] != NULL)
                count++;
        char **list = arena_alloc(arena, count + 1, sizeof *list);
        for (size_t i = 0; i < count; i++) {
                if (is_passed(environment[i]))
                        list[kept++] = environment[i];
        }
        if (environment_get(list, "PATH") == NULL)
                list = environment_with(list, PATH_OTHERWISE, arena);
        if (full != NULL)
                list = environment_with(list, arena_print(arena, "EARSHOT_CONFIG=%s", full), arena);
        free(full);
        return environment_with(list, arena_print(arena, "DATA_DIR=%s", config->data_dir), arena);
}
