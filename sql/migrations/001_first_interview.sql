-- The nouns of the first interview: organisations and their users, postings, interviews with
-- invitation, consent, resume, turns, answers, evaluations, reports, and the queue of jobs.
-- Interviews may have no posting and no organisation: practice has neither.

CREATE FUNCTION rfc3339(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
COMMENT ON FUNCTION rfc3339 IS 'A time as the API writes it: RFC 3339, UTC, milliseconds.';

CREATE TABLE organisation (
        id uuid PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE app_user (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL REFERENCES organisation,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL CHECK (role IN ('admin', 'recruiter', 'reviewer')),
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));
COMMENT ON COLUMN app_user.password_hash IS 'Argon2id, as libsodium writes it.';

CREATE TABLE hr_session (
        token_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
);
CREATE INDEX hr_session_user ON hr_session (user_id);

CREATE TABLE failed_attempt (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subject bytea NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX failed_attempt_subject ON failed_attempt (subject, at);
COMMENT ON TABLE failed_attempt IS
        'Failed sign-ins and joins, by keyed hash of address or e-mail: what the rate limit counts.';

CREATE TABLE rubric (
        id text PRIMARY KEY,
        organisation_id uuid REFERENCES organisation,
        interview_type text NOT NULL
                CHECK (interview_type IN
                       ('technical', 'behavioral', 'system_design', 'cultural_fit', 'mixed')),
        name text NOT NULL,
        version int NOT NULL CHECK (version > 0),
        criteria jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE rubric IS
        'One row a version; a row is never changed, so that a score can always name what it was '
        'made with. Rows without an organisation are the defaults.';

CREATE TABLE bank (
        language text PRIMARY KEY,
        body text NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE bank IS
        'The questions of one language: the seed file, checked and brought in at every start.';

CREATE TABLE posting (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL REFERENCES organisation,
        title text NOT NULL,
        description text NOT NULL DEFAULT '',
        language text NOT NULL DEFAULT 'en',
        persona text NOT NULL DEFAULT 'friendly',
        type text NOT NULL DEFAULT 'mixed'
                CHECK (type IN
                       ('technical', 'behavioral', 'system_design', 'cultural_fit', 'mixed')),
        difficulty text NOT NULL DEFAULT 'medium'
                CHECK (difficulty IN ('easy', 'medium', 'hard')),
        instructions text NOT NULL DEFAULT '',
        focus_areas jsonb NOT NULL DEFAULT '[]',
        question_set jsonb NOT NULL DEFAULT '[]',
        rubric_id text REFERENCES rubric,
        feedback text NOT NULL DEFAULT 'none' CHECK (feedback IN ('none', 'end', 'live')),
        max_answer_seconds int NOT NULL DEFAULT 300 CHECK (max_answer_seconds BETWEEN 30 AND 780),
        max_turns int NOT NULL DEFAULT 10 CHECK (max_turns BETWEEN 1 AND 50),
        max_minutes int NOT NULL DEFAULT 35 CHECK (max_minutes BETWEEN 5 AND 180),
        retention_days int NOT NULL DEFAULT 180 CHECK (retention_days BETWEEN 1 AND 3650),
        created_by uuid REFERENCES app_user ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz
);
CREATE INDEX posting_organisation ON posting (organisation_id, id DESC) WHERE deleted_at IS NULL;
COMMENT ON COLUMN posting.rubric_id IS 'NULL: the default rubric of the type.';
COMMENT ON COLUMN posting.deleted_at IS 'Interviews keep their posting; lists leave it out.';

CREATE TABLE interview (
        id uuid PRIMARY KEY,
        organisation_id uuid REFERENCES organisation,
        posting_id uuid REFERENCES posting,
        created_by uuid REFERENCES app_user ON DELETE SET NULL,
        candidate_name text NOT NULL,
        candidate_email text,
        title text NOT NULL,
        description text NOT NULL,
        language text NOT NULL,
        persona text NOT NULL,
        type text NOT NULL
                CHECK (type IN
                       ('technical', 'behavioral', 'system_design', 'cultural_fit', 'mixed')),
        difficulty text NOT NULL CHECK (difficulty IN ('easy', 'medium', 'hard')),
        instructions text NOT NULL,
        focus_areas jsonb NOT NULL,
        question_set jsonb NOT NULL,
        feedback text NOT NULL CHECK (feedback IN ('none', 'end', 'live')),
        max_answer_seconds int NOT NULL,
        max_turns int NOT NULL,
        max_minutes int NOT NULL,
        rubric_id text NOT NULL REFERENCES rubric,
        status text NOT NULL DEFAULT 'scheduled'
                CHECK (status IN ('scheduled', 'in_progress', 'paused', 'completed', 'expired',
                                  'cancelled', 'erased')),
        end_reason text,
        scheduled_at timestamptz,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        ended_at timestamptz,
        decision text CHECK (decision IN ('advance', 'reject', 'hold')),
        decision_reason text,
        decided_by uuid REFERENCES app_user ON DELETE SET NULL,
        decided_at timestamptz,
        CHECK (posting_id IS NULL OR organisation_id IS NOT NULL),
        CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX interview_organisation ON interview (organisation_id, id DESC);
CREATE INDEX interview_posting ON interview (posting_id, id DESC);
COMMENT ON COLUMN interview.title IS
        'Title, description, type, question set and limits are those of the posting when the '
        'interview was made: a later change of the posting does not change a running interview.';

CREATE TABLE invitation (
        token_hash bytea PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
);
CREATE INDEX invitation_interview ON invitation (interview_id);

CREATE TABLE candidate_session (
        token_hash bytea PRIMARY KEY,
        interview_id uuid NOT NULL UNIQUE REFERENCES interview ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN candidate_session.interview_id IS 'Unique: a new session ends the old one.';

CREATE TABLE consent (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        notice_version text NOT NULL,
        recording boolean NOT NULL,
        ai_evaluation boolean NOT NULL,
        attention boolean NOT NULL,
        given_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consent_interview ON consent (interview_id, id DESC);
COMMENT ON TABLE consent IS 'Rows are only added; the newest one holds.';

CREATE TABLE resume (
        interview_id uuid PRIMARY KEY REFERENCES interview ON DELETE CASCADE,
        filename text NOT NULL,
        mime text NOT NULL,
        pages int NOT NULL,
        characters int NOT NULL,
        body text NOT NULL,
        sections jsonb NOT NULL,
        warnings jsonb NOT NULL,
        media_key text NOT NULL,
        sha256 bytea NOT NULL,
        uploaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE turn (
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        number int NOT NULL CHECK (number > 0),
        status text NOT NULL DEFAULT 'asked'
                CHECK (status IN
                       ('asked', 'received', 'transcribed', 'answered', 'skipped', 'failed')),
        attempt int NOT NULL DEFAULT 1 CHECK (attempt BETWEEN 1 AND 4),
        question jsonb NOT NULL,
        question_audio_key text,
        question_audio_mime text,
        question_audio_ms int,
        asked_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz,
        PRIMARY KEY (interview_id, number)
);
COMMENT ON COLUMN turn.attempt IS 'Which try is open; a clip without speech opens the next one.';

CREATE TABLE answer (
        id uuid PRIMARY KEY,
        interview_id uuid NOT NULL,
        turn_number int NOT NULL,
        attempt int NOT NULL,
        kind text NOT NULL CHECK (kind IN ('audio', 'text')),
        media_key text,
        mime text NOT NULL,
        size_bytes bigint NOT NULL,
        sha256 bytea NOT NULL,
        typed_text text,
        stage text NOT NULL DEFAULT 'received'
                CHECK (stage IN ('received', 'transcribed', 'answered')),
        usability text CHECK (usability IN ('usable', 'silence', 'too_short', 'unclear')),
        transcript jsonb,
        voice_metrics jsonb,
        peaks bytea,
        duration_ms int,
        outcome text CHECK (outcome IN ('next', 'asked_again', 'ended')),
        outcome_text text,
        worker bigint,
        fence int NOT NULL DEFAULT 0,
        lease_until timestamptz,
        received_at timestamptz NOT NULL DEFAULT now(),
        transcribed_at timestamptz,
        answered_at timestamptz,
        FOREIGN KEY (interview_id, turn_number) REFERENCES turn (interview_id, number)
                ON DELETE CASCADE,
        UNIQUE (interview_id, turn_number, attempt),
        CHECK ((kind = 'audio') = (media_key IS NOT NULL)),
        CHECK ((kind = 'text') = (typed_text IS NOT NULL)),
        CHECK (stage = 'received' OR usability IS NOT NULL),
        CHECK ((stage = 'answered') = (outcome IS NOT NULL))
);
COMMENT ON COLUMN answer.stage IS
        'How far the answer has come: received > transcribed > answered. Whoever takes it up after '
        'a crash goes on from here.';
COMMENT ON COLUMN answer.worker IS
        'The advisory lock that the process at work holds while it lives; gone with it.';
COMMENT ON COLUMN answer.fence IS
        'Grows with every claim; effects are written only under the number that was claimed.';

CREATE TABLE evaluation (
        interview_id uuid NOT NULL,
        turn_number int NOT NULL,
        answer_id uuid NOT NULL REFERENCES answer ON DELETE CASCADE,
        body jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (interview_id, turn_number),
        FOREIGN KEY (interview_id, turn_number) REFERENCES turn (interview_id, number)
                ON DELETE CASCADE
);

CREATE TABLE report (
        interview_id uuid PRIMARY KEY REFERENCES interview ON DELETE CASCADE,
        id uuid NOT NULL,
        body text NOT NULL,
        overall_score numeric(3, 1),
        pdf_key text NOT NULL,
        generated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN report.body IS
        'JSON as text, byte for byte as it is downloaded, so that its digests stay true.';

CREATE TABLE job (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        key text NOT NULL,
        payload jsonb NOT NULL DEFAULT '{}',
        organisation_id uuid,
        state text NOT NULL DEFAULT 'queued'
                CHECK (state IN ('queued', 'running', 'done', 'failed')),
        attempts int NOT NULL DEFAULT 0,
        most_attempts int NOT NULL DEFAULT 8,
        run_at timestamptz NOT NULL DEFAULT now(),
        fence int NOT NULL DEFAULT 0,
        worker text,
        lease_until timestamptz,
        wanted_again boolean NOT NULL DEFAULT false,
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CHECK ((state = 'running') = (lease_until IS NOT NULL)),
        CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL))
);
CREATE UNIQUE INDEX job_open_key ON job (kind, key) WHERE state IN ('queued', 'running');
CREATE INDEX job_claim ON job (run_at, id) WHERE state IN ('queued', 'running');
CREATE INDEX job_key ON job (kind, key, created_at);
COMMENT ON COLUMN job.run_at IS
        'When it may be claimed: while it runs, the end of its lease.';
COMMENT ON COLUMN job.wanted_again IS
        'It was enqueued once more while it ran, so that what it has read may be old: when it is '
        'done it is queued again.';
COMMENT ON INDEX job_open_key IS 'One open job a key: what makes it needed may say so twice.';

CREATE TABLE idempotency (
        scope uuid NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        status int NOT NULL,
        sealed_body bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, key)
);
COMMENT ON COLUMN idempotency.sealed_body IS
        'The first answer, encrypted: it may hold an invitation''s token.';
