-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20) CHECK (length(region) > 1));
ALTER TABLE orders ALTER COLUMN region TYPE text; -- ok: type-change-rechecks-rows

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20) CHECK (length(region) > 1));
-- @change
ALTER TABLE orders ALTER COLUMN region TYPE text; -- ok: type-change-rechecks-rows

-- @test an index is built again too: that is a rule of its own
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20) CHECK (length(region) > 1));
CREATE INDEX orders_region_idx ON orders (region);
-- @change
ALTER TABLE orders ALTER COLUMN region TYPE text COLLATE "C"; -- ok: type-change-rechecks-rows
