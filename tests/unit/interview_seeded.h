// The seed files, read once for all tests of a program: included last.
#pragma once

#include "interview_seed.h"

static struct arena arena;
static struct seeds seeds;

static int
read_seeds(void **state)
{
        (void)state;
        seeds = seeds_read(&arena);
        return 0;
}

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}
