-- check_answers :one
-- Each of these tells how many there are and names some of them.
-- An accepted answer goes on from where it stopped by its job.
WITH found AS (
        SELECT a.interview_id || ' turn ' || a.turn_number AS what
        FROM answer a JOIN interview i ON i.id = a.interview_id
        WHERE a.stage <> 'answered' AND a.received_at < now() - interval '15 minutes'
          AND i.status IN ('in_progress', 'paused', 'completed')
          AND NOT EXISTS (SELECT FROM job j WHERE j.kind = 'turn' AND j.key = a.id::text
                                              AND j.finished_at IS NULL)
          AND NOT EXISTS (SELECT FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
                                              AND j.finished_at IS NULL))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_evaluations :one
WITH found AS (
        SELECT a.interview_id || ' turn ' || a.turn_number AS what
        FROM answer a
        JOIN turn t ON t.interview_id = a.interview_id AND t.number = a.turn_number
        JOIN interview i ON i.id = a.interview_id
        JOIN report r ON r.interview_id = i.id
        WHERE i.status = 'completed' AND t.status = 'answered' AND a.stage = 'answered'
          AND a.outcome <> 'asked_again' AND a.usability = 'usable'
          AND a.answered_at < now() - interval '15 minutes'
          AND (SELECT c.ai_evaluation FROM consent c WHERE c.interview_id = i.id
               ORDER BY c.id DESC LIMIT 1)
          AND NOT EXISTS (SELECT FROM evaluation v WHERE v.interview_id = a.interview_id
                                                     AND v.turn_number = a.turn_number)
          AND NOT EXISTS (SELECT FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
                                              AND j.finished_at IS NULL))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_reports :one
WITH found AS (
        SELECT i.id::text AS what FROM interview i
        WHERE i.status = 'completed' AND i.ended_at < now() - interval '15 minutes'
          AND NOT EXISTS (SELECT FROM report r WHERE r.interview_id = i.id)
          AND NOT EXISTS (SELECT FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
                                              AND j.finished_at IS NULL))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_turns :one
-- An interview that runs has one open turn: the question that it waits with.
WITH found AS (
        SELECT i.id::text AS what FROM interview i
        WHERE i.status IN ('in_progress', 'paused') AND i.started_at < now() - interval '15 minutes'
          AND (SELECT count(*) FROM turn t WHERE t.interview_id = i.id
               AND t.status IN ('asked', 'received', 'transcribed')) <> 1)
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_batches :one
WITH found AS (
        SELECT b.id::text AS what FROM batch b
        WHERE b.status IN ('queued', 'running') AND b.created_at < now() - interval '15 minutes'
          AND NOT EXISTS (SELECT FROM job j WHERE j.kind = 'batch' AND j.key = b.id::text
                                              AND j.finished_at IS NULL))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_given_up :one
WITH found AS (
        SELECT j.kind || ' ' || j.id AS what FROM job j WHERE j.given_up_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM job n WHERE n.kind = j.kind AND n.key = j.key
                                              AND (n.created_at, n.id) > (j.created_at, j.id)))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_waiting :one
WITH found AS (
        SELECT j.kind || ' ' || j.id AS what FROM job j
        WHERE j.finished_at IS NULL AND j.run_at < now() - interval '10 minutes'
          AND (j.state = 'queued' OR j.lease_until < now() - interval '10 minutes'))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_tally :one
-- The counts that a report's place comes from, against the reports themselves.
WITH counted AS (
        SELECT i.posting_id, i.rubric_id, s.criterion, s.score, count(*) AS count
        FROM report r JOIN interview i ON i.id = r.interview_id
        CROSS JOIN LATERAL report_scores(r.overall_score, r.criterion_scores) s
        WHERE i.status = 'completed' AND i.posting_id IS NOT NULL GROUP BY 1, 2, 3, 4),
found AS (
        SELECT DISTINCT posting_id::text AS what
        FROM counted c FULL JOIN report_tally t USING (posting_id, rubric_id, criterion, score)
        WHERE coalesce(c.count, 0) <> coalesce(t.count, 0))
SELECT (SELECT count(*) FROM found) AS count,
       (SELECT string_agg(what, ', ') FROM (SELECT what FROM found ORDER BY what LIMIT 5) f) AS some;

-- check_tick :one
-- Whether $1, due every $2 seconds, has been made within twice that time, or was never due yet.
SELECT coalesce(max(at) < now() - make_interval(secs => 2 * $2), false) AS is_missed,
       rfc3339(max(at)) AS last_at
FROM tick WHERE name = $1 AND at <= now();

-- check_media :many
-- A page of the files that rows name, behind $1, with the length and the digest of those that have
-- one.
SELECT DISTINCT ON (key) key, size_bytes, sha256 FROM stored_file
WHERE key > $1 AND is_whole ORDER BY key, sha256 LIMIT $2;

-- check_report_bodies :many
-- A page of the reports behind $1.
SELECT interview_id, body FROM report WHERE interview_id > $1 ORDER BY interview_id LIMIT $2;
