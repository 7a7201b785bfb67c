ALTER TABLE orders ADD COLUMN wesley_new_note text; -- ok: column-comment
CREATE TEMPORARY TABLE scratch (note text); -- ok: column-comment
BEGIN;
ALTER TABLE orders ADD COLUMN note text; -- ok: column-comment
CREATE TABLE notes (note text); -- ok: column-comment
ROLLBACK;
