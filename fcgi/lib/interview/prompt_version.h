// A version of what a language model is asked for one function: templates and settings, as data.
// The format stands in sql/seed/README.md.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"

enum prompt_function { PROMPT_INTERVIEWER, PROMPT_EVALUATOR, PROMPT_FUNCTION_COUNT };

// As they stand in SQL, JSON and on the command line.
extern const char *const PROMPT_FUNCTION_NAMES[PROMPT_FUNCTION_COUNT];

struct prompt_version {
        enum prompt_function function;
        int version; // 0 where it was not stored yet
        const char *system;
        const char *user;
        double temperature;
        int max_tokens;
        const char *models[PROVIDER_COUNT]; // in place of the settings' one; NULL: that one
        const char *note;                   // why there is this version; ""
};

struct json_object;
struct json_writer;

// Reads one, strictly, into the arena. ERR_INPUT with the field for unknown members, bad values, a
// placeholder that the function does not have or that may not stand there ("system" has nothing of
// strangers), and a required one that is missing.
MUST_CHECK bool
prompt_version_read(const struct json_object *node, struct arena *arena,
                    struct prompt_version *version_out, struct err *err);

// The same of JSON text: of a file, or of a stored body, which names no function and no note.
MUST_CHECK bool
prompt_version_parse(const char *json, size_t length, struct arena *arena,
                     struct prompt_version *version_out, struct err *err);
MUST_CHECK bool
prompt_body_parse(enum prompt_function function, int version, const char *json, struct arena *arena,
                  struct prompt_version *version_out, struct err *err);

// Reads `prompts.json`: {"prompts": [...]}, one for each function, indexed by it.
MUST_CHECK bool
prompt_defaults_read(const char *json, size_t length, struct arena *arena,
                     struct prompt_version versions_out[PROMPT_FUNCTION_COUNT], struct err *err);

// The body as it is stored: system, user, temperature, max_tokens, models.
void
prompt_body_write(struct json_writer *json, const struct prompt_version *version);

// "evaluator:3".
const char *
prompt_version_id(const struct prompt_version *version, struct arena *arena);

// Reads "evaluator:3". False for anything else.
bool
prompt_version_from_id(const char *id, enum prompt_function *function_out, int *version_out);

// What stands for a placeholder: borrowed.
struct prompt_value {
        const char *name;
        const char *text; // NULL or "": nothing
};

// The template with its placeholders filled. What is filled in is not read for placeholders. A line
// that has nothing but a placeholder without a text is left out.
void
prompt_fill(struct buf *buf, const char *template, const struct prompt_value *values, size_t count);
