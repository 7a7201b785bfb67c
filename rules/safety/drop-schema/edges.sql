CREATE SCHEMA scratch;
DROP SCHEMA scratch; -- ok: drop-schema
DROP SCHEMA shop CASCADE; -- expect: drop-schema
DROP DATABASE shop; -- expect: drop-schema
DROP OWNED BY shop; -- expect: drop-schema
DROP VIEW open_orders; -- ok: drop-schema
