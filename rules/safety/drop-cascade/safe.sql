SET lock_timeout = '2s';
DROP VIEW late_orders;
DROP VIEW open_orders;
