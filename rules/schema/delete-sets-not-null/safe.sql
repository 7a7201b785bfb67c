CREATE TABLE customers (id uuid PRIMARY KEY);
CREATE TABLE visits (
  id uuid PRIMARY KEY,
  customer_id uuid REFERENCES customers ON DELETE SET NULL
);
CREATE INDEX ON visits (customer_id);
