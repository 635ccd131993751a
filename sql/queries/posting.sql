-- posting_insert :none
INSERT INTO posting (id, organisation_id, created_by, title, description, language, persona, type,
                     difficulty, instructions, focus_areas, question_set, rubric_id, feedback,
                     max_answer_seconds, max_turns, max_minutes, retention_days)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- posting_update :none
UPDATE posting
SET title = $3, description = $4, language = $5, persona = $6, type = $7, difficulty = $8,
    instructions = $9, focus_areas = $10, question_set = $11, rubric_id = $12, feedback = $13,
    max_answer_seconds = $14, max_turns = $15, max_minutes = $16, retention_days = $17,
    updated_at = now()
WHERE id = $1 AND organisation_id = $2 AND deleted_at IS NULL;

-- posting_delete :none
UPDATE posting SET deleted_at = now()
WHERE id = $1 AND organisation_id = $2 AND deleted_at IS NULL;

-- posting_by_id :one
SELECT p.id, p.title, p.description, p.language, p.persona, p.type, p.difficulty, p.instructions,
       p.focus_areas, p.question_set, p.rubric_id, r.criteria AS rubric, p.feedback,
       p.max_answer_seconds, p.max_turns, p.max_minutes, p.retention_days,
       rfc3339(p.created_at) AS created_at, rfc3339(p.updated_at) AS updated_at,
       (SELECT count(*) FROM interview i WHERE i.posting_id = p.id) AS interviews
FROM posting p LEFT JOIN rubric r ON r.id = p.rubric_id
WHERE p.id = $1 AND p.organisation_id = $2 AND p.deleted_at IS NULL;

-- posting_list :many
SELECT p.id, p.title, p.description, p.language, p.persona, p.type, p.difficulty, p.instructions,
       p.focus_areas, p.question_set, p.rubric_id, r.criteria AS rubric, p.feedback,
       p.max_answer_seconds, p.max_turns, p.max_minutes, p.retention_days,
       rfc3339(p.created_at) AS created_at, rfc3339(p.updated_at) AS updated_at,
       (SELECT count(*) FROM interview i WHERE i.posting_id = p.id) AS interviews
FROM posting p LEFT JOIN rubric r ON r.id = p.rubric_id
WHERE p.organisation_id = $1 AND p.deleted_at IS NULL AND ($2::uuid IS NULL OR p.id < $2)
ORDER BY p.id DESC LIMIT $3;

-- rubric_default :one
SELECT id, name, version, criteria FROM rubric
WHERE organisation_id IS NULL AND interview_type = $1 ORDER BY version DESC LIMIT 1;

-- rubric_by_id :one
SELECT id, name, version, criteria FROM rubric WHERE id = $1;

-- rubric_same :one
-- An organisation's rubric with the very same criteria is used again instead of a new version.
SELECT id FROM rubric
WHERE organisation_id = $1 AND interview_type = $2 AND criteria = $3::jsonb LIMIT 1;

-- rubric_insert_custom :none
INSERT INTO rubric (id, organisation_id, interview_type, name, version, criteria)
SELECT $1, $2, $3, $4,
       1 + (SELECT count(*) FROM rubric WHERE organisation_id = $2 AND interview_type = $3), $5;

-- bank_by_language :one
SELECT body FROM bank WHERE language = lower(split_part($1, '-', 1));
