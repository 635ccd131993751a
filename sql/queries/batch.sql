-- batch_insert :one
-- None where the organisation has no such posting.
INSERT INTO batch (id, organisation_id, posting_id, from_at, to_at, created_by)
SELECT $1, p.organisation_id, p.id, $4, $5, $6 FROM posting p
WHERE p.id = $3 AND p.organisation_id = $2
RETURNING id;

-- batch_find :one
SELECT b.id, b.organisation_id, b.posting_id, p.title AS posting, rfc3339(b.from_at) AS from_at,
       rfc3339(b.to_at) AS to_at, b.status, b.total, b.done, b.failed, b.archive_key,
       b.archive_bytes, b.problem, rfc3339(b.created_at) AS created_at,
       rfc3339(b.finished_at) AS finished_at, rfc3339(b.expires_at) AS expires_at
FROM batch b JOIN posting p ON p.id = b.posting_id
WHERE b.id = $1 AND ($2::uuid IS NULL OR b.organisation_id = $2);

-- batch_list :many
SELECT b.id, b.organisation_id, b.posting_id, p.title AS posting, rfc3339(b.from_at) AS from_at,
       rfc3339(b.to_at) AS to_at, b.status, b.total, b.done, b.failed, b.archive_key,
       b.archive_bytes, b.problem, rfc3339(b.created_at) AS created_at,
       rfc3339(b.finished_at) AS finished_at, rfc3339(b.expires_at) AS expires_at
FROM batch b JOIN posting p ON p.id = b.posting_id
WHERE b.organisation_id = $1 AND ($2::uuid IS NULL OR b.id < $2)
      AND ($4::uuid IS NULL OR b.posting_id = $4)
ORDER BY b.id DESC LIMIT $3;

-- batch_members :many
-- The interviews whose reports belong into it, and how far each report is.
SELECT i.id, i.candidate_name, r.interview_id IS NOT NULL AS has_report,
       (SELECT j.state FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
        ORDER BY j.created_at DESC, j.id DESC LIMIT 1) AS job_state
FROM batch b
JOIN interview i ON i.posting_id = b.posting_id AND i.organisation_id = b.organisation_id
LEFT JOIN report r ON r.interview_id = i.id
WHERE b.id = $1 AND i.status = 'completed'
      AND (b.from_at IS NULL OR i.ended_at >= b.from_at)
      AND (b.to_at IS NULL OR i.ended_at < b.to_at)
ORDER BY i.ended_at, i.id;

-- batch_report :one
-- What the archive says of one interview.
-- Erased meanwhile: none.
SELECT i.candidate_name, i.candidate_email, i.title, i.language, i.decision, i.decision_reason,
       rfc3339(i.started_at) AS started_at, rfc3339(i.ended_at) AS ended_at, r.body, r.pdf_key,
       r.overall_score, i.rubric_id, r.criterion_scores
FROM interview i LEFT JOIN report r ON r.interview_id = i.id
WHERE i.id = $1 AND i.status = 'completed';

-- batch_standings :many
-- As report_standing, of all reports of the posting at once.
SELECT o.id,
       count(r.overall_score) OVER (PARTITION BY o.rubric_id)
               - CASE WHEN r.overall_score IS NULL THEN 0 ELSE 1 END AS count,
       CASE WHEN r.overall_score IS NULL THEN 0
            ELSE rank() OVER (PARTITION BY o.rubric_id ORDER BY r.overall_score) - 1 END AS lower,
       CASE WHEN r.overall_score IS NULL THEN 0
            ELSE count(*) OVER (PARTITION BY o.rubric_id, r.overall_score) - 1 END AS equal
FROM batch b JOIN interview o ON o.posting_id = b.posting_id
JOIN report r ON r.interview_id = o.id
WHERE b.id = $1 AND o.status = 'completed'
ORDER BY o.id;

-- batch_averages :many
-- What report_averages has for each, before its own scores are left out. Scores have one decimal.
SELECT o.rubric_id, s.key AS criterion, round(sum(s.value::numeric) * 10)::bigint AS tenths,
       count(*) AS count
FROM batch b JOIN interview o ON o.posting_id = b.posting_id
JOIN report r ON r.interview_id = o.id
CROSS JOIN LATERAL jsonb_each_text(r.criterion_scores) s
WHERE b.id = $1 AND o.status = 'completed' AND s.value IS NOT NULL
GROUP BY o.rubric_id, s.key ORDER BY o.rubric_id, s.key;

-- batch_progress :none
UPDATE batch SET status = 'running', total = $2, done = $3, failed = $4
WHERE id = $1 AND status IN ('queued', 'running');

-- batch_finish :none
-- The archive is kept for a week.
UPDATE batch
SET status = 'done', archive_key = $2, archive_bytes = $3, done = $4, failed = $5,
    archive_sha256 = $6, finished_at = now(), expires_at = now() + interval '7 days'
WHERE id = $1 AND status IN ('queued', 'running');

-- batch_fail :none
UPDATE batch SET status = 'failed', problem = $2, finished_at = now()
WHERE id = $1 AND status IN ('queued', 'running');

-- night_make :one
-- Days of organisations of which the hour has come at $1 (or now, where that lies ahead), by their own
-- clock on the next day, and that nobody has written down: they are, and where the organisation wants it there is a batch, with its job,
-- for each posting of which an interview ended in the day. A day begins where the one before ended. Days
-- are made up for a week; an organisation begins with the newest.
WITH moment AS (SELECT least($1::timestamptz, now()) AS at),
zone AS MATERIALIZED (
        SELECT o.id, o.nightly_batches, known_zone(o.time_zone) AS name,
               make_interval(hours => o.nightly_hour) AS hour,
               (SELECT max(n.day) FROM night n WHERE n.organisation_id = o.id) AS last,
               (SELECT max(n.to_at) FROM night n WHERE n.organisation_id = o.id) AS last_to
        FROM organisation o),
over AS (
        SELECT z.*, day, (day + 1)::timestamp AT TIME ZONE z.name AS to_at
        FROM zone z CROSS JOIN moment m
        CROSS JOIN LATERAL (SELECT (m.at AT TIME ZONE z.name)::date - n AS day
                            FROM generate_series(0, 8) n) d
        WHERE ((day + 1)::timestamp + z.hour) AT TIME ZONE z.name <= m.at),
due AS (
        SELECT o.id, o.nightly_batches, o.day, o.to_at,
               greatest(coalesce(lag(o.to_at) OVER (PARTITION BY o.id ORDER BY o.day),
                                 CASE WHEN o.last = o.day - 1 THEN o.last_to END,
                                 o.day::timestamp AT TIME ZONE o.name), o.last_to) AS from_at
        FROM over o
        WHERE o.day > coalesce(o.last, (SELECT max(w.day) - 1 FROM over w WHERE w.id = o.id))),
written AS (
        INSERT INTO night (organisation_id, day, to_at)
        SELECT id, day, greatest(from_at, to_at) FROM due
        ON CONFLICT DO NOTHING RETURNING organisation_id, day),
wanted AS (
        SELECT d.id, i.posting_id, d.from_at, d.to_at, count(*) AS count
        FROM written w JOIN due d ON d.id = w.organisation_id AND d.day = w.day
        JOIN interview i ON i.organisation_id = d.id AND i.posting_id IS NOT NULL
                        AND i.status = 'completed'
                        AND i.ended_at >= d.from_at AND i.ended_at < d.to_at
        WHERE d.nightly_batches
        GROUP BY d.id, i.posting_id, d.from_at, d.to_at),
made AS (
        INSERT INTO batch (id, organisation_id, posting_id, from_at, to_at)
        SELECT uuid_v7(), w.id, w.posting_id, w.from_at, w.to_at FROM wanted w
        WHERE NOT EXISTS (SELECT FROM batch b
                          WHERE b.organisation_id = w.id AND b.posting_id = w.posting_id
                            AND b.created_by IS NULL
                            AND b.from_at = w.from_at AND b.to_at = w.to_at
                            AND (b.status IN ('queued', 'running') OR b.total >= w.count))
        RETURNING id, organisation_id),
queued AS (
        INSERT INTO job (id, kind, key, payload, organisation_id)
        SELECT uuid_v7(), 'batch', id::text, jsonb_build_object('batch', id), organisation_id
        FROM made RETURNING kind)
SELECT (SELECT count(*) FROM written) AS nights, count(*) AS made,
       count(pg_notify('job', kind)) AS told FROM queued;

-- night_forget :none
-- Nights that a clock wrote which was ahead, so that they come when it is night; and those that are never
-- asked for again.
DELETE FROM night WHERE made_at > clock_timestamp() + interval '1 minute'
                     OR made_at < now() - interval '30 days';

-- organisation_show :one
SELECT id, name, nightly_batches, nightly_hour, time_zone FROM organisation WHERE id = $1;

-- organisation_change :none
-- What is NULL stays.
UPDATE organisation SET nightly_batches = coalesce($2, nightly_batches),
                        nightly_hour = coalesce($3, nightly_hour),
                        time_zone = coalesce($4, time_zone)
WHERE id = $1;

-- organisation_zone :one
-- Whether $1 is a zone.
SELECT known_zone($1) = $1 AS is_known;
