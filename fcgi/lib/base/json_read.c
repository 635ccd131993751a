#include "base/json_read.h"

#include <json-c/json.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

// Deeper than anything that is sent here on purpose.
enum { DEEPEST = 16 };

static void
tokener_close(struct json_tokener **tokener)
{
        if (*tokener != NULL)
                json_tokener_free(*tokener);
}

static bool
has_nul(struct json_object *node)
{
        if (json_object_is_type(node, json_type_string))
                return strlen(json_object_get_string(node)) !=
                       (size_t)json_object_get_string_len(node);
        if (json_object_is_type(node, json_type_array)) {
                for (size_t i = 0; i < json_object_array_length(node); i++) {
                        if (has_nul(json_object_array_get_idx(node, i)))
                                return true;
                }
        }
        if (json_object_is_type(node, json_type_object)) {
                json_object_object_foreach(node, name, value)
                {
                        (void)name;
                        if (has_nul(value))
                                return true;
                }
        }
        return false;
}

// json-c takes bare control characters in texts, and NaN and Infinity, which RFC 8259 does not
// have. The place of the first such byte; `length` where there is none.
static size_t
find_no_json(const char *bytes, size_t length)
{
        bool is_in_text = false;
        for (size_t i = 0; i < length; i++) {
                if (is_in_text && (unsigned char)bytes[i] < ' ')
                        return i;
                if (!is_in_text && (bytes[i] == 'N' || bytes[i] == 'I'))
                        return i;
                if (is_in_text && bytes[i] == '\\')
                        i++;
                else if (bytes[i] == '"')
                        is_in_text = !is_in_text;
        }
        return length;
}

bool
json_parse(const char *bytes, size_t length, struct json_document *document_out, struct err *err)
{
        OWN(tokener_close) struct json_tokener *tokener = json_tokener_new_ex(DEEPEST);
        if (tokener == NULL)
                memory_none(0);
        if (length == 0)
                return FAIL(err, ERR_MALFORMED, "The body is empty; JSON is expected.");
        if (length > INT_MAX || !text_is_utf8(bytes, length))
                return FAIL(err, ERR_MALFORMED, "The body is not valid UTF-8.");
        size_t wrong = find_no_json(bytes, length);
        if (wrong < length) {
                char sentence[96];
                snprintf(
                        sentence, sizeof sentence,
                        "The JSON cannot be read: a character that JSON does not have at byte %zu.",
                        wrong);
                return FAIL(err, ERR_MALFORMED, sentence);
        }
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        memory_forget();
        struct json_object *root = json_tokener_parse_ex(tokener, bytes, (int)length);
        enum json_tokener_error problem = json_tokener_get_error(tokener);
        // A number at the top ends only when something follows it.
        if (problem == json_tokener_continue) {
                root = json_tokener_parse_ex(tokener, "", 1);
                problem = json_tokener_get_error(tokener);
        } else if (problem == json_tokener_success &&
                   json_tokener_get_parse_end(tokener) != length) {
                for (size_t i = json_tokener_get_parse_end(tokener); i < length; i++) {
                        if (strchr(" \t\r\n", bytes[i]) == NULL)
                                problem = json_tokener_error_parse_unexpected;
                }
        }
        // Where json-c has no memory it leaves members and pieces of texts out, and says nothing.
        if (memory_is_noted()) {
                json_object_put(root);
                memory_none(length);
        }
        if (problem != json_tokener_success) {
                char sentence[160];
                snprintf(sentence, sizeof sentence, "The JSON cannot be read: %s at byte %zu.",
                         problem == json_tokener_continue ? "it ends too early"
                                                          : json_tokener_error_desc(problem),
                         json_tokener_get_parse_end(tokener));
                json_object_put(root);
                return FAIL(err, ERR_MALFORMED, sentence);
        }
        if (has_nul(root)) {
                json_object_put(root);
                return FAIL(err, ERR_MALFORMED, "The JSON has a NUL character in a string.");
        }
        document_out->root = root;
        return true;
}

void
json_document_close(struct json_document *document)
{
        json_object_put(document->root);
        document->root = NULL;
}

bool
json_is_object(const struct json_object *node)
{
        return json_object_is_type(node, json_type_object);
}

bool
json_is_list(const struct json_object *node)
{
        return json_object_is_type(node, json_type_array);
}

bool
json_is_text(const struct json_object *node)
{
        return json_object_is_type(node, json_type_string);
}

bool
json_is_number(const struct json_object *node)
{
        return json_object_is_type(node, json_type_int) ||
               json_object_is_type(node, json_type_double);
}

struct json_object *
json_get(const struct json_object *node, const char *name)
{
        struct json_object *value = NULL;
        if (!json_is_object(node))
                return NULL;
        return json_object_object_get_ex(node, name, &value) ? value : NULL;
}

struct json_object *
json_find(const struct json_object *node, const char *path)
{
        char name[64];
        struct json_object *found = NULL;
        while (*path != '\0') {
                size_t length = strcspn(path, ".");
                if (length >= sizeof name)
                        return NULL;
                memcpy(name, path, length);
                name[length] = '\0';
                found = json_get(node, name);
                node = found;
                path += length + (path[length] == '.' ? 1 : 0);
        }
        return found;
}

size_t
json_count(const struct json_object *list)
{
        return json_is_list(list) ? json_object_array_length(list) : 0;
}

struct json_object *
json_at(const struct json_object *list, size_t index)
{
        return index < json_count(list) ? json_object_array_get_idx(list, index) : NULL;
}

const char *
json_text_or(const struct json_object *node, const char *name, const char *otherwise)
{
        struct json_object *value = json_get(node, name);
        return json_is_text(value) ? json_object_get_string(value) : otherwise;
}

int64_t
json_int_or(const struct json_object *node, const char *name, int64_t otherwise)
{
        struct json_object *value = json_get(node, name);
        return json_is_number(value) ? json_object_get_int64(value) : otherwise;
}

double
json_number_or(const struct json_object *node, const char *name, double otherwise)
{
        struct json_object *value = json_get(node, name);
        return json_is_number(value) ? json_object_get_double(value) : otherwise;
}

bool
json_bool_or(const struct json_object *node, const char *name, bool otherwise)
{
        struct json_object *value = json_get(node, name);
        return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value)
                                                             : otherwise;
}

const char *
json_text_at(const struct json_object *list, size_t index)
{
        struct json_object *value = json_at(list, index);
        return json_is_text(value) ? json_object_get_string(value) : NULL;
}

double
json_number_at(const struct json_object *list, size_t index)
{
        const struct json_object *node = json_at(list, index);
        return json_is_number(node) ? json_object_get_double(node) : NAN;
}

char *
json_to_text(const struct json_object *node, struct arena *arena)
{
        // json-c keeps the text it made inside the node; the node's meaning does not change.
        struct json_object *writable = (struct json_object *)(uintptr_t)node;
        memory_forget();
        const char *text = json_object_to_json_string_ext(
                writable, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
        if (text == NULL || memory_is_noted())
                memory_none(0);
        return arena_text(arena, text);
}

bool
json_each(const struct json_object *object,
          bool (*each)(const char *name, struct json_object *value, void *context), void *context)
{
        if (!json_is_object(object))
                return true;
        json_object_object_foreach(object, name, value)
        {
                if (!each(name, value, context))
                        return false;
        }
        return true;
}

static bool
need_member(const struct json_object *object, const char *name, bool is_optional,
            struct json_object **value_out, struct err *err)
{
        *value_out = json_get(object, name);
        if (*value_out == NULL && !is_optional)
                return FAIL_FIELD(err, name, "\"%s\" is missing.", name);
        return true;
}

bool
json_read_text(const struct json_object *object, struct json_text_rule rule, struct arena *arena,
               const char **text_out, struct err *err)
{
        struct json_object *value = NULL;
        if (!need_member(object, rule.name, rule.is_optional, &value, err))
                return false;
        if (value == NULL)
                return true;
        if (!json_is_text(value))
                return FAIL_FIELD(err, rule.name, "\"%s\" must be a text.", rule.name);
        const char *text = text_trim(arena, json_object_get_string(value));
        size_t length = text_length(text);
        if (length == 0 && rule.least > 0)
                return FAIL_FIELD(err, rule.name, "\"%s\" must not be empty.", rule.name);
        if (length < rule.least)
                return FAIL_FIELD(err, rule.name, "\"%s\" needs at least %zu characters.",
                                  rule.name, rule.least);
        if (length > rule.most)
                return FAIL_FIELD(err, rule.name, "\"%s\" may have at most %zu characters.",
                                  rule.name, rule.most);
        *text_out = text;
        return true;
}

bool
json_read_int(const struct json_object *object, const char *name, int64_t least, int64_t most,
              bool is_optional, int64_t *value_out, struct err *err)
{
        struct json_object *value = NULL;
        if (!need_member(object, name, is_optional, &value, err))
                return false;
        if (value == NULL)
                return true;
        if (!json_object_is_type(value, json_type_int))
                return FAIL_FIELD(err, name, "\"%s\" must be a whole number.", name);
        int64_t number = json_object_get_int64(value);
        if (number < least || number > most)
                return FAIL_FIELD(err, name, "\"%s\" must be between %lld and %lld.", name,
                                  (long long)least, (long long)most);
        *value_out = number;
        return true;
}

bool
json_read_bool(const struct json_object *object, const char *name, bool is_optional,
               bool *value_out, struct err *err)
{
        struct json_object *value = NULL;
        if (!need_member(object, name, is_optional, &value, err))
                return false;
        if (value == NULL)
                return true;
        if (!json_object_is_type(value, json_type_boolean))
                return FAIL_FIELD(err, name, "\"%s\" must be true or false.", name);
        *value_out = json_object_get_boolean(value);
        return true;
}

bool
json_read_choice(const struct json_object *object, const char *name, const char *const *choices,
                 size_t choice_count, bool is_optional, int *index_out, struct err *err)
{
        struct json_object *value = NULL;
        char list[160] = "";
        size_t used = 0;
        if (!need_member(object, name, is_optional, &value, err))
                return false;
        if (value == NULL)
                return true;
        for (size_t i = 0; i < choice_count; i++) {
                if (json_is_text(value) && strcmp(json_object_get_string(value), choices[i]) == 0) {
                        *index_out = (int)i;
                        return true;
                }
                int more = snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : ", ",
                                    choices[i]);
                if (more > 0 && used + (size_t)more < sizeof list)
                        used += (size_t)more;
        }
        return FAIL_FIELD(err, name, "\"%s\" must be one of: %s.", name, list);
}

bool
json_read_list(const struct json_object *object, const char *name, size_t most, bool is_optional,
               struct json_object **list_out, struct err *err)
{
        struct json_object *value = NULL;
        if (!need_member(object, name, is_optional, &value, err))
                return false;
        if (value != NULL && !json_is_list(value))
                return FAIL_FIELD(err, name, "\"%s\" must be a list.", name);
        if (json_count(value) > most)
                return FAIL_FIELD(err, name, "\"%s\" may have at most %zu entries.", name, most);
        *list_out = value;
        return true;
}

bool
json_only(const struct json_object *object, const char *const *names, size_t name_count,
          struct err *err)
{
        if (!json_is_object(object))
                return FAIL(err, ERR_INPUT, "The body must be a JSON object.");
        json_object_object_foreach(object, name, value)
        {
                bool is_known = false;
                (void)value;
                for (size_t i = 0; i < name_count; i++)
                        is_known = is_known || strcmp(name, names[i]) == 0;
                if (!is_known)
                        return FAIL_FIELD(err, name, "\"%.60s\" is not a field of this request.",
                                          name);
        }
        return true;
}
