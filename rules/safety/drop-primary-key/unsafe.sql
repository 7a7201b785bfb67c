-- @before
CREATE TABLE orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, region text);
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
