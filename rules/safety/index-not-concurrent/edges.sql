-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
-- @change
CREATE INDEX orders_region_idx ON orders (region); -- ok: index-not-concurrent
CREATE UNIQUE INDEX orders_region_key ON orders (region); -- ok: index-not-concurrent

-- @test an index that is more than a plain one
CREATE UNIQUE INDEX orders_code_key ON orders (code); -- expect: index-not-concurrent
CREATE UNIQUE INDEX CONCURRENTLY orders_name_key ON orders (name); -- ok: index-not-concurrent
CREATE UNIQUE INDEX ON ONLY orders (name); -- ok: index-not-concurrent
CREATE INDEX ON ONLY orders (name); -- ok: index-not-concurrent
CREATE TABLE regions (id bigint PRIMARY KEY, name text);
CREATE UNIQUE INDEX regions_name_key ON regions (name); -- ok: index-not-concurrent
CREATE INDEX regions_name_idx ON regions (name); -- ok: index-not-concurrent
