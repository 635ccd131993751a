-- answer_add_stages :none
-- Nobody waits for it, and nothing is lost with it: the disk need not have it at once.
WITH soon AS (SELECT set_config('synchronous_commit', 'off', true) AS set)
UPDATE answer SET stages = coalesce(stages, '{}') || $2::jsonb FROM soon WHERE id = $1 AND soon.set = 'off';
