-- What the candidate's own browser understood beside a recording, for the chain member "browser"; and
-- the sound of questions that are known beforehand, spoken once for all interviews.

ALTER TABLE answer ADD COLUMN browser_text text CHECK (browser_text IS NULL OR kind = 'audio');
COMMENT ON COLUMN answer.browser_text IS
        'What the candidate''s browser understood: taken only where a chain of recognisers names the '
        'browser, used only where that chain comes to it.';

CREATE TABLE spoken (
        digest bytea PRIMARY KEY CHECK (length(digest) = 32),
        media_key text NOT NULL,
        mime text NOT NULL,
        duration_ms int NOT NULL,
        size_bytes bigint NOT NULL,
        provider text NOT NULL,
        used_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX spoken_used_at ON spoken (used_at DESC);
COMMENT ON TABLE spoken IS
        'Sound by text, voice, language, provider and model. Only of texts in which nothing is of a '
        'candidate: questions of the bank and of question sets. The longest unused go first.';
