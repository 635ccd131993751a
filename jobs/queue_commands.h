// earshot-jobs list, show, retry and cancel: the queue for operators, as plain lines on standard
// output.
#pragma once

#include "base/err.h"

struct db_pool;

// What waits, runs or was given up, newest first, at most 200.
MUST_CHECK bool
queue_list(struct db_pool *pool, struct err *err);

MUST_CHECK bool
queue_show(struct db_pool *pool, const char *id, struct err *err);

// Queues a job again that was given up.
MUST_CHECK bool
queue_retry(struct db_pool *pool, const char *id, struct err *err);

// Gives up a job that waits.
MUST_CHECK bool
queue_cancel(struct db_pool *pool, const char *id, struct err *err);
