-- job_enqueue :one
-- One open job a key. A job that runs has perhaps read already what has changed since: it is marked
-- to run once more.
WITH made AS (
        INSERT INTO job (id, kind, key, payload, organisation_id, run_at, request_id, traceparent)
        VALUES ($1, $2, $3, coalesce($4::jsonb, '{}'), $5, now() + make_interval(secs => $6), $7, $8)
        ON CONFLICT (kind, key) WHERE finished_at IS NULL DO UPDATE
        SET wanted_again = job.wanted_again OR job.state = 'running',
            run_at = CASE job.state WHEN 'queued' THEN least(job.run_at, excluded.run_at)
                                    ELSE job.run_at END
        RETURNING kind)
SELECT count(pg_notify('job', kind)) AS told FROM made;

-- job_claim :one
-- Also jobs whose lease ran out, until their attempts are used up. $3: the leases of the kinds $1.
UPDATE job
SET state = 'running', attempts = attempts + 1, fence = fence + 1, worker = $2,
    lease_until = now() + make_interval(secs => ($3::int[])[array_position($1::text[], kind)])
WHERE id = (SELECT id FROM job
            WHERE finished_at IS NULL AND run_at <= now() AND kind = ANY ($1::text[])
              AND (state = 'queued' OR (lease_until <= now() AND attempts < most_attempts))
            ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, key, payload, organisation_id, attempts, most_attempts, fence, request_id,
          traceparent;

-- job_heartbeat :none
UPDATE job SET lease_until = now() + make_interval(secs => $3)
WHERE id = $1 AND fence = $2 AND state = 'running';

-- job_finish :none
UPDATE job
SET state = CASE WHEN wanted_again THEN 'queued'::job_state ELSE 'done' END,
    finished_at = CASE WHEN wanted_again THEN NULL ELSE now() END,
    attempts = CASE WHEN wanted_again THEN 0 ELSE attempts END,
    run_at = CASE WHEN wanted_again THEN now() ELSE run_at END,
    wanted_again = false, lease_until = NULL, last_error = NULL
WHERE id = $1 AND fence = $2 AND state = 'running';

-- job_finish_and_claim :one
-- Both of them, or neither: what was finished by somebody else leaves nothing claimed. $3 to $5 as
-- in job_claim.
WITH finished AS (
        UPDATE job
        SET state = CASE WHEN wanted_again THEN 'queued'::job_state ELSE 'done' END,
            finished_at = CASE WHEN wanted_again THEN NULL ELSE now() END,
            attempts = CASE WHEN wanted_again THEN 0 ELSE attempts END,
            run_at = CASE WHEN wanted_again THEN now() ELSE run_at END,
            wanted_again = false, lease_until = NULL, last_error = NULL
        WHERE id = $1 AND fence = $2 AND state = 'running'
        RETURNING true),
claimed AS (
        UPDATE job
        SET state = 'running', attempts = attempts + 1, fence = fence + 1, worker = $4,
            lease_until = now() + make_interval(
                    secs => ($5::int[])[array_position($3::text[], kind)])
        WHERE id = (SELECT id FROM job
                    WHERE finished_at IS NULL AND run_at <= now() AND kind = ANY ($3::text[])
                      AND (state = 'queued' OR (lease_until <= now() AND attempts < most_attempts))
                      AND id <> $1 AND EXISTS (SELECT FROM finished)
                    ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, key, payload, organisation_id, attempts, most_attempts, fence, request_id,
                  traceparent)
SELECT EXISTS (SELECT FROM finished) AS has_finished, c.id, c.kind, c.key, c.payload,
       c.organisation_id, c.attempts, c.most_attempts, c.fence, c.request_id, c.traceparent
FROM (VALUES (1)) one LEFT JOIN claimed c ON true;

-- job_fail :none
-- Queued again after some seconds, or given up.
UPDATE job
SET state = CASE WHEN $5 OR attempts >= most_attempts THEN 'failed'::job_state ELSE 'queued' END,
    finished_at = CASE WHEN $5 OR attempts >= most_attempts THEN now() END,
    given_up_at = CASE WHEN $5 OR attempts >= most_attempts THEN now() END,
    run_at = now() + make_interval(secs => $4), lease_until = NULL, last_error = $3
WHERE id = $1 AND fence = $2 AND state = 'running';

-- job_put_off :none
-- It waits for others: that was no attempt.
UPDATE job
SET state = 'queued', attempts = attempts - 1, run_at = now() + make_interval(secs => $3),
    lease_until = NULL
WHERE id = $1 AND fence = $2 AND state = 'running';

-- job_give_up_lost :none
-- Its runner died or hung each time: the last lease has run out, too.
UPDATE job
SET state = 'failed', finished_at = now(), given_up_at = now(), lease_until = NULL,
    fence = fence + 1,
    last_error = 'The runner stopped in the middle of it, each time it was tried.'
WHERE id IN (SELECT id FROM job
             WHERE finished_at IS NULL AND state = 'running' AND lease_until <= now()
               AND attempts >= most_attempts
             FOR UPDATE SKIP LOCKED);

-- job_bring_near :none
-- Nothing was made later than now, nobody waits longer than $1 seconds, nor holds a job longer than $2
-- without a heartbeat: what lies further ahead (by a minute) was written by a clock that was wrong. It is
-- ready, and its lease begins, now.
UPDATE job
SET run_at = least(run_at, now()), created_at = least(created_at, now()),
    lease_until = CASE state WHEN 'running' THEN least(lease_until, now() + make_interval(secs => $2)) END
WHERE id IN (SELECT id FROM job
             WHERE finished_at IS NULL
               AND (run_at > now() + make_interval(secs => $1)
                    OR created_at > clock_timestamp() + interval '1 minute'
                    OR lease_until > now() + make_interval(secs => $2 + 60))
             FOR UPDATE SKIP LOCKED);

-- job_drop :none
UPDATE job
SET state = 'done', finished_at = now(), lease_until = NULL, wanted_again = false,
    fence = fence + 1
WHERE kind = $1 AND key = $2 AND finished_at IS NULL;

-- job_unknown :many
SELECT kind, count(*) AS count FROM job
WHERE finished_at IS NULL AND run_at <= now() AND NOT kind = ANY ($1::text[])
GROUP BY kind ORDER BY kind LIMIT 20;

-- job_by_id :one
SELECT id, kind, key, payload, organisation_id, state, attempts, most_attempts, fence, worker,
       last_error, rfc3339(run_at) AS run_at, rfc3339(lease_until) AS lease_until,
       rfc3339(created_at) AS created_at, rfc3339(finished_at) AS finished_at
FROM job WHERE id = $1 AND ($2::uuid IS NULL OR organisation_id = $2);

-- job_newest_of_key :one
SELECT id, kind, key, payload, organisation_id, state, attempts, most_attempts, fence, worker,
       last_error, rfc3339(run_at) AS run_at, rfc3339(lease_until) AS lease_until,
       rfc3339(created_at) AS created_at, rfc3339(finished_at) AS finished_at
FROM job WHERE kind = $1 AND key = $2 ORDER BY created_at DESC, id DESC LIMIT 1;

-- job_list :many
-- What waits, runs or was given up; what is done is left out.
SELECT id, kind, key, payload, organisation_id, state, attempts, most_attempts, fence, worker,
       last_error, rfc3339(run_at) AS run_at, rfc3339(lease_until) AS lease_until,
       rfc3339(created_at) AS created_at, rfc3339(finished_at) AS finished_at
FROM job
WHERE state <> 'done' AND ($1::uuid IS NULL OR organisation_id = $1)
  AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC LIMIT $3;

-- job_retry :one
WITH again AS (
        UPDATE job
        SET state = 'queued', attempts = 0, run_at = now(), finished_at = NULL, given_up_at = NULL
        WHERE id = $1 AND ($2::uuid IS NULL OR organisation_id = $2) AND state = 'failed'
        RETURNING kind)
SELECT count(pg_notify('job', kind)) AS told FROM again;

-- job_cancel :none
-- What runs is its runner's until its end.
UPDATE job SET state = 'failed', finished_at = now(), given_up_at = now(), last_error = $2
WHERE id = $1 AND state = 'queued';

-- job_counts :one
-- For a line on a terminal: the queue, and the reports of the batches that are being made.
SELECT (SELECT count(*) FROM job WHERE finished_at IS NULL AND state = 'queued'
                                       AND run_at <= now()) AS ready,
       (SELECT count(*) FROM job WHERE finished_at IS NULL AND state = 'queued'
                                       AND run_at > now()) AS later,
       coalesce((SELECT sum(done + failed) FROM batch WHERE status = 'running'), 0) AS batch_done,
       coalesce((SELECT sum(total) FROM batch WHERE status = 'running'), 0) AS batch_total;

-- job_of_organisation :many
-- What waits, runs or was given up of one organisation, with what it is about. What was given up and
-- has been asked for again since is left out. $2: 'failed' or 'waiting', NULL for both.
SELECT j.id, j.kind, j.state, j.attempts, j.most_attempts, j.last_error, rfc3339(j.run_at) AS run_at,
       rfc3339(j.created_at) AS created_at, rfc3339(j.given_up_at) AS given_up_at,
       i.id AS interview_id, i.candidate_name, coalesce(p.id, i.posting_id) AS posting_id,
       coalesce(p.title, i.title) AS title
FROM (SELECT * FROM job WHERE organisation_id = $1 AND finished_at IS NULL
                          AND $2::text IS DISTINCT FROM 'failed'
      UNION ALL
      SELECT * FROM job g WHERE organisation_id = $1 AND given_up_at IS NOT NULL
                            AND $2::text IS DISTINCT FROM 'waiting'
        AND NOT EXISTS (SELECT FROM job n WHERE n.kind = g.kind AND n.key = g.key
                                            AND (n.created_at, n.id) > (g.created_at, g.id))) j
LEFT JOIN answer a ON j.kind = 'turn' AND a.id = CASE WHEN (j.payload ->> 'answer') ~ '^[0-9a-f-]{36}$'
                                                      THEN (j.payload ->> 'answer')::uuid END
LEFT JOIN batch b ON j.kind = 'batch' AND b.id = CASE WHEN (j.payload ->> 'batch') ~ '^[0-9a-f-]{36}$'
                                                      THEN (j.payload ->> 'batch')::uuid END
LEFT JOIN posting p ON p.id = b.posting_id
LEFT JOIN interview i ON i.organisation_id = $1
      AND i.id = coalesce(a.interview_id, CASE WHEN (j.payload ->> 'interview') ~ '^[0-9a-f-]{36}$'
                                               THEN (j.payload ->> 'interview')::uuid END)
WHERE ($3::uuid IS NULL OR j.id < $3) AND ($5::uuid IS NULL OR j.id = $5)
ORDER BY j.id DESC LIMIT $4;
