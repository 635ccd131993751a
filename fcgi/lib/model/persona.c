#include "model/persona.h"

#include <string.h>

#include "base/own.h"

const struct persona PERSONAS[] = {
        {"friendly", "Robin", "warm and encouraging, in short plain sentences", "slt"},
        {"professional", "Morgan", "calm and businesslike, to the point", "rms"},
        {"curious", "Sasha", "curious about how things work, asks for details kindly", "slt"},
        {"direct", "Kim", "brief and direct, always polite", "rms"},
};
const size_t PERSONA_COUNT = COUNT_OF(PERSONAS);

const struct persona *
persona_find(const char *id)
{
        for (size_t i = 0; i < COUNT_OF(PERSONAS); i++) {
                if (strcmp(PERSONAS[i].id, id) == 0)
                        return &PERSONAS[i];
        }
        return &PERSONAS[0];
}

bool
persona_exists(const char *id)
{
        return strcmp(persona_find(id)->id, id) == 0;
}
