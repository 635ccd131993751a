// Reports as answers, for HR and, where the posting allows it, for the candidate.
#pragma once

#include "model/interview.h"
#include "request.h"

// 200 with the stored report; 202 while it is made; 404 before the interview has ended.
MUST_CHECK bool
report_respond(struct request *request, const struct interview *interview, struct err *err);

MUST_CHECK bool
report_respond_pdf(struct request *request, const struct interview *interview, struct err *err);
