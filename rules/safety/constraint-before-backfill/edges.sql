-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
ALTER TABLE orders ADD CONSTRAINT region_not_null CHECK (region IS NOT NULL) NOT VALID; -- ok: constraint-before-backfill
UPDATE orders SET region = 'EU' WHERE region IS NULL AND id <= 1000;

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
-- @change
ALTER TABLE orders ADD CONSTRAINT region_not_null CHECK (region IS NOT NULL) NOT VALID; -- ok: constraint-before-backfill
UPDATE orders SET region = 'EU' WHERE region IS NULL AND id <= 1000;

-- @test another column is filled, or this one earlier
UPDATE orders SET region = 'EU' WHERE region IS NULL AND id <= 1000;
ALTER TABLE orders ADD CONSTRAINT region_not_null CHECK (region IS NOT NULL) NOT VALID; -- ok: constraint-before-backfill
UPDATE orders SET state = 'open' WHERE state IS NULL AND id <= 1000;
