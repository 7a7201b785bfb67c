-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text, state text);
CREATE INDEX orders_region_idx ON orders (region);
-- @change
SET lock_timeout = '2s';
-- wesley:ignore drop-column not read since release 4.2
ALTER TABLE orders DROP COLUMN region;
