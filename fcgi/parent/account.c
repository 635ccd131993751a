#include "account.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "environment.h"
#include "files.h"
#include "place.h"
#include "say.h"

static const char USER[] = "earshot";
static const char SHELTER[] = "/var/lib/earshot";

// What Earshot makes in DATA_DIR: by these names it is known again, and these alone are given to
// the user where they are somebody else's.
static const char *const OURS[] = {"earshot.lock", "secret.key", "demo.json", "log",
                                   "media",        "postgres",   "run",       "tmp"};

struct account {
        uid_t uid;
        gid_t gid;
};

static bool
find_user(struct account *account_out)
{
        const struct passwd *entry = getpwnam(USER);
        if (entry == NULL)
                return false;
        *account_out = (struct account){.uid = entry->pw_uid, .gid = entry->pw_gid};
        return true;
}

static bool
ensure_user(struct account *account_out, struct err *err)
{
        const char *const argv[] = {
                "/usr/sbin/useradd", "--system", "--user-group",      "--home-dir", SHELTER,
                "--no-create-home",  "--shell",  "/usr/sbin/nologin", USER,         NULL};
        struct err ignored;
        if (find_user(account_out))
                return true;
        // Where two start at once, one of them finds the other's user.
        if (!files_run(argv, &ignored) && !find_user(account_out))
                return FAIL(err, ERR_BROKEN,
                            "The system user earshot is missing and cannot be made.");
        if (!find_user(account_out))
                return FAIL(err, ERR_BROKEN, "The system user earshot cannot be found.");
        return account_out->uid != 0 ||
               FAIL(err, ERR_BROKEN, "The system user earshot must not be root.");
}

static bool
become(struct account account)
{
        return initgroups(USER, account.gid) == 0 && setgid(account.gid) == 0 &&
               setuid(account.uid) == 0;
}

// Asked of the kernel itself, by a process that is that user.
static bool
user_can(struct account account, const char *path, int mode)
{
        int status = 0;
        pid_t pid = fork();
        if (pid == 0)
                _exit(become(account) && access(path, mode) == 0 ? 0 : 1);
        return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
               WEXITSTATUS(status) == 0;
}

static bool
is_empty(const char *path)
{
        DIR *directory = opendir(path);
        bool is_empty = true;
        if (directory == NULL)
                return false;
        for (const struct dirent *entry = NULL; (entry = readdir(directory)) != NULL;)
                is_empty = is_empty &&
                           (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
        closedir(directory);
        return is_empty;
}

static bool
is_ours(const char *data_dir)
{
        OWN(arena_done) struct arena arena = {0};
        struct stat facts;
        for (size_t i = 0; i < COUNT_OF(OURS); i++) {
                if (lstat(arena_print(&arena, "%s/%s", data_dir, OURS[i]), &facts) == 0)
                        return true;
        }
        return false;
}

// A place below SHELTER that belongs to this text alone.
static const char *
shelter_for(const char *text, struct arena *arena)
{
        struct digest digest = sha256_of(text, strlen(text));
        return arena_print(arena, "%s/%.16s", SHELTER, digest_to_text(digest).text);
}

// A DATA_DIR that the user cannot reach lies in the shelter, and its path links there.
static bool
shelter_data(const char *data_dir, struct arena *arena, const char **place_out, struct err *err)
{
        const char *place = arena_print(arena, "%s/data", shelter_for(data_dir, arena));
        char now[PATH_MAX] = "";
        if (readlink(data_dir, now, sizeof now - 1) < 0) {
                // An empty directory gives way; one with content is somebody's data.
                if (rmdir(data_dir) != 0 && errno != ENOENT)
                        return FAIL_FIELD(err, "DATA_DIR",
                                          "The user earshot, as whom the services run, cannot "
                                          "reach %.100s, and it is not empty. Move it, or set "
                                          "another DATA_DIR.",
                                          data_dir);
                if (symlink(place, data_dir) != 0)
                        return FAIL_FIELD(err, "DATA_DIR", "%.150s cannot be made: %s.", data_dir,
                                          strerror(errno));
                say(LOG_INFO, "The user earshot cannot reach %s: it is a link to %s.", data_dir,
                    place);
        } else if (strcmp(now, place) != 0) {
                return FAIL_FIELD(err, "DATA_DIR", "%.120s links to a place that is not there.",
                                  data_dir);
        }
        if (!files_make_directory(place, 0700, err))
                return false;
        *place_out = place;
        return true;
}

static bool
place_data(const struct config *config, struct account account, struct arena *arena,
           const char **data_dir_out, struct err *err)
{
        const char *data_dir = config->data_dir;
        int length = (int)(strrchr(data_dir, '/') - data_dir);
        const char *above = length == 0 ? "/" : arena_print(arena, "%.*s", length, data_dir);
        if (!files_make_directory(above, 0755, err))
                return false;
        if (!user_can(account, above, X_OK))
                return shelter_data(data_dir, arena, data_dir_out, err);
        *data_dir_out = data_dir;
        return files_make_directory(data_dir, 0700, err);
}

static struct account new_owner;

static int
give_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
        (void)kind;
        (void)place;
        if (facts->st_uid != new_owner.uid)
                (void)!lchown(path, new_owner.uid, new_owner.gid);
        return 0;
}

// DATA_DIR and what is ours in it become the user's. Nothing else in it is touched.
static bool
give_data(const char *data_dir, struct account account, struct err *err)
{
        // How many directories the walk keeps open at a time.
        static const int OPEN_AT_ONCE = 16;
        OWN(arena_done) struct arena arena = {0};
        struct stat facts;
        if (!user_can(account, data_dir, R_OK | W_OK | X_OK)) {
                if (!is_empty(data_dir) && !is_ours(data_dir))
                        return FAIL_FIELD(err, "DATA_DIR",
                                          "%.120s holds other files, and the user earshot cannot "
                                          "write there. Set a DATA_DIR of its own.",
                                          data_dir);
                if (chown(data_dir, account.uid, account.gid) != 0 ||
                    !user_can(account, data_dir, R_OK | W_OK | X_OK))
                        return FAIL_FIELD(err, "DATA_DIR",
                                          "%.120s cannot be given to the user earshot.", data_dir);
        }
        new_owner = account;
        for (size_t i = 0; i < COUNT_OF(OURS); i++) {
                const char *path = arena_print(&arena, "%s/%s", data_dir, OURS[i]);
                if (lstat(path, &facts) == 0 && facts.st_uid != account.uid)
                        (void)nftw(path, give_one, OPEN_AT_ONCE, FTW_PHYS);
        }
        return true;
}

static bool
reaches_programs(const struct config *config, struct account account)
{
        static const struct {
                const char *path;
                int mode;
        } NEEDED[] = {
                {"bin/earshot", R_OK | X_OK},      {"bin/earshot-api", R_OK | X_OK},
                {"bin/earshot-jobs", R_OK | X_OK}, {"share/nginx/http.conf", R_OK},
                {"share/www/index.html", R_OK},    {"share/seed/.", R_OK | X_OK},
        };
        OWN(arena_done) struct arena arena = {0};
        for (size_t i = 0; i < COUNT_OF(NEEDED); i++) {
                const char *path =
                        arena_print(&arena, "%s/../%s", config->program_dir, NEEDED[i].path);
                // What is not there for anybody is said by the one who needs it.
                if (access(path, F_OK) == 0 && !user_can(account, path, NEEDED[i].mode))
                        return false;
        }
        return true;
}

// Copies the programs and what they read to where the user reaches them. The copy belongs to root
// and to this DATA_DIR, whose lock is held: nobody runs from it now.
static bool
shelter_programs(const struct config *config, const char *data_dir, struct arena *arena,
                 const char **program_out, struct err *err)
{
        const char *key = arena_print(arena, "%s\n%s", config->program_dir, data_dir);
        const char *place = arena_print(arena, "%s/programs", shelter_for(key, arena));
        const char *bin = config->program_dir;
        const char *const remove[] = {"/bin/rm", "-rf", "--", place, NULL};
        const char *const copy[] = {"/bin/cp", "-rL", "--", bin, config->share_dir, place, NULL};
        const char *const open_up[] = {"/bin/chmod", "-R", "u+w,a+rX", "--", place, NULL};
        if (!files_run(remove, err) || !files_make_directory(place, 0755, err))
                return false;
        if (!files_run(copy, err) || !files_run(open_up, err))
                return FAIL_FIELD(
                        err, "DATA_DIR",
                        "The user earshot cannot reach %.100s, and the programs cannot be "
                        "copied to %.60s.",
                        bin, place);
        *program_out = arena_print(arena, "%s%s/earshot", place, strrchr(bin, '/'));
        return true;
}

// The same environment but for the places that the user cannot find by itself.
static char **
environment_there(char *const *environment, const char *data_dir, struct arena *arena)
{
        const char *file = environment_get(environment, "EARSHOT_CONFIG");
        char *full = file == NULL ? NULL : realpath(file, NULL);
        char **list =
                environment_with(environment, arena_print(arena, "DATA_DIR=%s", data_dir), arena);
        list = environment_with(list, arena_print(arena, "HOME=%s", data_dir), arena);
        if (full != NULL)
                list = environment_with(list, arena_print(arena, "EARSHOT_CONFIG=%s", full), arena);
        free(full);
        return list;
}

bool
account_enter(const struct config *config, char *const *environment, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct account account = {0};
        struct config placed = *config;
        const char *program = arena_print(&arena, "%s/earshot", config->program_dir);
        int lock = -1;
        int death_signal = 0;
        if (!ensure_user(&account, err) ||
            !place_data(config, account, &arena, &placed.data_dir, err) ||
            !give_data(placed.data_dir, account, err) || !place_lock(&placed, &lock, err))
                return false;
        if (fchown(lock, account.uid, account.gid) != 0)
                return FAIL(err, ERR_BROKEN, "The lock cannot be given to the user earshot.");
        if (!reaches_programs(config, account) &&
            !shelter_programs(config, placed.data_dir, &arena, &program, err))
                return false;
        if (fcntl(lock, F_SETFD, 0) != 0)
                return FAIL(err, ERR_BROKEN, "The lock cannot be handed on.");
        // Becoming another user clears the wish to end with the one that started us.
        (void)prctl(PR_GET_PDEATHSIG, &death_signal);
        pid_t starter = getppid();
        if (!become(account))
                return FAIL_DETAIL(err, ERR_BROKEN, "Earshot cannot become the user earshot.", "%s",
                                   strerror(errno));
        (void)prctl(PR_SET_PDEATHSIG, death_signal);
        if (death_signal != 0 && getppid() != starter)
                (void)raise(death_signal);
        char *argv[] = {arena_text(&arena, program), arena_text(&arena, "--locked"),
                        arena_print(&arena, "%d", lock), NULL};
        execve(program, argv, environment_there(environment, placed.data_dir, &arena));
        return FAIL_FIELD(err, "DATA_DIR", "%.150s cannot be started as the user earshot: %s.",
                          program, strerror(errno));
}
