CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
  id bigserial PRIMARY KEY, customer_id bigint REFERENCES customers, total bigint NOT NULL DEFAULT 0 CHECK (total >= 0), note text);
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE UNIQUE INDEX orders_total_idx ON orders (total, id) WHERE total > 0;
COMMENT ON COLUMN orders.total IS 'in cents';
CREATE VIEW totals AS SELECT id, total FROM orders;
