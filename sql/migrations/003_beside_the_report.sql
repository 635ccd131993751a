-- What stands beside a report and changes without its being made again: scores that people give,
-- its history, and the scores by which reports of a posting are compared. Until now place and
-- decision stood in the kept JSON, frozen at the moment of making; they leave it.

ALTER TABLE report
        ADD COLUMN criterion_scores jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN candidate_pdf_key text;
COMMENT ON COLUMN report.criterion_scores IS
        'Scores by the key of their criterion, null where nothing was shown: the same as in the body.';
COMMENT ON COLUMN report.candidate_pdf_key IS
        'What the candidate may download: without decision, people''s scores and comparison. NULL '
        'where the posting gives no feedback.';
COMMENT ON COLUMN report.body IS
        'JSON as text, so that its digests stay true. What depends on others or is added by people '
        'is put behind it when it is read.';

UPDATE report SET criterion_scores = coalesce(
        (SELECT jsonb_object_agg(one ->> 'key', one -> 'score')
         FROM jsonb_array_elements(body::jsonb -> 'criteria') one), '{}')
WHERE body::jsonb ? 'criteria';
-- In a text of the JSON each of these quotation marks would stand behind a backslash.
UPDATE report SET body = regexp_replace(
        regexp_replace(body, ',"percentile_rank":[^,]*,"compared_to_count":[0-9]+', ''),
        ',"decision":.*?,"turns":\[', ',"turns":[');

CREATE TABLE human_scoring (
        id uuid PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        scored_by uuid REFERENCES app_user ON DELETE SET NULL,
        note text,
        scored_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX human_scoring_interview ON human_scoring (interview_id, id DESC);
COMMENT ON TABLE human_scoring IS
        'Scores that one person gave at one time. Rows are only added: of each criterion the newest '
        'score holds.';

CREATE TABLE human_score (
        scoring_id uuid NOT NULL REFERENCES human_scoring ON DELETE CASCADE,
        criterion text NOT NULL,
        score numeric(3, 1) CHECK (score BETWEEN 0 AND 10 AND score * 2 = floor(score * 2)),
        machine_score numeric(3, 1),
        reason text,
        PRIMARY KEY (scoring_id, criterion),
        CHECK (reason IS NOT NULL OR (score IS NULL AND machine_score IS NULL)
               OR (score IS NOT NULL AND machine_score IS NOT NULL AND abs(score - machine_score) < 1))
);
COMMENT ON COLUMN human_score.score IS 'NULL: by this person, too, nothing was shown of it.';
COMMENT ON COLUMN human_score.machine_score IS 'What stood beside it when the person scored.';

CREATE TABLE report_event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        kind text NOT NULL CHECK (kind IN ('made', 'requested', 'decided', 'scored')),
        user_id uuid REFERENCES app_user ON DELETE SET NULL,
        decision text CHECK (decision IN ('advance', 'reject', 'hold')),
        reason text,
        at timestamptz NOT NULL DEFAULT now(),
        CHECK ((kind = 'decided') = (decision IS NOT NULL))
);
CREATE INDEX report_event_interview ON report_event (interview_id, id);
COMMENT ON TABLE report_event IS
        'The history of a report. It is made again after each decision and scoring, to name them: '
        'that is no event of its own.';

INSERT INTO report_event (interview_id, kind, at)
SELECT interview_id, 'made', generated_at FROM report ORDER BY generated_at;
INSERT INTO report_event (interview_id, kind, user_id, decision, reason, at)
SELECT id, 'decided', decided_by, decision, decision_reason, decided_at FROM interview
WHERE decision IS NOT NULL AND status <> 'erased' ORDER BY decided_at;
