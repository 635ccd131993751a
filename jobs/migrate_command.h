// earshot-jobs migrate: the schema and the seeds, before any program starts.
#pragma once

#include "base/config.h"
#include "base/err.h"

// As the role that owns the database: brings the schema to this version, then the question banks
// and default rubrics of share_dir/seed. May run at any start, on any number of hosts.
MUST_CHECK bool
migrate_run(const struct config *config, struct err *err);
