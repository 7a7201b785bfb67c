-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders RENAME COLUMN id TO number; -- ok: rename-column

-- @test a column that this file makes
ALTER TABLE orders ADD COLUMN region text;
ALTER TABLE orders RENAME COLUMN region TO area; -- ok: rename-column
ALTER TABLE orders RENAME COLUMN state TO status; -- expect: rename-column

-- @test it comes back
BEGIN;
ALTER TABLE orders RENAME COLUMN region TO area; -- ok: rename-column
ROLLBACK;

-- @test another part
ALTER TABLE orders RENAME CONSTRAINT a TO b; -- ok: rename-column
