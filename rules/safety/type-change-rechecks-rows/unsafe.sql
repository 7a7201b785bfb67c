-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(20) CHECK (length(region) > 1));
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN region TYPE text;
