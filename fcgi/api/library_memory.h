// Memory of the libraries that do not look whether they got any. They are linked from their
// archives, so that their calls of malloc(3) and its like come here (the linker's --wrap).
// - libfcgi ends the process. What it needs for a request is bounded: it is lent from a piece that
//   each thread has had since its start.
// - json-c leaves things out and says nothing. That is noted (base/memory.h), and json_read.c
// looks.
#pragma once

#include <stdbool.h>

// This thread's piece, for as long as the thread lives. Without memory the process ends.
void
library_memory_reserve(void);

// From now on what this thread cannot have is lent, or is not any more. What was lent goes back
// whenever it is freed.
void
library_memory_lend(bool may_lend);
