-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20));
CREATE INDEX orders_region_idx ON orders (region);
ALTER TABLE orders ALTER COLUMN region TYPE text COLLATE "C"; -- ok: type-change-rebuilds-index

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20));
CREATE INDEX orders_region_idx ON orders (region);
-- @change
ALTER TABLE orders ALTER COLUMN region TYPE text COLLATE "C"; -- ok: type-change-rebuilds-index
