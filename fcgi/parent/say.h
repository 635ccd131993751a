// What the parent has to tell: a sentence on the terminal, and the same as a line of JSON in
// DATA_DIR/log/earshot.log. Where standard error is the system's journal, JSON goes there alone.
#pragma once

#include <stdbool.h>

#include "base/log.h"
#include "base/own.h"

// Before it is called sentences go to the terminal alone. `log_file` is an open descriptor and
// stays the caller's; -1 for none.
void
say_open(enum log_level level, int log_file, bool is_journal);

// One sentence, as printf makes it.
void
say(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);
