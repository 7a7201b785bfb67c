-- @test rows that are not written
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
EXPLAIN UPDATE orders SET region = 'EU' WHERE region IS NULL; -- ok: backfill-while-locked
COMMIT;

-- @test few rows
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'EU' WHERE id = 1; -- ok: backfill-while-locked
INSERT INTO regions VALUES ('EU'); -- ok: backfill-while-locked
INSERT INTO regions SELECT region FROM orders; -- expect: backfill-while-locked
COMMIT;

-- @test a table that this file makes
BEGIN;
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'EU' WHERE region IS NULL; -- ok: backfill-while-locked
COMMIT;

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'EU' WHERE region IS NULL; -- ok: backfill-while-locked
COMMIT;

-- @test a lock that lets reads go on
BEGIN;
CREATE INDEX orders_region_idx ON orders (region);
UPDATE orders SET region = 'EU' WHERE region IS NULL; -- ok: backfill-while-locked
COMMIT;

-- @test the locked table is gone, and another one has its name
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
DROP TABLE orders;
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
UPDATE orders SET region = 'EU' WHERE region IS NULL; -- ok: backfill-while-locked
COMMIT;
