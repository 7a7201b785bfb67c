-- @test without a state nothing is known of indexes
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID; -- ok: foreign-key-without-index

-- @test an index starts with the column
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, region text, other_id bigint);
CREATE INDEX ON orders (customer_id, region);
CREATE INDEX ON orders (region, other_id);
-- @change
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID; -- ok: foreign-key-without-index
ALTER TABLE orders ADD CONSTRAINT orders_other_fkey FOREIGN KEY (other_id) REFERENCES customers NOT VALID; -- expect: foreign-key-without-index
CREATE TABLE visits (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers); -- ok: foreign-key-without-index

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- @change
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID; -- ok: foreign-key-without-index
