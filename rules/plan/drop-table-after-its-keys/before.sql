CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id bigint REFERENCES customers);
CREATE TABLE order_lines (id bigint PRIMARY KEY, order_id int REFERENCES orders);
CREATE VIEW open_orders AS SELECT id FROM orders;
