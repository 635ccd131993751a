-- metrics_jobs :many
-- What waits, runs or was given up, and for how long the oldest could have been begun.
SELECT kind, state, count(*) AS count,
       coalesce(extract(epoch FROM max(now() - run_at) FILTER (WHERE state = 'queued' AND run_at <= now())), 0)
               AS oldest_seconds
FROM (SELECT kind, state, run_at FROM job WHERE finished_at IS NULL
      UNION ALL
      SELECT kind, state, run_at FROM job WHERE given_up_at IS NOT NULL) AS open
GROUP BY kind, state ORDER BY kind, state LIMIT 200;
