-- @test a table that this file makes
CREATE TABLE orders (id integer PRIMARY KEY);
ALTER TABLE orders ALTER COLUMN id TYPE bigint; -- ok: type-change-rewrites-table

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id integer PRIMARY KEY);
-- @change
ALTER TABLE orders ALTER COLUMN id TYPE bigint; -- ok: type-change-rewrites-table

-- @test a column of which nothing is known
ALTER TABLE orders ALTER COLUMN id TYPE bigint; -- expect: type-change-rewrites-table
ALTER TABLE orders ALTER COLUMN note TYPE text; -- ok: type-change-rewrites-table

-- @test a column of which nothing is known, of a table that this file makes
CREATE TABLE regions AS SELECT * FROM areas;
ALTER TABLE regions ALTER COLUMN id TYPE bigint; -- ok: type-change-rewrites-table

-- @test a column of which nothing is known, of a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
ALTER TABLE orders ALTER COLUMN number TYPE bigint; -- ok: type-change-rewrites-table
