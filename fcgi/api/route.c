#include "route.h"

#include <stdio.h>
#include <string.h>

#include "base/metrics.h"
#include "base/text.h"

const struct route ROUTES[] = {
        {"GET", "/healthz", ACCESS_HEALTH, healthz},
        {"GET", "/readyz", ACCESS_HEALTH, readyz},
        {"GET", "/metrics", ACCESS_HEALTH, metrics_show},

        {"POST", "/api/session", ACCESS_PUBLIC, session_create},
        {"GET", "/api/session", ACCESS_REVIEWER, session_show},
        {"DELETE", "/api/session", ACCESS_REVIEWER, session_delete},

        {"GET", "/api/personas", ACCESS_REVIEWER, personas_list},
        {"GET", "/api/personas/{id}/sample", ACCESS_REVIEWER, personas_sample},
        {"GET", "/api/postings", ACCESS_REVIEWER, postings_list},
        {"POST", "/api/postings", ACCESS_RECRUITER, postings_create},
        {"GET", "/api/postings/{id}", ACCESS_REVIEWER, postings_show},
        {"PATCH", "/api/postings/{id}", ACCESS_RECRUITER, postings_change},
        {"DELETE", "/api/postings/{id}", ACCESS_RECRUITER, postings_delete},
        {"POST", "/api/postings/{id}/documents", ACCESS_RECRUITER, documents_create},
        {"GET", "/api/postings/{id}/documents", ACCESS_REVIEWER, documents_list},
        {"DELETE", "/api/postings/{id}/documents/{document}", ACCESS_RECRUITER, documents_delete},
        {"GET", "/api/postings/{id}/rubrics", ACCESS_REVIEWER, postings_rubrics},
        {"GET", "/api/rubrics", ACCESS_REVIEWER, rubrics_list},
        {"GET", "/api/today", ACCESS_REVIEWER, today_show},
        {"GET", "/api/analytics", ACCESS_REVIEWER, analytics_show},

        {"GET", "/api/interviews", ACCESS_REVIEWER, interviews_list},
        {"POST", "/api/interviews", ACCESS_RECRUITER, interviews_create},
        {"GET", "/api/interviews/{id}", ACCESS_REVIEWER, interviews_show},
        {"GET", "/api/interviews/{id}/supervisor", ACCESS_REVIEWER, supervisor_show},
        {"POST", "/api/interviews/{id}/supervisor/action", ACCESS_RECRUITER, supervisor_act},
        {"POST", "/api/interviews/{id}/end", ACCESS_RECRUITER, interviews_end},
        {"POST", "/api/interviews/{id}/cancel", ACCESS_RECRUITER, interviews_cancel},
        {"POST", "/api/interviews/{id}/invitation", ACCESS_RECRUITER, interviews_invite},
        {"POST", "/api/interviews/{id}/decision", ACCESS_REVIEWER, interviews_decide},
        {"POST", "/api/interviews/{id}/human-scores", ACCESS_REVIEWER, interviews_score},
        {"POST", "/api/interviews/{id}/resume", ACCESS_RECRUITER, interviews_resume},
        {"GET", "/api/interviews/{id}/transcript", ACCESS_REVIEWER, interviews_transcript},
        {"GET", "/api/interviews/{id}/turns/{n}/question/audio", ACCESS_REVIEWER,
         interviews_question_audio},
        {"GET", "/api/interviews/{id}/turns/{n}/answer/audio", ACCESS_REVIEWER,
         interviews_answer_audio},
        {"GET", "/api/interviews/{id}/report", ACCESS_REVIEWER, interviews_report},
        {"POST", "/api/interviews/{id}/report", ACCESS_RECRUITER, interviews_report_again},
        {"GET", "/api/interviews/{id}/report.pdf", ACCESS_REVIEWER, interviews_report_pdf},

        {"GET", "/api/interviews/{id}/turns/{n}/answer/peaks", ACCESS_REVIEWER,
         interviews_answer_peaks},

        {"GET", "/api/requests", ACCESS_REVIEWER, requests_list},
        {"POST", "/api/requests/{id}/answer", ACCESS_RECRUITER, requests_answer},
        {"POST", "/api/batches", ACCESS_RECRUITER, batches_create},
        {"GET", "/api/batches", ACCESS_REVIEWER, batches_list},
        {"GET", "/api/batches/{id}", ACCESS_REVIEWER, batches_show},
        {"GET", "/api/batches/{id}/archive.zip", ACCESS_REVIEWER, batches_archive},
        {"GET", "/api/jobs", ACCESS_REVIEWER, jobs_list},
        {"POST", "/api/jobs/{id}/retry", ACCESS_RECRUITER, jobs_retry},
        {"GET", "/api/organisation", ACCESS_REVIEWER, organisation_show},
        {"PATCH", "/api/organisation", ACCESS_ADMIN, organisation_change},
        {"GET", "/api/organisation/usage", ACCESS_REVIEWER, organisation_usage},
        {"GET", "/api/interviews/{id}/usage", ACCESS_REVIEWER, interviews_usage},

        {"POST", "/api/candidate/join", ACCESS_PUBLIC, candidate_join},
        {"GET", "/api/candidate/interview", ACCESS_CANDIDATE_BY_HANDLER, candidate_show},
        {"POST", "/api/candidate/consent", ACCESS_CANDIDATE, candidate_consent},
        {"POST", "/api/candidate/resume", ACCESS_CANDIDATE, candidate_resume},
        {"POST", "/api/candidate/start", ACCESS_CANDIDATE, candidate_start},
        {"POST", "/api/candidate/turns/{n}/answer", ACCESS_CANDIDATE_BY_HANDLER, candidate_answer},
        {"PATCH", "/api/candidate/turns/{n}/clip", ACCESS_CANDIDATE, candidate_clip_add},
        {"HEAD", "/api/candidate/turns/{n}/clip", ACCESS_CANDIDATE, candidate_clip_offset},
        {"DELETE", "/api/candidate/turns/{n}/clip", ACCESS_CANDIDATE, candidate_clip_discard},
        {"GET", "/api/candidate/turns/{n}/captions", ACCESS_CANDIDATE, candidate_captions},
        {"POST", "/api/candidate/turns/{n}/skip", ACCESS_CANDIDATE, candidate_skip},
        {"GET", "/api/candidate/turns/{n}/question/audio", ACCESS_CANDIDATE,
         candidate_question_audio},
        {"GET", "/api/candidate/turns/{n}/question/visemes", ACCESS_CANDIDATE,
         candidate_question_visemes},
        {"GET", "/api/candidate/turns/{n}/answer/audio", ACCESS_CANDIDATE, candidate_answer_audio},
        {"PUT", "/api/candidate/turns/{n}/transcript", ACCESS_CANDIDATE, candidate_correct},
        {"POST", "/api/candidate/pause", ACCESS_CANDIDATE, candidate_pause},
        {"POST", "/api/candidate/resume-interview", ACCESS_CANDIDATE, candidate_go_on},
        {"POST", "/api/candidate/end", ACCESS_CANDIDATE, candidate_end},
        {"POST", "/api/candidate/experience", ACCESS_CANDIDATE, candidate_experience},
        {"GET", "/api/candidate/requests", ACCESS_CANDIDATE, candidate_requests},
        {"POST", "/api/candidate/requests", ACCESS_CANDIDATE, candidate_ask},
        {"POST", "/api/candidate/network", ACCESS_CANDIDATE, candidate_network},
        {"DELETE", "/api/candidate/data", ACCESS_CANDIDATE, candidate_erase},
        {"GET", "/api/candidate/metrics", ACCESS_CANDIDATE, candidate_metrics},
        {"GET", "/api/candidate/recordings", ACCESS_CANDIDATE, candidate_recordings},
        {"GET", "/api/candidate/report", ACCESS_CANDIDATE, candidate_report},
        {"GET", "/api/candidate/report.pdf", ACCESS_CANDIDATE, candidate_report_pdf},
};
const size_t ROUTE_COUNT = COUNT_OF(ROUTES);
_Static_assert(COUNT_OF(ROUTES) < METRICS_ROUTES_MOST, "every route has its metrics");

// Whether the path fits, piece by piece; what stands for {..} is copied.
static bool
fits(struct request *request, const char *pattern)
{
        const char *path = request->path;
        int parameters = 0;
        while (*pattern != '\0') {
                if (*pattern != '{') {
                        if (*pattern++ != *path++)
                                return false;
                        continue;
                }
                size_t length = strcspn(path, "/");
                if (length == 0 || parameters == REQUEST_PARAMETERS)
                        return false;
                request->parameters[parameters++] = arena_copy(request->arena, path, length);
                path += length;
                pattern = strchr(pattern, '}') + 1;
        }
        return *path == '\0';
}

static bool
method_fits(const struct request *request, const struct route *route)
{
        return text_equals(request->method, route->method) ||
               (text_equals(request->method, "HEAD") && text_equals(route->method, "GET"));
}

bool
route_find(struct request *request, const struct route **route_out, struct err *err)
{
        char allow[64] = "";
        for (size_t i = 0; i < ROUTE_COUNT; i++) {
                if (!fits(request, ROUTES[i].pattern))
                        continue;
                if (method_fits(request, &ROUTES[i])) {
                        *route_out = &ROUTES[i];
                        return true;
                }
                size_t used = strlen(allow);
                snprintf(allow + used, sizeof allow - used, "%s%s", used == 0 ? "" : ", ",
                         ROUTES[i].method);
        }
        if (allow[0] == '\0')
                return FAIL(err, ERR_MISSING, "There is nothing under this address.");
        respond_header(request, "Allow", allow);
        return FAIL(err, ERR_METHOD, "This address does not take this method.");
}
