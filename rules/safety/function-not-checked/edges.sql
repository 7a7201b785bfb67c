-- @test a function of this file
CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM orders; END';
SELECT fill(); -- expect: function-not-checked
CREATE FUNCTION steady() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END';
SELECT steady(); -- ok: function-not-checked
SELECT later(); -- ok: function-not-checked
CREATE FUNCTION later() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM orders; END';

-- @test a function of the state before
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM orders; END';
CREATE FUNCTION steady() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END';
-- @change
SELECT fill(); -- expect: function-not-checked
SELECT steady(); -- ok: function-not-checked
SELECT now(); -- ok: function-not-checked
