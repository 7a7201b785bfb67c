-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(2));
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN IF NOT EXISTS region text DEFAULT 'EU';
