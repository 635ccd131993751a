// earshot-jobs setup: the first HR user and an open demo invitation, told in DATA_DIR/demo.json
// (0600): {"base_url", "hr_email", "hr_password", "invite_url"}.
//
// The first start, with no user yet, makes the organisation "Earshot demo", its admin with a random
// password, a posting and an invitation. Later starts bring the file up to date:
//  - the addresses follow PUBLIC_URL;
//  - an invitation that is used up, revoked, expired or lost gives way to a fresh one;
//  - a lost file gives the demo's admin a new random password, and is written again;
//  - a password that somebody has changed since stays theirs: hr_password is then "";
//  - where the demo's admin was removed, nothing is made, and the file goes.
#pragma once

#include "base/config.h"
#include "base/err.h"

struct db_pool;

MUST_CHECK bool
demo_set_up(const struct config *config, struct db_pool *pool, struct err *err);
