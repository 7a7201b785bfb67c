BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'EU' WHERE region IS NULL;
COMMIT;
