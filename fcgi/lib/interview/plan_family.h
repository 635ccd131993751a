// Which job families a posting belongs to, by the words of its title, focus areas and description.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/posting.h"

enum {
        PLAN_FAMILY_COUNT = 8, // backend, frontend, data, devops, product, sales, support, finance
};

// What speaks for each family, in the order above.
struct role_families {
        int weights[PLAN_FAMILY_COUNT];
        int most; // the largest weight; 0 where no family is recognised
};

// Title, focus areas and description weigh in this order; a single word of a description is not
// enough. Without a title the occupation may stand in the description's first sentence. Anything of
// the posting may be NULL. English, as the technical questions of the bank are.
struct role_families
plan_families_of(const struct posting *posting, struct arena *arena);

// Whether the family is the role's own: the strongest one, or at least half as strong. False for
// names that are no family here.
bool
plan_family_is_own(const struct role_families *families, const char *family);

// Whether the family is no stranger to the role: its own, or, for a role that builds systems,
// another one that builds systems and is named in the posting.
bool
plan_family_is_near(const struct role_families *families, const char *family);

// Whether an own family of the role builds software or runs it, so that questions about the design
// of systems make sense.
bool
plan_builds_systems(const struct role_families *families);
