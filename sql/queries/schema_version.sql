-- schema_version_all :many
SELECT version, name, sha256 FROM schema_version ORDER BY version;

-- schema_version_insert :none
INSERT INTO schema_version (version, name, sha256) VALUES ($1, $2, $3);
