-- turn_insert :none
INSERT INTO turn (interview_id, number, question, question_audio_key, question_audio_mime,
                  question_audio_ms, question_visemes, question_audio_sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- turn_list :many
-- Each turn with its newest answer.
SELECT t.number, t.status, t.attempt, t.question, t.question_audio_key, t.question_audio_mime,
       t.question_audio_ms, rfc3339(t.asked_at) AS asked_at, rfc3339(t.closed_at) AS closed_at, a.id AS answer_id,
       a.kind, a.stage, a.usability, a.act, a.media_key, a.mime, a.size_bytes,
       coalesce(a.correction, a.transcript) AS transcript,
       CASE WHEN a.correction IS NOT NULL THEN a.transcript->>'text' END AS original_text,
       rfc3339(a.corrected_at) AS corrected_at, a.corrections, a.voice_metrics, a.duration_ms,
       rfc3339(a.received_at) AS received_at, v.body AS evaluation
FROM turn t
LEFT JOIN LATERAL (SELECT n.id, n.kind, n.stage, n.usability, n.act, n.media_key, n.mime, n.size_bytes,
                          n.transcript, n.correction, n.corrected_at, n.corrections, n.voice_metrics,
                          n.duration_ms, n.received_at
                   FROM answer n WHERE n.interview_id = t.interview_id AND n.turn_number = t.number
                   ORDER BY n.attempt DESC LIMIT 1) a ON true
LEFT JOIN evaluation v ON v.interview_id = t.interview_id AND v.turn_number = t.number
WHERE t.interview_id = $1 ORDER BY t.number;

-- turn_lock :one
SELECT number, status, attempt, question,
       (SELECT i.organisation_id FROM interview i WHERE i.id = turn.interview_id) AS organisation_id
FROM turn WHERE interview_id = $1 AND number = $2 FOR UPDATE;

-- turn_newest :one
SELECT number, status FROM turn WHERE interview_id = $1 ORDER BY number DESC LIMIT 1;

-- turn_set_status :none
UPDATE turn SET status = $3,
       closed_at = CASE WHEN $3 IN ('answered', 'skipped', 'failed') THEN now() END
WHERE interview_id = $1 AND number = $2;

-- turn_ask_again :none
UPDATE turn SET status = 'asked', attempt = attempt + 1,
       question_audio_key = coalesce($3, question_audio_key),
       question_audio_mime = coalesce($4, question_audio_mime),
       question_audio_ms = coalesce($5, question_audio_ms),
       question_visemes = CASE WHEN $3 IS NULL THEN question_visemes ELSE $6::jsonb END,
       question_audio_sha256 = CASE WHEN $3 IS NULL THEN question_audio_sha256 ELSE $7::bytea END
WHERE interview_id = $1 AND number = $2;

-- turn_audio :one
-- Where it has no key yet: whether it is being made (no speech takes longer), and by whom.
SELECT t.question_audio_key, t.question_audio_mime, t.question_audio_ms, t.question_visemes,
       (SELECT p.worker FROM question_part p
        WHERE p.interview_id = t.interview_id AND p.turn_number = t.number
          AND p.made_at > now() - interval '60 seconds'
        ORDER BY p.speech DESC LIMIT 1) AS worker
FROM turn t WHERE t.interview_id = $1 AND t.number = $2;

-- turn_set_audio :none
-- Or, without a key, who did not speak it. Sound can be made again, so nobody waits for the disk.
WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE turn SET question_audio_key = coalesce($3, question_audio_key),
                question_audio_mime = coalesce($4, question_audio_mime),
                question_audio_ms = coalesce($5, question_audio_ms),
                question_visemes = CASE WHEN $3 IS NULL THEN question_visemes ELSE $6::jsonb END,
                question_audio_sha256 = CASE WHEN $3 IS NULL THEN question_audio_sha256 ELSE $9::bytea END,
                question = question
                        || jsonb_strip_nulls(jsonb_build_object('spoken_by', $7::text, 'speech_passed_over', $8::text))
FROM fast WHERE interview_id = $1 AND number = $2;

-- answer_audio :one
-- The newest attempt's clip.
SELECT media_key, mime FROM answer
WHERE interview_id = $1 AND turn_number = $2 AND kind = 'audio' ORDER BY attempt DESC LIMIT 1;

-- answer_take :one
-- All of accepting an answer, in one statement that commits by itself; no row where it is not taken.
-- Interview, upload and turn are locked in this order, as everywhere, and looked at again once they
-- are. $11: the upload that the answer is; other ones of the turn go. The job, for the death of the
-- process that works on the answer, is due later: nobody is notified, which would put commits in
-- a row.
WITH locked AS MATERIALIZED (
        SELECT i.id, i.organisation_id FROM interview i
        WHERE i.id = $2 AND i.status = 'in_progress' FOR UPDATE
), mine AS MATERIALIZED (
        SELECT u.id FROM locked l JOIN upload u ON u.interview_id = l.id
        WHERE u.id = $11::uuid AND u.answer_id IS NULL FOR UPDATE OF u
), taken AS (
        UPDATE turn t SET status = 'received', closed_at = NULL FROM locked l
        WHERE t.interview_id = l.id AND t.number = $3 AND t.status = 'asked'
          AND NOT EXISTS (SELECT FROM answer a WHERE a.interview_id = $2 AND a.turn_number = $3
                                                 AND a.sha256 = $8)
          AND ($11::uuid IS NULL OR EXISTS (SELECT FROM mine))
        RETURNING t.attempt, l.organisation_id
), made AS (
        INSERT INTO answer (id, interview_id, turn_number, attempt, kind, media_key, mime,
                            size_bytes, sha256, typed_text, browser_text)
        SELECT $1, $2, $3, k.attempt, $4, $5, $6, $7, $8, $9, $10 FROM taken k RETURNING id
), bound AS (
        UPDATE upload u SET answer_id = m.id FROM made m, mine WHERE u.id = mine.id
), dropped AS (
        DELETE FROM upload u USING made m
        WHERE u.interview_id = $2 AND u.turn_number = $3 AND u.answer_id IS NULL
          AND u.id IS DISTINCT FROM $11::uuid
        RETURNING u.media_key
), queued AS (
        INSERT INTO job (id, kind, key, payload, organisation_id, run_at)
        SELECT $12, 'turn', m.id::text, jsonb_build_object('answer', m.id), k.organisation_id,
               now() + make_interval(secs => $13)
        FROM made m, taken k)
SELECT m.id, (SELECT string_agg(d.media_key, ' ') FROM dropped d) AS dropped FROM made m;

-- answer_gate :one
-- What decides whether an answer to this turn may come from this session, asked before its bytes are
-- read.
SELECT i.id, CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired'
            WHEN i.paused_by = 'away' THEN 'in_progress' ELSE i.status END
               AS status,
       i.language,
       coalesce((SELECT c.recording FROM consent c WHERE c.interview_id = i.id
                 ORDER BY c.id DESC LIMIT 1), false) AS may_record,
       coalesce((SELECT max(t.number) FROM turn t WHERE t.interview_id = i.id), 0) AS newest_turn,
       EXISTS (SELECT FROM answer a WHERE a.interview_id = i.id AND a.turn_number = $2)
               AS has_answer
FROM candidate_session s JOIN interview i ON i.id = s.interview_id
WHERE s.token_hash = $1 AND s.expires_at > now();

-- answer_same :one
-- The same bytes, posted before for this turn.
SELECT id, size_bytes FROM answer
WHERE interview_id = $1 AND turn_number = $2 AND sha256 = $3 ORDER BY attempt DESC LIMIT 1;

-- answer_of_size :one
-- A recording of so many bytes, taken before for this turn.
SELECT id, media_key, mime, size_bytes, sha256 FROM answer
WHERE interview_id = $1 AND turn_number = $2 AND kind = 'audio' AND size_bytes = $3
ORDER BY attempt DESC LIMIT 1;

-- answer_find :one
SELECT a.id, a.interview_id, a.turn_number, a.attempt, a.kind, a.media_key, a.mime, a.size_bytes,
       a.sha256, a.typed_text, a.browser_text, a.stage, a.usability, a.transcript,
       a.voice_metrics, a.duration_ms,
       a.outcome, a.outcome_text, a.act, t.question, t.attempt AS turn_attempt,
       t.question_audio_key, v.body AS evaluation,
       (SELECT count(*) FROM answer p
        WHERE p.interview_id = a.interview_id AND p.turn_number = a.turn_number
          AND p.attempt < a.attempt AND p.act IS NOT NULL) AS acts_before,
       EXISTS (SELECT FROM upload u WHERE u.answer_id = a.id) AS was_uploaded
FROM answer a JOIN turn t ON t.interview_id = a.interview_id AND t.number = a.turn_number
LEFT JOIN evaluation v ON v.answer_id = a.id
WHERE a.id = $1;

-- answer_claim :one
-- Taken when nobody holds it, or when the process that did is dead (its advisory lock is free) or
-- has held it for too long. The row is answer_find's, as it stands under the claim.
WITH a AS (
        UPDATE answer SET fence = fence + 1, worker = $2, lease_until = now() + interval '10 minutes'
        WHERE id = $1 AND stage <> 'answered'
          AND (worker IS NULL OR worker = 0 OR lease_until < now() OR NOT EXISTS (
                SELECT FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND ((l.classid::bigint << 32) | l.objid::bigint) = answer.worker))
        RETURNING *
)
SELECT a.fence, a.id, a.interview_id, a.turn_number, a.attempt, a.kind, a.media_key, a.mime, a.size_bytes,
       a.sha256, a.typed_text, a.browser_text, a.stage, a.usability, a.transcript,
       a.voice_metrics, a.duration_ms,
       a.outcome, a.outcome_text, a.act, t.question, t.attempt AS turn_attempt,
       t.question_audio_key, v.body AS evaluation,
       (SELECT count(*) FROM answer p
        WHERE p.interview_id = a.interview_id AND p.turn_number = a.turn_number
          AND p.attempt < a.attempt AND p.act IS NOT NULL) AS acts_before,
       EXISTS (SELECT FROM upload u WHERE u.answer_id = a.id) AS was_uploaded
FROM a JOIN turn t ON t.interview_id = a.interview_id AND t.number = a.turn_number
LEFT JOIN evaluation v ON v.answer_id = a.id;

-- answer_release :none
UPDATE answer SET worker = 0, lease_until = NULL WHERE id = $1 AND fence = $2;

-- answer_transcribed :none
-- What was understood of it while it was spoken has served. Nobody waits for the disk: what a crash
-- of the database takes away is understood again from the clip, and what follows is written behind
-- it.
WITH fast AS (SELECT set_config('synchronous_commit', 'off', true)),
     served AS (
        DELETE FROM upload u USING answer a
        WHERE u.answer_id = $1 AND a.id = $1 AND a.fence = $2 AND a.stage = 'received'),
     stands AS (
        UPDATE turn t SET status = 'transcribed', closed_at = NULL FROM answer a
        WHERE a.id = $1 AND a.fence = $2 AND a.stage = 'received'
          AND t.interview_id = a.interview_id AND t.number = a.turn_number)
UPDATE answer
SET stage = 'transcribed', transcript = $3, voice_metrics = $4, duration_ms = $5, usability = $6,
    mime = $7, peaks = $8, transcribed_at = now()
FROM fast WHERE id = $1 AND fence = $2 AND stage = 'received';

-- answer_done :none
UPDATE answer
SET stage = 'answered', outcome = $3, outcome_text = $4, act = $5, answered_at = now(),
    worker = 0, lease_until = NULL
WHERE id = $1 AND fence = $2 AND stage = 'transcribed';

-- answer_peaks :one
SELECT peaks FROM answer
WHERE interview_id = $1 AND turn_number = $2 AND kind = 'audio' ORDER BY attempt DESC LIMIT 1;

-- answer_peaks_list :many
SELECT DISTINCT ON (turn_number) turn_number, peaks FROM answer
WHERE interview_id = $1 AND kind = 'audio' ORDER BY turn_number, attempt DESC;

-- evaluation_insert :none
-- Nothing where the transcript was corrected ($5: so often) since it was read. The turn is locked
-- before its answer, as where both are erased.
WITH stands AS MATERIALIZED (
        SELECT FROM turn WHERE interview_id = $1 AND number = $2 FOR KEY SHARE)
INSERT INTO evaluation (interview_id, turn_number, answer_id, body)
SELECT $1, $2, a.id, $4
FROM (SELECT id FROM answer
      WHERE id = $3 AND corrections = $5 AND EXISTS (SELECT FROM stands) FOR UPDATE) a
ON CONFLICT (interview_id, turn_number) DO NOTHING;

-- worker_lock :one
SELECT pg_try_advisory_lock($1) AS locked;

-- worker_lives :one
SELECT EXISTS (SELECT FROM pg_locks l
               WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND ((l.classid::bigint << 32) | l.objid::bigint) = $1) AS lives;

-- worker_held :one
SELECT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid()
               AND l.objsubid = 1) AS held;
