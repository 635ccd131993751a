// Gives the files of a directory, or those that are named, to the fuzz target that it is linked
// with, and says as the unit tests do how many were survived.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { MOST_BYTES = 4 << 20, PATH_BYTES = 1024 };

static int replayed;

static void
replay(const char *path)
{
        FILE *file = fopen(path, "rb");
        uint8_t *bytes = malloc(MOST_BYTES);
        if (file == NULL || bytes == NULL) {
                perror(path);
                exit(1);
        }
        size_t length = fread(bytes, 1, MOST_BYTES, file);
        fclose(file);
        // A copy of exactly that length, so that reading beyond it is seen.
        uint8_t *exact = realloc(bytes, length == 0 ? 1 : length);
        // What is not survived is the last one named.
        printf("%s\n", path);
        fflush(stdout);
        LLVMFuzzerTestOneInput(exact, length);
        free(exact);
        replayed++;
}

static void
replay_directory(const char *directory)
{
        struct dirent **entries = NULL;
        int count = scandir(directory, &entries, NULL, alphasort);
        for (int i = 0; i < count; i++) {
                char path[PATH_BYTES];
                if (entries[i]->d_name[0] != '.') {
                        snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
                        replay(path);
                }
                free(entries[i]);
        }
        free(entries);
}

int
main(int count, char **arguments)
{
        for (int i = 1; i < count; i++) {
                struct stat facts;
                if (stat(arguments[i], &facts) == 0 && S_ISDIR(facts.st_mode))
                        replay_directory(arguments[i]);
                else
                        replay(arguments[i]);
        }
        printf("%d passed, 0 failed\n", replayed);
        return replayed > 0 ? 0 : 1;
}
