// Identifiers: UUID version 7 (RFC 9562), which sort by the time they were made.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct uuid {
        uint8_t bytes[16];
};

// The text form: 36 characters and a NUL.
struct uuid_text {
        char text[37];
};

// A new one from the wall clock and 74 random bits.
struct uuid
uuid_new(void);

struct uuid_text
uuid_to_text(struct uuid id);

// Upper or lower case, exactly 36 characters. Any version.
bool
uuid_from_text(const char *text, struct uuid *id_out);

bool
uuid_equals(struct uuid a, struct uuid b);

bool
uuid_is_zero(struct uuid id);
