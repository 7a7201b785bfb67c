-- @test a small default partition
-- @size events_rest 40 rows, 8 kB
-- @before
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
-- @change
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); -- ok: default-partition-scans

-- @test the default partition itself
-- @before
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_rest (at timestamptz NOT NULL, kind text);
-- @change
ALTER TABLE events ATTACH PARTITION events_rest DEFAULT; -- ok: default-partition-scans

-- @test tables that this file makes
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); -- ok: default-partition-scans
