#include "pdf_maps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char TABLES_DIR[] = "/usr/share/poppler";

enum {
        // poppler-data 0.4 has 266, in two levels of directories.
        MOST_TABLES = 512,
        MOST_DEPTH = 3,
        TABLE_PATH_BYTES = 96,
        // The largest is smaller than 2 MB.
        MOST_TABLE_BYTES = 8 << 20,
};

// Open and not yet read: few documents need a table at all, none needs many.
struct table {
        char path[TABLE_PATH_BYTES];
        int fd;
        char *bytes; // once it was read
        size_t size;
};

// For the life of the process, which reads one file.
static struct table tables[MOST_TABLES];
static size_t table_count;
static bool is_loaded;

static void
open_table(int dir, const char *path, const char *name)
{
        struct table *table = &tables[table_count];
        if (table_count == MOST_TABLES)
                return;
        int length = snprintf(table->path, sizeof table->path, "%s/%s", path, name);
        if (length < 0 || (size_t)length >= sizeof table->path)
                return;
        table->fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
        if (table->fd >= 0)
                table_count++;
}

static void
open_tables(int parent, const char *path, const char *name, int depth)
{
        int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *dir = fd < 0 ? NULL : fdopendir(fd);
        if (dir == NULL)
                return;
        for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
                char inner[TABLE_PATH_BYTES];
                if (entry->d_type == DT_REG)
                        open_table(fd, path, entry->d_name);
                if (entry->d_type != DT_DIR || entry->d_name[0] == '.' || depth == MOST_DEPTH)
                        continue;
                int length = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
                if (length > 0 && (size_t)length < sizeof inner)
                        open_tables(fd, inner, entry->d_name, depth + 1);
        }
        closedir(dir);
}

void
pdf_maps_add(const char *path)
{
        struct table *table = &tables[table_count];
        if (table_count == MOST_TABLES || strlen(path) >= sizeof table->path)
                return;
        memcpy(table->path, path, strlen(path) + 1);
        table->fd = open(path, O_RDONLY | O_CLOEXEC);
        if (table->fd >= 0)
                table_count++;
}

void
pdf_maps_load(void)
{
        open_tables(AT_FDCWD, TABLES_DIR, TABLES_DIR, 1);
        is_loaded = true;
}

// The whole table in memory that is never freed: the descriptor could not be made a FILE inside.
static FILE *
read_table(struct table *table)
{
        struct stat status;
        if (table->bytes != NULL)
                return fmemopen(table->bytes, table->size, "r");
        if (fstat(table->fd, &status) != 0 || status.st_size <= 0 ||
            status.st_size > MOST_TABLE_BYTES)
                return NULL;
        size_t size = (size_t)status.st_size;
        char *bytes = malloc(size);
        if (bytes == NULL || pread(table->fd, bytes, size, 0) != (ssize_t)size)
                return NULL;
        table->bytes = bytes;
        table->size = size;
        return fmemopen(bytes, size, "r");
}

// Takes the C library's place for this program and its libraries.
FILE *
fopen(const char *restrict path, const char *restrict mode)
{
        if (!is_loaded)
                return fopen64(path, mode);
        for (size_t i = 0; i < table_count && mode[0] == 'r'; i++) {
                if (strcmp(tables[i].path, path) == 0)
                        return read_table(&tables[i]);
        }
        errno = EACCES;
        return NULL;
}
