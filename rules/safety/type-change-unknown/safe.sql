-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(20));
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN note TYPE text;
