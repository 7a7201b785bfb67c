BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN region text;
COMMIT;
UPDATE orders SET region = 'EU' WHERE region IS NULL AND id BETWEEN 1 AND 1000;
