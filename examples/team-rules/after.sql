CREATE SCHEMA ops;
CREATE TABLE ops.table_registry (table_name text PRIMARY KEY, entered_at timestamptz NOT NULL DEFAULT now());
CREATE SCHEMA billing;
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, region text);
COMMENT ON COLUMN customers.region IS 'ISO 3166-1 code of the country that the customer lives in';
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, state text, note text);
CREATE INDEX orders_customer_idx ON orders (customer_id);

CREATE TABLE billing.payments (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  amount numeric(12, 2) NOT NULL
);
COMMENT ON COLUMN billing.payments.id IS 'Number of the payment';
COMMENT ON COLUMN billing.payments.customer_id IS 'Who has paid';
COMMENT ON COLUMN billing.payments.amount IS 'In euro, with tax';
CREATE INDEX payments_customer_idx ON billing.payments (customer_id);
CREATE POLICY own_rows ON billing.payments USING (customer_id = current_setting('acme.customer')::bigint);
ALTER TABLE billing.payments ENABLE ROW LEVEL SECURITY;
