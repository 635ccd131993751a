// A throwaway PostgreSQL cluster for one test program: in a directory of its own under /tmp,
// reachable by a unix socket alone, without fsync, gone with the program.
#pragma once

#include <sys/types.h>

struct cluster {
        char dir[64];
        char owner_url[160]; // a superuser, owner of what migrate() makes
        char app_url[160];   // the role that the programs connect as
        pid_t pid;
};

// Starts it, migrated. Ends the test program with a sentence when it cannot. As root the server
// runs as the system user postgres.
void
cluster_open(struct cluster *cluster);

// Stops it (waits, at most 10 s, then kills) and removes its directory.
void
cluster_close(struct cluster *cluster);
