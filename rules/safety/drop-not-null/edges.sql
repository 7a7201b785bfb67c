-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ALTER COLUMN region DROP NOT NULL; -- ok: drop-not-null

-- @test the column goes too
BEGIN;
ALTER TABLE orders ALTER COLUMN region DROP NOT NULL; -- ok: drop-not-null
ALTER TABLE orders DROP COLUMN region;
COMMIT;

-- @test the column goes much later
ALTER TABLE orders ALTER COLUMN region DROP NOT NULL; -- expect: drop-not-null
ALTER TABLE orders DROP COLUMN region;
