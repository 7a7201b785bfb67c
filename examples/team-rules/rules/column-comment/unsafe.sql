SET lock_timeout = '2s';
ALTER TABLE customers ADD COLUMN region text;
COMMENT ON COLUMN customers.region IS NULL;
