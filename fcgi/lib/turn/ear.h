// Threads of a process that transcribe while candidates speak, and that help to transcribe what is
// left when they have spoken. They are started when they are needed, and never more than so many:
// recognisers are for those first who wait for an answer.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"

struct ear;
struct turn_room;

// What is in the room is shared by all threads and outlives the ear, but for its HTTP client: each
// thread has its own.
struct ear *
ear_new(const struct turn_room *room);

// An upload to a turn has grown to so many bytes: what of it is speech that has ended is
// transcribed in the background, as soon as a thread is free. NULL hears nothing.
void
ear_hear(struct ear *ear, struct uuid interview, int number, struct uuid upload,
         uint64_t size_bytes);

// Calls `run` for each index below `count`, in this thread and in those of the ear that have
// nothing more urgent to do, and returns when all are done. The room that is given is the thread's
// own. With NULL this thread does it all.
void
ear_share(struct ear *ear, const struct turn_room *room,
          void (*run)(const struct turn_room *room, void *context, size_t index), void *context,
          size_t count);
