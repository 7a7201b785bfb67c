CREATE TEMPORARY TABLE "Scratch" (id bigint PRIMARY KEY, "Note" text); -- ok: naming
CREATE INDEX CONCURRENTLY wesley_orders_note ON orders (note); -- ok: naming
BEGIN;
CREATE TABLE "Orders" (id bigint PRIMARY KEY); -- ok: naming
CREATE INDEX note_idx ON orders (note); -- ok: naming
ROLLBACK;
