-- usage_add :none
-- Adds up $3, a list of {purpose, provider, model, ...}, for an interview ($1) or an organisation ($2)
-- in this month, and notes which budgets that uses up; $4 to $7 are the deployment's (0: none), of
-- which the organisation's own may be smaller. Sums are those before this statement and what it adds.
WITH came AS (
        SELECT u.purpose, u.provider, u.model, u.currency, u.calls, u.failed, u.left_out, u.tokens_in,
               u.tokens_out, u.is_estimated, u.audio_ms, u.characters, u.cost
        FROM jsonb_to_recordset($3::jsonb) AS u (
                purpose text, provider text, model text, currency text, calls bigint, failed bigint,
                left_out bigint, tokens_in bigint, tokens_out bigint, is_estimated boolean,
                audio_ms bigint, characters bigint, cost bigint)
), place AS (
        SELECT $1::uuid AS interview_id,
               coalesce($2::uuid, (SELECT i.organisation_id FROM interview i WHERE i.id = $1))
                       AS organisation_id,
               date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month
), limits AS (
        SELECT least(nullif($4::bigint, 0), o.budget_interview_calls) AS interview_calls,
               least(nullif($5::bigint, 0), o.budget_interview_tokens) AS interview_tokens,
               least(nullif($6::bigint, 0), o.budget_month_calls) AS month_calls,
               least(nullif($7::bigint, 0), o.budget_month_tokens) AS month_tokens
        FROM place p LEFT JOIN organisation o ON o.id = p.organisation_id
), added AS (
        INSERT INTO usage AS u (organisation_id, interview_id, month, purpose, provider, model,
                                currency, calls, failed, left_out, tokens_in, tokens_out,
                                is_estimated, audio_ms, characters, cost)
        SELECT p.organisation_id, p.interview_id, p.month, c.purpose, c.provider, c.model,
               c.currency, c.calls, c.failed, c.left_out, c.tokens_in, c.tokens_out,
               c.is_estimated, c.audio_ms, c.characters, c.cost
        FROM came c, place p
        ORDER BY c.purpose, c.provider, c.model
        ON CONFLICT (interview_id, organisation_id, month, purpose, provider, model, currency)
        DO UPDATE SET calls = u.calls + EXCLUDED.calls, failed = u.failed + EXCLUDED.failed,
                left_out = u.left_out + EXCLUDED.left_out,
                tokens_in = u.tokens_in + EXCLUDED.tokens_in,
                tokens_out = u.tokens_out + EXCLUDED.tokens_out,
                is_estimated = u.is_estimated OR EXCLUDED.is_estimated,
                audio_ms = u.audio_ms + EXCLUDED.audio_ms,
                characters = u.characters + EXCLUDED.characters,
                cost = CASE WHEN u.cost IS NULL THEN EXCLUDED.cost
                            ELSE u.cost + coalesce(EXCLUDED.cost, 0) END
), now_added AS (
        SELECT sum(c.calls) AS calls, sum(c.tokens_in + c.tokens_out) AS tokens FROM came c
), of_interview AS (
        SELECT coalesce(sum(u.calls), 0) + min(n.calls) AS calls,
               coalesce(sum(u.tokens_in + u.tokens_out), 0) + min(n.tokens) AS tokens
        FROM now_added n LEFT JOIN usage u ON u.interview_id = $1
        WHERE $1 IS NOT NULL
          AND EXISTS (SELECT FROM limits l
                      WHERE l.interview_calls IS NOT NULL OR l.interview_tokens IS NOT NULL)
), of_month AS (
        SELECT coalesce(sum(u.calls), 0) + min(n.calls) AS calls,
               coalesce(sum(u.tokens_in + u.tokens_out), 0) + min(n.tokens) AS tokens
        FROM place p CROSS JOIN now_added n
        LEFT JOIN usage u ON u.organisation_id = p.organisation_id AND u.month = p.month
        WHERE p.organisation_id IS NOT NULL
          AND EXISTS (SELECT FROM limits l
                      WHERE l.month_calls IS NOT NULL OR l.month_tokens IS NOT NULL)
)
INSERT INTO budget_reached AS r (organisation_id, interview_id, month, budget, most)
SELECT p.organisation_id, b.interview_id, p.month, b.budget, b.most
FROM place p, limits l, LATERAL (
        SELECT 'interview_calls' AS budget, $1::uuid AS interview_id, l.interview_calls AS most
        FROM of_interview s WHERE s.calls >= l.interview_calls
        UNION ALL
        SELECT 'interview_tokens', $1, l.interview_tokens
        FROM of_interview s WHERE s.tokens >= l.interview_tokens
        UNION ALL
        SELECT 'month_calls', NULL, l.month_calls FROM of_month s WHERE s.calls >= l.month_calls
        UNION ALL
        SELECT 'month_tokens', NULL, l.month_tokens
        FROM of_month s WHERE s.tokens >= l.month_tokens) b
ON CONFLICT (organisation_id, interview_id, month, budget)
DO UPDATE SET most = EXCLUDED.most, reached_at = now() WHERE r.most < EXCLUDED.most;

-- usage_reached :one
-- The budget that ends what an interview ($1) or an organisation ($2) may ask of providers, if any is
-- used up now; $3 to $6 as $4 to $7 of usage_add.
SELECT r.budget
FROM (SELECT $1::uuid AS interview_id,
             coalesce($2::uuid, (SELECT i.organisation_id FROM interview i WHERE i.id = $1))
                     AS organisation_id) p
LEFT JOIN organisation o ON o.id = p.organisation_id
JOIN budget_reached r
  ON r.interview_id = p.interview_id
  OR r.organisation_id = p.organisation_id AND r.interview_id IS NULL
     AND r.month = date_trunc('month', now() AT TIME ZONE 'UTC')::date
WHERE r.most >= CASE r.budget
        WHEN 'interview_calls' THEN least(nullif($3::bigint, 0), o.budget_interview_calls)
        WHEN 'interview_tokens' THEN least(nullif($4::bigint, 0), o.budget_interview_tokens)
        WHEN 'month_calls' THEN least(nullif($5::bigint, 0), o.budget_month_calls)
        ELSE least(nullif($6::bigint, 0), o.budget_month_tokens) END
ORDER BY r.budget LIMIT 1;

-- usage_of_interview :many
SELECT u.purpose, u.provider, u.model, u.currency, sum(u.calls)::bigint AS calls,
       sum(u.failed)::bigint AS failed, sum(u.left_out)::bigint AS left_out,
       sum(u.tokens_in)::bigint AS tokens_in, sum(u.tokens_out)::bigint AS tokens_out,
       bool_or(u.is_estimated) AS is_estimated, sum(u.audio_ms)::bigint AS audio_ms,
       sum(u.characters)::bigint AS characters, sum(u.cost)::bigint AS cost
FROM usage u JOIN interview i ON i.id = u.interview_id
WHERE i.id = $1 AND i.organisation_id = $2
GROUP BY u.purpose, u.provider, u.model, u.currency
ORDER BY u.purpose, u.provider, u.model, u.currency;

-- usage_of_month :many
-- $2 is the month's first day.
SELECT u.purpose, u.provider, u.model, u.currency, sum(u.calls)::bigint AS calls,
       sum(u.failed)::bigint AS failed, sum(u.left_out)::bigint AS left_out,
       sum(u.tokens_in)::bigint AS tokens_in, sum(u.tokens_out)::bigint AS tokens_out,
       bool_or(u.is_estimated) AS is_estimated, sum(u.audio_ms)::bigint AS audio_ms,
       sum(u.characters)::bigint AS characters, sum(u.cost)::bigint AS cost
FROM usage u WHERE u.organisation_id = $1 AND u.month = $2::date
GROUP BY u.purpose, u.provider, u.model, u.currency
ORDER BY u.purpose, u.provider, u.model, u.currency;

-- usage_reached_list :many
-- Budgets that were used up: those of an interview ($2) and of the months in which it ran, or those of
-- an organisation's month ($3, its first day).
SELECT r.budget, r.most, rfc3339(r.reached_at) AS reached_at, r.interview_id
FROM budget_reached r
WHERE r.organisation_id = $1
  AND CASE WHEN $2::uuid IS NULL THEN r.month = $3::date
           ELSE r.interview_id = $2
                OR r.interview_id IS NULL
                   AND EXISTS (SELECT FROM usage u WHERE u.interview_id = $2 AND u.left_out > 0
                                                     AND u.month = r.month) END
ORDER BY r.reached_at LIMIT 200;

-- usage_month_facts :one
-- A month ($2 as YYYY-MM; NULL: this one) and how many interviews asked providers in it.
SELECT to_char(m.first, 'YYYY-MM') AS month, m.first::text AS first_day,
       (SELECT count(DISTINCT u.interview_id) FROM usage u
        WHERE u.organisation_id = $1 AND u.month = m.first) AS interviews
FROM (SELECT coalesce(to_date($2, 'YYYY-MM'), date_trunc('month', now() AT TIME ZONE 'UTC')::date)
                     AS first) m;

-- usage_budget :one
-- The organisation's own budgets; 0 where there is none.
SELECT coalesce(budget_interview_calls, 0) AS interview_calls,
       coalesce(budget_interview_tokens, 0) AS interview_tokens,
       coalesce(budget_month_calls, 0) AS month_calls,
       coalesce(budget_month_tokens, 0) AS month_tokens
FROM organisation WHERE id = $1;

-- usage_set_budget :none
UPDATE organisation
SET budget_interview_calls = nullif($2::bigint, 0), budget_interview_tokens = nullif($3::bigint, 0),
    budget_month_calls = nullif($4::bigint, 0), budget_month_tokens = nullif($5::bigint, 0)
WHERE id = $1;
