-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ALTER COLUMN region SET NOT NULL; -- ok: set-not-null-scans-table

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
-- @change
ALTER TABLE orders ALTER COLUMN region SET NOT NULL; -- ok: set-not-null-scans-table

-- @test before 18
-- @server 17
ALTER TABLE orders ALTER COLUMN region SET NOT NULL; -- expect: set-not-null-scans-table
CREATE TABLE regions (id bigint PRIMARY KEY, name text);
ALTER TABLE regions ALTER COLUMN name SET NOT NULL; -- ok: set-not-null-scans-table

-- @test before 18, a small table
-- @server 17
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
-- @change
ALTER TABLE orders ALTER COLUMN region SET NOT NULL; -- ok: set-not-null-scans-table

-- @test the proof goes in the same statement: that is a rule of its own
-- @server 17
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text CONSTRAINT region_not_null CHECK (region IS NOT NULL));
-- @change
ALTER TABLE orders ALTER COLUMN region SET NOT NULL, DROP CONSTRAINT region_not_null; -- ok: set-not-null-scans-table

-- @test the proof goes in the same statement: from 18 on too
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text CONSTRAINT region_not_null CHECK (region IS NOT NULL));
-- @change
ALTER TABLE orders ALTER COLUMN region SET NOT NULL, DROP CONSTRAINT region_not_null; -- ok: set-not-null-scans-table
