-- user_by_email :one
SELECT u.id, u.organisation_id, u.email, u.name, u.role, u.password_hash, o.name AS organisation
FROM app_user u JOIN organisation o ON o.id = u.organisation_id
WHERE lower(u.email) = lower($1);

-- hr_session_insert :none
INSERT INTO hr_session (token_hash, user_id, expires_at)
VALUES ($1, $2, now() + make_interval(hours => $3));

-- hr_session_find :one
SELECT u.id, u.organisation_id, u.email, u.name, u.role, o.name AS organisation
FROM hr_session s JOIN app_user u ON u.id = s.user_id
JOIN organisation o ON o.id = u.organisation_id
WHERE s.token_hash = $1 AND s.expires_at > now();

-- hr_session_delete :none
DELETE FROM hr_session WHERE token_hash = $1;

-- failed_attempt_insert :none
INSERT INTO failed_attempt (subject) VALUES ($1);

-- failed_attempt_count :one
-- The oldest one tells when the next try is allowed.
SELECT count(*) AS count,
       coalesce(ceil(extract(epoch FROM min(at) + make_interval(secs => $2) - now())), 0) AS wait
FROM failed_attempt WHERE subject = $1 AND at > now() - make_interval(secs => $2);

-- failed_attempt_clear :none
DELETE FROM failed_attempt WHERE subject = $1 OR at < now() - interval '1 day';

-- invitation_insert :none
INSERT INTO invitation (token_hash, interview_id) VALUES ($1, $2);

-- invitation_find :one
SELECT v.interview_id, v.revoked_at IS NOT NULL AS is_revoked, i.status,
       i.expires_at <= now() AND i.started_at IS NULL AS is_expired
FROM invitation v JOIN interview i ON i.id = v.interview_id
WHERE v.token_hash = $1;

-- invitation_revoke :none
UPDATE invitation SET revoked_at = now() WHERE interview_id = $1 AND revoked_at IS NULL;

-- candidate_session_set :none
-- A new session ends the old one.
INSERT INTO candidate_session (token_hash, interview_id, expires_at)
VALUES ($1, $2, now() + interval '30 days')
ON CONFLICT (interview_id) DO UPDATE
SET token_hash = excluded.token_hash, created_at = now(), expires_at = excluded.expires_at;

-- candidate_session_end :none
DELETE FROM candidate_session WHERE interview_id = $1;

-- candidate_session_find :one
SELECT interview_id FROM candidate_session WHERE token_hash = $1 AND expires_at > now();

-- idempotency_lock :one
SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 7163002)) IS NULL AS locked;

-- idempotency_find :one
SELECT request_hash, status, sealed_body FROM idempotency
WHERE scope = $1 AND key = $2 AND created_at > now() - interval '1 day';

-- idempotency_insert :none
INSERT INTO idempotency (scope, key, request_hash, status, sealed_body)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (scope, key) DO UPDATE
SET request_hash = excluded.request_hash, status = excluded.status,
    sealed_body = excluded.sealed_body, created_at = now();
