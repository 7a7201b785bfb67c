-- @test a table that this file makes
CREATE TABLE events (id bigint, kind text);
CREATE UNIQUE INDEX events_pkey ON events (id);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_pkey; -- ok: primary-key-scans-nullable-column

-- @test a small table
-- @size events 40 rows, 8 kB
-- @before
CREATE TABLE events (id bigint, kind text);
CREATE UNIQUE INDEX events_pkey ON events (id);
-- @change
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_pkey; -- ok: primary-key-scans-nullable-column

-- @test a column that is NOT NULL
-- @before
CREATE TABLE events (id bigint NOT NULL, kind text);
CREATE UNIQUE INDEX events_pkey ON events (id);
-- @change
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_pkey; -- ok: primary-key-scans-nullable-column
