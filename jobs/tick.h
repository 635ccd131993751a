// Work by the clock: a table of what is due how often.
#pragma once

#include "base/err.h"

struct db;

// Queues everything that has become due since it was last asked, by any runner on any machine; the
// times are those of the database, in UTC. Ticks that nobody saw are made up, none is made twice.
MUST_CHECK bool
tick_round(struct db *db, struct err *err);
