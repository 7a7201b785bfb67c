CREATE TABLE order_lines (id bigint PRIMARY KEY, unit_price numeric);
CREATE INDEX order_lines_unit_price_idx ON order_lines (unit_price);
