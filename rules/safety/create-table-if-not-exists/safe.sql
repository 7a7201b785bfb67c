-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
CREATE TABLE IF NOT EXISTS regions (id bigint PRIMARY KEY, name text);
