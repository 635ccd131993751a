// Threads that speak, read and write while the thread of a turn does something else. Only
// earshot-api has them; a program without them (NULL) does the same work one after the other. They
// are started when they are needed first, and stay. Each has its own HTTP client; what they share
// is this queue and what the giver of a task says.
#pragma once

#include <stdbool.h>

struct helpers;
struct http_client;

// At most so many threads, whose clients trust `ca_file` (http_client_new). Nothing is started yet.
struct helpers *
helpers_new(int most, const char *ca_file);

// What a helper is to do: called once, in a helper's thread.
typedef void
helper_task(struct http_client *client, void *context);

// Somebody waits for it: done by the next helper that is free, in the order of asking. False where
// no helper can take it (also where `helpers` is NULL): then the caller must.
bool
helpers_do(struct helpers *helpers, helper_task *task, void *context);

// The same where it must not wait behind others: taken only while a helper has nothing to do.
bool
helpers_do_at_once(struct helpers *helpers, helper_task *task, void *context);

// Nobody waits for it: taken only while at most half of the helpers have something to do and
// nothing waits; else false, and it is not done at all.
bool
helpers_do_idly(struct helpers *helpers, helper_task *task, void *context);
