CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE people (
  id bigint PRIMARY KEY,
  mood mood NOT NULL DEFAULT 'ok',
  moods mood[],
  CONSTRAINT not_sad CHECK (mood <> 'ok' OR id > 0)
);
CREATE INDEX happy_people ON people (id) WHERE mood = 'happy';
CREATE VIEW happy AS SELECT id FROM people WHERE mood = 'happy';
INSERT INTO people VALUES (1, 'ok', '{ok,happy}');
