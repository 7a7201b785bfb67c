-- @test a large table and one that this file makes
VACUUM FULL orders; -- expect: vacuum-full
VACUUM orders; -- ok: vacuum-full
CLUSTER orders USING orders_pkey; -- expect: vacuum-full
CREATE TABLE regions (id bigint PRIMARY KEY);
VACUUM FULL regions; -- ok: vacuum-full
CLUSTER regions USING regions_pkey; -- ok: vacuum-full

-- @test a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
VACUUM FULL orders; -- ok: vacuum-full
CLUSTER orders USING orders_pkey; -- ok: vacuum-full
