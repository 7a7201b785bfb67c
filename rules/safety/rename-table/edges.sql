-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders RENAME TO purchases; -- ok: rename-table

-- @test it comes back
BEGIN;
ALTER TABLE orders RENAME TO purchases; -- ok: rename-table
ROLLBACK;
BEGIN;
ALTER TABLE orders SET SCHEMA shop; -- ok: rename-table
ROLLBACK;

-- @test a view takes its name
BEGIN;
ALTER TABLE orders RENAME TO purchases; -- ok: rename-table
CREATE VIEW orders AS SELECT * FROM purchases;
COMMIT;
BEGIN;
ALTER TABLE customers SET SCHEMA shop; -- ok: rename-table
CREATE VIEW customers AS SELECT * FROM shop.customers;
COMMIT;

-- @test another schema is another name
ALTER TABLE orders SET SCHEMA shop; -- expect: rename-table
ALTER SEQUENCE orders_seq SET SCHEMA shop; -- ok: rename-table
ALTER INDEX orders_idx RENAME TO orders_region_idx; -- ok: rename-table
CREATE TABLE regions (id bigint PRIMARY KEY);
ALTER TABLE regions SET SCHEMA shop; -- ok: rename-table
