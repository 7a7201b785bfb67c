CREATE FUNCTION code(number integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT number::text';
CREATE FUNCTION is_code(word text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT word <> ' '$$;
CREATE DOMAIN short_code AS text CHECK (is_code(VALUE));
CREATE TABLE items (id bigint PRIMARY KEY, code text DEFAULT code(1), other text CONSTRAINT other_is_code CHECK (is_code(other)));
