// What providers did and cost, and the budgets (usage, budget_reached, organisation).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "model/usage.h"

struct db;

// Adds up for an interview (the organisation is then its own), or for an organisation alone. Notes
// which budgets are used up by it. `budget` is the deployment's.
MUST_CHECK bool
usage_add(struct db *db, struct uuid interview, struct uuid organisation, const struct usage *items,
          size_t count, const struct budget *budget, struct err *err);

// The budget that is used up for an interview, or an organisation; NULL where none is.
MUST_CHECK bool
usage_reached(struct db *db, struct uuid interview, struct uuid organisation,
              const struct budget *budget, struct arena *arena, const char **reached_out,
              struct err *err);

// A budget that was used up. `interview` is zero for an organisation's.
struct usage_limit {
        const char *budget;
        int64_t most;
        const char *reached_at;
        struct uuid interview;
};

struct usage_list {
        struct usage *items;
        size_t count;
        struct usage_limit *reached;
        size_t reached_count;
};

MUST_CHECK bool
usage_of_interview(struct db *db, struct uuid interview, struct uuid organisation,
                   struct arena *arena, struct usage_list *list_out, struct err *err);

// `month` is YYYY-MM, or NULL for the one that runs; `month_out` says which it was.
MUST_CHECK bool
usage_of_month(struct db *db, struct uuid organisation, const char *month, struct arena *arena,
               const char **month_out, int64_t *interviews_out, struct usage_list *list_out,
               struct err *err);

// An organisation's own.
MUST_CHECK bool
usage_budget_find(struct db *db, struct uuid organisation, struct budget *budget_out,
                  struct err *err);
MUST_CHECK bool
usage_budget_set(struct db *db, struct uuid organisation, const struct budget *budget,
                 struct err *err);
