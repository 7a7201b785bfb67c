CREATE TABLE orders (id bigint PRIMARY KEY, region text, state text);
CREATE INDEX orders_region_idx ON orders (region);
CREATE UNIQUE INDEX orders_lower_idx ON orders (lower(state)) WHERE state IS NOT NULL;
CREATE INDEX orders_by_region_and_state ON orders (region, state);
