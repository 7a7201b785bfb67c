-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN region text NOT NULL; -- ok: add-column-not-null-without-default

-- @test old rows get a value
ALTER TABLE orders ADD COLUMN number bigserial NOT NULL; -- ok: add-column-not-null-without-default
ALTER TABLE orders ADD COLUMN number2 bigint NOT NULL GENERATED ALWAYS AS IDENTITY; -- ok: add-column-not-null-without-default
ALTER TABLE orders ADD COLUMN gross numeric NOT NULL GENERATED ALWAYS AS (net + tax) STORED; -- ok: add-column-not-null-without-default
