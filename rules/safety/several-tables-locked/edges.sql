-- @test one finding for a transaction
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
ALTER TABLE customers ADD COLUMN region text; -- expect: several-tables-locked
ALTER TABLE shops ADD COLUMN region text; -- ok: several-tables-locked
COMMIT;
