-- A question is spoken in parts, sentence by sentence, and heard while the rest is still being made,
-- from whichever process is asked: each part has a row as soon as its first bytes are there.

CREATE TABLE question_part (
        speech uuid NOT NULL,
        part int NOT NULL CHECK (part >= 0),
        interview_id uuid NOT NULL REFERENCES interview ON DELETE CASCADE,
        turn_number int NOT NULL CHECK (turn_number > 0),
        media_key text NOT NULL,
        mime text NOT NULL,
        worker bigint NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (speech, part)
);
CREATE INDEX question_part_turn ON question_part (interview_id, turn_number, speech DESC);
COMMENT ON TABLE question_part IS
        'Sound of a question in the order of its parts. Its turn may have no row yet. Of several '
        'speeches of a turn (it was asked again) the newest counts: their ids grow with time.';
COMMENT ON COLUMN question_part.worker IS
        'The advisory lock that the process that makes it holds while it lives.';
