CREATE TABLE orders (id bigint PRIMARY KEY, total numeric CHECK (total > 0), note text);
CREATE INDEX orders_total_idx ON orders (total);
CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 100;
