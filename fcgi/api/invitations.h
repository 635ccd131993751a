// Invitations: the link that lets one candidate into one interview.
#pragma once

#include "request.h"

struct db;

struct invitation {
        const char *token; // shown this once; only its keyed hash is kept
        const char *url;
};

// Makes one for the interview, inside the transaction; those that there are stay as they are.
MUST_CHECK bool
invitation_make(struct request *request, struct db *db, struct uuid interview,
                struct invitation *invitation_out, struct err *err);

// "invite_url" and "invite_token" of an open object.
void
invitation_put(struct json_writer *json, const struct invitation *invitation);

// A time of the request as the database takes it; NULL where it is not given.
MUST_CHECK bool
invitation_read_time(const struct json_object *body, const char *name, struct arena *arena,
                     const char **time_out, struct err *err);

// "expires_at", which must lie in the future; NULL where it is not given.
MUST_CHECK bool
invitation_read_end(const struct json_object *body, struct arena *arena, const char **time_out,
                    struct err *err);
