-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN shop_id bigint DEFAULT 1 REFERENCES shops (id); -- ok: add-column-references-with-default

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE shops (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
ALTER TABLE orders ADD COLUMN shop_id bigint DEFAULT 1 REFERENCES shops (id); -- ok: add-column-references-with-default

-- @test nothing to check, or no default
ALTER TABLE orders ADD COLUMN shop_id bigint REFERENCES shops (id); -- ok: add-column-references-with-default
ALTER TABLE orders ADD COLUMN shop2_id bigint DEFAULT 1; -- ok: add-column-references-with-default
