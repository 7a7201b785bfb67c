-- @before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- @change
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);
SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
