REINDEX TABLE orders; -- expect: reindex-not-concurrent
REINDEX INDEX CONCURRENTLY orders_region_idx; -- ok: reindex-not-concurrent
REINDEX SCHEMA shop; -- ok: reindex-not-concurrent
