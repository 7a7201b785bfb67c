CREATE TABLE orders (id bigint PRIMARY KEY, region text, state text);
CREATE INDEX orders_state_idx ON orders (state);
CREATE INDEX orders_old_idx ON orders (region, state);
