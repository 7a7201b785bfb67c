-- @before
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE customers (id bigint PRIMARY KEY);
-- @size customers 40 rows, 8 kB
-- @test a table that this file makes
CREATE TABLE people (id bigint PRIMARY KEY);
ALTER TABLE people ADD COLUMN mail email; -- ok: add-column-constrained-domain

-- @test a small table
ALTER TABLE customers ADD COLUMN mail email; -- ok: add-column-constrained-domain
