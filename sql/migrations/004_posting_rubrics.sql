-- A rubric that HR writes belongs to its posting: each change of it is that posting's next version,
-- under the posting's name, and lists say which interviews were made with which version.

ALTER TABLE rubric ADD COLUMN posting_id uuid REFERENCES posting;
COMMENT ON COLUMN rubric.posting_id IS
        'Whose versions these are. NULL for the defaults, and for rubrics from before this column.';

CREATE UNIQUE INDEX rubric_posting_version ON rubric (posting_id, version)
        WHERE posting_id IS NOT NULL;
CREATE INDEX interview_rubric ON interview (rubric_id);
