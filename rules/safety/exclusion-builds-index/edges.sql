-- @test a table that this file makes
CREATE TABLE bookings (id bigint PRIMARY KEY);
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&); -- ok: exclusion-builds-index

-- @test a small table
-- @size bookings 40 rows, 8 kB
-- @before
CREATE TABLE bookings (id bigint PRIMARY KEY, during tstzrange);
-- @change
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&); -- ok: exclusion-builds-index

-- @test a new table has no rows
CREATE TABLE stays (room int, during tstzrange, EXCLUDE USING gist (during WITH &&)); -- ok: exclusion-builds-index

-- @test a table that is made anew
-- @before
CREATE TABLE orders (id bigint, region text, during tstzrange);
CREATE TABLE customers (id bigint, k bigint, PRIMARY KEY (id), UNIQUE (id, k));
-- @change
DROP TABLE orders;
CREATE TABLE orders (id bigint, region text, during tstzrange, EXCLUDE USING gist (during WITH &&)); -- ok: exclusion-builds-index
