-- @test the primary key: a large table, no check, a table that this file makes
-- @server 18
ALTER TABLE orders ADD CONSTRAINT k1 FOREIGN KEY (a) REFERENCES customers; -- expect: foreign-key-scans-tables
ALTER TABLE orders ADD CONSTRAINT k2 FOREIGN KEY (a) REFERENCES customers NOT VALID; -- ok: foreign-key-scans-tables
ALTER TABLE orders ADD CONSTRAINT k3 FOREIGN KEY (a) REFERENCES customers NOT ENFORCED; -- ok: foreign-key-scans-tables
CREATE TABLE visits (a bigint, b bigint, FOREIGN KEY (a) REFERENCES customers); -- ok: foreign-key-scans-tables
ALTER TABLE visits ADD CONSTRAINT k4 FOREIGN KEY (a) REFERENCES customers; -- ok: foreign-key-scans-tables

-- @test the primary key: a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY, k bigint, UNIQUE (id, k));
CREATE TABLE orders (id bigint PRIMARY KEY, a bigint, b bigint);
-- @change
ALTER TABLE orders ADD CONSTRAINT k1 FOREIGN KEY (a) REFERENCES customers; -- ok: foreign-key-scans-tables

-- @test a column: a large table, no check, a table that this file makes
-- @server 18
ALTER TABLE orders ADD CONSTRAINT k1 FOREIGN KEY (a) REFERENCES customers (id); -- expect: foreign-key-scans-tables
ALTER TABLE orders ADD CONSTRAINT k2 FOREIGN KEY (a) REFERENCES customers (id) NOT VALID; -- ok: foreign-key-scans-tables
ALTER TABLE orders ADD CONSTRAINT k3 FOREIGN KEY (a) REFERENCES customers (id) NOT ENFORCED; -- ok: foreign-key-scans-tables
CREATE TABLE visits (a bigint, b bigint, FOREIGN KEY (a) REFERENCES customers (id)); -- ok: foreign-key-scans-tables
ALTER TABLE visits ADD CONSTRAINT k4 FOREIGN KEY (a) REFERENCES customers (id); -- ok: foreign-key-scans-tables

-- @test a column: a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY, k bigint, UNIQUE (id, k));
CREATE TABLE orders (id bigint PRIMARY KEY, a bigint, b bigint);
-- @change
ALTER TABLE orders ADD CONSTRAINT k1 FOREIGN KEY (a) REFERENCES customers (id); -- ok: foreign-key-scans-tables

-- @test two columns: a large table, no check, a table that this file makes
-- @server 18
ALTER TABLE orders ADD CONSTRAINT k1 FOREIGN KEY (a, b) REFERENCES customers (id, k); -- expect: foreign-key-scans-tables
ALTER TABLE orders ADD CONSTRAINT k2 FOREIGN KEY (a, b) REFERENCES customers (id, k) NOT VALID; -- ok: foreign-key-scans-tables
ALTER TABLE orders ADD CONSTRAINT k3 FOREIGN KEY (a, b) REFERENCES customers (id, k) NOT ENFORCED; -- ok: foreign-key-scans-tables
CREATE TABLE visits (a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES customers (id, k)); -- ok: foreign-key-scans-tables
ALTER TABLE visits ADD CONSTRAINT k4 FOREIGN KEY (a, b) REFERENCES customers (id, k); -- ok: foreign-key-scans-tables

-- @test two columns: a small table
-- @size orders 40 rows, 8 kB
-- @before
CREATE TABLE customers (id bigint PRIMARY KEY, k bigint, UNIQUE (id, k));
CREATE TABLE orders (id bigint PRIMARY KEY, a bigint, b bigint);
-- @change
ALTER TABLE orders ADD CONSTRAINT k1 FOREIGN KEY (a, b) REFERENCES customers (id, k); -- ok: foreign-key-scans-tables

-- @test a new column
ALTER TABLE orders ADD COLUMN shop_id bigint REFERENCES shops; -- ok: foreign-key-scans-tables
ALTER TABLE orders ADD COLUMN region_id bigint REFERENCES regions (id); -- ok: foreign-key-scans-tables

-- @test a table that is made anew
-- @before
CREATE TABLE orders (id bigint, region text, during tstzrange);
CREATE TABLE customers (id bigint, k bigint, PRIMARY KEY (id), UNIQUE (id, k));
-- @change
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, FOREIGN KEY (id) REFERENCES customers); -- ok: foreign-key-scans-tables
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, FOREIGN KEY (id) REFERENCES customers (id)); -- ok: foreign-key-scans-tables
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, FOREIGN KEY (id, id) REFERENCES customers (id, k)); -- ok: foreign-key-scans-tables
