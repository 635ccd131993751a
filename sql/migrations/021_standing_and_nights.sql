-- How a report compares with the others of its posting is counted when one is made, not by reading all
-- of them for each; and nights are those of an organisation's own place.

CREATE TABLE report_tally (
        posting_id uuid NOT NULL REFERENCES posting ON DELETE CASCADE,
        rubric_id text NOT NULL REFERENCES rubric,
        criterion text NOT NULL,
        score numeric(3, 1) NOT NULL,
        count int NOT NULL,
        PRIMARY KEY (posting_id, rubric_id, criterion, score)
) WITH (fillfactor = 50);
COMMENT ON TABLE report_tally IS
        'How many reports of completed interviews, by posting and rubric, have a score. Kept by triggers '
        'of report alone; earshot-jobs check counts anew.';
COMMENT ON COLUMN report_tally.criterion IS 'Its key in the rubric; empty: the overall score.';

ALTER TABLE report ADD compared_posting_id uuid, ADD compared_rubric_id text;
COMMENT ON COLUMN report.compared_posting_id IS
        'Where its scores are counted, with compared_rubric_id: the interview''s, once that is '
        'completed. NULL: nowhere.';

CREATE FUNCTION report_scores(overall numeric, criteria jsonb)
RETURNS TABLE (criterion text, score numeric) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT '', overall WHERE overall IS NOT NULL
   UNION ALL
   SELECT key, value::numeric FROM jsonb_each_text(criteria) WHERE value IS NOT NULL $$;

-- What there is.
UPDATE report r SET compared_posting_id = i.posting_id, compared_rubric_id = i.rubric_id
FROM interview i WHERE i.id = r.interview_id AND i.status = 'completed' AND i.posting_id IS NOT NULL;
INSERT INTO report_tally (posting_id, rubric_id, criterion, score, count)
SELECT r.compared_posting_id, r.compared_rubric_id, s.criterion, s.score, count(*)
FROM report r CROSS JOIN LATERAL report_scores(r.overall_score, r.criterion_scores) s
WHERE r.compared_posting_id IS NOT NULL GROUP BY 1, 2, 3, 4;

CREATE FUNCTION report_place() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
        SELECT i.posting_id, i.rubric_id INTO NEW.compared_posting_id, NEW.compared_rubric_id
        FROM interview i
        WHERE i.id = NEW.interview_id AND i.status = 'completed' AND i.posting_id IS NOT NULL;
        RETURN NEW;
END $$;
CREATE TRIGGER report_is_placed BEFORE INSERT OR UPDATE ON report
        FOR EACH ROW EXECUTE FUNCTION report_place();

-- Always in the same order, so that two reports of a posting wait for each other, and no more.
CREATE FUNCTION report_count() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
        INSERT INTO report_tally AS t (posting_id, rubric_id, criterion, score, count)
        SELECT posting_id, rubric_id, criterion, score, sum(n)
        FROM (SELECT NEW.compared_posting_id, NEW.compared_rubric_id, s.criterion, s.score, 1
              FROM report_scores(NEW.overall_score, NEW.criterion_scores) s
              UNION ALL
              SELECT OLD.compared_posting_id, OLD.compared_rubric_id, s.criterion, s.score, -1
              FROM report_scores(OLD.overall_score, OLD.criterion_scores) s)
             change (posting_id, rubric_id, criterion, score, n)
        WHERE posting_id IS NOT NULL
        GROUP BY posting_id, rubric_id, criterion, score HAVING sum(n) <> 0
        ORDER BY posting_id, rubric_id, criterion, score
        ON CONFLICT (posting_id, rubric_id, criterion, score)
        DO UPDATE SET count = t.count + excluded.count;
        RETURN NULL;
END $$;
CREATE TRIGGER report_is_counted AFTER INSERT OR UPDATE OR DELETE ON report
        FOR EACH ROW EXECUTE FUNCTION report_count();

CREATE FUNCTION interview_place() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
        UPDATE report SET compared_posting_id = NULL WHERE interview_id = NEW.id;
        RETURN NULL;
END $$;
CREATE TRIGGER interview_is_placed AFTER UPDATE OF status, posting_id, rubric_id ON interview
        FOR EACH ROW
        WHEN ((OLD.status = 'completed') IS DISTINCT FROM (NEW.status = 'completed')
              OR OLD.posting_id IS DISTINCT FROM NEW.posting_id OR OLD.rubric_id <> NEW.rubric_id)
        EXECUTE FUNCTION interview_place();

ALTER TABLE organisation ADD time_zone text NOT NULL DEFAULT 'UTC' CHECK (time_zone <> '');
COMMENT ON COLUMN organisation.time_zone IS 'Of the IANA database: whose nights nightly batches follow.';

CREATE FUNCTION known_zone(name text) RETURNS text LANGUAGE plpgsql STABLE AS
$$ BEGIN
        PERFORM now() AT TIME ZONE name;
        RETURN name;
EXCEPTION WHEN invalid_parameter_value THEN
        RETURN 'UTC';
END $$;
COMMENT ON FUNCTION known_zone IS
        'The zone, or UTC where this server does not know it (any more): one such zone does not keep '
        'the nights of all others from coming.';

CREATE TABLE night (
        organisation_id uuid NOT NULL REFERENCES organisation ON DELETE CASCADE,
        day date NOT NULL,
        to_at timestamptz NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (organisation_id, day)
);
COMMENT ON TABLE night IS
        'One row for each day of an organisation that is over: whoever writes it makes the batches of the '
        'day, so that each day has its own once, however long it was.';
COMMENT ON COLUMN night.to_at IS
        'Where the day ended, and where the next one begins, though the zone be another by then.';
-- Days of which the batches were made before.
INSERT INTO night (organisation_id, day, to_at)
SELECT o.id, n.day, n.day + interval '1 day'
FROM organisation o, (SELECT max((payload ->> 'at')::timestamptz)::date - 1 AS day FROM job
                      WHERE kind = 'nightly' AND state = 'done') n
WHERE n.day IS NOT NULL;
