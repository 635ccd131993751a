#include "demo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/setup.h"
#include "demo_file.h"

static const char ORGANISATION[] = "Earshot demo";
static const char EMAIL[] = "hr@demo.earshot.example";
static const char USER_NAME[] = "Demo admin";
static const char CANDIDATE[] = "Demo candidate";
static const int64_t INVITATION_MS = 30LL * 24 * 3600 * 1000;

static const char *const FOCUS_AREAS[] = {"HTTP APIs", "PostgreSQL", "Reliability"};
static const struct posting POSTING = {
        .title = "Backend engineer",
        .description =
                "We run a booking service that some two hundred workshops use to plan "
                "their days. You design and build its HTTP APIs, keep the PostgreSQL database "
                "fast and correct, and share the on-call week with four colleagues. You write "
                "tests before you need them, review the work of others kindly, and can explain a "
                "trade-off to somebody who does not write code. Experience with message queues, "
                "caching, monitoring and incident work helps. So does having once broken "
                "production and having learned from it.",
        .language = "en",
        .persona = "friendly",
        .type = INTERVIEW_MIXED,
        .difficulty = DIFFICULTY_MEDIUM,
        .instructions = "",
        .focus_areas = FOCUS_AREAS,
        .focus_area_count = COUNT_OF(FOCUS_AREAS),
        .feedback = FEEDBACK_NONE,
        .limits = {.max_answer_seconds = 180, .max_turns = 5, .max_minutes = 20},
        .allowed = {.pause = true, .extra_time = true},
        .retention_days = 180,
};

// The demo's admin, and the password that opens the account ("" where only its owner knows it).
static bool
settle_user(struct db *db, const struct demo_file *file, struct arena *arena,
            struct setup_user *user_out, bool *has_out, const char **password_out, struct err *err)
{
        bool has_users = false;
        struct password_hash hash;
        if (!setup_find_user(db, EMAIL, user_out, has_out, err) ||
            !setup_has_users(db, &has_users, err))
                return false;
        if (*has_out && file->is_there) {
                bool is_right = password_matches(&user_out->hash, file->hr_password);
                *password_out = is_right ? file->hr_password : "";
                return true;
        }
        if (!*has_out && has_users)
                return true;
        struct password password = password_new();
        *password_out = arena_text(arena, password.text);
        if (!password_hash(password.text, &hash, err))
                return false;
        if (*has_out)
                return setup_set_password(db, user_out->id, &hash, err);
        *has_out = true;
        return setup_make_user(db, ORGANISATION, EMAIL, USER_NAME, &hash, user_out, err);
}

static bool
settle_posting(struct db *db, const struct setup_user *user, struct uuid *posting_out,
               struct err *err)
{
        bool has = false;
        return setup_find_posting(db, user->organisation, POSTING.title, posting_out, &has, err) &&
               (has || setup_make_posting(db, user, &POSTING, posting_out, err));
}

static bool
settle_invitation(struct db *db, const struct config *config, const struct demo_file *file,
                  const struct setup_user *user, struct arena *arena, const char **token_out,
                  struct err *err)
{
        struct uuid posting = {{0}};
        bool is_open = false;
        if (file->token[0] != '\0' &&
            !setup_invitation_is_open(db, token_hash(&config->secret, file->token), &is_open, err))
                return false;
        if (is_open) {
                *token_out = file->token;
                return true;
        }
        struct token token = token_new();
        struct clock_text expires = clock_rfc3339(clock_wall_ms() + INVITATION_MS);
        *token_out = arena_text(arena, token.text);
        return settle_posting(db, user, &posting, err) &&
               setup_invite(db, user, posting, CANDIDATE, expires.text,
                            token_hash(&config->secret, token.text), err);
}

bool
demo_set_up(const struct config *config, struct db_pool *pool, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct setup_user user = {0};
        struct demo_file file = {0};
        struct demo_file made = {.is_there = true, .base_url = config->public_url};
        bool has = false;
        const char *path = arena_print(&arena, "%s/demo.json", config->data_dir);
        if (!config->has_secret)
                return FAIL(err, ERR_INPUT, "There is no SECRET_KEY yet: start `earshot` first.");
        if (!demo_file_read(path, &arena, &file, err))
                return false;
        if (!db_take(pool, &db, err) || !db_begin(db, err) || !setup_lock(db, err) ||
            !settle_user(db, &file, &arena, &user, &has, &made.hr_password, err))
                return false;
        if (!has) {
                LOG_LINE(LOG_INFO, "the demo's admin was removed: no demo is kept",
                         LOG_TEXT("file", "demo.json"));
                return demo_file_remove(path, err);
        }
        if (!settle_invitation(db, config, &file, &user, &arena, &made.token, err))
                return false;
        made.hr_email = EMAIL;
        // Written before the commit: a file whose promise failed is made good by the next start, a
        // password that stands in no file is lost.
        return demo_file_write(path, &made, err) && db_commit(db, err);
}
