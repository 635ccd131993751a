// Lists of texts: in JSON and out.
#pragma once

#include <stddef.h>

struct arena;
struct json_object;
struct json_writer;

void
texts_write(struct json_writer *json, const char *const *texts, size_t count);

// Members that are no texts are passed over. Copies into the arena.
void
texts_from_json(const struct json_object *list, struct arena *arena, const char *const **texts_out,
                size_t *count_out);

// A list of names such as "openai, builtin" and those of another one that do not stand in it yet;
// NULL is none of either.
const char *
texts_named_once(const char *names, const char *more, struct arena *arena);
