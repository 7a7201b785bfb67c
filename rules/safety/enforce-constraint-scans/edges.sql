-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ALTER CONSTRAINT orders_customer_fkey ENFORCED; -- ok: enforce-constraint-scans

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @server 18
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint CONSTRAINT orders_customer_fkey REFERENCES customers NOT ENFORCED);
-- @change
ALTER TABLE orders ALTER CONSTRAINT orders_customer_fkey ENFORCED; -- ok: enforce-constraint-scans
