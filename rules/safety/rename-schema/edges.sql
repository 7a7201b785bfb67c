BEGIN;
ALTER SCHEMA shop RENAME TO store; -- ok: rename-schema
ROLLBACK;
ALTER SCHEMA archive RENAME TO attic; -- expect: rename-schema
