// What goes wrong with descriptors and processes, for the files of this room.
#pragma once

#include <stdbool.h>

#include "base/err.h"

// For OWN.
void
fd_close(int *fd);

// Always false. ERR_BUSY where the problem, an errno, may pass; else ERR_BROKEN.
bool
cannot_start(const char *what, int problem, struct err *err);
