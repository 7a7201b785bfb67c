CREATE SCHEMA ops;
CREATE TABLE ops.table_registry (table_name text PRIMARY KEY, entered_at timestamptz NOT NULL DEFAULT now());
CREATE SCHEMA billing;
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, state text, note text);
CREATE INDEX orders_customer_idx ON orders (customer_id);
