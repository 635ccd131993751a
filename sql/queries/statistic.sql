-- statistic_due :many
-- Days of which something has changed since they were counted, or an invitation has expired.
SELECT due.posting_id, due.day FROM (
        SELECT c.posting_id, c.day FROM statistic_change c
        UNION
        SELECT d.posting_id, d.day FROM statistic_day d WHERE d.changes_at <= now()) due
ORDER BY due.posting_id, due.day LIMIT $1;

-- statistic_open :none
-- Whoever counts a day holds its row until it is counted.
INSERT INTO statistic_day (posting_id, day) VALUES ($1, $2::date)
ON CONFLICT (posting_id, day) DO UPDATE SET counted_at = now();

-- statistic_forget :none
-- The notes go before anything is read: what is committed later leaves one that stays.
WITH noted AS (DELETE FROM statistic_change WHERE posting_id = $1 AND day = $2::date)
DELETE FROM statistic WHERE posting_id = $1 AND day = $2::date;

-- statistic_count :none
-- Besides what the table explains, staged: interviews in which a stage was measured. Minutes and hours
-- are rounded up, so that nothing takes longer than is told.
WITH chosen AS MATERIALIZED (
        SELECT i.id, i.status, i.end_reason, i.created_at, i.started_at, i.ended_at, i.expires_at,
               i.paused_seconds, i.decision, i.rubric_id,
               i.status = 'completed' AND i.end_reason IS DISTINCT FROM 'abandoned' AS is_finished
        FROM interview i
        WHERE i.posting_id = $1 AND i.status <> 'erased'
          AND i.created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
          AND i.created_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'),
reported AS MATERIALIZED (
        SELECT c.id, c.rubric_id, c.decision, c.ended_at, r.overall_score, r.criterion_scores
        FROM chosen c JOIN report r ON r.interview_id = c.id WHERE c.status = 'completed'),
named AS MATERIALIZED (
        SELECT r.id AS rubric_id, k ->> 'key' AS key, k ->> 'name' AS name
        FROM rubric r CROSS JOIN LATERAL jsonb_array_elements(r.criteria) k
        WHERE r.id IN (SELECT rubric_id FROM reported)),
paired AS MATERIALIZED (
        SELECT h.id, h.score, h.machine_score
        FROM (SELECT DISTINCT ON (p.id, s.criterion) p.id, s.score, s.machine_score
              FROM reported p JOIN human_scoring g ON g.interview_id = p.id
              JOIN human_score s ON s.scoring_id = g.id
              ORDER BY p.id, s.criterion, g.scored_at DESC, g.id DESC) h
        WHERE h.score IS NOT NULL AND h.machine_score IS NOT NULL),
timed (id, figure, item, ms) AS (
        SELECT c.id, 'stage', left(s.key, -3), s.value::bigint
        FROM chosen c JOIN answer a ON a.interview_id = c.id
        CROSS JOIN LATERAL jsonb_each_text(a.stages) s
        WHERE c.status = 'completed' AND right(s.key, 3) = '_ms'
        UNION ALL
        SELECT p.id, 'report', '', (SELECT extract(epoch FROM min(e.at) - p.ended_at) * 1000
                                    FROM report_event e
                                    WHERE e.interview_id = p.id AND e.kind = 'made')::bigint
        FROM reported p),
found (figure, item, label, value, beside) AS (
        SELECT 'interviews', h.item, '', 0, 0
        FROM chosen c CROSS JOIN LATERAL (VALUES
                ('invited', true),
                ('started', c.started_at IS NOT NULL),
                ('finished', c.is_finished),
                ('left', c.status = 'completed' AND NOT c.is_finished),
                ('running', c.status IN ('in_progress', 'paused')),
                ('waiting', c.status = 'scheduled' AND c.expires_at > now()),
                ('expired', c.status = 'expired'
                            OR c.status = 'scheduled' AND c.expires_at <= now()),
                ('cancelled', c.status = 'cancelled')) h (item, holds)
        WHERE h.holds
        UNION ALL
        SELECT 'minutes', '', '', least(99999, greatest(0, ceil(
                extract(epoch FROM c.ended_at - c.started_at) / 60 - c.paused_seconds / 60.0)))::int, 0
        FROM chosen c WHERE c.is_finished
        UNION ALL
        SELECT 'hours', '', '', least(99999, greatest(0, ceil(
                extract(epoch FROM c.ended_at - c.created_at) / 3600)))::int, 0
        FROM chosen c WHERE c.is_finished
        UNION ALL
        SELECT 'score', s.key, coalesce(n.name, s.key), coalesce(round(s.value::numeric * 10), -1)::int, 0
        FROM reported p CROSS JOIN LATERAL jsonb_each_text(p.criterion_scores) s
        LEFT JOIN named n ON n.rubric_id = p.rubric_id AND n.key = s.key
        UNION ALL
        SELECT 'pair', '', '', round(machine_score * 10)::int, round(score * 10)::int FROM paired
        UNION ALL
        SELECT 'paired', '', '', 0, 0 FROM paired GROUP BY id
        UNION ALL
        SELECT 'decision', p.decision, '', coalesce(round(p.overall_score * 10), -1)::int, 0
        FROM reported p WHERE p.decision IS NOT NULL
        UNION ALL
        SELECT 'question',
               CASE WHEN t.status IN ('skipped', 'failed') THEN t.status
                    WHEN t.status <> 'asked' THEN 'answered'
                    WHEN c.end_reason IN ('abandoned', 'candidate') THEN 'left'
                    ELSE 'cut' END, '', t.number, 0
        FROM chosen c JOIN turn t ON t.interview_id = c.id WHERE c.status = 'completed'
        UNION ALL
        SELECT 'staged', item, '', 0, 0 FROM timed WHERE figure = 'stage' GROUP BY id, item
        UNION ALL
        SELECT figure, item, '',
               least(2000000000, CASE WHEN ms < 100 THEN greatest(0, ms)
                                      ELSE round(ms, 1 - floor(log(ms))::int) END)::int, 0
        FROM timed WHERE ms IS NOT NULL)
INSERT INTO statistic (posting_id, day, figure, item, label, value, beside, count)
SELECT $1, $2::date, figure, item, label, value, beside, count(*)
FROM found GROUP BY figure, item, label, value, beside;

-- statistic_close :none
-- A day of which nothing is left is not kept.
WITH gone AS (
        DELETE FROM statistic_day d
        WHERE d.posting_id = $1 AND d.day = $2::date
          AND NOT EXISTS (SELECT FROM statistic s WHERE s.posting_id = $1 AND s.day = $2::date)
        RETURNING d.day)
UPDATE statistic_day d
SET changes_at = (SELECT min(i.expires_at) FROM interview i
                  WHERE i.posting_id = $1 AND i.status = 'scheduled' AND i.expires_at > now()
                    AND i.created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
                    AND i.created_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC')
WHERE d.posting_id = $1 AND d.day = $2::date AND NOT EXISTS (SELECT FROM gone);

-- statistic_state :one
-- Whether something of the organisation is still to be counted, and when it was counted last.
SELECT EXISTS (SELECT FROM statistic_change c JOIN posting p ON p.id = c.posting_id
               WHERE p.organisation_id = $1)
       OR EXISTS (SELECT FROM statistic_day d JOIN posting p ON p.id = d.posting_id
                  WHERE p.organisation_id = $1 AND d.changes_at <= now()) AS is_due,
       (SELECT rfc3339(max(d.counted_at)) FROM statistic_day d JOIN posting p ON p.id = d.posting_id
        WHERE p.organisation_id = $1) AS counted_at;

-- statistic_sum :many
-- Of an organisation, or one posting of it ($2), from day $3 to day $4. Of criteria the $5 that were
-- scored most often.
WITH summed AS MATERIALIZED (
        SELECT s.figure, s.label, s.item, s.value, s.beside, sum(s.count)::bigint AS count
        FROM posting p JOIN statistic s ON s.posting_id = p.id
        WHERE p.organisation_id = $1 AND ($2::uuid IS NULL OR p.id = $2)
          AND ($3::date IS NULL OR s.day >= $3::date) AND ($4::date IS NULL OR s.day <= $4::date)
        GROUP BY s.figure, s.label, s.item, s.value, s.beside),
shown AS (
        SELECT label, item FROM summed WHERE figure = 'score'
        GROUP BY label, item ORDER BY sum(count) DESC, label, item LIMIT $5)
SELECT figure, label, item, value, beside, count FROM summed
WHERE figure <> 'score' OR (label, item) IN (SELECT label, item FROM shown)
ORDER BY figure, label, item, value, beside;
