-- @before
CREATE TABLE orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, region text CONSTRAINT orders_region_check CHECK (region <> ''));
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders DROP CONSTRAINT orders_region_check;
