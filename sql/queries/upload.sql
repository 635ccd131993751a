-- upload_gate :one
-- Whether sound may be uploaded to this turn now, and what has been.
SELECT CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired'
            WHEN i.paused_by = 'away' THEN 'in_progress' ELSE i.status END
               AS status,
       i.language,
       coalesce((SELECT c.recording FROM consent c WHERE c.interview_id = i.id
                 ORDER BY c.id DESC LIMIT 1), false) AS may_record,
       coalesce((SELECT max(n.number) FROM turn n WHERE n.interview_id = i.id), 0) AS newest_turn,
       t.status AS turn_status, t.attempt, u.id AS upload_id, u.media_key
FROM interview i
LEFT JOIN turn t ON t.interview_id = i.id AND t.number = $2
LEFT JOIN upload u ON u.interview_id = i.id AND u.turn_number = t.number
                  AND u.attempt = t.attempt AND u.answer_id IS NULL
WHERE i.id = $1;

-- upload_make :one
-- Two at once make one.
INSERT INTO upload (id, interview_id, turn_number, attempt, media_key)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (interview_id, turn_number, attempt) DO UPDATE SET attempt = excluded.attempt
RETURNING id, media_key;

-- upload_is_answer :one
-- With the interview locked: whether a recording belongs to an answer.
SELECT EXISTS (SELECT FROM answer WHERE interview_id = $1 AND media_key = $2) AS is_answer;

-- upload_discard :many
-- Of one turn, or of all (0). What became an answer stays.
DELETE FROM upload
WHERE interview_id = $1 AND ($2 = 0 OR turn_number = $2) AND answer_id IS NULL
RETURNING media_key;

-- upload_forget_old :none
-- Their files are taken away by the sweep some hours later.
DELETE FROM upload WHERE began_at < now() - interval '20 hours';
