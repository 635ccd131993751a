// JSON in: the one door to json-c. Strict (RFC 8259), UTF-8 checked, no NUL in strings, at most 16
// levels deep. Values are borrowed from their document.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct json_object; // json-c's node, never opened outside json_read.c

// Owns a parsed text. Starts as {0}.
struct json_document {
        struct json_object *root;
};

// ERR_MALFORMED with a sentence that says where it stopped.
MUST_CHECK bool
json_parse(const char *bytes, size_t length, struct json_document *document_out, struct err *err);

void
json_document_close(struct json_document *document);

bool
json_is_object(const struct json_object *node);
bool
json_is_list(const struct json_object *node);
bool
json_is_text(const struct json_object *node);
bool
json_is_number(const struct json_object *node);

// The member; NULL where the node is no object, has no such member, or holds null there.
struct json_object *
json_get(const struct json_object *node, const char *name);

// Walks through objects by a path such as "error.message".
struct json_object *
json_find(const struct json_object *node, const char *path);

// A list's length (0 for anything else) and its members (NULL outside).
size_t
json_count(const struct json_object *list);
struct json_object *
json_at(const struct json_object *list, size_t index);

// Forgiving getters, for stored rows and providers' answers: the second value where the member is
// missing or of another type. Texts are borrowed from the document.
const char *
json_text_or(const struct json_object *node, const char *name, const char *otherwise);
int64_t
json_int_or(const struct json_object *node, const char *name, int64_t otherwise);
double
json_number_or(const struct json_object *node, const char *name, double otherwise);
bool
json_bool_or(const struct json_object *node, const char *name, bool otherwise);

// The text of a list's member; NULL where it is none.
const char *
json_text_at(const struct json_object *list, size_t index);

// The number of a list's member; NAN where it is none.
double
json_number_at(const struct json_object *list, size_t index);

// The value as JSON text again, in the arena.
char *
json_to_text(const struct json_object *node, struct arena *arena);

// Calls `each` for every member of an object in its order, until it returns false. True when all
// were seen.
bool
json_each(const struct json_object *object,
          bool (*each)(const char *name, struct json_object *value, void *context), void *context);

// Strict readers for requests: each says in ERR_INPUT with the field's name what is wrong. A member
// that may be missing leaves the result as it was when it is missing or null.
struct json_text_rule {
        const char *name;
        size_t least; // code points; 0 allows ""
        size_t most;
        bool is_optional;
};

// Trimmed and copied into the arena.
MUST_CHECK bool
json_read_text(const struct json_object *object, struct json_text_rule rule, struct arena *arena,
               const char **text_out, struct err *err);

MUST_CHECK bool
json_read_int(const struct json_object *object, const char *name, int64_t least, int64_t most,
              bool is_optional, int64_t *value_out, struct err *err);

MUST_CHECK bool
json_read_bool(const struct json_object *object, const char *name, bool is_optional,
               bool *value_out, struct err *err);

// One of the names; `index_out` is its place.
MUST_CHECK bool
json_read_choice(const struct json_object *object, const char *name, const char *const *choices,
                 size_t choice_count, bool is_optional, int *index_out, struct err *err);

// A list of at most `most` members; NULL where an optional one is missing.
MUST_CHECK bool
json_read_list(const struct json_object *object, const char *name, size_t most, bool is_optional,
               struct json_object **list_out, struct err *err);

// ERR_INPUT for the first member that is not among the names.
MUST_CHECK bool
json_only(const struct json_object *object, const char *const *names, size_t name_count,
          struct err *err);
