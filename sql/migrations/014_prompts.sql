-- What language models are asked, and with what settings, as versions: a score or a question can
-- name the words that it was made with, and a version that does worse is taken back in one step.

CREATE TABLE prompt (
        function text NOT NULL CHECK (function IN ('interviewer', 'evaluator')),
        version int NOT NULL CHECK (version > 0),
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'active', 'retired')),
        body jsonb NOT NULL,
        note text NOT NULL DEFAULT '',
        is_seed boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL CHECK (created_by <> ''),
        PRIMARY KEY (function, version)
);
CREATE UNIQUE INDEX prompt_active ON prompt (function) WHERE state = 'active';
COMMENT ON TABLE prompt IS
        'One row a version, of the whole installation; its body is never changed. draft: never used. '
        'active: the one in use, at most one of a function. retired: was in use.';

CREATE TABLE prompt_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        function text NOT NULL,
        who text NOT NULL CHECK (who <> ''),
        action text NOT NULL CHECK (action IN ('added', 'activated', 'rolled_back')),
        from_version int,
        to_version int NOT NULL,
        FOREIGN KEY (function, from_version) REFERENCES prompt (function, version),
        FOREIGN KEY (function, to_version) REFERENCES prompt (function, version)
);
CREATE INDEX prompt_change_function ON prompt_change (function, id);
COMMENT ON TABLE prompt_change IS
        'Who changed which prompt when, from which version to which. Rows are only ever added.';

CREATE FUNCTION prompt_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
        RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER prompt_change_stays BEFORE UPDATE OR DELETE ON prompt_change
        FOR EACH ROW EXECUTE FUNCTION prompt_refuse_change();
CREATE TRIGGER prompt_body_stays BEFORE UPDATE OF function, version, body, created_by ON prompt
        FOR EACH ROW EXECUTE FUNCTION prompt_refuse_change();
CREATE TRIGGER prompt_stays BEFORE DELETE ON prompt
        FOR EACH ROW EXECUTE FUNCTION prompt_refuse_change();
