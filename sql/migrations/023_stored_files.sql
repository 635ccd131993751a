-- A stored file that is no longer what was written is found by its digest, whatever it holds; one that
-- no row names is taken away when two sweeps a day apart by the database's clock have seen it; and an
-- organisation says at which hour the batches of a day are made.

ALTER TABLE question_part ADD sha256 bytea;
COMMENT ON COLUMN question_part.sha256 IS 'NULL while it is being made, and where it was not noted.';
ALTER TABLE turn ADD question_audio_sha256 bytea;
ALTER TABLE spoken ADD sha256 bytea;
ALTER TABLE report ADD pdf_sha256 bytea, ADD candidate_pdf_sha256 bytea;
ALTER TABLE batch ADD archive_sha256 bytea;

CREATE VIEW stored_file AS
SELECT interview_id AS owner_id, media_key AS key, size_bytes, sha256, true AS is_whole
FROM answer WHERE media_key IS NOT NULL
UNION ALL SELECT interview_id, media_key, NULL, NULL, false FROM upload
UNION ALL SELECT interview_id, media_key, NULL, sha256, visemes IS NOT NULL FROM question_part
UNION ALL SELECT interview_id, question_audio_key, NULL, question_audio_sha256, true
FROM turn WHERE question_audio_key IS NOT NULL
UNION ALL SELECT interview_id, media_key, NULL, sha256, true FROM resume
UNION ALL SELECT interview_id, pdf_key, NULL, pdf_sha256, true FROM report
UNION ALL SELECT interview_id, candidate_pdf_key, NULL, candidate_pdf_sha256, true
FROM report WHERE candidate_pdf_key IS NOT NULL
UNION ALL SELECT posting_id, media_key, NULL, sha256, true FROM document
UNION ALL SELECT id, archive_key, archive_bytes, archive_sha256, true
FROM batch WHERE archive_key IS NOT NULL
UNION ALL SELECT NULL, media_key, size_bytes, sha256, true FROM spoken;
COMMENT ON VIEW stored_file IS
        'Every file of the media store that a row names; several rows may name one.';
COMMENT ON COLUMN stored_file.owner_id IS
        'The interview, posting or batch under which it lies; NULL: it is of all.';
COMMENT ON COLUMN stored_file.sha256 IS 'NULL: not known; it was stored before digests were kept.';
COMMENT ON COLUMN stored_file.is_whole IS 'Whether it is there with all its bytes; else it grows.';

CREATE TABLE orphan (
        key text PRIMARY KEY,
        sweep uuid NOT NULL,
        since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE orphan IS 'Files that no row named when a sweep looked.';
COMMENT ON COLUMN orphan.sweep IS 'The one that saw it last; what the next one does not see is forgotten.';

ALTER TABLE organisation ADD nightly_hour int NOT NULL DEFAULT 1
        CHECK (nightly_hour BETWEEN 1 AND 23);
COMMENT ON COLUMN organisation.nightly_hour IS
        'Of its own clock, on the day after. None at midnight: what ends with the day takes a moment.';
