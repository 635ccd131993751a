-- What candidates may do besides answering: take a break, correct what was misheard, ask a person for
-- something, say how it was, and have everything erased.

ALTER TABLE posting ADD allow_pause boolean NOT NULL DEFAULT true,
        ADD allow_extra_time boolean NOT NULL DEFAULT true;
ALTER TABLE interview ADD allow_pause boolean NOT NULL DEFAULT true,
        ADD allow_extra_time boolean NOT NULL DEFAULT true,
        ADD paused_at timestamptz,
        ADD paused_seconds int NOT NULL DEFAULT 0,
        ADD CHECK ((status = 'paused') = (paused_at IS NOT NULL));
COMMENT ON COLUMN posting.allow_extra_time IS
        'Whether a candidate may add minutes to an answer; false where the limit is essential.';
ALTER TABLE interview ALTER candidate_name DROP NOT NULL,
        ADD CHECK (candidate_name IS NOT NULL OR status = 'erased');
COMMENT ON COLUMN interview.paused_seconds IS
        'Of the breaks that are over: they do not count towards max_minutes.';

ALTER TABLE answer ADD correction jsonb,
        ADD corrected_at timestamptz,
        ADD corrections int NOT NULL DEFAULT 0,
        ADD CHECK ((correction IS NULL) = (corrected_at IS NULL)),
        ADD CHECK ((correction IS NULL) = (corrections = 0));
COMMENT ON COLUMN answer.correction IS
        'The transcript as the candidate corrected it, in the form of `transcript`, which stays as it '
        'was understood. It is what is read and evaluated.';
COMMENT ON COLUMN answer.corrections IS
        'How often: an evaluation is kept only where it was made of the newest correction.';

CREATE TABLE candidate_request (
        id uuid PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        kind text NOT NULL
                CHECK (kind IN ('human_interview', 'human_review', 'more_time', 'deletion')),
        message text NOT NULL DEFAULT '',
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'declined')),
        answer text NOT NULL DEFAULT '',
        answered_by uuid REFERENCES app_user ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        answered_at timestamptz,
        CHECK ((state = 'open') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX candidate_request_open ON candidate_request (interview_id, kind)
        WHERE state = 'open';
CREATE INDEX candidate_request_interview ON candidate_request (interview_id, id);
COMMENT ON TABLE candidate_request IS
        'What a candidate asks a person for. Erasure empties message and answer, the row stays.';

CREATE TABLE experience (
        interview_id uuid PRIMARY KEY REFERENCES interview ON DELETE CASCADE,
        rating int NOT NULL CHECK (rating BETWEEN 1 AND 5),
        body text NOT NULL DEFAULT '',
        given_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE experience IS
        'How the candidate found the interview. Shown when the decision stands, so that it moves none.';
