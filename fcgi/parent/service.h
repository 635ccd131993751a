// The whole service: what is started in which order, watched, and ended in which order.
#pragma once

#include "base/config.h"

// Runs until it is told to stop or must give up; says why it gave up. The signals of this process
// are its own from then on. `environment` is the process's. Returns the exit status: 0 after a stop
// that was asked for.
int
service_run(const struct config *config, char *const *environment);
