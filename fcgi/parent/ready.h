// Is the service ready? Asked as anybody would ask: over HTTP, through nginx.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/config.h"
#include "base/err.h"

struct ready {
        int status;       // of GET /readyz; 0 where there was no answer
        char detail[256]; // the sentence of the answer, or ""
};

// Waits at most 2 seconds.
struct ready
ready_ask(int port);

// Prints the address and, from DATA_DIR/demo.json, how to sign in.
MUST_CHECK bool
ready_greet(const struct config *config, FILE *to, struct err *err);
