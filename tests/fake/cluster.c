#include "cluster.h"

#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/db.h"
#include "db/migrate.h"

enum { START_MS = 30 * 1000, STOP_MS = 10 * 1000 };

static void
give_up(const char *why)
{
        fprintf(stderr, "The test's PostgreSQL: %s.\n", why);
        exit(1);
}

// The newest one that is installed.
static void
find_programs(char *path, size_t room)
{
        glob_t found = {0};
        if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0)
                give_up("initdb is not installed");
        snprintf(path, room, "%s", found.gl_pathv[found.gl_pathc - 1]);
        *strrchr(path, '/') = '\0';
        globfree(&found);
}

// Becomes the program in the child; PostgreSQL refuses root. It dies with its parent.
static pid_t
start(const char *program, char *const *arguments)
{
        pid_t parent = getpid();
        pid_t pid = fork();
        if (pid != 0)
                return pid;
        struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : NULL;
        if (user != NULL &&
            (setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
                _exit(126);
        if (prctl(PR_SET_PDEATHSIG, SIGQUIT) != 0 || getppid() != parent || chdir("/") != 0)
                _exit(126);
        if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
                _exit(126);
        execv(program, arguments);
        _exit(127);
}

static void
make_cluster(const char *programs, const char *dir)
{
        char program[300];
        char data[128];
        snprintf(program, sizeof program, "%s/initdb", programs);
        snprintf(data, sizeof data, "--pgdata=%s/data", dir);
        char *const arguments[] = {program,
                                   data,
                                   (char *)"--auth=trust",
                                   (char *)"--username=earshot_owner",
                                   (char *)"--encoding=UTF8",
                                   (char *)"--locale=C.UTF-8",
                                   (char *)"--no-sync",
                                   NULL};
        int status = 0;
        pid_t pid = start(program, arguments);
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
                give_up("initdb failed");
        // In the file, so that who measures can turn it on again.
        char settings[160];
        snprintf(settings, sizeof settings, "%s/postgresql.conf", data + strlen("--pgdata="));
        FILE *file = fopen(settings, "ae");
        if (file == NULL || fputs("fsync = off\n", file) < 0 || fclose(file) != 0)
                give_up("its settings cannot be written");
}

static pid_t
start_server(const char *programs, const char *dir)
{
        char program[300];
        char data[128];
        snprintf(program, sizeof program, "%s/postgres", programs);
        snprintf(data, sizeof data, "%s/data", dir);
        char *const arguments[] = {program,
                                   (char *)"-D",
                                   data,
                                   (char *)"-k",
                                   (char *)dir,
                                   (char *)"-c",
                                   (char *)"listen_addresses=",
                                   (char *)"-c",
                                   (char *)"max_connections=40",
                                   (char *)"-c",
                                   (char *)"shared_buffers=16MB",
                                   NULL};
        return start(program, arguments);
}

static void
bring_up(const char *url)
{
        struct err err = {0};
        int64_t until = clock_ms() + START_MS;
        struct db_pool *pool = db_pool_new(url, 1);
        struct db *db = NULL;
        while (!db_take(pool, &db, &err) && clock_ms() < until)
                clock_sleep_ms(50);
        int applied = 0;
        if (db == NULL || !migrate(db, &applied, &err) ||
            !db_run_text(db, "ALTER ROLE earshot_app LOGIN", &err)) {
                fprintf(stderr, "%s (%s)\n", err.message, err.detail);
                give_up("it does not come up");
        }
        db_give(&db);
        db_pool_free(pool);
}

void
cluster_open(struct cluster *cluster)
{
        char programs[256];
        struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : NULL;
        find_programs(programs, sizeof programs);
        snprintf(cluster->dir, sizeof cluster->dir, "/tmp/earshot-test-XXXXXX");
        if (mkdtemp(cluster->dir) == NULL ||
            (user != NULL && chown(cluster->dir, user->pw_uid, user->pw_gid) != 0))
                give_up("its directory cannot be made");
        make_cluster(programs, cluster->dir);
        cluster->pid = start_server(programs, cluster->dir);
        if (cluster->pid < 0)
                give_up("it cannot be started");
        snprintf(cluster->owner_url, sizeof cluster->owner_url,
                 "host='%s' dbname=postgres user=earshot_owner", cluster->dir);
        snprintf(cluster->app_url, sizeof cluster->app_url,
                 "host='%s' dbname=postgres user=earshot_app", cluster->dir);
        bring_up(cluster->owner_url);
}

static void
remove_directory(const char *dir)
{
        pid_t pid = fork();
        if (pid == 0) {
                execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
                _exit(127);
        }
        if (pid > 0)
                waitpid(pid, NULL, 0);
}

void
cluster_close(struct cluster *cluster)
{
        if (cluster->pid <= 0)
                return;
        int64_t until = clock_ms() + STOP_MS;
        kill(cluster->pid, SIGINT);
        while (waitpid(cluster->pid, NULL, WNOHANG) == 0) {
                if (clock_ms() > until)
                        kill(cluster->pid, SIGKILL);
                clock_sleep_ms(20);
        }
        cluster->pid = 0;
        remove_directory(cluster->dir);
}
