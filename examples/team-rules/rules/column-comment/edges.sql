ALTER TABLE orders ADD COLUMN wesley_new_note text; -- ok: column-comment
CREATE TEMPORARY TABLE scratch (note text); -- ok: column-comment
BEGIN;
ALTER TABLE orders ADD COLUMN note text; -- ok: column-comment
CREATE TABLE notes (note text); -- ok: column-comment
ROLLBACK;
CREATE TABLE copied AS SELECT id FROM orders; -- expect: column-comment
CREATE TABLE described AS SELECT id FROM orders; -- ok: column-comment
COMMENT ON COLUMN described.id IS 'that of the order';
CREATE TABLE silent AS SELECT id FROM orders; -- expect: column-comment
COMMENT ON COLUMN silent.id IS NULL;
BEGIN;
CREATE TABLE gone AS SELECT id FROM orders; -- ok: column-comment
ROLLBACK;
CREATE TEMPORARY TABLE passing AS SELECT id FROM orders; -- ok: column-comment
