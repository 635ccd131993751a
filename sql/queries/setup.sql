-- setup_lock :one
-- Two starts at once make one demo.
SELECT pg_advisory_xact_lock(7163003) IS NULL AS is_held;

-- setup_has_users :one
SELECT EXISTS (SELECT FROM app_user) AS has;

-- setup_user :one
SELECT id, organisation_id, password_hash FROM app_user WHERE lower(email) = lower($1);

-- setup_organisation_insert :none
INSERT INTO organisation (id, name) VALUES ($1, $2);

-- setup_user_insert :none
INSERT INTO app_user (id, organisation_id, email, name, role, password_hash)
VALUES ($1, $2, $3, $4, 'admin', $5);

-- setup_user_set_password :none
UPDATE app_user SET password_hash = $2 WHERE id = $1;

-- setup_posting_by_title :one
SELECT id FROM posting
WHERE organisation_id = $1 AND title = $2 AND deleted_at IS NULL ORDER BY id LIMIT 1;

-- setup_invitation_is_open :one
SELECT EXISTS (
        SELECT FROM invitation v JOIN interview i ON i.id = v.interview_id
        WHERE v.token_hash = $1 AND v.revoked_at IS NULL
          AND (i.status = 'scheduled' AND i.expires_at > now() + interval '1 hour'
               OR i.status IN ('in_progress', 'paused')
                  AND i.started_at + make_interval(mins => i.max_minutes) > now())) AS is_open;

-- seed_bank_set :none
INSERT INTO bank (language, body) VALUES ($1, $2)
ON CONFLICT (language) DO UPDATE SET body = excluded.body, updated_at = now()
WHERE bank.body <> excluded.body;

-- seed_rubric_add :none
-- A new version where the newest default differs; what is there is never changed.
INSERT INTO rubric (id, interview_type, name, version, criteria)
SELECT $1::text || '-' || newest.version + 1, $1, $2, newest.version + 1, $3::jsonb
FROM (SELECT coalesce(max(version), 0) AS version FROM rubric
      WHERE organisation_id IS NULL AND interview_type = $1) newest
WHERE NOT EXISTS (SELECT FROM rubric r
                  WHERE r.organisation_id IS NULL AND r.interview_type = $1
                    AND r.version = newest.version AND r.name = $2 AND r.criteria = $3::jsonb);
