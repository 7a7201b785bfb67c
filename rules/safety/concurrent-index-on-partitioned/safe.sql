-- @before
CREATE TABLE events (at timestamptz, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- @change
SET lock_timeout = '2s';
CREATE INDEX events_kind_idx ON ONLY events (kind);
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY events_2026_kind_idx ON events_2026 (kind);
ALTER INDEX events_kind_idx ATTACH PARTITION events_2026_kind_idx;
