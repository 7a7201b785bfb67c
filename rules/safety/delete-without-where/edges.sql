-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
DELETE FROM orders; -- ok: delete-without-where

-- @test rows that stay
EXPLAIN DELETE FROM orders; -- ok: delete-without-where
BEGIN;
DELETE FROM orders; -- ok: delete-without-where
ROLLBACK;
