-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD CONSTRAINT total_check CHECK (total > 0); -- ok: check-scans-table

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);
-- @change
ALTER TABLE orders ADD CONSTRAINT total_check CHECK (total > 0); -- ok: check-scans-table

-- @test what checks nothing yet
-- @server 18
ALTER TABLE orders ADD CONSTRAINT total_check CHECK (total > 0) NOT ENFORCED; -- ok: check-scans-table
ALTER TABLE orders ADD CONSTRAINT total_check2 CHECK (total > 0) NOT VALID; -- ok: check-scans-table
ALTER TABLE orders ADD COLUMN tax integer CHECK (tax >= 0); -- ok: check-scans-table
CREATE TABLE regions (id bigint PRIMARY KEY, name text CHECK (name <> '')); -- ok: check-scans-table

-- @test NOT NULL as a constraint
-- @server 18
ALTER TABLE orders ADD CONSTRAINT region_not_null NOT NULL region; -- expect: check-scans-table
ALTER TABLE orders ADD CONSTRAINT region_not_null2 NOT NULL region NOT VALID; -- ok: check-scans-table
CREATE TABLE regions (id bigint PRIMARY KEY, name text, CONSTRAINT name_not_null NOT NULL name); -- ok: check-scans-table
ALTER TABLE regions ADD CONSTRAINT name_not_null2 NOT NULL name; -- ok: check-scans-table
ALTER TABLE orders ADD COLUMN tax integer CONSTRAINT tax_not_null NOT NULL DEFAULT 1; -- ok: check-scans-table

-- @test NOT NULL as a constraint of a small table
-- @size orders 40 rows, 8 kB
-- @server 18
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
-- @change
ALTER TABLE orders ADD CONSTRAINT region_not_null NOT NULL region; -- ok: check-scans-table

-- @test a table that is made anew
-- @server 18
-- @before
CREATE TABLE orders (id bigint, region text, during tstzrange);
CREATE TABLE customers (id bigint, k bigint, PRIMARY KEY (id), UNIQUE (id, k));
-- @change
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, CHECK (region <> '')); -- ok: check-scans-table
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, CONSTRAINT region_not_null NOT NULL region); -- ok: check-scans-table
