CREATE TABLE orders (
  id bigint PRIMARY KEY, code text DEFAULT 'x' CHECK (code <> ''), price numeric(12, 2), at timestamptz);
CREATE INDEX orders_code_idx ON orders (code);
CREATE VIEW codes AS SELECT code FROM orders;
