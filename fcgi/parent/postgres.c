#include "postgres.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "files.h"

static const char DEBIAN[] = "/usr/lib/postgresql";
static const int64_t OLDEST = 15;
static const int64_t NEWEST = 99;

// Beside the pool of each api process and its connection for readyz and metrics: runners, the
// parent's steps, an operator's psql.
static const int CONNECTIONS_BESIDES = 60;

// Said on the command line, so that an update of Earshot changes them too. Errors are logged
// without the statement and the values: those may be somebody's words.
static const char *const SETTINGS[] = {
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        "shared_buffers=64MB",
        "work_mem=4MB",
        "maintenance_work_mem=32MB",
        "max_wal_size=256MB",
        "max_parallel_workers_per_gather=0",
        "max_parallel_maintenance_workers=0",
        "max_worker_processes=4",
        "timezone=UTC",
        "log_timezone=UTC",
        "log_destination=stderr",
        "logging_collector=off",
        "log_line_prefix=%m [%p] ",
        "log_min_messages=warning",
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        "log_parameter_max_length=0",
        "log_parameter_max_length_on_error=0",
        "log_checkpoints=off",
        "log_autovacuum_min_duration=-1",
        "cluster_name=earshot",
};

static bool
has_program(const char *directory, struct arena *arena)
{
        return access(arena_print(arena, "%s/initdb", directory), X_OK) == 0 &&
               access(arena_print(arena, "%s/postgres", directory), X_OK) == 0;
}

static int64_t
newest_version(struct arena *arena)
{
        int64_t newest = 0;
        DIR *directory = opendir(DEBIAN);
        if (directory == NULL)
                return 0;
        for (const struct dirent *entry = NULL; (entry = readdir(directory)) != NULL;) {
                int64_t version = 0;
                if (text_to_int(entry->d_name, OLDEST, NEWEST, &version) && version > newest &&
                    has_program(arena_print(arena, "%s/%s/bin", DEBIAN, entry->d_name), arena))
                        newest = version;
        }
        closedir(directory);
        return newest;
}

// The version that made the cluster; 0 where there is no cluster.
static bool
cluster_version(const char *cluster, struct arena *arena, int64_t *version_out, struct err *err)
{
        static const size_t LONGEST = 64;
        OWN(buf_close) struct buf text = buf_open(LONGEST);
        int64_t version = 0;
        if (!files_read(arena_print(arena, "%s/PG_VERSION", cluster), &text, err)) {
                // Something that is no cluster is not written over.
                if (err->kind == ERR_MISSING && access(cluster, F_OK) != 0)
                        return true;
                return FAIL_FIELD(err, "DATA_DIR",
                                  "%.150s is not a PostgreSQL cluster that can be "
                                  "read.",
                                  cluster);
        }
        if (!text_to_int(text_trim(arena, buf_string(&text)), 1, NEWEST, &version))
                return FAIL_FIELD(err, "DATA_DIR", "%.150s is damaged: PG_VERSION is no number.",
                                  cluster);
        *version_out = version;
        return true;
}

bool
postgres_find(const struct config *config, struct arena *arena, struct postgres *postgres_out,
              struct err *err)
{
        struct postgres found = {
                .cluster = arena_print(arena, "%s/postgres", config->data_dir),
                .unborn = arena_print(arena, "%s/postgres.new", config->data_dir),
        };
        int64_t version = 0;
        if (!cluster_version(found.cluster, arena, &version, err))
                return false;
        found.exists = version != 0;
        if (!found.exists)
                version = newest_version(arena);
        if (version == 0)
                return FAIL(err, ERR_MISSING,
                            "PostgreSQL 15 or newer is not installed: run `make packages`, or set "
                            "DATABASE_URL.");
        found.programs = arena_print(arena, "%s/%d/bin", DEBIAN, (int)version);
        if (!has_program(found.programs, arena))
                return FAIL_FIELD(err, "DATA_DIR",
                                  "The data in %.100s were made by PostgreSQL %d, which is not "
                                  "installed.",
                                  found.cluster, (int)version);
        *postgres_out = found;
        return true;
}

void
postgres_clear_unborn(const struct postgres *postgres)
{
        const char *const argv[] = {"/bin/rm", "-rf", "--", postgres->unborn, NULL};
        struct err ignored;
        // What is left makes initdb fail, with a sentence.
        (void)!files_run(argv, &ignored);
}

// A list for exec in the arena, from up to `count` texts.
static const char *const *
argv_of(const char *const *texts, size_t count, struct arena *arena)
{
        const char **argv = arena_alloc(arena, count + 1, sizeof *argv);
        for (size_t i = 0; i < count; i++)
                argv[i] = texts[i];
        return argv;
}

const char *const *
postgres_init_argv(const struct postgres *postgres, struct arena *arena)
{
        const char *const argv[] = {
                arena_print(arena, "%s/initdb", postgres->programs),
                "--pgdata",
                postgres->unborn,
                "--username=earshot_owner",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--auth-local=trust",
                "--auth-host=reject",
                "--data-checksums",
                "--no-instructions",
        };
        return argv_of(argv, COUNT_OF(argv), arena);
}

const char *const *
postgres_single_argv(const struct postgres *postgres, struct arena *arena)
{
        const char *const argv[] = {
                arena_print(arena, "%s/postgres", postgres->programs),
                "--single",
                "-D",
                postgres->unborn,
                "-c",
                "exit_on_error=true",
                "postgres",
        };
        return argv_of(argv, COUNT_OF(argv), arena);
}

const char *
postgres_roles_sql(void)
{
        return "CREATE ROLE earshot_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS\n"
               "CREATE DATABASE earshot OWNER earshot_owner TEMPLATE template0 ENCODING 'UTF8'\n"
               "REVOKE ALL ON DATABASE earshot FROM PUBLIC\n"
               "REVOKE ALL ON DATABASE postgres FROM PUBLIC\n"
               "GRANT CONNECT ON DATABASE earshot TO earshot_app\n";
}

bool
postgres_born(struct postgres *postgres, struct err *err)
{
        if (rename(postgres->unborn, postgres->cluster) != 0)
                return FAIL_FIELD(err, "DATA_DIR", "%.150s cannot be made: %s.", postgres->cluster,
                                  strerror(errno));
        postgres->exists = true;
        return true;
}

const char *const *
postgres_argv(const struct postgres *postgres, const struct config *config, struct arena *arena)
{
        size_t count = 0;
        const char **argv = arena_alloc(arena, 2 * COUNT_OF(SETTINGS) + 8, sizeof *argv);
        argv[count++] = arena_print(arena, "%s/postgres", postgres->programs);
        argv[count++] = "-D";
        argv[count++] = postgres->cluster;
        argv[count++] = "-k";
        argv[count++] = config->run_dir;
        argv[count++] = "-N";
        argv[count++] = arena_print(
                arena, "%d", config->api_processes * (config->db_pool + 1) + CONNECTIONS_BESIDES);
        for (size_t i = 0; i < COUNT_OF(SETTINGS); i++) {
                argv[count++] = "-c";
                argv[count++] = SETTINGS[i];
        }
        return argv;
}

// A line of postmaster.pid, counted from 1; false where there is no such file or line. The first is
// the process number, the eighth the state (postgres: src/include/utils/pidfile.h).
static bool
pid_file_line(const struct postgres *postgres, int number, char *line, size_t room)
{
        OWN(arena_done) struct arena arena = {0};
        FILE *file = fopen(arena_print(&arena, "%s/postmaster.pid", postgres->cluster), "re");
        bool has_line = file != NULL;
        for (int i = 0; has_line && i < number; i++)
                has_line = fgets(line, (int)room, file) != NULL;
        if (file != NULL)
                (void)fclose(file);
        return has_line;
}

bool
postgres_is_ready(const struct postgres *postgres, pid_t pid)
{
        char first[128];
        char state[128];
        return pid > 0 && pid_file_line(postgres, 1, first, sizeof first) &&
               strtol(first, NULL, 10) == pid && pid_file_line(postgres, 8, state, sizeof state) &&
               text_starts(state, "ready");
}

void
postgres_clear_lock(const struct postgres *postgres)
{
        OWN(arena_done) struct arena arena = {0};
        char line[128];
        if (!pid_file_line(postgres, 1, line, sizeof line))
                return;
        long pid = strtol(line, NULL, 10);
        // Where the number is free PostgreSQL takes care itself, and looks for shared memory first.
        if (pid > 1 && (kill((pid_t)pid, 0) == 0 || errno == EPERM))
                (void)unlink(arena_print(&arena, "%s/postmaster.pid", postgres->cluster));
}
