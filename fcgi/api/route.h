// Which handler answers which path, and who may ask: one const table.
#pragma once

#include "request.h"

enum access {
        ACCESS_PUBLIC,
        // Public, and all that is answered by the threads that stand ready where the others are
        // busy.
        ACCESS_HEALTH,
        ACCESS_CANDIDATE,
        // The handler itself finds the session, with what it reads of the interview, by the hash in
        // request->session, and refuses by session_fail_candidate where there is none.
        ACCESS_CANDIDATE_BY_HANDLER,
        ACCESS_REVIEWER,
        ACCESS_RECRUITER,
        ACCESS_ADMIN,
};

struct route {
        const char *method;
        const char *pattern; // "/api/postings/{id}": a {..} is one piece of the path
        enum access access;
        bool (*handle)(struct request *request, struct err *err);
};

extern const struct route ROUTES[];
extern const size_t ROUTE_COUNT;

// Finds the route, sets the request's parameters. ERR_MISSING where no pattern fits, ERR_METHOD
// where only the method does not; the Allow header is set then.
MUST_CHECK bool
route_find(struct request *request, const struct route **route_out, struct err *err);

// The handlers, one file a resource.
bool
healthz(struct request *request, struct err *err);
bool
readyz(struct request *request, struct err *err);
bool
metrics_show(struct request *request, struct err *err);

bool
session_create(struct request *request, struct err *err);
bool
session_show(struct request *request, struct err *err);
bool
session_delete(struct request *request, struct err *err);

bool
personas_list(struct request *request, struct err *err);
bool
personas_sample(struct request *request, struct err *err);
bool
postings_list(struct request *request, struct err *err);
bool
postings_create(struct request *request, struct err *err);
bool
postings_show(struct request *request, struct err *err);
bool
postings_change(struct request *request, struct err *err);
bool
postings_delete(struct request *request, struct err *err);
bool
documents_create(struct request *request, struct err *err);
bool
documents_list(struct request *request, struct err *err);
bool
documents_delete(struct request *request, struct err *err);
bool
postings_rubrics(struct request *request, struct err *err);
bool
rubrics_list(struct request *request, struct err *err);

bool
today_show(struct request *request, struct err *err);
bool
analytics_show(struct request *request, struct err *err);

bool
interviews_list(struct request *request, struct err *err);
bool
interviews_create(struct request *request, struct err *err);
bool
interviews_show(struct request *request, struct err *err);
bool
supervisor_show(struct request *request, struct err *err);
bool
supervisor_act(struct request *request, struct err *err);
bool
interviews_end(struct request *request, struct err *err);
bool
interviews_cancel(struct request *request, struct err *err);
bool
interviews_invite(struct request *request, struct err *err);
bool
interviews_decide(struct request *request, struct err *err);
bool
interviews_resume(struct request *request, struct err *err);
bool
interviews_transcript(struct request *request, struct err *err);
bool
interviews_question_audio(struct request *request, struct err *err);
bool
interviews_answer_audio(struct request *request, struct err *err);
bool
interviews_score(struct request *request, struct err *err);
bool
interviews_report(struct request *request, struct err *err);
bool
interviews_report_pdf(struct request *request, struct err *err);
bool
interviews_report_again(struct request *request, struct err *err);

bool
interviews_answer_peaks(struct request *request, struct err *err);

bool
requests_list(struct request *request, struct err *err);
bool
requests_answer(struct request *request, struct err *err);

bool
candidate_join(struct request *request, struct err *err);
bool
candidate_show(struct request *request, struct err *err);
bool
candidate_consent(struct request *request, struct err *err);
bool
candidate_resume(struct request *request, struct err *err);
bool
candidate_start(struct request *request, struct err *err);
bool
candidate_answer(struct request *request, struct err *err);
bool
candidate_clip_add(struct request *request, struct err *err);
bool
candidate_clip_offset(struct request *request, struct err *err);
bool
candidate_clip_discard(struct request *request, struct err *err);
bool
candidate_captions(struct request *request, struct err *err);
bool
candidate_skip(struct request *request, struct err *err);
bool
candidate_end(struct request *request, struct err *err);
bool
candidate_metrics(struct request *request, struct err *err);
bool
candidate_recordings(struct request *request, struct err *err);
bool
candidate_question_audio(struct request *request, struct err *err);
MUST_CHECK bool
candidate_question_visemes(struct request *request, struct err *err);
bool
candidate_answer_audio(struct request *request, struct err *err);
bool
candidate_correct(struct request *request, struct err *err);
bool
candidate_pause(struct request *request, struct err *err);
bool
candidate_go_on(struct request *request, struct err *err);
bool
candidate_experience(struct request *request, struct err *err);
bool
candidate_requests(struct request *request, struct err *err);
bool
candidate_ask(struct request *request, struct err *err);
bool
candidate_network(struct request *request, struct err *err);
bool
candidate_erase(struct request *request, struct err *err);
bool
candidate_report(struct request *request, struct err *err);
bool
candidate_report_pdf(struct request *request, struct err *err);
bool
batches_create(struct request *request, struct err *err);
bool
batches_list(struct request *request, struct err *err);
bool
batches_show(struct request *request, struct err *err);
bool
batches_archive(struct request *request, struct err *err);
bool
jobs_list(struct request *request, struct err *err);
bool
jobs_retry(struct request *request, struct err *err);
bool
organisation_show(struct request *request, struct err *err);
bool
organisation_change(struct request *request, struct err *err);
bool
organisation_usage(struct request *request, struct err *err);
bool
interviews_usage(struct request *request, struct err *err);
