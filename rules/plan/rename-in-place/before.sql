CREATE TABLE orders (id bigint PRIMARY KEY, total numeric CHECK (total > 0), note text);
CREATE INDEX orders_total_idx ON orders (total) WHERE total > 100;
