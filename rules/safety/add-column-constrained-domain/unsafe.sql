-- @before
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE customers (id bigint PRIMARY KEY);
-- @change
SET lock_timeout = '2s';
ALTER TABLE customers ADD COLUMN mail email;
