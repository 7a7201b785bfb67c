CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n WITH NO DATA;
REFRESH MATERIALIZED VIEW totals; -- ok: refresh-not-concurrent
REFRESH MATERIALIZED VIEW CONCURRENTLY sums; -- ok: refresh-not-concurrent
REFRESH MATERIALIZED VIEW sums; -- expect: refresh-not-concurrent
