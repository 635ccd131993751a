-- The supervisor of interviews that run: what it sees and decides, what people ask it to do, its
-- limits for each posting; breaks of candidates who went away; and interviewers who take turns.

ALTER TABLE posting ADD supervisor_interval_seconds int
                CHECK (supervisor_interval_seconds BETWEEN 5 AND 3600),
        ADD supervisor_conclusion_minutes int
                CHECK (supervisor_conclusion_minutes BETWEEN 1 AND 179),
        ADD supervisor_max_minutes int CHECK (supervisor_max_minutes BETWEEN 2 AND 180),
        ADD grace_minutes int CHECK (grace_minutes BETWEEN 1 AND 43200),
        ADD personas jsonb NOT NULL DEFAULT '[]',
        ADD CHECK (supervisor_conclusion_minutes < supervisor_max_minutes),
        ADD CHECK (jsonb_array_length(personas) <= 3);
COMMENT ON COLUMN posting.supervisor_interval_seconds IS
        'NULL here and in the other limits of the supervisor: as the service''s settings say.';
COMMENT ON COLUMN posting.grace_minutes IS
        'How long an interview that was left, or paused, can be taken up again.';
COMMENT ON COLUMN posting.personas IS
        'Who takes turns in asking, by competency; the first one leads. Empty: posting.persona alone.';

ALTER TABLE interview ADD supervisor_interval_seconds int,
        ADD supervisor_conclusion_minutes int,
        ADD supervisor_max_minutes int,
        ADD grace_minutes int,
        ADD personas jsonb NOT NULL DEFAULT '[]',
        ADD added_minutes int NOT NULL DEFAULT 0,
        ADD supervised_at timestamptz,
        ADD concluding_at timestamptz,
        ADD resumed_at timestamptz,
        ADD paused_by text CHECK (paused_by IN ('candidate', 'hr', 'away'));
UPDATE interview SET paused_by = 'candidate' WHERE status = 'paused';
ALTER TABLE interview ADD CHECK (paused_by IS NULL OR paused_at IS NOT NULL);
COMMENT ON COLUMN interview.added_minutes IS
        'Given on top of what the posting said; max_minutes has them already.';
COMMENT ON COLUMN interview.supervised_at IS 'When the runner''s round looked at it last.';
COMMENT ON COLUMN interview.concluding_at IS
        'Since when the next question is the closing one.';
COMMENT ON COLUMN interview.resumed_at IS 'When the last break ended.';
COMMENT ON COLUMN interview.paused_by IS
        'Who began the break: the candidate, HR, or nobody was there any more.';
CREATE INDEX interview_supervised ON interview (supervised_at) WHERE status = 'in_progress';
CREATE INDEX interview_waiting ON interview (paused_at) WHERE status = 'paused';

CREATE TABLE supervision (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        source text NOT NULL CHECK (source IN ('turn', 'round')),
        turn_number int,
        decision text NOT NULL CHECK (decision IN ('ignore', 'guide', 'conclude', 'end')),
        reason text NOT NULL,
        heed text,
        analysis jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX supervision_interview ON supervision (interview_id, id DESC);
COMMENT ON TABLE supervision IS
        'One row for each look at a running interview: what was measured and what was decided. It '
        'holds figures and names of rules, no words of the candidate, and moves no score.';
COMMENT ON COLUMN supervision.source IS
        'turn: when a turn was over, before the next question; round: the runner''s, meanwhile.';
COMMENT ON COLUMN supervision.heed IS 'Of guide: what the next question takes heed of.';

CREATE TABLE supervisor_action (
        id uuid PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        action text NOT NULL
                CHECK (action IN ('guide', 'conclude', 'end', 'add_time', 'pause', 'skip')),
        message text NOT NULL DEFAULT '',
        minutes int CHECK (minutes BETWEEN 1 AND 60),
        user_id uuid REFERENCES app_user ON DELETE SET NULL,
        turn_number int,
        at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz,
        CHECK ((action = 'add_time') = (minutes IS NOT NULL))
);
CREATE INDEX supervisor_action_interview ON supervisor_action (interview_id, id);
CREATE INDEX supervisor_action_waiting ON supervisor_action (interview_id) WHERE done_at IS NULL;
COMMENT ON TABLE supervisor_action IS
        'What somebody asked of a running interview, who and when. Erasure empties the message.';
COMMENT ON COLUMN supervisor_action.turn_number IS 'The question that stood then.';
COMMENT ON COLUMN supervisor_action.done_at IS
        'When it took effect; NULL: it waits for the next turn, or the interview ended before.';
