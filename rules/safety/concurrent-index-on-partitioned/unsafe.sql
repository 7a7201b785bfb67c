-- @before
CREATE TABLE events (at timestamptz, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- @change
CREATE INDEX CONCURRENTLY events_kind_idx ON events (kind);
