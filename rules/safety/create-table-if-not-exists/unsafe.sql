-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY, region text);
