// Memory that all processes below one parent share, so that what they count is one sum and what one
// of them has learned holds for all. The parent makes it, without a name in any file system, and
// gives its programs the descriptor. It lives as long as the parent: a program that dies leaves in
// it what it has counted. A program that was started otherwise has the same for itself alone.
//
// Everything in it is an atomic number, and 0 at the start. There are no locks.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum shared_area {
        SHARED_COUNTS,   // base/metrics.h
        SHARED_GAUGES,   // base/metrics.h: one part for each slot
        SHARED_LOAD,     // base/load.h
        SHARED_BREAKERS, // net/breaker.h
        SHARED_AREA_COUNT,
};

// One a process that has opened it: 64 of earshot-api and the runners, twice over for a restart.
enum { SHARED_SLOTS = 256, SHARED_GAUGES_OF_SLOT = 128 /* bytes */ };

// In the parent: makes it. The descriptor is to be open in its programs. ERR_BROKEN.
MUST_CHECK bool
shared_make(int *file_out, struct err *err);

// In a program, in main.c, before there are threads: uses what the parent has made and takes a slot
// of it, which ends with the process, however that ends. The descriptor (-1: none) is this module's
// from then on. False where it is none, or no slot is free: the memory is this process's own then.
bool
shared_open(int file);

// An area; `size` bytes are used of it, and more than it has are our own mistake.
void *
shared_area(enum shared_area area, size_t size);

// The slot of this process, 0 to SHARED_SLOTS - 1.
int
shared_slot(void);

// Whether the slot belongs to a process that lives.
bool
shared_slot_is_taken(int slot);

// A name for this process, never 0 and never given to another one: for what is held in the memory.
uint64_t
shared_self(void);

// Whether the process of this name lives. False for 0.
bool
shared_lives(uint64_t name);
