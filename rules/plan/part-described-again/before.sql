CREATE TABLE orders (id bigint PRIMARY KEY, total numeric CONSTRAINT positive CHECK (total > 0), region text);
CREATE INDEX orders_idx ON orders (region);
COMMENT ON CONSTRAINT positive ON orders IS 'no gifts';
COMMENT ON INDEX orders_idx IS 'for the map';
