-- @size public.orders 5000000 rows, 2 GB
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, state text);

-- @test by day
-- @parameter run_hour = 12
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state); -- expect: index-window

-- @test in the night
-- @parameter run_hour = 3
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state); -- ok: index-window

-- @test before the night
-- @parameter run_hour = 1
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state); -- expect: index-window

-- @test at its end
-- @parameter run_hour = 5
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state); -- expect: index-window
