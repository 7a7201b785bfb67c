-- @test before 14 there is no other way
-- @server 13
ALTER TABLE events DETACH PARTITION events_2019; -- ok: detach-partition-not-concurrent

-- @test nor with a default partition
-- @before
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2019 PARTITION OF events FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
-- @change
ALTER TABLE events DETACH PARTITION events_2019; -- ok: detach-partition-not-concurrent

-- @test a table that this file makes
CREATE TABLE events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2019 PARTITION OF events FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
ALTER TABLE events DETACH PARTITION events_2019; -- ok: detach-partition-not-concurrent
