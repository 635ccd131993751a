// Brings the database's schema to this program's version: forward only, one transaction each, under
// an advisory lock, so that any number of hosts may start at once.
#pragma once

#include "base/err.h"

struct db;

// A file of sql/migrations/, made a constant by the build.
struct migration {
        int version;
        const char *name;
        const char *sql;
};

extern const struct migration MIGRATIONS[];
extern const int MIGRATION_COUNT;

// Applies what is missing and gives the programs' role its rights. `db` is a connection of the role
// that owns the schema. ERR_CONFLICT where the database is newer than this program, or a migration
// that was applied has changed since.
MUST_CHECK bool
migrate(struct db *db, int *applied_out, struct err *err);
