BEGIN;
SAVEPOINT before_regions;
CREATE TABLE regions (id bigint PRIMARY KEY);
RELEASE before_regions;
COMMIT;

BEGIN;
ROLLBACK;
