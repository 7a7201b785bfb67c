CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
ALTER TABLE orders CLUSTER ON orders_pkey;
