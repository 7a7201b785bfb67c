-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
UPDATE orders SET region = 'EU'; -- ok: update-without-where

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
-- @change
UPDATE orders SET region = 'EU'; -- ok: update-without-where

-- @test rows that are not written
EXPLAIN UPDATE orders SET region = 'EU'; -- ok: update-without-where
