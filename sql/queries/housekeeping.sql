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

-- stored_keys :many
-- What rows name of the files of an interview, a posting or a batch.
SELECT key FROM stored_file WHERE owner_id = $1;

-- stored_keys_of_all :many
SELECT key FROM stored_file WHERE owner_id IS NULL;

-- orphan_seen :one
-- The sweep $2 has seen the file. A clock that is set makes one step: who saw it before and after has not
-- seen it for a day; and a time that lies ahead is none.
INSERT INTO orphan AS o (key, sweep) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET sweep = excluded.sweep, since = least(o.since, now())
RETURNING since < now() - interval '20 hours' AS is_due;

-- orphan_forget :none
-- What the sweep that ends has not seen is gone, or has its row now.
DELETE FROM orphan WHERE sweep <> $1;

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
UPDATE batch SET status = 'expired', archive_key = NULL, archive_bytes = NULL, archive_sha256 = NULL
FROM (SELECT id AS expired_id, archive_key AS old_key FROM batch
      WHERE archive_key IS NOT NULL AND expires_at < now() LIMIT 500 FOR UPDATE) expired
WHERE id = expired_id RETURNING old_key;
