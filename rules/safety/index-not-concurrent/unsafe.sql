SET lock_timeout = '2s';
CREATE INDEX orders_region_idx ON orders (region);
