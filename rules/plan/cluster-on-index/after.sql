CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX orders_by_customer ON orders (customer_id);
ALTER TABLE orders CLUSTER ON orders_by_customer;
CREATE TABLE returns (id bigint PRIMARY KEY);
ALTER TABLE returns CLUSTER ON returns_pkey;
