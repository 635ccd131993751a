-- interview_pause :none
-- A break begins while a question waits, never while an answer is being worked on.
UPDATE interview SET status = 'paused', paused_at = now(), paused_by = $2
WHERE id = $1 AND status = 'in_progress';

-- interview_resume :none
UPDATE interview
SET status = 'in_progress', paused_at = NULL, paused_by = NULL, resumed_at = now(),
    paused_seconds = paused_seconds + ceil(extract(epoch FROM now() - paused_at))::int
WHERE id = $1 AND status = 'paused';

-- interview_give_time :none
-- Half as much again, up to the longest answer and interview that are taken; a week more to begin.
UPDATE interview
SET expires_at = CASE WHEN started_at IS NULL THEN greatest(expires_at, now()) + interval '7 days'
                      ELSE expires_at END,
    max_answer_seconds = least($2, max_answer_seconds + max_answer_seconds / 2),
    max_minutes = least($3, max_minutes + max_minutes / 2),
    added_minutes = added_minutes + greatest(0, least($3, max_minutes + max_minutes / 2) - max_minutes)
WHERE id = $1;

-- request_insert :none
INSERT INTO candidate_request (id, interview_id, kind, message) VALUES ($1, $2, $3, $4);

-- request_open :one
SELECT id, message FROM candidate_request
WHERE interview_id = $1 AND kind = $2 AND state = 'open';

-- request_count :one
SELECT count(*) AS count FROM candidate_request WHERE interview_id = $1;

-- request_of_interview :many
SELECT r.id, r.kind, r.message, r.state, r.answer, rfc3339(r.created_at) AS created_at,
       rfc3339(r.answered_at) AS answered_at
FROM candidate_request r WHERE r.interview_id = $1 ORDER BY r.id DESC;

-- request_list :many
-- Of one organisation, newest first.
SELECT r.id, r.interview_id, r.kind, r.message, r.state, r.answer,
       rfc3339(r.created_at) AS created_at, rfc3339(r.answered_at) AS answered_at,
       u.name AS answered_by, i.candidate_name, i.title, i.status
FROM candidate_request r JOIN interview i ON i.id = r.interview_id
LEFT JOIN app_user u ON u.id = r.answered_by
WHERE i.organisation_id = $1 AND ($2::text IS NULL OR r.state = $2)
  AND ($3::uuid IS NULL OR r.interview_id = $3) AND ($4::uuid IS NULL OR r.id < $4)
ORDER BY r.id DESC LIMIT $5;

-- request_find :one
SELECT r.id, r.interview_id, r.kind, r.message, r.state, r.answer,
       rfc3339(r.created_at) AS created_at, rfc3339(r.answered_at) AS answered_at,
       u.name AS answered_by, i.candidate_name, i.title, i.status
FROM candidate_request r JOIN interview i ON i.id = r.interview_id
LEFT JOIN app_user u ON u.id = r.answered_by
WHERE r.id = $1 AND i.organisation_id = $2;

-- request_answer :none
UPDATE candidate_request
SET state = $2, answer = $3, answered_by = $4, answered_at = now()
WHERE id = $1 AND state = 'open';

-- answer_correct :none
UPDATE answer SET correction = $2, corrected_at = now(), corrections = corrections + 1
WHERE id = $1;

-- evaluation_delete :none
DELETE FROM evaluation WHERE interview_id = $1 AND turn_number = $2;

-- experience_set :none
INSERT INTO experience (interview_id, rating, body) VALUES ($1, $2, $3)
ON CONFLICT (interview_id) DO UPDATE
SET rating = excluded.rating, body = excluded.body, given_at = now();

-- erase_turns :none
WITH parts AS (DELETE FROM question_part WHERE interview_id = $1)
DELETE FROM turn WHERE interview_id = $1;

-- erase_resume :none
DELETE FROM resume WHERE interview_id = $1;

-- erase_report :none
-- With what people wrote about it.
WITH scorings AS (DELETE FROM human_scoring WHERE interview_id = $1),
     events AS (DELETE FROM report_event WHERE interview_id = $1)
DELETE FROM report WHERE interview_id = $1;

-- erase_experience :none
DELETE FROM experience WHERE interview_id = $1;

-- erase_requests :none
-- What was asked for is answered by it; the words go.
UPDATE candidate_request
SET message = '', answer = '', answered_at = coalesce(answered_at, now()),
    state = CASE WHEN state = 'open' AND kind = 'deletion' THEN 'done'
                 WHEN state = 'open' THEN 'declined' ELSE state END
WHERE interview_id = $1;

-- erase_admission :none
DELETE FROM admission WHERE interview_id = $1;

-- erase_invitations :none
DELETE FROM invitation WHERE interview_id = $1;

-- erase_sessions :none
DELETE FROM candidate_session WHERE interview_id = $1;

-- erase_interview :none
-- What stays says that there was an interview, and no more of whom.
UPDATE interview
SET status = 'erased', candidate_name = NULL, candidate_email = NULL,
    decision_reason = CASE WHEN decision IS NULL THEN NULL ELSE '' END,
    ended_at = coalesce(ended_at, now()),
    paused_at = NULL, paused_by = NULL
WHERE id = $1;

-- retention_due :many
-- Kept since the end; since the link ended or the first question where there was no end.
SELECT i.id, i.organisation_id FROM interview i LEFT JOIN posting p ON p.id = i.posting_id
WHERE i.status <> 'erased'
  AND coalesce(i.ended_at, greatest(i.started_at, i.expires_at))
      + make_interval(days => coalesce(p.retention_days, 180)) <= now()
ORDER BY i.id LIMIT 50;
