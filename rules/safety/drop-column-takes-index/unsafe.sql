-- also: drop-column
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text, state text);
CREATE INDEX orders_state_region_idx ON orders (state, region);
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders DROP COLUMN region;
