CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint CONSTRAINT customer REFERENCES customers ON DELETE CASCADE, total numeric CONSTRAINT positive CHECK (total >= 0));
CREATE INDEX orders_customer_idx ON orders (customer_id);
