DROP INDEX CONCURRENTLY IF EXISTS orders_region_idx;
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_region_idx ON orders (region);
