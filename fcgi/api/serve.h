// The threads of earshot-api: accept, route, answer, log; and the stop that finishes what is in
// hand.
#pragma once

#include "server.h"

// Serves on the listening socket that is file descriptor 0 until `stop`; returns when every request
// in hand is answered, or after 25 s. Called by main after signals were blocked.
void
serve(const struct server *server);

// Asks serve to end; callable from the signal-waiting thread.
void
serve_stop(void);
