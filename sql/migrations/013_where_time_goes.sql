-- Where the time of a turn goes is kept with it; what a request has queued is found by the request;
-- and interviews wait in one line when one more could not be served to its end.

ALTER TABLE answer ADD COLUMN stages jsonb;
COMMENT ON COLUMN answer.stages IS
        'How long the stages of the turn took, in milliseconds by the name of each; those that were '
        'not measured are not there.';

ALTER TABLE job ADD COLUMN request_id text, ADD COLUMN traceparent text;
COMMENT ON COLUMN job.request_id IS 'The request that made it needed, so that log lines of both are found together.';
COMMENT ON COLUMN job.traceparent IS 'Its place in a trace (W3C Trace Context).';
-- Operators ask for these each time that they look.
CREATE INDEX job_failed ON job (kind) WHERE state = 'failed';

CREATE TABLE admission (
        interview_id uuid PRIMARY KEY REFERENCES interview ON DELETE CASCADE,
        since timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        admitted_at timestamptz
);
CREATE INDEX admission_line ON admission (since, interview_id);
COMMENT ON TABLE admission IS
        'Interviews that have asked to start: those that wait, first come first served, and those that '
        'were let in and have not asked their first question yet.';
COMMENT ON COLUMN admission.seen_at IS
        'When it asked last: who has not asked for a while has gone away, and the place lapses.';
