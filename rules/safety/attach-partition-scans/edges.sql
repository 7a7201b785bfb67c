-- @test a partition that this file makes
CREATE TABLE events_2026 (at timestamptz NOT NULL, kind text);
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); -- ok: attach-partition-scans

-- @test a small partition
-- @size events_2026 40 rows, 8 kB
-- @before
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 (at timestamptz NOT NULL, kind text);
-- @change
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); -- ok: attach-partition-scans

-- @test a CHECK that proves the bound
-- @before
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 (at timestamptz NOT NULL, kind text, CHECK (at >= '2026-01-01' AND at < '2027-01-01'));
-- @change
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); -- ok: attach-partition-scans
