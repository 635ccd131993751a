-- abandoned_interviews :many
-- Breaks that lasted for the posting's grace ($1 minutes where it has none), whether the candidate took
-- them or went away; and running ones whose time has been over for so long without an answer.
SELECT i.id FROM interview i,
       LATERAL (SELECT now() - make_interval(mins => coalesce(i.grace_minutes, $1::int)) AS since) g
WHERE i.status = 'in_progress'
      AND i.started_at + make_interval(mins => i.max_minutes, secs => i.paused_seconds) < g.since
      AND NOT EXISTS (SELECT FROM answer a WHERE a.interview_id = i.id AND a.received_at > g.since)
   OR i.status = 'paused' AND i.paused_at < g.since
ORDER BY i.id LIMIT 500;

-- media_keys_of_interview :many
SELECT media_key AS key FROM answer WHERE interview_id = $1 AND media_key IS NOT NULL
UNION ALL
SELECT question_audio_key FROM turn WHERE interview_id = $1 AND question_audio_key IS NOT NULL
UNION ALL SELECT media_key FROM question_part WHERE interview_id = $1
UNION ALL SELECT media_key FROM resume WHERE interview_id = $1
UNION ALL SELECT pdf_key FROM report WHERE interview_id = $1
UNION ALL
SELECT candidate_pdf_key FROM report WHERE interview_id = $1 AND candidate_pdf_key IS NOT NULL;

-- media_keys_of_posting :many
SELECT media_key AS key FROM document WHERE posting_id = $1;

-- media_keys_of_batch :many
SELECT archive_key AS key FROM batch WHERE id = $1 AND archive_key IS NOT NULL;

-- media_keys_of_spoken :many
SELECT media_key AS key FROM spoken;

-- housekeeping_sessions :none
DELETE FROM hr_session WHERE expires_at < now();

-- housekeeping_candidate_sessions :none
DELETE FROM candidate_session WHERE expires_at < now();

-- housekeeping_idempotency :none
DELETE FROM idempotency WHERE created_at < now() - interval '1 day';

-- housekeeping_failed_attempts :none
DELETE FROM failed_attempt WHERE at < now() - interval '1 day';

-- housekeeping_jobs :none
-- What is done is kept for a month, for whoever wants to know.
DELETE FROM job WHERE state = 'done' AND finished_at < now() - interval '30 days';

-- housekeeping_archives :many
-- Archives that have expired.
UPDATE batch SET status = 'expired', archive_key = NULL, archive_bytes = NULL
FROM (SELECT id AS expired_id, archive_key AS old_key FROM batch
      WHERE archive_key IS NOT NULL AND expires_at < now() LIMIT 500 FOR UPDATE) expired
WHERE id = expired_id RETURNING old_key;
