-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
ALTER TABLE orders DROP COLUMN region; -- ok: drop-column

-- @test a column that this file makes
ALTER TABLE orders ADD COLUMN region text;
ALTER TABLE orders DROP COLUMN region; -- ok: drop-column

-- @test it comes back
BEGIN;
ALTER TABLE orders DROP COLUMN region; -- ok: drop-column
ROLLBACK;

-- @test a computed column is computed another way
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
-- @change
ALTER TABLE orders DROP COLUMN gross; -- ok: drop-column
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.2) STORED;

-- @test a computed column that does not come back
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
-- @change
ALTER TABLE orders ADD COLUMN other text;
ALTER TABLE orders DROP COLUMN gross; -- expect: drop-column

-- @test a computed column that comes back and goes again
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
-- @change
ALTER TABLE orders DROP COLUMN gross; -- ok: drop-column
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.2) STORED;
ALTER TABLE orders DROP COLUMN gross; -- expect: drop-column
