-- @before
CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(10));
CREATE VIEW regions AS SELECT DISTINCT region FROM orders;
-- @change
BEGIN;
SET LOCAL lock_timeout = '2s';
DROP VIEW regions;
ALTER TABLE orders ALTER COLUMN region TYPE text;
CREATE VIEW regions AS SELECT DISTINCT region FROM orders;
COMMIT;
