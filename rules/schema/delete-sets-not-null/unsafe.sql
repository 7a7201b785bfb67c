CREATE TABLE customers (id uuid PRIMARY KEY);
CREATE TABLE visits (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers ON DELETE SET NULL
);
CREATE INDEX ON visits (customer_id);
