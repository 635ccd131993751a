// Reading a file that somebody named on the command line.
#pragma once

#include "base/buf.h"
#include "base/err.h"

// Up to the buffer's limit; longer is ERR_INPUT. ERR_MISSING where it cannot be read.
MUST_CHECK bool
file_read(const char *path, struct buf *buf, struct err *err);
