SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN region text;
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);
