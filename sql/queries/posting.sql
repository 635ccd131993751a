-- posting_insert :none
INSERT INTO posting (id, organisation_id, created_by, title, description, language, persona, type,
                     difficulty, instructions, focus_areas, question_set, rubric_id, feedback,
                     max_answer_seconds, max_turns, max_minutes, retention_days, allow_pause,
                     allow_extra_time, supervisor_interval_seconds, supervisor_conclusion_minutes,
                     supervisor_max_minutes, grace_minutes, personas)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25);

-- posting_update :none
UPDATE posting
SET title = $3, description = $4, language = $5, persona = $6, type = $7, difficulty = $8,
    instructions = $9, focus_areas = $10, question_set = $11, rubric_id = $12, feedback = $13,
    max_answer_seconds = $14, max_turns = $15, max_minutes = $16, retention_days = $17,
    allow_pause = $18, allow_extra_time = $19, supervisor_interval_seconds = $20,
    supervisor_conclusion_minutes = $21, supervisor_max_minutes = $22, grace_minutes = $23,
    personas = $24,
    updated_at = now()
WHERE id = $1 AND organisation_id = $2 AND deleted_at IS NULL;

-- posting_lock :one
-- Changes of a posting come one after the other, so that none is built on what another replaces.
SELECT id FROM posting
WHERE id = $1 AND organisation_id = $2 AND deleted_at IS NULL FOR UPDATE;

-- posting_set_rubric :none
UPDATE posting SET rubric_id = $3 WHERE id = $1 AND organisation_id = $2;

-- posting_delete :none
UPDATE posting SET deleted_at = now()
WHERE id = $1 AND organisation_id = $2 AND deleted_at IS NULL;

-- posting_by_id :one
SELECT p.id, p.title, p.description, p.language, p.persona, p.type, p.difficulty, p.instructions,
       p.focus_areas, p.question_set, p.rubric_id, r.criteria AS rubric, p.feedback,
       p.max_answer_seconds, p.max_turns, p.max_minutes, p.retention_days,
       p.allow_pause, p.allow_extra_time, p.supervisor_interval_seconds,
       p.supervisor_conclusion_minutes, p.supervisor_max_minutes, p.grace_minutes, p.personas,
       rfc3339(p.created_at) AS created_at, rfc3339(p.updated_at) AS updated_at,
       (SELECT count(*) FROM interview i WHERE i.posting_id = p.id) AS interviews,
       v.id AS version_id, v.name AS version_name, v.version,
       (SELECT count(*) FROM interview i WHERE i.posting_id = p.id AND i.rubric_id = v.id)
               AS version_interviews
FROM posting p LEFT JOIN rubric r ON r.id = p.rubric_id
LEFT JOIN LATERAL (SELECT d.id, d.name, d.version FROM rubric d
                   WHERE d.id = p.rubric_id
                      OR p.rubric_id IS NULL AND d.organisation_id IS NULL AND d.interview_type = p.type
                   ORDER BY d.version DESC LIMIT 1) v ON true
WHERE p.id = $1 AND p.organisation_id = $2 AND p.deleted_at IS NULL;

-- posting_title :one
-- Also of one that was deleted: its interviews are kept.
SELECT title FROM posting WHERE id = $1 AND organisation_id = $2;

-- posting_list :many
SELECT p.id, p.title, p.description, p.language, p.persona, p.type, p.difficulty, p.instructions,
       p.focus_areas, p.question_set, p.rubric_id, r.criteria AS rubric, p.feedback,
       p.max_answer_seconds, p.max_turns, p.max_minutes, p.retention_days,
       p.allow_pause, p.allow_extra_time, p.supervisor_interval_seconds,
       p.supervisor_conclusion_minutes, p.supervisor_max_minutes, p.grace_minutes, p.personas,
       rfc3339(p.created_at) AS created_at, rfc3339(p.updated_at) AS updated_at,
       (SELECT count(*) FROM interview i WHERE i.posting_id = p.id) AS interviews,
       v.id AS version_id, v.name AS version_name, v.version,
       (SELECT count(*) FROM interview i WHERE i.posting_id = p.id AND i.rubric_id = v.id)
               AS version_interviews
FROM posting p LEFT JOIN rubric r ON r.id = p.rubric_id
LEFT JOIN LATERAL (SELECT d.id, d.name, d.version FROM rubric d
                   WHERE d.id = p.rubric_id
                      OR p.rubric_id IS NULL AND d.organisation_id IS NULL AND d.interview_type = p.type
                   ORDER BY d.version DESC LIMIT 1) v ON true
WHERE p.organisation_id = $1 AND p.deleted_at IS NULL AND ($2::uuid IS NULL OR p.id < $2)
ORDER BY p.id DESC LIMIT $3;

-- rubric_default :one
SELECT id, name, version, criteria FROM rubric
WHERE organisation_id IS NULL AND interview_type = $1 ORDER BY version DESC LIMIT 1;

-- rubric_by_id :one
SELECT id, name, version, criteria FROM rubric WHERE id = $1;

-- rubric_defaults :many
SELECT DISTINCT ON (interview_type) id, interview_type, name, version, criteria,
       rfc3339(created_at) AS created_at
FROM rubric WHERE organisation_id IS NULL ORDER BY interview_type, version DESC;

-- rubric_versions :many
-- What the posting's interviews were and will be judged by, the newest first: its own versions, and
-- the defaults that are in use.
SELECT r.id, r.name, r.version, r.criteria, rfc3339(r.created_at) AS created_at,
       r.organisation_id IS NULL AS is_default, r.id = $2 AS is_current,
       (SELECT count(*) FROM interview i WHERE i.posting_id = $1 AND i.rubric_id = r.id)
               AS interviews
FROM rubric r
WHERE r.posting_id = $1 OR r.id = $2
   OR r.id IN (SELECT i.rubric_id FROM interview i WHERE i.posting_id = $1)
ORDER BY r.organisation_id IS NULL, r.version DESC, r.id LIMIT 50;

-- rubric_same :one
-- A version of the posting's with the very same criteria is used again instead of a new one.
SELECT r.id FROM rubric r
WHERE (r.posting_id = $1 OR r.id = (SELECT p.rubric_id FROM posting p WHERE p.id = $1))
  AND r.criteria = $2::jsonb
ORDER BY r.version DESC LIMIT 1;

-- rubric_insert_custom :none
INSERT INTO rubric (id, organisation_id, posting_id, interview_type, name, version, criteria)
SELECT $1, $2, $3, $4, $5,
       1 + coalesce((SELECT max(r.version) FROM rubric r
                     WHERE r.organisation_id = $2
                       AND (r.posting_id = $3
                            OR r.id = (SELECT p.rubric_id FROM posting p WHERE p.id = $3))), 0), $6;

-- bank_version :one
-- Which row holds the bank of the language, English where it has none, and which version of it.
SELECT language, updated_at::text || ' ' || xmin::text AS version FROM bank
WHERE language IN (lower(split_part($1, '-', 1)), 'en')
ORDER BY language = lower(split_part($1, '-', 1)) DESC LIMIT 1;

-- bank_body :one
SELECT body, updated_at::text || ' ' || xmin::text AS version FROM bank WHERE language = $1;
