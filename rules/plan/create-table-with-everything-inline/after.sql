CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  parent_id bigint REFERENCES orders,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid')),
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE TABLE order_lines (
  order_id bigint REFERENCES orders,
  line int,
  note text,
  PRIMARY KEY (order_id, line)
);
CREATE INDEX orders_customer_idx ON orders (customer_id);
ALTER TABLE order_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON order_lines USING (true);
