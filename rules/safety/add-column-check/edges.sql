-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN discount integer CHECK (discount >= 0); -- ok: add-column-check

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
ALTER TABLE orders ADD COLUMN discount integer CHECK (discount >= 0); -- ok: add-column-check
