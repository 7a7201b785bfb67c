-- Two billion events are near.
ALTER TABLE events ALTER COLUMN id TYPE bigint;
