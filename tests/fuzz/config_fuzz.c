// Fuzz target for the settings: lines of an environment, a line "--", and the text of a settings
// file.
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/config.h"
#include "base/text.h"
#include "fuzz.h"

enum { MOST_LINES = 40, PATH_BYTES = 64 };

static void
check(const struct config *config)
{
        assert(config->port >= 1 && config->port <= 65535);
        assert(config->api_processes >= 1 && config->api_threads >= 1 && config->db_pool >= 1);
        assert(config->speech_processes >= 1 && config->rate_limit_per_minute >= 0);
        assert(config->data_dir[0] == '/' && config->llm.count >= 1 && config->tts.count >= 1);
        assert(config->public_url[0] == '\0' ||
               config->public_url[strlen(config->public_url) - 1] != '/');
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        struct arena arena = {0};
        struct config config = {0};
        struct err err = {0};
        char *environment[MOST_LINES + 2] = {NULL};
        char path[PATH_BYTES];
        int count = 0;
        while (length > 0 && count < MOST_LINES) {
                const char *line = fuzz_piece(&arena, '\n', &bytes, &length);
                if (strcmp(line, "--") == 0)
                        break;
                // No file but ours is opened.
                if (strncmp(line, "EARSHOT_CONFIG", 14) != 0)
                        environment[count++] = (char *)(uintptr_t)line;
        }
        int file = memfd_create("settings", MFD_CLOEXEC);
        assert(file >= 0 && write(file, bytes, length) == (ssize_t)length);
        snprintf(path, sizeof path, "EARSHOT_CONFIG=/proc/self/fd/%d", file);
        environment[count] = path;
        if (config_load(environment, &arena, &config, &err))
                check(&config);
        else
                assert(err.message[0] != '\0' && text_is_utf8(err.message, strlen(err.message)));
        close(file);
        arena_done(&arena);
        return 0;
}
