-- Company and role documents of a posting, and the passages into which they and the resumes are
-- cut: what questions and evaluations are grounded in.

CREATE TABLE document (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL REFERENCES organisation,
        posting_id uuid NOT NULL REFERENCES posting,
        filename text NOT NULL,
        mime text NOT NULL,
        pages int NOT NULL,
        characters int NOT NULL,
        warnings jsonb NOT NULL,
        media_key text NOT NULL,
        sha256 bytea NOT NULL,
        created_by uuid REFERENCES app_user ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (posting_id, sha256)
);
COMMENT ON CONSTRAINT document_posting_id_sha256_key ON document IS
        'The same file sent twice is the same document.';

CREATE FUNCTION search_configuration(language text) RETURNS regconfig
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE lower(split_part(language, '-', 1))
        WHEN 'da' THEN 'danish' WHEN 'de' THEN 'german' WHEN 'en' THEN 'english'
        WHEN 'es' THEN 'spanish' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french'
        WHEN 'hu' THEN 'hungarian' WHEN 'it' THEN 'italian' WHEN 'nb' THEN 'norwegian'
        WHEN 'nl' THEN 'dutch' WHEN 'no' THEN 'norwegian' WHEN 'pt' THEN 'portuguese'
        WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sv' THEN 'swedish'
        WHEN 'tr' THEN 'turkish' ELSE 'simple' END::regconfig $$;
COMMENT ON FUNCTION search_configuration IS
        'How words of a language (BCP 47) are stemmed; as they are where none is known.';

CREATE TABLE passage (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        posting_id uuid REFERENCES posting,
        document_id uuid REFERENCES document ON DELETE CASCADE,
        interview_id uuid REFERENCES interview ON DELETE CASCADE,
        ordinal int NOT NULL,
        heading text NOT NULL,
        body text NOT NULL,
        search tsvector NOT NULL,
        length int NOT NULL GENERATED ALWAYS AS (length(search)) STORED,
        embedding real[],
        embedding_model text,
        CHECK ((embedding IS NULL) = (embedding_model IS NULL)),
        CHECK ((document_id IS NULL) = (posting_id IS NULL)),
        CHECK ((document_id IS NULL) = (interview_id IS NOT NULL))
);
-- Without fastupdate: its list of what is not sorted in yet would be read with every search.
CREATE INDEX passage_search ON passage USING gin (search) WITH (fastupdate = off);
CREATE INDEX passage_posting ON passage (posting_id);
CREATE INDEX passage_document ON passage (document_id);
CREATE INDEX passage_interview ON passage (interview_id);
COMMENT ON TABLE passage IS
        'Of a document of the posting, or of the resume of the interview, without contact details.';
COMMENT ON COLUMN passage.embedding IS
        'A vector of length 1, where EMBEDDINGS is set; comparable with those of the same model.';
COMMENT ON COLUMN passage.length IS 'Different words: what a rank is held against.';
