-- @test no limit
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region); -- ok: concurrent-build-under-timeout
SET statement_timeout = '0';
CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state); -- ok: concurrent-build-under-timeout

-- @test a limit for the whole statement
SET statement_timeout = '30s';
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region); -- expect: concurrent-build-under-timeout

-- @test a limit that a build does not reach
SET statement_timeout = '2h';
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region); -- ok: concurrent-build-under-timeout
