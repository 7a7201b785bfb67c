CREATE TABLE orders (
  id bigint PRIMARY KEY, code varchar(10) DEFAULT 'x' CHECK (code <> ''), price numeric(8, 2), at timestamp);
CREATE INDEX orders_code_idx ON orders (code);
CREATE VIEW codes AS SELECT code FROM orders;
INSERT INTO orders VALUES (1, 'a', 1.5, '2026-01-01 10:00');
