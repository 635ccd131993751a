-- report_find :one
-- An organisation sees its own; without one (the candidate's session names the id) only the id
-- counts.
SELECT r.id, r.body, r.pdf_key, r.candidate_pdf_key, r.overall_score, r.criterion_scores,
       rfc3339(r.generated_at) AS generated_at
FROM report r JOIN interview i ON i.id = r.interview_id
WHERE r.interview_id = $1 AND ($2::uuid IS NULL OR i.organisation_id = $2);

-- report_pdf_key :one
-- Held until the new one stands in its place: two runners do not both delete the same old file.
SELECT pdf_key, candidate_pdf_key FROM report WHERE interview_id = $1 FOR UPDATE;

-- report_set :none
INSERT INTO report (interview_id, id, body, overall_score, criterion_scores, pdf_key,
                    candidate_pdf_key, generated_at, pdf_sha256, candidate_pdf_sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (interview_id) DO UPDATE
SET id = excluded.id, body = excluded.body, overall_score = excluded.overall_score,
    criterion_scores = excluded.criterion_scores, pdf_key = excluded.pdf_key,
    candidate_pdf_key = excluded.candidate_pdf_key, generated_at = excluded.generated_at,
    pdf_sha256 = excluded.pdf_sha256, candidate_pdf_sha256 = excluded.candidate_pdf_sha256;

-- report_standing :one
-- Other reports of the posting that were made by the same rubric: only their scores compare. Its own is
-- counted, too, and left out.
SELECT coalesce(sum(n), 0) AS count,
       coalesce(sum(n) FILTER (WHERE score < $2::numeric), 0) AS lower,
       coalesce(sum(n) FILTER (WHERE score = $2::numeric), 0) AS equal
FROM (SELECT t.score, t.count AS n
      FROM interview i JOIN report_tally t ON t.posting_id = i.posting_id
                                          AND t.rubric_id = i.rubric_id AND t.criterion = ''
      WHERE i.id = $1
      UNION ALL
      SELECT r.overall_score, -1 FROM report r
      WHERE r.interview_id = $1 AND r.compared_posting_id IS NOT NULL
            AND r.overall_score IS NOT NULL) s;

-- report_averages :many
-- By criterion, of the same reports, in those of them that have a score of it.
SELECT criterion, sum(score * n) / sum(n) AS mean, sum(n) AS count
FROM (SELECT t.criterion, t.score, t.count AS n
      FROM interview i JOIN report_tally t ON t.posting_id = i.posting_id
                                          AND t.rubric_id = i.rubric_id AND t.criterion <> ''
      WHERE i.id = $1
      UNION ALL
      SELECT s.criterion, s.score, -1
      FROM report r CROSS JOIN LATERAL report_scores(NULL, r.criterion_scores) s
      WHERE r.interview_id = $1 AND r.compared_posting_id IS NOT NULL) s
GROUP BY criterion HAVING sum(n) >= greatest($2, 1) ORDER BY criterion;

-- report_event_add :none
INSERT INTO report_event (interview_id, kind, user_id, decision, reason) VALUES ($1, $2, $3, $4, $5);

-- report_event_made :none
-- Where a decision or a scoring came last it was made to name that.
INSERT INTO report_event (interview_id, kind)
SELECT $1, 'made' WHERE coalesce((SELECT kind NOT IN ('decided', 'scored') FROM report_event
                                  WHERE interview_id = $1 ORDER BY id DESC LIMIT 1), true);

-- report_events :many
SELECT e.kind, e.decision, e.reason, coalesce(nullif(u.name, ''), u.email) AS by,
       rfc3339(e.at) AS at
FROM report_event e LEFT JOIN app_user u ON u.id = e.user_id
WHERE e.interview_id = $1 ORDER BY e.id;

-- human_scoring_insert :none
INSERT INTO human_scoring (id, interview_id, scored_by, note) VALUES ($1, $2, $3, $4);

-- human_score_insert :none
INSERT INTO human_score (scoring_id, criterion, score, machine_score, reason)
VALUES ($1, $2, $3, $4, $5);

-- human_scores :many
-- The newest first; in each scoring as the criteria were given.
SELECT g.id, g.note, coalesce(nullif(u.name, ''), u.email) AS by, rfc3339(g.scored_at) AS at,
       s.criterion, s.score, s.machine_score, s.reason,
       row_number() OVER (PARTITION BY s.criterion ORDER BY g.scored_at DESC, g.id DESC) = 1 AS holds
FROM human_scoring g JOIN human_score s ON s.scoring_id = g.id
LEFT JOIN app_user u ON u.id = g.scored_by
WHERE g.interview_id = $1 ORDER BY g.scored_at DESC, g.id DESC, s.criterion;

-- report_clips :many
-- The digest of what was posted to each turn, of its newest attempt.
SELECT DISTINCT ON (turn_number) turn_number, sha256 FROM answer
WHERE interview_id = $1 ORDER BY turn_number, attempt DESC;

-- report_resume :one
SELECT filename, mime, pages, characters, warnings, flags, sha256 FROM resume WHERE interview_id = $1;
