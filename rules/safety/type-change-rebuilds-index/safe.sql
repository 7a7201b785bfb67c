-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20));
CREATE INDEX orders_region_idx ON orders (region);
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN region TYPE text;
