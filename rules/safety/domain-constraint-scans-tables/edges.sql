-- @test a domain that this file makes
CREATE DOMAIN email AS text;
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%'); -- ok: domain-constraint-scans-tables

-- @test no table has it
-- @before
CREATE DOMAIN email AS text;
-- @change
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%'); -- ok: domain-constraint-scans-tables

-- @test only a small table has it
-- @size customers 40 rows, 8 kB
-- @before
CREATE DOMAIN email AS text;
CREATE TABLE customers (id bigint PRIMARY KEY, mail email);
-- @change
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%'); -- ok: domain-constraint-scans-tables

-- @test a large table has it
-- @before
CREATE DOMAIN email AS text;
CREATE TABLE customers (id bigint PRIMARY KEY, mail email);
-- @change
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%'); -- expect: domain-constraint-scans-tables
