CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
  id serial PRIMARY KEY, customer_id int REFERENCES customers, total int NOT NULL DEFAULT 0 CHECK (total >= 0), note text);
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE UNIQUE INDEX orders_total_idx ON orders (total, id) WHERE total > 0;
COMMENT ON COLUMN orders.total IS 'in cents';
CREATE VIEW totals AS SELECT id, total FROM orders;
INSERT INTO customers VALUES (1);
INSERT INTO orders (customer_id, total) SELECT 1, i FROM generate_series(1, 50) i;
