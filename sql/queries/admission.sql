-- admission_alone :one
-- One decision at a time, on all hosts.
SELECT true AS alone FROM (SELECT pg_advisory_xact_lock(2013, 1)) AS lock;

-- admission_lapse :none
-- Who began, who has not asked for so many seconds, and who was let in and never began.
DELETE FROM admission a USING interview i
WHERE i.id = a.interview_id
  AND (i.status <> 'scheduled' OR a.seen_at < now() - make_interval(secs => $1));

-- admission_ask :one
-- A place in the line, or the one that it has. None for an interview that could not start anyhow.
-- By the clock, not by when the transaction began: one that began sooner may come to the lock later.
INSERT INTO admission (interview_id, since)
SELECT i.id, clock_timestamp() FROM interview i
WHERE i.id = $1 AND i.status = 'scheduled' AND i.expires_at > now()
  AND EXISTS (SELECT FROM consent c WHERE c.interview_id = i.id)
ON CONFLICT (interview_id) DO UPDATE SET seen_at = now()
RETURNING admitted_at IS NOT NULL AS is_admitted,
          coalesce((SELECT c.recording FROM consent c WHERE c.interview_id = admission.interview_id
                    ORDER BY c.id DESC LIMIT 1), false) AS is_spoken;

-- admission_facts :one
-- What runs, where $1 stands in the line (1 and up, 0: not in it), and how long things took lately.
SELECT (SELECT count(*) FROM interview WHERE status = 'in_progress')
               + (SELECT count(*) FROM admission WHERE admitted_at IS NOT NULL) AS running,
       (SELECT count(*) FROM interview
        WHERE status = 'in_progress' AND started_at > now() - interval '1 minute')
               + (SELECT count(*) FROM admission WHERE admitted_at IS NOT NULL) AS young,
       (SELECT count(*) FROM admission WHERE admitted_at IS NULL) AS waiting,
       (SELECT count(*) FROM admission a, admission own
        WHERE own.interview_id = $1 AND a.admitted_at IS NULL
          AND (a.since, a.interview_id) <= (own.since, own.interview_id)) AS place,
       (SELECT avg(extract(epoch FROM closed_at - asked_at))
        FROM (SELECT t.closed_at, t.asked_at
              FROM interview i JOIN turn t ON t.interview_id = i.id
              WHERE i.status = 'in_progress' AND t.status = 'answered' AND t.closed_at > now() - interval '15 minutes'
              LIMIT 200) AS lately) AS cycle_seconds,
       (SELECT avg(extract(epoch FROM ended_at - started_at))
        FROM (SELECT ended_at, started_at FROM interview
              WHERE status = 'completed' AND decision IS NULL
                AND ended_at > now() - interval '1 day' LIMIT 200) AS ended) AS interview_seconds;

-- admission_admit :none
UPDATE admission SET admitted_at = now() WHERE interview_id = $1;

-- admission_counts :one
-- For those who look on.
SELECT (SELECT count(*) FROM interview WHERE status = 'in_progress') AS running,
       (SELECT count(*) FROM admission a JOIN interview i ON i.id = a.interview_id
        WHERE a.admitted_at IS NULL AND i.status = 'scheduled'
          AND a.seen_at >= now() - make_interval(secs => $1)
          AND ($2::uuid IS NULL OR i.organisation_id = $2)) AS waiting;
