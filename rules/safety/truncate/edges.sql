-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
TRUNCATE orders; -- ok: truncate

-- @test rows that stay
BEGIN;
TRUNCATE orders; -- ok: truncate
ROLLBACK;
