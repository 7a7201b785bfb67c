-- @test a table that this file makes
CREATE TABLE customers (id bigint PRIMARY KEY);
ALTER TABLE customers ADD COLUMN email text UNIQUE; -- ok: add-column-unique

-- @test a small table
-- @size customers 40 rows, 8 kB
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY);
-- @change
ALTER TABLE customers ADD COLUMN email text UNIQUE; -- ok: add-column-unique
