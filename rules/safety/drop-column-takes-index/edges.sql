-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text, state text, code text, low integer, high integer, CHECK (low < high), CHECK (code <> ''));
CREATE INDEX orders_region_idx ON orders (region);
CREATE INDEX orders_lower_idx ON orders (lower(state), state);
-- @test an index of the column alone
ALTER TABLE orders DROP COLUMN region; -- ok: drop-column-takes-index

-- @test an index of an expression and the column
ALTER TABLE orders DROP COLUMN state; -- ok: drop-column-takes-index

-- @test a CHECK of two columns
ALTER TABLE orders DROP COLUMN low; -- expect: drop-column-takes-index

-- @test a CHECK of the column alone
ALTER TABLE orders DROP COLUMN code; -- ok: drop-column-takes-index
