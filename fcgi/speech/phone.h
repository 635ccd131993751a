// A phone that a voice has said.
#pragma once

enum { PHONE_NAME_BYTES = 16 };

// Named as the International Phonetic Alphabet has it; times from the beginning of the sound.
struct phone {
        char name[PHONE_NAME_BYTES];
        int start_ms;
        int end_ms;
};
