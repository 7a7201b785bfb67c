-- also: drop-column
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region text);
CREATE VIEW regions AS SELECT DISTINCT region FROM orders;
-- @change
SET lock_timeout = '2s';
ALTER TABLE orders DROP COLUMN region;
