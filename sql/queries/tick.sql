-- tick_make :one
-- The times at which $1 was due since its last tick are written down, each with a job of that kind.
-- $2: how far apart they are, $3: how long after midnight UTC (or the full hour) they fall, $4: how
-- far back they are made up, in seconds. Times that lie ahead, from a clock that
-- was wrong, are taken back: they are made when they come. (A minute, and the clock as it is when the
-- statement sees the rows: nothing that was made just now by others lies ahead. Their jobs
-- may be open yet.)
WITH ahead AS (
        DELETE FROM tick WHERE name = $1 AND at > clock_timestamp() + interval '1 minute'),
last AS (
        SELECT greatest(coalesce(max(at), now() - make_interval(secs => $2)),
                        now() - make_interval(secs => $4)) AS at
        FROM tick WHERE name = $1 AND at <= now()),
due AS (
        SELECT to_timestamp(n * $2::bigint + $3::bigint) AS at
        FROM last, generate_series(ceil((extract(epoch FROM last.at) - $3) / $2)::bigint,
                                   floor((extract(epoch FROM now()) - $3) / $2)::bigint) AS n),
made AS (
        INSERT INTO tick (name, at) SELECT $1, at FROM due ON CONFLICT DO NOTHING RETURNING at),
queued AS (
        INSERT INTO job (id, kind, key, payload)
        SELECT uuid_v7(), $1, $1 || ' ' || rfc3339(at),
               jsonb_build_object('at', rfc3339(at)) FROM made
        ON CONFLICT (kind, key) WHERE finished_at IS NULL DO NOTHING
        RETURNING kind)
SELECT count(*) AS made, count(pg_notify('job', kind)) AS told FROM queued;

-- tick_forget :none
-- Ticks are made up for a day; older ones are never asked for.
DELETE FROM tick WHERE at < now() - interval '30 days';
