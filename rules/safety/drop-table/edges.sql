-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
DROP TABLE orders; -- ok: drop-table

-- @test it comes back
BEGIN;
DROP TABLE orders; -- ok: drop-table
ROLLBACK;
DROP VIEW open_orders; -- ok: drop-table
