#include "migrate_command.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/log.h"
#include "db/db.h"
#include "db/migrate.h"
#include "db/prompt.h"
#include "db/setup.h"
#include "file.h"
#include "interview/bank.h"
#include "interview/prompt_version.h"

// A bank of a thousand questions is a tenth of it.
static const size_t SEED_LIMIT = 8 * 1024 * 1024;

// Puts the file's name in front of what is wrong in it.
static bool
fail_in(const char *path, struct err *err)
{
        const char *name = strrchr(path, '/');
        char message[sizeof err->message];
        snprintf(message, sizeof message, "sql/seed%s: %s%s%.140s", name, err->field,
                 err->field[0] == '\0' ? "" : ": ", err->message);
        memcpy(err->message, message, sizeof message);
        return false;
}

// seed/questions.<language>.json
static bool
load_bank(struct db *db, const char *path, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf file = buf_open(SEED_LIMIT);
        struct question *questions = NULL;
        size_t count = 0;
        bool is_changed = false;
        const char *from = strstr(strrchr(path, '/'), "questions.") + strlen("questions.");
        const char *language = arena_copy(&arena, from, strcspn(from, "."));
        if (!file_read(path, &file, err))
                return fail_in(path, err);
        if (!bank_read(buf_string(&file), file.length, &arena, &questions, &count, err))
                return fail_in(path, err);
        if (!seed_set_bank(db, language, buf_string(&file), &is_changed, err))
                return false;
        if (is_changed)
                LOG_LINE(LOG_INFO, "question bank loaded", LOG_TEXT("language", language),
                         LOG_NUMBER("questions", (int64_t)count));
        return true;
}

static bool
load_banks(struct db *db, const char *dir, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        glob_t found = {0};
        const char *pattern = arena_print(&arena, "%s/questions.*.json", dir);
        bool is_done =
                glob(pattern, 0, NULL, &found) == 0 ||
                FAIL_DETAIL(err, ERR_BROKEN, "The question bank is not installed.", "%s", pattern);
        for (size_t i = 0; is_done && i < found.gl_pathc; i++)
                is_done = load_bank(db, found.gl_pathv[i], err);
        globfree(&found);
        return is_done;
}

static bool
load_rubrics(struct db *db, const char *dir, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf file = buf_open(SEED_LIMIT);
        struct rubric rubrics[INTERVIEW_TYPE_COUNT] = {0};
        const char *path = arena_print(&arena, "%s/rubrics.json", dir);
        if (!file_read(path, &file, err))
                return fail_in(path, err);
        if (!rubric_defaults_read(buf_string(&file), file.length, &arena, rubrics, err))
                return fail_in(path, err);
        for (int i = 0; i < INTERVIEW_TYPE_COUNT; i++) {
                bool is_changed = false;
                if (!seed_add_rubric(db, (enum interview_type)i, &rubrics[i], &is_changed, err))
                        return false;
                if (is_changed)
                        LOG_LINE(LOG_INFO, "default rubric loaded",
                                 LOG_TEXT("type", INTERVIEW_TYPE_NAMES[i]));
        }
        return true;
}

static bool
load_prompts(struct db *db, const char *dir, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf file = buf_open(SEED_LIMIT);
        struct prompt_version versions[PROMPT_FUNCTION_COUNT] = {0};
        const char *path = arena_print(&arena, "%s/prompts.json", dir);
        if (!file_read(path, &file, err))
                return fail_in(path, err);
        if (!prompt_defaults_read(buf_string(&file), file.length, &arena, versions, err))
                return fail_in(path, err);
        for (int i = 0; i < PROMPT_FUNCTION_COUNT; i++) {
                OWN(buf_close) struct buf body = buf_open(SEED_LIMIT);
                struct json_writer json = json_writer_on(&body);
                bool is_changed = false;
                prompt_body_write(&json, &versions[i]);
                if (!buf_check(&body, ERR_INPUT, "The prompt", err) ||
                    !prompt_seed(db, PROMPT_FUNCTION_NAMES[i], buf_string(&body), versions[i].note,
                                 &is_changed, err))
                        return false;
                if (is_changed)
                        LOG_LINE(LOG_INFO, "default prompt loaded",
                                 LOG_TEXT("function", PROMPT_FUNCTION_NAMES[i]));
        }
        return true;
}

static bool
migrate_on(struct db_pool *pool, const struct config *config, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        int applied = 0;
        const char *seeds = arena_print(&arena, "%s/seed", config->share_dir);
        if (!db_take(pool, &db, err) || !migrate(db, &applied, err))
                return false;
        if (applied > 0)
                LOG_LINE(LOG_INFO, "schema brought up to date", LOG_NUMBER("migrations", applied));
        // All seeds or none; two hosts that start at once do it one after the other.
        return db_begin(db, err) && setup_lock(db, err) && load_banks(db, seeds, err) &&
               load_rubrics(db, seeds, err) && load_prompts(db, seeds, err) && db_commit(db, err);
}

bool
migrate_run(const struct config *config, struct err *err)
{
        struct db_pool *pool = db_pool_new(config->database_owner_url, 1);
        bool is_done = migrate_on(pool, config, err);
        db_pool_free(pool);
        return is_done;
}
