#include "migrate_command.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "db/db.h"
#include "db/migrate.h"
#include "db/setup.h"
#include "interview/bank.h"

// A bank of a thousand questions is a tenth of it.
static const size_t SEED_LIMIT = 8 * 1024 * 1024;

static bool
read_file(const char *path, struct buf *buf, struct err *err)
{
        int file = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t got = -1;
        while (file >= 0) {
                char *place = buf_reserve(buf, 65536);
                got = place == NULL ? 0 : read(file, place, 65536);
                if (got <= 0)
                        break;
                buf_grown(buf, (size_t)got);
        }
        if (file >= 0)
                close(file);
        if (got < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "A seed file cannot be read.", "%s: %m", path);
        return buf_check(buf, ERR_INPUT, "A seed file", err);
}

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
        if (!read_file(path, &file, err))
                return false;
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
        if (!read_file(path, &file, err))
                return false;
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
               load_rubrics(db, seeds, err) && db_commit(db, err);
}

bool
migrate_run(const struct config *config, struct err *err)
{
        struct db_pool *pool = db_pool_new(config->database_owner_url, 1);
        bool is_done = migrate_on(pool, config, err);
        db_pool_free(pool);
        return is_done;
}
