-- What needs a person now is asked for often and by everybody: each kind of it has its index, so that
-- it costs as much as there is of it, not as much as there ever was.

CREATE INDEX interview_running ON interview (organisation_id, started_at)
        WHERE status IN ('in_progress', 'paused');
CREATE INDEX interview_undecided ON interview (organisation_id, ended_at)
        WHERE status = 'completed' AND decision IS NULL;
CREATE INDEX interview_due ON interview (organisation_id, expires_at) WHERE status = 'scheduled';
CREATE INDEX interview_decided ON interview (organisation_id, decided_at)
        WHERE decision IS NOT NULL;
CREATE INDEX candidate_request_waiting ON candidate_request (interview_id) WHERE state = 'open';
CREATE INDEX job_failed_report ON job (key) WHERE kind = 'report' AND state = 'failed';
