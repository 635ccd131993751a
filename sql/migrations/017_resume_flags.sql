-- What of a resume a person should look at: names such as "hidden_text".
ALTER TABLE resume ADD COLUMN flags jsonb NOT NULL DEFAULT '[]';
