CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);

-- Nobody else can see a table before it is committed, so its index needs no care.
CREATE TABLE regions (id bigint PRIMARY KEY, code text);
CREATE INDEX regions_code_idx ON regions (code);
