BEGIN;
BEGIN; -- expect: transaction-control
COMMIT;
COMMIT; -- expect: transaction-control
BEGIN; -- ok: transaction-control
ROLLBACK; -- ok: transaction-control
