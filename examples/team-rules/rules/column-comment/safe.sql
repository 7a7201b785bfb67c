SET lock_timeout = '2s';
ALTER TABLE customers ADD COLUMN region text;
COMMENT ON COLUMN customers.region IS 'ISO 3166-1 code of the country that the customer lives in';
