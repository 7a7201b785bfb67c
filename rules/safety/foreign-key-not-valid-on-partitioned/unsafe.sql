-- @before
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE events (at timestamptz, customer_id bigint) PARTITION BY RANGE (at);
CREATE INDEX events_customer_idx ON events (customer_id);
-- @server 15
-- @change
SET lock_timeout = '2s';
ALTER TABLE events ADD CONSTRAINT events_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
