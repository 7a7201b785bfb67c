-- @test a table that this file makes
BEGIN;
CREATE TABLE orders (id bigint PRIMARY KEY);
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; -- ok: explicit-lock
COMMIT;

-- @test a lock that lets writes go on
BEGIN;
LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE; -- ok: explicit-lock
LOCK TABLE customers IN SHARE MODE; -- expect: explicit-lock
COMMIT;
