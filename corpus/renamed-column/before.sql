CREATE TABLE people (
  id bigint PRIMARY KEY,
  surname text NOT NULL
);

CREATE VIEW names AS SELECT id, surname FROM people;
