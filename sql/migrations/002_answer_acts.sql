-- An answer may be none: a request to repeat, a question back, a refusal. What it was is kept with
-- it, and such a request asks the question again without counting as a try that failed.

ALTER TABLE answer ADD COLUMN act text
        CHECK (act IN ('repeat', 'rephrased', 'question_back', 'moment', 'no_idea', 'declined', 'skip'));
COMMENT ON COLUMN answer.act IS
        'What the candidate did instead of answering; NULL for an answer, and before it is worked on.';

ALTER TABLE turn DROP CONSTRAINT turn_attempt_check;
ALTER TABLE turn ADD CONSTRAINT turn_attempt_check CHECK (attempt BETWEEN 1 AND 5);
COMMENT ON COLUMN turn.attempt IS
        'Which try is open: three without usable speech, and two requests such as to repeat.';
