// Telling the tracking server of the settings of an evaluation's results.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "evaluate/evaluate_print.h"

// A run for each version, with its figures, and the table and the JSON as files. Nothing where the
// settings name no server. One that fails is told as a warning: the results stand without it.
void
evaluate_track(const struct evaluation_results *results, int64_t began_ms, const char *table,
               const struct buf *json, struct arena *arena);
