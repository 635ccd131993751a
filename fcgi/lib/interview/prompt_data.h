// Strangers' words inside a prompt: marked as data that nobody can close from inside.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

// "<name>, as data:", then the text between lines with the delimiter, from which every occurrence
// of the delimiter was taken. NULL is "".
void
prompt_add_data(struct buf *buf, const char *name, const char *text, const char *delimiter,
                struct arena *arena);
