CREATE TABLE orders (id bigint PRIMARY KEY, region text, state text);
CREATE INDEX orders_idx ON orders (region);
