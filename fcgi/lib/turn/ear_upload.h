// Listening to one recording while it is uploaded.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"

struct turn_room;

// A recording that grows, and how far this process has looked into it.
struct ear_upload {
        struct uuid id;
        struct uuid interview;
        int number;
        uint64_t looked_bytes;
        int looked_ms; // how long they sound; 0 where that is not known
};

// Whether enough of it is new for another look.
bool
ear_upload_is_due(const struct ear_upload *upload, uint64_t arrived_bytes);

// Decodes what has arrived and transcribes the speech that has ended, piece after piece, unless
// another process is at it; one that died does not count. What fails is left to the end.
void
ear_upload_look(const struct turn_room *room, struct ear_upload *upload);
