SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT region_not_null CHECK (region IS NOT NULL) NOT VALID;
UPDATE orders SET region = 'EU' WHERE region IS NULL AND id <= 1000;
ALTER TABLE orders VALIDATE CONSTRAINT region_not_null;
