CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);

-- REFRESH ... CONCURRENTLY is another matter: it may run in a transaction.
BEGIN;
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
COMMIT;
