// Who asks: cookies and bearer tokens, and where a browser's request comes from.
#pragma once

#include "request.h"
#include "route.h"

#define COOKIE_HR "earshot_hr"
#define COOKIE_CANDIDATE "earshot_candidate"

// Fills request->user, request->interview or request->session as the route needs it. ERR_SIGN_IN
// without a valid session, ERR_DENIED where the role is too low or the Origin is another site's.
MUST_CHECK bool
session_check(struct request *request, enum access access, struct err *err);

// ERR_SIGN_IN, as a candidate without a valid session reads it.
MUST_CHECK bool
session_fail_candidate(struct err *err);

// ERR_DENIED where an Origin was sent that is not ours; for routes without a session.
MUST_CHECK bool
session_check_origin(struct request *request, bool is_needed, struct err *err);

// A session cookie: HttpOnly, SameSite=Strict, Secure where the site is https. An empty value takes
// it away.
void
session_set_cookie(struct request *request, const char *name, const char *value, int max_age);

// Who is rate limited besides: a keyed hash of the address or of an e-mail.
struct digest
session_subject(const struct request *request, const char *kind, const char *value);

// ERR_LIMITED, with Retry-After, after too many failures of this subject within 15 minutes.
MUST_CHECK bool
session_check_failures(struct request *request, struct digest subject, struct err *err);

// Counts a failure.
void
session_count_failure(struct request *request, struct digest subject);
