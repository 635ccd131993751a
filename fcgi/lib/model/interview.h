// An interview: one candidate, one posting (or a job description of its own), turns until its end.
//
//   scheduled --start--> in_progress --end, time, turns--> completed --erase--> erased
//                          |     ^
//                        pause  resume-interview
//                          v     |
//                          paused --end--> completed
//       |                    |
//       +-- cancel ----------+--> cancelled        scheduled --(expires_at passes)--> expired
//
// Drawn by: interview_start, interview_pause (candidate, HR), supervision_break (nobody was there),
// interview_resume, interview_come_back (from that break alone), interview_erase, interview_cancel
// (fcgi/lib/db/interview.h, sql/queries), turn_end_interview (fcgi/lib/turn/turn.h). Only a running
// interview cannot be erased: it is ended first. "expired" is read from the clock, never written.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/uuid.h"
#include "model/posting.h"

struct consent {
        bool is_given;
        bool recording;
        bool ai_evaluation;
        bool attention;
        const char *notice_version;
        const char *given_at;
};

// The version of the notice that the candidate page shows today.
#define CONSENT_NOTICE_VERSION "2026-11"

struct interview {
        struct uuid id;
        struct uuid organisation_id; // zero: practice
        struct uuid posting_id;      // zero: none
        const char *organisation;    // its name; NULL
        const char *candidate_name;
        const char *candidate_email; // NULL
        struct posting terms;        // as they were when the interview was made
        const char *rubric_id;
        const char *rubric_name; // with version, where it was read: what the scores are made with
        int rubric_version;
        bool rubric_is_default;
        const char *status;
        const char *end_reason; // NULL until it ended
        // RFC 3339; NULL where it has not happened or was not set
        const char *scheduled_at;
        const char *expires_at;
        const char *created_at;
        const char *started_at;
        const char *ended_at;
        const char *paused_at; // NULL but in a break
        const char *paused_by; // candidate, hr, away; NULL but in a break
        int added_minutes;     // on top of what the posting said
        bool person_present;   // somebody has stepped in through the supervisor
        bool has_passages;     // of the posting's documents or the resume, for questions to rest on
        bool is_concluding;    // the supervisor has the closing question asked next
        // Until when transcripts can be corrected: a day after the end; NULL before, and when
        // decided.
        const char *correctable_until;
        bool is_correctable;
        int elapsed_seconds; // since the start, until now or the end, without breaks
        struct consent consent;
        const char *resume_filename; // NULL
        int experience_rating;       // 1 to 5: how the candidate found it; 0 where they did not say
        const char *experience_text;
        const char *experience_at;
        int turns_answered;
        int current_turn;          // in lists: the number of the question that is open; 0
        const char *last_event_at; // in lists: when something was asked, answered or ended; NULL
        double overall_score;      // of the report; NAN
        const char *report_state;  // none, queued, running, ready, failed
        const char *decision;      // NULL, advance, reject, hold
        const char *decision_reason;
        const char *decided_at;
        const char *decided_by;
};

struct json_writer;

// The `consent` object of the API; null where none was given.
void
consent_write(struct json_writer *json, const struct consent *consent);

// The `decision` object; null where nobody has decided.
void
decision_write(struct json_writer *json, const struct interview *interview);
