-- supervision_insert :none
INSERT INTO supervision (interview_id, source, turn_number, decision, reason, heed, analysis)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- supervision_due :many
-- The round takes the running interviews at which it has not looked for their interval ($1, where the
-- posting has none), and reads all that it decides by.
UPDATE interview i SET supervised_at = now()
FROM (SELECT d.id FROM interview d
      WHERE d.status = 'in_progress'
        AND coalesce(d.supervised_at, d.started_at)
            <= now() - make_interval(secs => coalesce(d.supervisor_interval_seconds, $1::int))
      ORDER BY d.supervised_at NULLS FIRST LIMIT 500 FOR UPDATE SKIP LOCKED) due
LEFT JOIN LATERAL (SELECT t.number, t.status, t.asked_at FROM turn t
                   WHERE t.interview_id = due.id ORDER BY t.number DESC LIMIT 1) t ON true
LEFT JOIN LATERAL (SELECT max(greatest(a.received_at, a.answered_at)) AS at FROM answer a
                   WHERE a.interview_id = due.id AND a.turn_number = t.number) a ON true
LEFT JOIN LATERAL (SELECT max(greatest(u.began_at, s.begun_at)) AS at
                   FROM upload u LEFT JOIN segment s ON s.upload_id = u.id
                   WHERE u.interview_id = due.id AND u.turn_number = t.number) u ON true
WHERE i.id = due.id
RETURNING i.id, i.organisation_id, i.max_answer_seconds, i.max_minutes, i.added_minutes,
          i.supervisor_interval_seconds, i.supervisor_conclusion_minutes,
          i.supervisor_max_minutes, i.grace_minutes, i.concluding_at IS NOT NULL AS is_concluding,
          t.number AS turn_number, t.status IS NOT DISTINCT FROM 'asked' AS is_answer_open,
          extract(epoch FROM now() - i.started_at)::int - i.paused_seconds AS elapsed_seconds,
          greatest(0, extract(epoch FROM now() - greatest(i.started_at, i.resumed_at, t.asked_at,
                                                          a.at, u.at)))::int AS silence_seconds,
          EXISTS (SELECT FROM supervisor_action w
                  WHERE w.interview_id = i.id AND w.done_at IS NULL AND w.action = 'end')
                  AS wants_end;

-- supervision_conclude :none
UPDATE interview SET concluding_at = now() WHERE id = $1 AND concluding_at IS NULL;

-- supervision_break :none
-- Nobody is there: the time that is beyond the longest answer ($2, in seconds) does not count.
UPDATE interview
SET status = 'paused', paused_by = 'away', paused_at = now() - make_interval(secs => $2::int)
WHERE id = $1 AND status = 'in_progress';

-- interview_come_back :none
-- Whoever went away is there again.
UPDATE interview
SET status = 'in_progress', paused_at = NULL, paused_by = NULL, resumed_at = now(),
    paused_seconds = paused_seconds + ceil(extract(epoch FROM now() - paused_at))::int
WHERE id = $1 AND status = 'paused' AND paused_by = 'away';

-- supervisor_waiting :many
SELECT id, action, message FROM supervisor_action
WHERE interview_id = $1 AND done_at IS NULL ORDER BY id LIMIT 100;

-- supervisor_action_insert :none
INSERT INTO supervisor_action (id, interview_id, action, message, minutes, user_id, turn_number,
                               done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8::boolean THEN now() END);

-- supervisor_action_done :none
UPDATE supervisor_action SET done_at = now() WHERE id = $1 AND done_at IS NULL;

-- supervisor_end_done :none
UPDATE supervisor_action SET done_at = now()
WHERE interview_id = $1 AND action = 'end' AND done_at IS NULL;

-- supervisor_action_count :one
SELECT count(*) AS count,
       count(*) FILTER (WHERE done_at IS NULL AND action = $2 AND action NOT IN ('guide', 'skip')) AS same_waiting
FROM supervisor_action WHERE interview_id = $1;

-- supervisor_add_time :none
-- Up to the longest interview that is taken.
UPDATE interview
SET max_minutes = least($3::int, max_minutes + $2::int),
    added_minutes = added_minutes + greatest(0, least($3::int, max_minutes + $2::int) - max_minutes)
WHERE id = $1;

-- supervisor_actions :many
-- What people asked for, the newest first.
SELECT a.id, a.action, a.message, a.minutes, a.turn_number, rfc3339(a.at) AS at,
       rfc3339(a.done_at) AS done_at, u.name AS by
FROM supervisor_action a LEFT JOIN app_user u ON u.id = a.user_id
WHERE a.interview_id = $1 ORDER BY a.id DESC LIMIT 100;

-- supervision_counts :one
SELECT (SELECT count(*) FROM supervision s WHERE s.interview_id = $1) AS analysis_count,
       (SELECT count(*) FROM supervision s
        WHERE s.interview_id = $1 AND s.decision <> 'ignore' AND s.reason NOT LIKE 'person%')
       + (SELECT count(*) FROM supervisor_action a
          WHERE a.interview_id = $1 AND a.done_at IS NOT NULL) AS actions_taken;

-- supervision_newest :many
-- The newest look, and the newest that changed something.
(SELECT s.id, s.source, s.turn_number, s.decision, s.reason, s.heed, s.analysis, rfc3339(s.at) AS at
 FROM supervision s WHERE s.interview_id = $1 ORDER BY s.id DESC LIMIT 1)
UNION
(SELECT s.id, s.source, s.turn_number, s.decision, s.reason, s.heed, s.analysis, rfc3339(s.at)
 FROM supervision s WHERE s.interview_id = $1 AND s.decision <> 'ignore' ORDER BY s.id DESC LIMIT 20)
ORDER BY 1 DESC;

-- supervision_told :many
-- What a transcript tells of it, in the order of time: what people did, and how the supervisor ended.
SELECT 'action' AS source, a.action AS what, a.message, a.minutes, a.turn_number,
       u.name AS by, rfc3339(a.at) AS at, a.done_at IS NOT NULL AS is_done
FROM supervisor_action a LEFT JOIN app_user u ON u.id = a.user_id WHERE a.interview_id = $1
UNION ALL
SELECT 'supervision', s.reason, '', NULL, s.turn_number, NULL, rfc3339(s.at), true
FROM supervision s
WHERE s.interview_id = $1 AND s.decision IN ('conclude', 'end') AND s.reason NOT LIKE 'person%'
   OR s.interview_id = $1 AND s.heed = 'break'
ORDER BY at;

-- erase_supervision :none
-- The figures go; that somebody stepped in, and who, stays without the words.
WITH looks AS (DELETE FROM supervision WHERE interview_id = $1)
UPDATE supervisor_action SET message = '' WHERE interview_id = $1;
