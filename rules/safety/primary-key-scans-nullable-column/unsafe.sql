-- @before
CREATE TABLE events (id bigint, kind text);
-- @change
CREATE UNIQUE INDEX CONCURRENTLY events_pkey ON events (id);
SET lock_timeout = '2s';
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_pkey;
