-- report_find :one
-- An organisation sees its own; without one (the candidate's session names the id) only the id
-- counts.
SELECT r.id, r.body, r.pdf_key, r.overall_score, rfc3339(r.generated_at) AS generated_at
FROM report r JOIN interview i ON i.id = r.interview_id
WHERE r.interview_id = $1 AND ($2::uuid IS NULL OR i.organisation_id = $2);

-- report_pdf_key :one
-- Held until the new one stands in its place: two runners do not both delete the same old file.
SELECT pdf_key FROM report WHERE interview_id = $1 FOR UPDATE;

-- report_set :none
INSERT INTO report (interview_id, id, body, overall_score, pdf_key, generated_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (interview_id) DO UPDATE
SET id = excluded.id, body = excluded.body, overall_score = excluded.overall_score,
    pdf_key = excluded.pdf_key, generated_at = excluded.generated_at;

-- report_standing :one
-- Other reports of the posting that were made by the same rubric: only their scores compare.
SELECT count(*) AS count, count(*) FILTER (WHERE r.overall_score < $2::numeric) AS below,
       count(*) FILTER (WHERE r.overall_score = $2::numeric) AS equal
FROM report r JOIN interview o ON o.id = r.interview_id
JOIN interview i ON i.posting_id = o.posting_id AND i.rubric_id = o.rubric_id AND i.id <> o.id
WHERE i.id = $1 AND r.overall_score IS NOT NULL;

-- report_clips :many
-- The digest of what was posted to each turn, of its newest attempt.
SELECT DISTINCT ON (turn_number) turn_number, sha256 FROM answer
WHERE interview_id = $1 ORDER BY turn_number, attempt DESC;

-- report_resume :one
SELECT filename, mime, pages, characters, warnings, sha256 FROM resume WHERE interview_id = $1;
