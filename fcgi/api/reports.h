// Reports as answers, for HR and, where the posting allows it, for the candidate.
#pragma once

#include "model/interview.h"
#include "request.h"

// Candidates are told nothing of others, nor what people think of them.
enum report_reader { REPORT_FOR_HR, REPORT_FOR_CANDIDATE };

// 200 with the kept report and what stands beside it now; 202 while it is made; 404 before the
// interview has ended.
MUST_CHECK bool
report_respond(struct request *request, const struct interview *interview,
               enum report_reader reader, struct err *err);

MUST_CHECK bool
report_respond_pdf(struct request *request, const struct interview *interview,
                   enum report_reader reader, struct err *err);
