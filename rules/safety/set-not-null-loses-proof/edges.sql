-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY, region text CONSTRAINT region_not_null CHECK (region IS NOT NULL));
ALTER TABLE orders ALTER COLUMN region SET NOT NULL, DROP CONSTRAINT region_not_null; -- ok: set-not-null-loses-proof

-- @test a large and a small table
-- @size regions 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text CONSTRAINT region_not_null CHECK (region IS NOT NULL));
CREATE TABLE regions (id bigint PRIMARY KEY, name text CONSTRAINT name_not_null CHECK (name IS NOT NULL));
-- @change
ALTER TABLE orders ALTER COLUMN region SET NOT NULL, DROP CONSTRAINT region_not_null; -- expect: set-not-null-loses-proof
ALTER TABLE regions ALTER COLUMN name SET NOT NULL, DROP CONSTRAINT name_not_null; -- ok: set-not-null-loses-proof
