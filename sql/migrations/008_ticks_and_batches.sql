-- Work by the clock, and many reports at once.

CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS
$$ SELECT encode(set_bit(set_bit(overlay(
        uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $$;
COMMENT ON FUNCTION uuid_v7 IS
        'RFC 9562: the time in milliseconds, then chance; for rows that a query makes by itself.';

CREATE TABLE tick (
        name text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (name, at)
);
COMMENT ON TABLE tick IS
        'One row for each time that scheduled work was due: whoever writes it queues the job, so that '
        'a tick that nobody saw is made up and none is done twice.';

ALTER TABLE organisation ADD nightly_batches boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN organisation.nightly_batches IS
        'Whether the reports of the day before are put into one file for each posting every night.';

CREATE TABLE batch (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL REFERENCES organisation,
        posting_id uuid NOT NULL REFERENCES posting,
        from_at timestamptz,
        to_at timestamptz,
        status text NOT NULL DEFAULT 'queued'
                CHECK (status IN ('queued', 'running', 'done', 'failed', 'expired')),
        total int NOT NULL DEFAULT 0,
        done int NOT NULL DEFAULT 0,
        failed int NOT NULL DEFAULT 0,
        archive_key text,
        archive_bytes bigint,
        problem text,
        created_by uuid REFERENCES app_user ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        expires_at timestamptz,
        CHECK ((status = 'done') = (archive_key IS NOT NULL)),
        CHECK (from_at < to_at)
);
CREATE INDEX batch_organisation ON batch (organisation_id, id DESC);
CREATE INDEX batch_expiry ON batch (expires_at) WHERE archive_key IS NOT NULL;
COMMENT ON COLUMN batch.from_at IS
        'Interviews that ended from then on, and before to_at; NULL: no bound.';
