-- question_part_begin :none
-- Its first bytes are there, or all of it (with its length and its visemes); once more where another
-- provider makes it anew. Sound can be made again, so nobody waits for the disk.
WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO question_part (speech, part, interview_id, turn_number, media_key, mime, worker, duration_ms, visemes,
                           sha256)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10 FROM fast
ON CONFLICT (speech, part) DO UPDATE
SET media_key = EXCLUDED.media_key, mime = EXCLUDED.mime, duration_ms = EXCLUDED.duration_ms,
    visemes = EXCLUDED.visemes, sha256 = EXCLUDED.sha256, made_at = now();

-- question_part_whole :none
-- Whoever erased the interview meanwhile has erased it for good.
WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE question_part SET duration_ms = $3, visemes = $4, sha256 = $5 FROM fast WHERE speech = $1 AND part = $2;

-- question_part_forget :none
DELETE FROM question_part WHERE speech = $1 AND part = $2;

-- question_parts_over :none
-- Nothing more is made of it: nobody need wait for a whole.
UPDATE question_part SET made_at = '-infinity' WHERE speech = $1;

-- question_parts_forget :none
DELETE FROM question_part WHERE speech = $1;

-- question_part_find :one
-- Of the newest speech. No speech takes longer than a minute.
SELECT p.media_key, p.mime, p.worker, p.duration_ms, p.visemes,
       p.visemes IS NULL AND p.made_at > now() - interval '60 seconds' AS is_being_made
FROM question_part p
WHERE p.interview_id = $1 AND p.turn_number = $2 AND p.part = $3
  AND p.speech = (SELECT n.speech FROM question_part n
                  WHERE n.interview_id = $1 AND n.turn_number = $2
                  ORDER BY n.speech DESC LIMIT 1);

-- question_parts_visemes :one
-- Those of all parts of a speech, one after the other: none where it is not known how long they take.
SELECT CASE WHEN bool_and(p.duration_ms IS NOT NULL AND p.visemes IS NOT NULL) THEN
               (SELECT jsonb_agg(jsonb_build_object('start_ms', (v.item->>'start_ms')::int + q.offset_ms,
                                                    'end_ms', (v.item->>'end_ms')::int + q.offset_ms,
                                                    'viseme', v.item->'viseme') ORDER BY q.part, v.place)
                FROM (SELECT part, visemes, sum(duration_ms) OVER (ORDER BY part) - duration_ms AS offset_ms
                      FROM question_part WHERE speech = $1) q,
                     jsonb_array_elements(q.visemes) WITH ORDINALITY AS v (item, place))
       END AS visemes
FROM question_part p WHERE p.speech = $1;

-- question_part_list :many
-- Of the newest speech.
SELECT p.part, p.mime FROM question_part p
WHERE p.interview_id = $1 AND p.turn_number = $2
  AND p.speech = (SELECT n.speech FROM question_part n
                  WHERE n.interview_id = $1 AND n.turn_number = $2
                  ORDER BY n.speech DESC LIMIT 1)
ORDER BY p.part;
