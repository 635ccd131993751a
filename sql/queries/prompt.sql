-- prompt_lock :one
-- Versions are numbered and changed by one at a time.
SELECT pg_advisory_xact_lock(7163014) IS NULL AS is_held;

-- prompt_active :one
SELECT version, body::text AS body, note, state FROM prompt WHERE function = $1 AND state = 'active';

-- prompt_find :one
SELECT version, body::text AS body, note, state FROM prompt WHERE function = $1 AND version = $2;

-- prompt_newest_seed :one
SELECT version, body = $2::jsonb AS is_same FROM prompt
WHERE function = $1 AND is_seed ORDER BY version DESC LIMIT 1;

-- prompt_list :many
SELECT function, version, state, note, rfc3339(created_at) AS created_at, created_by
FROM prompt ORDER BY function, version DESC LIMIT $1;

-- prompt_add :one
INSERT INTO prompt (function, version, body, note, is_seed, created_by)
SELECT $1::text, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4::boolean, $5 FROM prompt WHERE function = $1
RETURNING version;

-- prompt_retire :none
UPDATE prompt SET state = 'retired' WHERE function = $1 AND state = 'active';

-- prompt_activate :none
UPDATE prompt SET state = 'active' WHERE function = $1 AND version = $2 AND state <> 'active';

-- prompt_change_add :none
INSERT INTO prompt_change (function, who, action, from_version, to_version) VALUES ($1, $2, $3, $4::int, $5::int);

-- prompt_last_change :one
-- The newest one that changed what is in use.
SELECT who FROM prompt_change WHERE function = $1 AND action <> 'added' ORDER BY id DESC LIMIT 1;

-- prompt_before :one
-- What was in use when the version came into use, other than by going back to it.
SELECT from_version FROM prompt_change
WHERE function = $1 AND to_version = $2::int AND action = 'activated' AND from_version IS NOT NULL
ORDER BY id DESC LIMIT 1;

-- prompt_change_list :many
SELECT rfc3339(at) AS at, function, who, action, from_version, to_version
FROM prompt_change WHERE function = $1 ORDER BY id DESC LIMIT $2;
