// The seed files of the repository, for the tests of the interview room.
#pragma once

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "interview/bank.h"
#include "interview/prompt_version.h"

struct seeds {
        struct question *bank;
        size_t bank_count;
        struct rubric rubrics[INTERVIEW_TYPE_COUNT];
        struct prompt_version prompts[PROMPT_FUNCTION_COUNT];
};

// A file of sql/seed, from wherever in the repository the test is started.
static inline char *
seed_file(const char *name, struct arena *arena, size_t *length_out)
{
        static const char *const ROOTS[] = {"sql/seed", "../sql/seed", "../../sql/seed",
                                            "../../../sql/seed"};
        FILE *file = NULL;
        for (size_t i = 0; i < COUNT_OF(ROOTS) && file == NULL; i++)
                file = fopen(arena_print(arena, "%s/%s", ROOTS[i], name), "rb");
        assert(file != NULL);
        size_t room = 4 * 1024 * 1024;
        char *bytes = arena_alloc(arena, room, 1);
        *length_out = fread(bytes, 1, room - 1, file);
        fclose(file);
        return bytes;
}

static inline struct seeds
seeds_read(struct arena *arena)
{
        struct seeds seeds = {0};
        struct err err = {0};
        size_t length = 0;
        const char *json = seed_file("questions.en.json", arena, &length);
        if (!bank_read(json, length, arena, &seeds.bank, &seeds.bank_count, &err)) {
                fprintf(stderr, "%s: %s\n", err.field, err.message);
                abort();
        }
        json = seed_file("rubrics.json", arena, &length);
        if (!rubric_defaults_read(json, length, arena, seeds.rubrics, &err)) {
                fprintf(stderr, "%s: %s\n", err.field, err.message);
                abort();
        }
        json = seed_file("prompts.json", arena, &length);
        if (!prompt_defaults_read(json, length, arena, seeds.prompts, &err)) {
                fprintf(stderr, "%s: %s\n", err.field, err.message);
                abort();
        }
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++)
                seeds.prompts[i].version = 1;
        return seeds;
}
