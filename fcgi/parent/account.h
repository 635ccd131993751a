// Started as root: the services run as the system user `earshot`, because PostgreSQL refuses root
// and nothing here needs it.
#pragma once

#include <stdbool.h>

#include "base/config.h"
#include "base/err.h"

// Makes the user where it is missing, sees that it reaches DATA_DIR and the programs (where it does
// not, they are put below /var/lib/earshot, and DATA_DIR's path becomes a link to there),
// takes DATA_DIR's lock and starts this program again as that user with `--locked <descriptor>`. On
// success it does not return. The new start has the same environment, with DATA_DIR and
// EARSHOT_CONFIG as absolute paths and HOME in DATA_DIR.
MUST_CHECK bool
account_enter(const struct config *config, char *const *environment, struct err *err);
