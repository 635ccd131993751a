-- question_part_begin :none
-- Its first bytes are there; once more where another provider makes it anew. Sound can be made
-- again, so nobody waits for the disk.
WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO question_part (speech, part, interview_id, turn_number, media_key, mime, worker)
SELECT $1, $2, $3, $4, $5, $6, $7 FROM fast
ON CONFLICT (speech, part) DO UPDATE
SET media_key = EXCLUDED.media_key, mime = EXCLUDED.mime, made_at = now();

-- question_part_forget :none
DELETE FROM question_part WHERE speech = $1 AND part = $2;

-- question_parts_over :none
-- Nothing more is made of it: nobody need wait for a whole.
UPDATE question_part SET made_at = '-infinity' WHERE speech = $1;

-- question_parts_forget :none
DELETE FROM question_part WHERE speech = $1;

-- question_part_find :one
-- Of the newest speech.
SELECT p.media_key, p.mime, p.worker FROM question_part p
WHERE p.interview_id = $1 AND p.turn_number = $2 AND p.part = $3
  AND p.speech = (SELECT n.speech FROM question_part n
                  WHERE n.interview_id = $1 AND n.turn_number = $2
                  ORDER BY n.speech DESC LIMIT 1);

-- question_part_list :many
-- Of the newest speech.
SELECT p.part, p.mime FROM question_part p
WHERE p.interview_id = $1 AND p.turn_number = $2
  AND p.speech = (SELECT n.speech FROM question_part n
                  WHERE n.interview_id = $1 AND n.turn_number = $2
                  ORDER BY n.speech DESC LIMIT 1)
ORDER BY p.part;
