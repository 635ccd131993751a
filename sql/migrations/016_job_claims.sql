-- What a queue does most, claiming, made cheap: a claim and a heartbeat change no column that an index
-- looks at, so that they touch one page of the table and no index; and the truths about a job are one
-- short constraint, which is read anew for every statement.

DROP INDEX job_open_key;
DROP INDEX job_claim;
DROP INDEX job_failed_report;
DROP INDEX job_failed;
ALTER TABLE job DROP CONSTRAINT job_check, DROP CONSTRAINT job_check1, DROP CONSTRAINT job_state_check;
CREATE TYPE job_state AS ENUM ('queued', 'running', 'done', 'failed');
ALTER TABLE job ALTER state DROP DEFAULT;
ALTER TABLE job ALTER state TYPE job_state USING state::job_state;
ALTER TABLE job ALTER state SET DEFAULT 'queued';
ALTER TABLE job ADD given_up_at timestamptz;
UPDATE job SET given_up_at = finished_at WHERE state = 'failed';
ALTER TABLE job ADD CONSTRAINT job_truth CHECK (
        (lease_until IS NULL) = (state <> 'running') AND (finished_at IS NULL) = (state < 'done')
        AND (given_up_at IS NULL) = (state <> 'failed'));

CREATE UNIQUE INDEX job_open_key ON job (kind, key) WHERE finished_at IS NULL;
CREATE INDEX job_claim ON job (run_at, id) WHERE finished_at IS NULL;
CREATE INDEX job_open ON job (organisation_id, id) WHERE finished_at IS NULL;
CREATE INDEX job_given_up ON job (organisation_id, id) WHERE given_up_at IS NOT NULL;
ALTER TABLE job SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

COMMENT ON COLUMN job.run_at IS 'When it may be claimed; while it runs its lease counts instead.';
COMMENT ON COLUMN job.given_up_at IS
        'Of state failed alone: what an index looks at in place of the state, which each claim changes.';
COMMENT ON CONSTRAINT job_truth ON job IS
        'What runs has a lease, what has ended has a time, what was given up says when.';
COMMENT ON INDEX job_open_key IS 'One open job a key: what makes it needed may say so twice.';
