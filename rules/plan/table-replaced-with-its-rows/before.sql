CREATE TABLE events (id serial, day date NOT NULL, note text, PRIMARY KEY (id, day));
CREATE INDEX events_day ON events (day);
CREATE VIEW noted AS SELECT id FROM events WHERE note IS NOT NULL;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER events_touch BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO events (day, note) VALUES ('2026-01-01', 'a'), ('2026-02-01', NULL);
