-- What HR's page of figures is made of: counts for each posting and day, so that any period is their
-- sum, and a note of what has changed since they were counted, so that only such days are counted anew.

CREATE TABLE statistic (
        posting_id uuid NOT NULL REFERENCES posting,
        day date NOT NULL,
        figure text NOT NULL,
        item text NOT NULL,
        label text NOT NULL,
        value int NOT NULL,
        beside int NOT NULL,
        count int NOT NULL CHECK (count > 0),
        PRIMARY KEY (posting_id, day, figure, item, label, value, beside)
);
COMMENT ON TABLE statistic IS
        'How often a value was there among the interviews that were made on this day (UTC): whatever '
        'happens to an interview later counts for that day. Interviews that were erased are in none.';
COMMENT ON COLUMN statistic.figure IS
        'interviews: by item, how far they are. minutes: from start to end, without breaks. hours: from '
        'invitation to end. score: tenths of a criterion (item), -1 for none; label is its name. '
        'pair: tenths of the machine, and beside them those of a person. paired: interviews with such '
        'pairs. decision: tenths of the overall score by decision, -1 for none. question: by what '
        'became of it (item), its number. stage: milliseconds of a turn''s stages. report: milliseconds '
        'from the end to the report. Milliseconds are kept with two digits.';

CREATE TABLE statistic_day (
        posting_id uuid NOT NULL REFERENCES posting,
        day date NOT NULL,
        counted_at timestamptz NOT NULL DEFAULT now(),
        changes_at timestamptz,
        PRIMARY KEY (posting_id, day)
);
CREATE INDEX statistic_day_changes ON statistic_day (changes_at) WHERE changes_at IS NOT NULL;
COMMENT ON TABLE statistic_day IS 'Days that are counted; whoever counts one holds its row.';
COMMENT ON COLUMN statistic_day.changes_at IS
        'When the first of its invitations expires that nobody has followed: the counts change then.';

CREATE TABLE statistic_change (
        posting_id uuid NOT NULL,
        day date NOT NULL
);
CREATE INDEX statistic_change_day ON statistic_change (posting_id, day);
COMMENT ON TABLE statistic_change IS
        'Days of which something has changed since they were counted. Rows are added without looking '
        'for others, so that no two transactions wait for each other here.';

CREATE INDEX interview_made ON interview (posting_id, created_at);

CREATE FUNCTION statistic_note_interview() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
        INSERT INTO statistic_change (posting_id, day)
        VALUES (NEW.posting_id, (NEW.created_at AT TIME ZONE 'UTC')::date);
        RETURN NULL;
END $$;
CREATE FUNCTION statistic_note_beside() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
        INSERT INTO statistic_change (posting_id, day)
        SELECT i.posting_id, (i.created_at AT TIME ZONE 'UTC')::date
        FROM interview i WHERE i.id = NEW.interview_id AND i.posting_id IS NOT NULL;
        RETURN NULL;
END $$;
CREATE TRIGGER statistic_interview_made AFTER INSERT ON interview
        FOR EACH ROW WHEN (NEW.posting_id IS NOT NULL) EXECUTE FUNCTION statistic_note_interview();
CREATE TRIGGER statistic_interview_changed AFTER UPDATE ON interview
        FOR EACH ROW WHEN (NEW.posting_id IS NOT NULL
                AND (OLD.status, OLD.decision, OLD.started_at, OLD.ended_at, OLD.expires_at)
                    IS DISTINCT FROM
                    (NEW.status, NEW.decision, NEW.started_at, NEW.ended_at, NEW.expires_at))
        EXECUTE FUNCTION statistic_note_interview();
CREATE TRIGGER statistic_report_made AFTER INSERT OR UPDATE ON report
        FOR EACH ROW EXECUTE FUNCTION statistic_note_beside();
CREATE TRIGGER statistic_scored AFTER INSERT ON human_scoring
        FOR EACH ROW EXECUTE FUNCTION statistic_note_beside();

INSERT INTO statistic_change (posting_id, day)
SELECT DISTINCT posting_id, (created_at AT TIME ZONE 'UTC')::date
FROM interview WHERE posting_id IS NOT NULL;
