-- Recordings that are uploaded while they are spoken, and what has been understood of them so far: the
-- answer's last word is then all that is left to do.

CREATE TABLE upload (
        id uuid PRIMARY KEY,
        interview_id uuid NOT NULL,
        turn_number int NOT NULL,
        attempt int NOT NULL,
        media_key text NOT NULL,
        answer_id uuid UNIQUE REFERENCES answer ON DELETE CASCADE,
        listener bigint,
        looked_bytes bigint NOT NULL DEFAULT 0,
        began_at timestamptz NOT NULL DEFAULT now(),
        FOREIGN KEY (interview_id, turn_number) REFERENCES turn (interview_id, number)
                ON DELETE CASCADE,
        UNIQUE (interview_id, turn_number, attempt)
);
CREATE INDEX upload_began ON upload (began_at);
COMMENT ON TABLE upload IS
        'How much has arrived is the length of the file. The row goes when the recording is discarded, '
        'or when its answer is transcribed.';
COMMENT ON COLUMN upload.answer_id IS 'NULL while it grows; then the answer that it became.';
COMMENT ON COLUMN upload.listener IS
        'The advisory lock of the process that transcribes what has arrived; NULL or 0: none does.';
COMMENT ON COLUMN upload.looked_bytes IS
        'How long the file was when it was last looked into for speech that has ended.';

CREATE TABLE segment (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        upload_id uuid NOT NULL REFERENCES upload ON DELETE CASCADE,
        start_ms int NOT NULL CHECK (start_ms >= 0),
        end_ms int NOT NULL,
        transcript jsonb,
        begun_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (upload_id, start_ms),
        CHECK (end_ms > start_ms)
);
COMMENT ON TABLE segment IS
        'Speech that has ended, cut at pauses; times count from the beginning of the recording, those '
        'of the words in the transcript, too.';
COMMENT ON COLUMN segment.transcript IS 'NULL while the listener of the upload transcribes it.';
