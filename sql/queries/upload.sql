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

-- upload_claim :one
-- For listening to what has arrived, $3 bytes, where some of it is new: nobody is at it, or who was is
-- dead (its advisory lock is free).
UPDATE upload SET listener = $2, looked_bytes = $3
WHERE id = $1 AND answer_id IS NULL AND looked_bytes + looked_bytes / 48 < $3
  AND (listener IS NULL OR listener = 0 OR NOT EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND ((l.classid::bigint << 32) | l.objid::bigint) = upload.listener))
RETURNING id;

-- upload_release :none
UPDATE upload SET listener = 0 WHERE id = $1 AND listener = $2;

-- segment_of_upload :many
SELECT id, start_ms, end_ms, transcript IS NOT NULL AS is_done FROM segment
WHERE upload_id = $1 ORDER BY start_ms;

-- segment_begin :one
-- Nothing where the recording has become an answer or was discarded: then the rest is done at once.
INSERT INTO segment (upload_id, start_ms, end_ms)
SELECT u.id, $3, $4 FROM upload u WHERE u.id = $1 AND u.listener = $2 AND u.answer_id IS NULL
ON CONFLICT (upload_id, start_ms) DO NOTHING
RETURNING id;

-- segment_end :none
UPDATE segment SET transcript = $2 WHERE id = $1;

-- segment_delete :none
DELETE FROM segment WHERE id = $1;

-- segment_of_answer :many
-- What was understood while it was spoken; without a transcript what is still being transcribed, by a
-- process that lives.
SELECT s.id, s.start_ms, s.end_ms, s.transcript
FROM upload u JOIN segment s ON s.upload_id = u.id
WHERE u.answer_id = $1
  AND (s.transcript IS NOT NULL OR u.listener <> 0 AND EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND ((l.classid::bigint << 32) | l.objid::bigint) = u.listener))
ORDER BY s.start_ms;

-- segment_captions :many
-- Of the try that is open, in the order in which they were begun.
SELECT s.id, s.transcript->>'text' AS text, s.start_ms, s.end_ms
FROM turn t
JOIN upload u ON u.interview_id = t.interview_id AND u.turn_number = t.number
             AND u.attempt = t.attempt
JOIN segment s ON s.upload_id = u.id
WHERE t.interview_id = $1 AND t.number = $2 AND s.id > $3 AND s.transcript->>'text' <> ''
ORDER BY s.id LIMIT 200;
