// The stages of a turn in its answer's row (base/stage_clock.h), so that people see where time
// went.
#pragma once

#include <stdint.h>

#include "base/stage_clock.h"
#include "base/uuid.h"

struct json_writer;
struct json_object;
struct turn_room;

// Adds what the thread's clock has measured to the row. What cannot be written is not missed.
void
stages_keep(const struct turn_room *room, struct uuid answer);

// The evaluation comes later, from whoever makes it.
void
stages_keep_evaluation(const struct turn_room *room, struct uuid answer, int64_t us);

// The value of "stages" as the row has it: an object with each stage in milliseconds, null where it
// was not measured.
void
stages_write(struct json_writer *json, const struct json_object *stages);
