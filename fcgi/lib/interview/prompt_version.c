#include "interview/prompt_version.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/own.h"
#include "base/text.h"

const char *const PROMPT_FUNCTION_NAMES[] = {
        [PROMPT_INTERVIEWER] = "interviewer",
        [PROMPT_EVALUATOR] = "evaluator",
};
_Static_assert(COUNT_OF(PROMPT_FUNCTION_NAMES) == PROMPT_FUNCTION_COUNT, "each has its name");

enum {
        LINES_MOST = 200,
        LINE_POINTS_MOST = 2000,
        NAME_BYTES_MOST = 32,
        TOKENS_MOST = 32000,
        TEMPLATE_BYTES_MOST = 64 * 1024,
        VERSION_MOST = 1000000,
};

// The placeholders of each function. Only what the installation itself says may stand in "system":
// strangers' words belong between marked lines, in "user".
static const struct {
        enum prompt_function function;
        const char *name;
        bool is_required;
        bool may_be_in_system;
} PLACEHOLDERS[] = {
        {PROMPT_INTERVIEWER, "language", true, true},
        {PROMPT_INTERVIEWER, "manner", false, true},
        {PROMPT_INTERVIEWER, "guidance", false, true},
        {PROMPT_INTERVIEWER, "role", true, false},
        {PROMPT_INTERVIEWER, "passages", false, false},
        {PROMPT_INTERVIEWER, "resume", false, false},
        {PROMPT_INTERVIEWER, "conversation", true, false},
        {PROMPT_INTERVIEWER, "greeting", false, false},
        {PROMPT_INTERVIEWER, "question", true, false},
        {PROMPT_EVALUATOR, "indicators", true, false},
        {PROMPT_EVALUATOR, "question", true, false},
        {PROMPT_EVALUATOR, "passages", false, false},
        {PROMPT_EVALUATOR, "answer", true, false},
};

// The name of the placeholder that begins at `at` ("{{name}}"), and where it ends; 0 for none.
static size_t
placeholder_at(const char *at, char name[NAME_BYTES_MOST])
{
        if (at[0] != '{' || at[1] != '{')
                return 0;
        size_t length = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz_");
        if (length == 0 || length >= NAME_BYTES_MOST || at[2 + length] != '}' ||
            at[3 + length] != '}')
                return 0;
        memcpy(name, at + 2, length);
        name[length] = '\0';
        return length + 4;
}

static bool
has_placeholder(const char *text, const char *wanted)
{
        char name[NAME_BYTES_MOST];
        for (const char *at = text; (at = strstr(at, "{{")) != NULL; at++) {
                if (placeholder_at(at, name) > 0 && text_equals(name, wanted))
                        return true;
        }
        return false;
}

static int
find_placeholder(enum prompt_function function, const char *name)
{
        for (size_t i = 0; i < COUNT_OF(PLACEHOLDERS); i++) {
                if (PLACEHOLDERS[i].function == function && text_equals(PLACEHOLDERS[i].name, name))
                        return (int)i;
        }
        return -1;
}

static bool
check_part(enum prompt_function function, const char *field, const char *text, bool is_system,
           struct err *err)
{
        for (const char *at = text; (at = strstr(at, "{{")) != NULL;) {
                char name[NAME_BYTES_MOST];
                size_t length = placeholder_at(at, name);
                int known = length == 0 ? -1 : find_placeholder(function, name);
                if (known < 0)
                        return FAIL_FIELD(err, field,
                                          "\"%.40s\" is no placeholder of the %s's prompt.", at,
                                          PROMPT_FUNCTION_NAMES[function]);
                if (is_system && !PLACEHOLDERS[known].may_be_in_system)
                        return FAIL_FIELD(err, field,
                                          "{{%s}} may have strangers' words and belongs in "
                                          "\"user\".",
                                          name);
                at += length;
        }
        return true;
}

static bool
check_placeholders(const struct prompt_version *version, struct err *err)
{
        if (!check_part(version->function, "system", version->system, true, err) ||
            !check_part(version->function, "user", version->user, false, err))
                return false;
        for (size_t i = 0; i < COUNT_OF(PLACEHOLDERS); i++) {
                const char *name = PLACEHOLDERS[i].name;
                if (PLACEHOLDERS[i].function == version->function && PLACEHOLDERS[i].is_required &&
                    !has_placeholder(version->system, name) &&
                    !has_placeholder(version->user, name))
                        return FAIL_FIELD(err, PLACEHOLDERS[i].may_be_in_system ? "system" : "user",
                                          "The %s's prompt needs {{%s}}.",
                                          PROMPT_FUNCTION_NAMES[version->function], name);
        }
        return true;
}

// A list of lines as one text.
static bool
read_lines(const struct json_object *node, const char *name, struct arena *arena,
           const char **text_out, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(TEMPLATE_BYTES_MOST);
        struct json_object *lines = NULL;
        if (!json_read_list(node, name, LINES_MOST, false, &lines, err))
                return false;
        for (size_t i = 0; i < json_count(lines); i++) {
                const char *line = json_text_at(lines, i);
                if (line == NULL || text_length(line) > LINE_POINTS_MOST ||
                    strchr(line, '\n') != NULL)
                        return FAIL_FIELD(err, name,
                                          "%s must be a list of lines of at most %d characters.",
                                          name, LINE_POINTS_MOST);
                if (i > 0)
                        buf_char(&buf, '\n');
                buf_text(&buf, line);
        }
        if (!buf_check(&buf, ERR_INPUT, "The template", err))
                return false;
        if (buf.length == 0)
                return FAIL_FIELD(err, name, "%s must not be empty.", name);
        *text_out = arena_text(arena, buf_string(&buf));
        return true;
}

static bool
read_models(const struct json_object *models, struct arena *arena, struct prompt_version *version,
            struct err *err)
{
        static const enum provider KNOWN[] = {PROVIDER_OPENAI, PROVIDER_ANTHROPIC};
        const char *names[COUNT_OF(KNOWN)];
        for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
                names[i] = PROVIDER_NAMES[KNOWN[i]];
        if (!json_is_object(models))
                return FAIL_FIELD(err, "models", "models must name a model for each provider.");
        if (!json_only(models, names, COUNT_OF(names), err))
                return false;
        for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
                struct json_text_rule rule = {
                        .name = names[i], .least = 1, .most = 200, .is_optional = true};
                if (!json_read_text(models, rule, arena, &version->models[KNOWN[i]], err))
                        return false;
        }
        return true;
}

static bool
read_settings(const struct json_object *node, struct arena *arena, struct prompt_version *version,
              struct err *err)
{
        int64_t tokens = 0;
        const struct json_object *temperature = json_get(node, "temperature");
        const struct json_object *models = json_get(node, "models");
        version->temperature = json_number_or(node, "temperature", NAN);
        if (temperature == NULL || isnan(version->temperature) || version->temperature < 0 ||
            version->temperature > 2)
                return FAIL_FIELD(err, "temperature", "temperature must be a number from 0 to 2.");
        if (!json_read_int(node, "max_tokens", 1, TOKENS_MOST, false, &tokens, err))
                return false;
        version->max_tokens = (int)tokens;
        return models == NULL || read_models(models, arena, version, err);
}

static bool
read_as(const struct json_object *node, enum prompt_function function, struct arena *arena,
        struct prompt_version *version_out, struct err *err)
{
        static const char *const MEMBERS[] = {"function",   "system", "user", "temperature",
                                              "max_tokens", "models", "note"};
        static const struct json_text_rule NOTE = {
                .name = "note", .most = 500, .is_optional = true};
        struct prompt_version version = {.function = function, .note = ""};
        if (!json_only(node, MEMBERS, COUNT_OF(MEMBERS), err) ||
            !read_lines(node, "system", arena, &version.system, err) ||
            !read_lines(node, "user", arena, &version.user, err) ||
            !read_settings(node, arena, &version, err) ||
            !json_read_text(node, NOTE, arena, &version.note, err) ||
            !check_placeholders(&version, err))
                return false;
        *version_out = version;
        return true;
}

bool
prompt_version_read(const struct json_object *node, struct arena *arena,
                    struct prompt_version *version_out, struct err *err)
{
        int function = 0;
        return json_read_choice(node, "function", PROMPT_FUNCTION_NAMES, PROMPT_FUNCTION_COUNT,
                                false, &function, err) &&
               read_as(node, (enum prompt_function)function, arena, version_out, err);
}

bool
prompt_version_parse(const char *json, size_t length, struct arena *arena,
                     struct prompt_version *version_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        return json_parse(json, length, &document, err) &&
               prompt_version_read(document.root, arena, version_out, err);
}

bool
prompt_body_parse(enum prompt_function function, int version, const char *json, struct arena *arena,
                  struct prompt_version *version_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        if (!json_parse(json, strlen(json), &document, err) ||
            !read_as(document.root, function, arena, version_out, err))
                return false;
        version_out->version = version;
        return true;
}

bool
prompt_defaults_read(const char *json, size_t length, struct arena *arena,
                     struct prompt_version versions_out[PROMPT_FUNCTION_COUNT], struct err *err)
{
        static const char *const MEMBERS[] = {"prompts"};
        OWN(json_document_close) struct json_document document = {0};
        struct json_object *list = NULL;
        struct prompt_version versions[PROMPT_FUNCTION_COUNT] = {0};
        if (!json_parse(json, length, &document, err) ||
            !json_only(document.root, MEMBERS, COUNT_OF(MEMBERS), err) ||
            !json_read_list(document.root, "prompts", PROMPT_FUNCTION_COUNT, false, &list, err))
                return false;
        for (size_t i = 0; i < json_count(list); i++) {
                struct prompt_version version = {0};
                if (!prompt_version_read(json_at(list, i), arena, &version, err))
                        return false;
                if (versions[version.function].system != NULL)
                        return FAIL_FIELD(err, "prompts", "The prompt of the %s stands twice.",
                                          PROMPT_FUNCTION_NAMES[version.function]);
                versions[version.function] = version;
        }
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++) {
                if (versions[i].system == NULL)
                        return FAIL_FIELD(err, "prompts", "The prompt of the %s is missing.",
                                          PROMPT_FUNCTION_NAMES[i]);
        }
        memcpy(versions_out, versions, sizeof versions);
        return true;
}

static void
write_lines(struct json_writer *json, const char *name, const char *text)
{
        OWN(arena_done) struct arena arena = {0};
        char *rest = arena_text(&arena, text);
        json_name(json, name);
        json_open_list(json);
        for (char *line = NULL; (line = strsep(&rest, "\n")) != NULL;)
                json_add_text(json, line);
        json_close_list(json);
}

void
prompt_body_write(struct json_writer *json, const struct prompt_version *version)
{
        json_open_object(json);
        write_lines(json, "system", version->system);
        write_lines(json, "user", version->user);
        json_put_number(json, "temperature", version->temperature, 2);
        json_put_int(json, "max_tokens", version->max_tokens);
        json_name(json, "models");
        json_open_object(json);
        for (int i = 0; i < PROVIDER_COUNT; i++) {
                if (version->models[i] != NULL)
                        json_put_text(json, PROVIDER_NAMES[i], version->models[i]);
        }
        json_close_object(json);
        json_close_object(json);
}

const char *
prompt_version_id(const struct prompt_version *version, struct arena *arena)
{
        return arena_print(arena, "%s:%d", PROMPT_FUNCTION_NAMES[version->function],
                           version->version);
}

bool
prompt_version_from_id(const char *id, enum prompt_function *function_out, int *version_out)
{
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++) {
                size_t length = strlen(PROMPT_FUNCTION_NAMES[i]);
                int64_t number = 0;
                if (!text_starts(id, PROMPT_FUNCTION_NAMES[i]) || id[length] != ':' ||
                    !text_to_int(id + length + 1, 1, VERSION_MOST, &number))
                        continue;
                *function_out = (enum prompt_function)i;
                *version_out = (int)number;
                return true;
        }
        return false;
}

static const char *
value_of(const char *name, const struct prompt_value *values, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                if (text_equals(values[i].name, name) && values[i].text != NULL)
                        return values[i].text;
        }
        return "";
}

void
prompt_fill(struct buf *buf, const char *template, const struct prompt_value *values, size_t count)
{
        for (const char *at = template; *at != '\0';) {
                char name[NAME_BYTES_MOST];
                size_t length = placeholder_at(at, name);
                if (length == 0) {
                        buf_char(buf, *at++);
                        continue;
                }
                const char *text = value_of(name, values, count);
                bool is_line = (at == template || at[-1] == '\n') &&
                               (at[length] == '\n' || at[length] == '\0');
                buf_text(buf, text);
                at += length;
                if (text[0] == '\0' && is_line && *at == '\n')
                        at++;
        }
}
