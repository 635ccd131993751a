-- spoken_use :one
-- To be known as used within the hour is enough, and worth no wait for the disk.
WITH fast AS (SELECT set_config('synchronous_commit', 'off', true)),
     used AS (UPDATE spoken SET used_at = now() FROM fast
              WHERE digest = $1 AND used_at < now() - interval '1 hour')
SELECT media_key, mime, duration_ms, visemes, sha256 FROM spoken WHERE digest = $1 AND visemes IS NOT NULL;

-- spoken_keep :none
INSERT INTO spoken (digest, media_key, mime, duration_ms, size_bytes, visemes, sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (digest) DO UPDATE SET media_key = EXCLUDED.media_key, mime = EXCLUDED.mime, duration_ms = EXCLUDED.duration_ms,
        size_bytes = EXCLUDED.size_bytes, visemes = EXCLUDED.visemes, sha256 = EXCLUDED.sha256, used_at = now();

-- spoken_evict :many
-- What is beyond the number ($1) or the bytes ($2) that are kept, the longest unused first.
DELETE FROM spoken WHERE digest IN (
        SELECT digest FROM (
                SELECT digest, row_number() OVER newest AS place, sum(size_bytes) OVER newest AS bytes
                FROM spoken
                WINDOW newest AS (ORDER BY used_at DESC, digest ROWS UNBOUNDED PRECEDING)) kept
        WHERE place > $1 OR bytes > $2)
RETURNING media_key;
