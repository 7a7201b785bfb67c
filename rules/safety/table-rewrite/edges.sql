-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders SET UNLOGGED; -- ok: table-rewrite

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
ALTER TABLE orders SET UNLOGGED; -- ok: table-rewrite
