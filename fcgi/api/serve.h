// The threads of earshot-api: accept, route, answer, log; and the stop that finishes what is in
// hand.
#pragma once

#include "server.h"

// Serves on the listening socket of the server by as many threads as API_THREADS says; returns when
// they are started. Called by main after signals were blocked.
void
serve(const struct server *server);

// Serves what is ACCESS_HEALTH, and MISSING for all else, on the socket of another server by
// threads of their own. They count neither as threads nor as busy, and nobody waits for them.
void
serve_health(const struct server *server);

// No more is accepted by serve's threads; returns when every request in hand is answered, or after
// 25 s.
void
serve_stop(const struct server *server);
