-- @test a type that this file makes
BEGIN;
CREATE TYPE mood AS ENUM ('ok');
ALTER TYPE mood ADD VALUE 'fine';
UPDATE people SET mood = 'fine' WHERE id = 1; -- ok: enum-value-used-too-early
COMMIT;

-- @test another transaction
ALTER TYPE mood ADD VALUE 'fine';
BEGIN;
UPDATE people SET mood = 'fine' WHERE id = 1; -- ok: enum-value-used-too-early
COMMIT;

-- @test used before it is added
BEGIN;
UPDATE people SET mood = 'fine' WHERE id = 1; -- ok: enum-value-used-too-early
ALTER TYPE mood ADD VALUE 'fine';
COMMIT;

-- @test it is added a second time
BEGIN;
ALTER TYPE mood ADD VALUE 'fine';
UPDATE people SET mood = 'fine' WHERE id = 1; -- expect: enum-value-used-too-early
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'fine';
COMMIT;
