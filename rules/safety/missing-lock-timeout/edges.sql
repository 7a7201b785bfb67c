-- @test one finding for a file, that counts
ALTER TABLE orders ADD COLUMN region text; -- expect: missing-lock-timeout
ALTER TABLE orders ADD COLUMN state text; -- ok: missing-lock-timeout
LOCK TABLE customers NOWAIT; -- ok: missing-lock-timeout
