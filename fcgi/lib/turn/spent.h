// Budgets and counts of providers while a request or a job runs: looked up before the first is
// asked, written down when the last has answered.
#pragma once

#include "base/arena.h"
#include "base/uuid.h"
#include "model/usage.h"
#include "turn/turn.h"

struct db;

// The deployment's.
struct budget
spent_budget(const struct config *config);

// Finds out whether a budget is used up for an interview, or for an organisation alone; into
// room->used. What cannot be found out stops nobody. Asks nothing where only this host is asked.
void
spent_look(const struct turn_room *room, struct db *db, struct uuid interview,
           struct uuid organisation, struct arena *arena);

// Adds what was counted to the interview's rows, or the organisation's, and begins anew. What
// cannot be written is logged: no answer waits for it.
void
spent_write(const struct turn_room *room, struct uuid interview, struct uuid organisation);
