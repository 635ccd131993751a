-- What providers over the network did and cost, and the budgets that end it. Numbers alone: they stay
-- when a person's data goes.

CREATE TABLE usage (
        organisation_id uuid REFERENCES organisation,
        interview_id uuid REFERENCES interview ON DELETE SET NULL,
        month date NOT NULL,
        purpose text NOT NULL
                CHECK (purpose IN ('transcription', 'question', 'evaluation', 'speech', 'embedding')),
        provider text NOT NULL,
        model text NOT NULL,
        currency text NOT NULL,
        calls bigint NOT NULL DEFAULT 0,
        failed bigint NOT NULL DEFAULT 0,
        left_out bigint NOT NULL DEFAULT 0,
        tokens_in bigint NOT NULL DEFAULT 0,
        tokens_out bigint NOT NULL DEFAULT 0,
        is_estimated boolean NOT NULL DEFAULT false,
        audio_ms bigint NOT NULL DEFAULT 0,
        characters bigint NOT NULL DEFAULT 0,
        cost bigint,
        UNIQUE NULLS NOT DISTINCT (interview_id, organisation_id, month, purpose, provider, model, currency)
);
CREATE INDEX usage_month ON usage (organisation_id, month);
COMMENT ON TABLE usage IS
        'A row for what one provider and model did for one purpose of one interview in one month (UTC), '
        'added up. Without an interview: for an organisation, such as vectors of documents.';
COMMENT ON COLUMN usage.left_out IS 'Times that it was not asked because a budget was used up.';
COMMENT ON COLUMN usage.is_estimated IS 'Some of the tokens were not told by the server.';
COMMENT ON COLUMN usage.cost IS
        'Millionths of the currency, by the prices that were set at that time; NULL: none was.';

CREATE TABLE budget_reached (
        organisation_id uuid REFERENCES organisation,
        interview_id uuid REFERENCES interview ON DELETE CASCADE,
        month date NOT NULL,
        budget text NOT NULL
                CHECK (budget IN ('interview_calls', 'interview_tokens', 'month_calls', 'month_tokens')),
        most bigint NOT NULL,
        reached_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((interview_id IS NOT NULL) = (budget LIKE 'interview%')),
        UNIQUE NULLS NOT DISTINCT (organisation_id, interview_id, month, budget)
);
COMMENT ON TABLE budget_reached IS
        'A budget that was used up, of an interview or of an organisation''s month. It counts as long as '
        'no larger one is set than `most`.';

ALTER TABLE organisation
        ADD budget_interview_calls bigint CHECK (budget_interview_calls > 0),
        ADD budget_interview_tokens bigint CHECK (budget_interview_tokens > 0),
        ADD budget_month_calls bigint CHECK (budget_month_calls > 0),
        ADD budget_month_tokens bigint CHECK (budget_month_tokens > 0);
COMMENT ON COLUMN organisation.budget_interview_calls IS
        'The organisation''s own budgets; of these and the deployment''s the smaller one counts.';
