-- @test an index of a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
CREATE INDEX orders_region_idx ON orders (region);
DROP INDEX orders_region_idx; -- ok: index-drop-not-concurrent
