SET lock_timeout = '2s';
DROP VIEW archive.totals;
