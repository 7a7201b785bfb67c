-- @test a table that this file makes
BEGIN;
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);
ALTER TABLE orders ADD CONSTRAINT total_check CHECK (total > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT total_check; -- ok: validate-while-locked
COMMIT;

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);
-- @change
BEGIN;
ALTER TABLE orders ADD CONSTRAINT total_check CHECK (total > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT total_check; -- ok: validate-while-locked
COMMIT;

-- @test the statement itself takes the lock
ALTER TABLE orders ADD COLUMN region text, VALIDATE CONSTRAINT total_check; -- expect: validate-while-locked

-- @test the statement itself takes the lock, on a small table and one that this file makes
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric, CONSTRAINT total_check CHECK (total > 0) NOT VALID);
-- @change
ALTER TABLE orders ADD COLUMN region text, VALIDATE CONSTRAINT total_check; -- ok: validate-while-locked
CREATE TABLE regions (id bigint PRIMARY KEY);
ALTER TABLE regions ADD CONSTRAINT id_check CHECK (id > 0) NOT VALID;
ALTER TABLE regions ADD COLUMN name text, VALIDATE CONSTRAINT id_check; -- ok: validate-while-locked

-- @test the locked table is gone, and another one has its name
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
DROP TABLE orders;
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD CONSTRAINT id_check CHECK (id > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT id_check; -- ok: validate-while-locked
COMMIT;
