ALTER TABLE orders DISABLE TRIGGER audit; -- ok: disable-triggers
ALTER TABLE orders DISABLE TRIGGER ALL; -- expect: disable-triggers
SET session_replication_role = replica; -- expect: disable-triggers
SET session_replication_role = origin; -- ok: disable-triggers
RESET session_replication_role; -- ok: disable-triggers
SET work_mem = '64MB'; -- ok: disable-triggers
