CREATE VIEW open_orders AS SELECT 1 AS id;
DROP VIEW open_orders CASCADE; -- ok: drop-cascade
DROP VIEW all_orders CASCADE; -- expect: drop-cascade
DROP VIEW old_orders; -- ok: drop-cascade
ALTER TABLE orders DROP COLUMN region CASCADE; -- expect: drop-cascade
ALTER TABLE orders DROP COLUMN state; -- ok: drop-cascade
ALTER TABLE orders DROP CONSTRAINT orders_code_key CASCADE; -- expect: drop-cascade
ALTER TABLE orders DROP CONSTRAINT orders_name_key; -- ok: drop-cascade
