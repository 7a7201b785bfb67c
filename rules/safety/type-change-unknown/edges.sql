-- @test a large table and one that this file makes
ALTER TABLE orders ALTER COLUMN note TYPE text; -- expect: type-change-unknown
ALTER TABLE orders ALTER COLUMN id TYPE bigint; -- ok: type-change-unknown
CREATE TABLE regions AS SELECT * FROM areas;
ALTER TABLE regions ALTER COLUMN name TYPE text; -- ok: type-change-unknown

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
ALTER TABLE orders ALTER COLUMN number TYPE text; -- ok: type-change-unknown
