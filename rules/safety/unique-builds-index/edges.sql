-- @test a table that this file makes
CREATE TABLE events (id bigint PRIMARY KEY);
ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE (id); -- ok: unique-builds-index

-- @test a small table
-- @size events 40 rows, 8 kB
-- @before
CREATE TABLE events (id bigint NOT NULL, kind text NOT NULL);
-- @change
ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE (id); -- ok: unique-builds-index

-- @test two columns: a large table, a table that this file makes
ALTER TABLE events ADD CONSTRAINT events_two UNIQUE (id, kind); -- expect: unique-builds-index
CREATE TABLE visits (id bigint, kind text, UNIQUE (id, kind)); -- ok: unique-builds-index
ALTER TABLE visits ADD CONSTRAINT visits_two UNIQUE (kind, id); -- ok: unique-builds-index
ALTER TABLE events ADD COLUMN code bigint UNIQUE; -- ok: unique-builds-index

-- @test two columns of a small table
-- @size events 40 rows, 8 kB
-- @before
CREATE TABLE events (id bigint NOT NULL, kind text NOT NULL);
-- @change
ALTER TABLE events ADD CONSTRAINT events_two UNIQUE (id, kind); -- ok: unique-builds-index

-- @test an index is there already
-- @before
CREATE TABLE events (id bigint NOT NULL, kind text NOT NULL);
CREATE UNIQUE INDEX events_one ON events (id);
CREATE UNIQUE INDEX events_two ON events (id, kind);
-- @change
ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE USING INDEX events_one; -- ok: unique-builds-index
ALTER TABLE events ADD CONSTRAINT events_both UNIQUE USING INDEX events_two; -- ok: unique-builds-index

-- @test a partitioned table whose parts have no key yet
-- @before
CREATE TABLE events (id bigint NOT NULL, kind text NOT NULL) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
-- @change
ALTER TABLE ONLY events ADD CONSTRAINT events_id_key UNIQUE (id); -- ok: unique-builds-index
ALTER TABLE ONLY events ADD CONSTRAINT events_two UNIQUE (id, kind); -- ok: unique-builds-index

-- @test a table that is made anew
-- @before
CREATE TABLE orders (id bigint, region text, during tstzrange);
CREATE TABLE customers (id bigint, k bigint, PRIMARY KEY (id), UNIQUE (id, k));
-- @change
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, UNIQUE (id)); -- ok: unique-builds-index
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, UNIQUE (id, region)); -- ok: unique-builds-index
