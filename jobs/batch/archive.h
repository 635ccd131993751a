// The ZIP archive of a batch: files that are made one after the other while it is written, so that
// never more than one is in memory. The one door to libzip among the jobs.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct archive_content {
        const void *bytes;
        size_t length;
};

struct archive_file {
        const char *name; // in the archive; unique
        bool is_packed;   // compressed already, such as a PDF: kept as it is
};

struct archive_plan {
        const struct archive_file *files; // in their order
        size_t count;
        // Gives a file's content, which must last until the next call. Called once for each file,
        // in their order.
        bool (*content)(size_t file, void *context, struct archive_content *content_out,
                        struct err *err);
        void *context;
};

// Writes the archive at `path`, Zip64 where it must be (APPNOTE 6.3). On failure there is none.
// What `content` fails with is what this fails with; ERR_FULL or ERR_BUSY where the disk fails.
MUST_CHECK bool
archive_write(const char *path, const struct archive_plan *plan, struct err *err);
