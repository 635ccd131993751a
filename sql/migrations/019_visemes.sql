-- The mouth shapes of a question's sound stand beside it: of each part, of the whole, and of what is
-- kept for the next interview.

ALTER TABLE question_part ADD COLUMN duration_ms int, ADD COLUMN visemes jsonb;
COMMENT ON COLUMN question_part.duration_ms IS 'NULL while it is being made, and where it is not known.';
COMMENT ON COLUMN question_part.visemes IS
        'Mouth shapes from the beginning of the part, [{start_ms, end_ms, viseme}]; NULL while it is '
        'being made.';

ALTER TABLE turn ADD COLUMN question_visemes jsonb;
COMMENT ON COLUMN turn.question_visemes IS 'Mouth shapes of the question''s sound; NULL where there are none.';

-- What providers that tell times have spoken before is spoken once more. The name of the provider is
-- read nowhere: it stands in the digest.
ALTER TABLE spoken ADD COLUMN visemes jsonb;
UPDATE spoken SET visemes = '[]' WHERE provider NOT IN ('elevenlabs', 'builtin');
ALTER TABLE spoken DROP COLUMN provider;
COMMENT ON COLUMN spoken.visemes IS
        'Mouth shapes from the beginning; NULL where they are unknown: it is spoken once more.';
