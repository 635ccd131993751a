// Marks that every room uses: who closes what, and which results must be looked at.
#pragma once

// A variable declared with OWN(closer) is closed when its scope ends, however it ends. The closer
// gets the variable's address and accepts empty and half-made objects.
#define OWN(closer) __attribute__((cleanup(closer)))

// The result of a function so marked must be used.
#define MUST_CHECK __attribute__((warn_unused_result))

// The format string and its arguments are checked by the compiler.
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
