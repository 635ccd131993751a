// DATA_DIR/demo.json, read and written.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct demo_file {
        bool is_there;
        const char *base_url;
        const char *hr_email;
        const char *hr_password;
        const char *token; // of the invitation, behind the '#' of its address
};

// A file that is missing or makes no sense is success without `is_there`; its texts are then "".
MUST_CHECK bool
demo_file_read(const char *path, struct arena *arena, struct demo_file *file_out, struct err *err);

// Atomically, readable by its owner alone.
MUST_CHECK bool
demo_file_write(const char *path, const struct demo_file *file, struct err *err);

// What is not there is removed already.
MUST_CHECK bool
demo_file_remove(const char *path, struct err *err);
