// Interviewers: a name, a way to speak, a voice. They never claim to be persons.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct persona {
        const char *id;
        const char *name;
        const char *style; // what a language model is told about its way to speak
        const char *voice; // of the embedded speech
};

extern const struct persona PERSONAS[];
extern const size_t PERSONA_COUNT;

// The first one where the id is not known. Never NULL.
const struct persona *
persona_find(const char *id);

// Whether there is such a persona.
bool
persona_exists(const char *id);
