-- @test what is known of the function
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql STABLE RETURN 'a';
ALTER TABLE orders ADD COLUMN code text DEFAULT next_code(); -- ok: default-not-known
ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now(); -- ok: default-not-known
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid(); -- ok: default-not-known

-- @test the state before knows the function
-- @before
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql STABLE RETURN 'a';
CREATE TABLE orders (id bigint PRIMARY KEY);
-- @change
ALTER TABLE orders ADD COLUMN code text DEFAULT next_code(); -- ok: default-not-known

-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN code text DEFAULT next_code(); -- ok: default-not-known
