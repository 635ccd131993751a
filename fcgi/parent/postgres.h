// The private PostgreSQL: one cluster in DATA_DIR/postgres, reached by a unix socket in the run
// directory alone, durable, of modest size. Its superuser is earshot_owner, who owns the database
// `earshot`; programs connect as earshot_app, who owns nothing.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"

struct postgres {
        const char *programs; // the directory of initdb and postgres
        const char *cluster;  // DATA_DIR/postgres
        const char *unborn;   // where the cluster lies until it is complete
        bool exists;
};

// Finds the programs: of the version that made the cluster, or the newest. ERR_MISSING with a
// sentence where there are none.
MUST_CHECK bool
postgres_find(const struct config *config, struct arena *arena, struct postgres *postgres_out,
              struct err *err);

// The three steps to a new cluster: clears away a half-made one; initdb; roles and database, by
// `postgres --single` with the SQL of postgres_roles_sql on its standard input. postgres_born then
// gives it its name.
void
postgres_clear_unborn(const struct postgres *postgres);
const char *const *
postgres_init_argv(const struct postgres *postgres, struct arena *arena);
const char *const *
postgres_single_argv(const struct postgres *postgres, struct arena *arena);
const char *
postgres_roles_sql(void);
MUST_CHECK bool
postgres_born(struct postgres *postgres, struct err *err);

// The server itself.
const char *const *
postgres_argv(const struct postgres *postgres, const struct config *config, struct arena *arena);

// Whether the server with this process number takes connections.
bool
postgres_is_ready(const struct postgres *postgres, pid_t pid);

// To be called when no server is left on the cluster: takes away a lock file whose number has
// become some other process's, which PostgreSQL would take for a server and refuse to start.
void
postgres_clear_lock(const struct postgres *postgres);
