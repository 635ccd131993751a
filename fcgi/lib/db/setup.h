// What a fresh installation is given: the seeds of sql/seed/, and the demo's organisation, user,
// posting and invitation.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/uuid.h"
#include "model/posting.h"

struct db;

// The question bank of a language, as bank_read has checked it. `changed_out`: it was not the same.
MUST_CHECK bool
seed_set_bank(struct db *db, const char *language, const char *json, bool *changed_out,
              struct err *err);

// A new version of the type's default rubric where the newest one differs; its id is "<type>-<n>".
MUST_CHECK bool
seed_add_rubric(struct db *db, enum interview_type type, const struct rubric *rubric,
                bool *changed_out, struct err *err);

struct setup_user {
        struct uuid id;
        struct uuid organisation;
        struct password_hash hash;
};

// Held until the transaction ends, so that two starts at once make one demo.
MUST_CHECK bool
setup_lock(struct db *db, struct err *err);

MUST_CHECK bool
setup_has_users(struct db *db, bool *has_out, struct err *err);

MUST_CHECK bool
setup_find_user(struct db *db, const char *email, struct setup_user *user_out, bool *has_out,
                struct err *err);

// An organisation with its first admin.
MUST_CHECK bool
setup_make_user(struct db *db, const char *organisation, const char *email, const char *name,
                const struct password_hash *hash, struct setup_user *user_out, struct err *err);

MUST_CHECK bool
setup_set_password(struct db *db, struct uuid user, const struct password_hash *hash,
                   struct err *err);

MUST_CHECK bool
setup_find_posting(struct db *db, struct uuid organisation, const char *title,
                   struct uuid *posting_out, bool *has_out, struct err *err);

MUST_CHECK bool
setup_make_posting(struct db *db, const struct setup_user *user, const struct posting *posting,
                   struct uuid *posting_out, struct err *err);

// An interview of the posting with one invitation, whose keyed hash is given.
MUST_CHECK bool
setup_invite(struct db *db, const struct setup_user *user, struct uuid posting,
             const char *candidate_name, const char *expires_at, struct digest token,
             struct err *err);

// Whether the invitation leads to an interview that can be taken or gone on with.
MUST_CHECK bool
setup_invitation_is_open(struct db *db, struct digest token, bool *is_open_out, struct err *err);
