CREATE FUNCTION code(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT n::text';
CREATE FUNCTION is_code(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT t <> ''$$;
CREATE DOMAIN short_code AS text CHECK (is_code(VALUE));
CREATE TABLE items (id bigint PRIMARY KEY, code text DEFAULT code(1), other text CONSTRAINT other_is_code CHECK (is_code(other)));
INSERT INTO items VALUES (1, '1', 'x');
