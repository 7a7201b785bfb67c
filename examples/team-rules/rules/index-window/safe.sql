-- @size public.orders 5000 rows, 2 MB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- @change
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);
