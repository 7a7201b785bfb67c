-- @size public.orders 5000000 rows, 2 GB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- @change
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);
