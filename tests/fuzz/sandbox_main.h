// A sandbox program without its cage, for fuzzing: main() of the program, built as sandbox_main, is
// run once for each input, in a thread of its own that ends where the program would.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Gives the bytes to the program as its stranger's file. What it leaves behind stays: such programs
// free little, since they read one file.
void
sandbox_run(const uint8_t *bytes, size_t length);

int
sandbox_main(void);
