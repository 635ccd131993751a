#include "prompt_commands.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "db/prompt.h"
#include "file.h"
#include "interview/prompt_version.h"

// A prompt is some pages.
static const size_t FILE_LIMIT = 256 * 1024;

bool
prompts_make_sense(int count, char **arguments)
{
        static const char *const WITH_ONE[] = {"show", "add", "activate", "rollback"};
        if (count == 1)
                return text_equals(arguments[0], "list");
        for (size_t i = 0; count == 2 && i < COUNT_OF(WITH_ONE); i++) {
                if (text_equals(arguments[0], WITH_ONE[i]))
                        return true;
        }
        return false;
}

// Who sits at the terminal, also where they have become another user there; else the process's
// user.
static const char *
who_of(struct arena *arena)
{
        char login[64] = "";
        char room[1024];
        struct passwd entry = {0};
        struct passwd *found = NULL;
        if (getlogin_r(login, sizeof login) == 0 && login[0] != '\0')
                return arena_text(arena, login);
        if (getpwuid_r(getuid(), &entry, room, sizeof room, &found) == 0 && found != NULL)
                return arena_text(arena, found->pw_name);
        return arena_print(arena, "uid %u", (unsigned)getuid());
}

static bool
id_of(const char *text, enum prompt_function *function_out, int *version_out, struct err *err)
{
        return prompt_version_from_id(text, function_out, version_out) ||
               FAIL(err, ERR_INPUT,
                    "That is no version such as evaluator:2. `earshot-jobs prompts list` shows "
                    "them.");
}

static bool
list(struct db *db, struct arena *arena, struct err *err)
{
        struct prompt_row *rows = NULL;
        size_t count = 0;
        if (!prompt_list(db, arena, &rows, &count, err))
                return false;
        printf("%-16s  %-8s  %-24s  %-14s  %s\n", "version", "state", "made at", "by", "note");
        for (size_t i = 0; i < count; i++)
                printf("%-16s  %-8s  %-24s  %-14s  %s\n",
                       arena_print(arena, "%s:%d", rows[i].function, rows[i].version),
                       rows[i].state, rows[i].created_at, rows[i].created_by, rows[i].note);
        return true;
}

// The version as `add` takes it; its state and the changes go to standard error, so that the output
// can be kept as a file.
static bool
show(struct db *db, const char *id, struct arena *arena, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(FILE_LIMIT);
        OWN(json_document_close) struct json_document body = {0};
        struct json_writer json = json_writer_on(&buf);
        enum prompt_function function = PROMPT_INTERVIEWER;
        struct prompt_row row = {0};
        struct prompt_change *changes = NULL;
        size_t count = 0;
        int version = 0;
        static const char *const MEMBERS[] = {"temperature", "max_tokens", "models", "system",
                                              "user"};
        if (!id_of(id, &function, &version, err) ||
            !prompt_find(db, PROMPT_FUNCTION_NAMES[function], version, arena, &row, err) ||
            !prompt_changes(db, row.function, arena, &changes, &count, err) ||
            !json_parse(row.body, strlen(row.body), &body, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "function", row.function);
        json_put_text(&json, "note", row.note);
        for (size_t i = 0; i < COUNT_OF(MEMBERS); i++)
                json_put_raw(&json, MEMBERS[i],
                             json_to_text(json_get(body.root, MEMBERS[i]), arena));
        json_close_object(&json);
        if (!buf_check(&buf, ERR_BROKEN, "The prompt", err))
                return false;
        puts(buf_string(&buf));
        fprintf(stderr, "%s is %s.\n", id, row.state);
        for (size_t i = 0; i < count; i++) {
                const char *from =
                        changes[i].from_version == 0
                                ? ""
                                : arena_print(arena, " from %d", changes[i].from_version);
                fprintf(stderr, "%s  %s %s%s to %d\n", changes[i].at, changes[i].who,
                        changes[i].action, from, changes[i].to_version);
        }
        return true;
}

static bool
add(struct db *db, const char *path, const char *who, struct arena *arena, struct err *err)
{
        OWN(buf_close) struct buf file = buf_open(FILE_LIMIT);
        OWN(buf_close) struct buf body = buf_open(FILE_LIMIT);
        struct json_writer json = json_writer_on(&body);
        struct prompt_version version = {.version = 0};
        if (!file_read(path, &file, err) ||
            !prompt_version_parse(buf_string(&file), file.length, arena, &version, err))
                return false;
        prompt_body_write(&json, &version);
        if (!buf_check(&body, ERR_INPUT, "The prompt", err) ||
            !prompt_add(db, PROMPT_FUNCTION_NAMES[version.function], buf_string(&body),
                        version.note, who, &version.version, err))
                return false;
        printf("%s is a draft.\n", prompt_version_id(&version, arena));
        return true;
}

static void
tell_use(const char *function, int version, int from)
{
        if (from == 0)
                printf("%s:%d is in use.\n", function, version);
        else
                printf("%s:%d is in use, %s:%d no more.\n", function, version, function, from);
}

static bool
activate(struct db *db, const char *id, const char *who, struct err *err)
{
        enum prompt_function function = PROMPT_INTERVIEWER;
        int version = 0;
        int from = 0;
        if (!id_of(id, &function, &version, err) ||
            !prompt_activate(db, PROMPT_FUNCTION_NAMES[function], version, who, &from, err))
                return false;
        tell_use(PROMPT_FUNCTION_NAMES[function], version, from);
        return true;
}

static bool
roll_back(struct db *db, const char *name, const char *who, struct err *err)
{
        int from = 0;
        int to = 0;
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++) {
                if (!text_equals(name, PROMPT_FUNCTION_NAMES[i]))
                        continue;
                if (!prompt_roll_back(db, name, who, &from, &to, err))
                        return false;
                tell_use(name, to, from);
                return true;
        }
        return FAIL(err, ERR_INPUT, "That is no function: interviewer or evaluator.");
}

bool
prompts_run(struct db_pool *pool, char **arguments, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        const char *command = arguments[0];
        const char *who = who_of(&arena);
        if (!db_take(pool, &db, err))
                return false;
        return text_equals(command, "list")       ? list(db, &arena, err)
               : text_equals(command, "show")     ? show(db, arguments[1], &arena, err)
               : text_equals(command, "add")      ? add(db, arguments[1], who, &arena, err)
               : text_equals(command, "activate") ? activate(db, arguments[1], who, err)
                                                  : roll_back(db, arguments[1], who, err);
}
